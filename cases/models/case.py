"""Cases, their numbers, and who stands by the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django_fsm import FSMField, FSMModelMixin

from branches.actor import Actor
from branches.models import Member, Organization, Person
from cases.facts.case import CaseFacts, edition_on
from cases.machine import MOVES, Procedure, edges
from cases.models.fields import CaseFactsField
from cases.procedure import CLOSED, END_STATES, OUTCOMES, PLACE, STAGES, START, STEP, STEPS, Stage

if TYPE_CHECKING:
    from branches.models import User
    from cases.models.sight import Sight

#: The status days after the application, in the order of the stages they open.
STATUS_DAYS = ("activist_on", "target_on", "probation_on", "full_on")
#: Where cases without a due day stand in the order of due days.
LAST = date(9999, 12, 31)


def in_stage(no: int) -> Q:
    """A condition: the person has reached the stage `no` (1–5) and none after it; as
    `Case.stage`.
    """
    reached = Q()
    if no > 1:
        reached = Q(**{f"{STATUS_DAYS[no - 2]}__isnull": False})
    return reached & Q(**{f"{day}__isnull": True for day in STATUS_DAYS[no - 1 :]})


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases."""

    def visible_to(self, actor: Actor) -> Self:
        """Those in the subtrees the user reads and those he sponsors today; never one about
        himself.
        """
        if not actor.is_signed_in:
            return self.none()
        condition = actor.rights.readable("branch")
        if sponsored := sponsored_cases(actor):
            condition |= Q(pk__in=sponsored.keys())
        return self.filter(condition).about_others(actor.account)

    def about_others(self, user: User) -> Self:
        """Without those about the user himself."""
        return self if user.person_id is None else self.exclude(person=user.person_id)

    def open(self) -> Self:
        """Those still going on."""
        return self.filter(closed_on__isnull=True)

    def in_stage(self, no: int) -> Self:
        """Those whose person is in the stage `no` (1–5)."""
        return self.filter(in_stage(no))


class Case(FSMModelMixin, models.Model):
    """One person's way from the application to the archive.

    `state` is the last step up to which everything is done. All columns below `version` are derived
    from the entries and written by `cases.services` only.
    """

    number = models.CharField("案卷编号", max_length=20, unique=True)
    person = models.ForeignKey(
        Person, verbose_name="本人", on_delete=models.PROTECT, related_name="cases"
    )
    branch = models.ForeignKey(
        Organization, verbose_name="党支部", on_delete=models.PROTECT, related_name="cases"
    )
    opened_on = models.DateField(
        "建档日期", null=True, help_text="在本系统建立案卷的日期；由工作簿导入的为空"
    )
    state = FSMField("状态", default=START, protected=True, max_length=30, db_index=True)
    version = models.PositiveIntegerField("版本", default=0, help_text="最后一条登记的序号")
    head = models.CharField("链尾", max_length=64, blank=True, help_text="最后一条登记的摘要")
    pass_number = models.PositiveSmallIntegerField("轮次", default=1)
    outcome = models.CharField(
        "结果",
        max_length=20,
        blank=True,
        choices=[(o.value, label) for o, label in OUTCOMES.items()],
    )
    closed_on = models.DateField("办结日期", null=True)
    applied_on = models.DateField("申请入党日期", null=True, help_text="收到申请书之日")
    activist_on = models.DateField("确定为入党积极分子日期", null=True)
    target_on = models.DateField("列为发展对象日期", null=True)
    probation_on = models.DateField(
        "成为预备党员日期", null=True, help_text="支部大会通过之日；入党时间"
    )
    expires_on = models.DateField(
        "预备期满日期", null=True, help_text="可以讨论转正的第一天；志愿书所填的截止日为其前一天"
    )
    full_on = models.DateField("成为正式党员日期", null=True, help_text="党龄起算日")
    form_number = models.CharField("志愿书编号", max_length=50, blank=True, db_index=True)
    locked = ArrayField(
        models.CharField(max_length=30),
        verbose_name="已锁定步骤",
        default=list,
        help_text="待答复的报送所依据的步骤",
    )
    next_due_on = models.DateField("最近到期日", null=True)
    due_order = models.GeneratedField(
        expression=Coalesce("next_due_on", Value(LAST)),
        output_field=models.DateField(),
        db_persist=True,
    )  # lists are paged by it, which wants a day in every row
    facts = CaseFactsField("现行事实", default=CaseFacts)

    is_moved = False  # a move of `cases.services.writing` that is not written yet
    sight: Sight | None = None  # as who is only contact or introducer sees it; None: whole

    procedure = Procedure(MOVES, field="state")
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案卷"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["branch", "-id"], name="case_by_branch"),
            models.Index(
                fields=["person"], condition=Q(closed_on__isnull=True), name="case_open_by_person"
            ),
            models.Index(fields=["due_order", "id"], name="case_by_due"),
            models.Index(
                fields=["probation_on"], name="case_by_admission"
            ),  # admissions of a year, for statistics
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[START, CLOSED, *STEP]), name="case_state_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, outcome="")
                | (Q(closed_on__isnull=False) & ~Q(outcome="")),
                name="case_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(state__in=[*END_STATES]),
                name="case_closed_in_end_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*END_STATES]) | Q(closed_on__isnull=False),
                name="case_end_state_is_closed",
            ),
        ]
        triggers = [pgtrigger.FSM(name="state_along_edges", field="state", transitions=edges())]

    def __str__(self) -> str:
        return f"{self.person.name} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.number])

    def is_visible_to(self, actor: Actor) -> bool:
        """As `CaseQuerySet.visible_to`, of a case whose branch is joined.

        Nearly all are read by a role, which the path tells; only of the others the sponsorships are
        asked.
        """
        if self.person_id == actor.person_id:
            return False
        return actor.rights.reads(self.branch.path) or self.pk in sponsored_cases(actor)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def place(self) -> int:
        """Place of the state on the line, -1 before step 1; of a closed case -1 too."""
        return PLACE.get(self.state, -1)

    @property
    def stage(self) -> Stage:
        """The stage the person has reached, by the status days: they hold for closed cases as
        well.
        """
        reached = [no for no, day in enumerate(STATUS_DAYS, 1) if getattr(self, day) is not None]
        return STAGES[max(reached, default=0)]

    def term_of(self, code: str, today: date) -> str:
        """What the edition that governs the step in this case calls it."""
        step = STEP[code]
        return (
            step.term_in(self.facts.steps.edition_of(code, today)) if step.term_2026 else step.term
        )

    def step_label(self, code: str) -> str:
        """A step of the case in words, by the edition that it falls under."""
        step = STEP[code]
        edition = 2014
        if self.target_on is not None:
            edition = edition_on(self.target_on)
        return f"{step.no} {step.term_in(edition)}"

    @property
    def hidden(self) -> frozenset[str]:
        """Codes of the steps and turns of which nothing is seen, as it is seen."""
        return frozenset() if self.sight is None else self.sight.hidden

    @property
    def hidden_numbers(self) -> frozenset[int | None]:
        """The numbers of the hidden steps, as `Sight.hidden_numbers`."""
        return frozenset() if self.sight is None else self.sight.hidden_numbers

    @property
    def state_label(self) -> str:
        """The state in words: the last step done, or how the case ended; as it is seen."""
        if self.sight is not None:
            return self.sight.state_label
        if self.closed_on is not None:
            return self.get_outcome_display()
        return "尚未登记" if self.state == START else self.step_label(self.state)

    @property
    def stage_label(self) -> str:
        """The status of the person in words, as it is seen."""
        return (self.sight or self).stage.person

    @property
    def outcome_label(self) -> str:
        """How the case ended, in words, as it is seen."""
        return self.sight.outcome if self.sight is not None else self.get_outcome_display()


class CaseNumber(models.Model):
    """The last case number given in a year; numbers are never reused."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "案卷编号"

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"


class SponsorshipQuerySet(models.QuerySet["Sponsorship"]):
    """Contacts and introducers."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(case__in=Case.objects.visible_to(actor))

    def on(self, day: date) -> Self:
        """Those in force on that day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), since_on__lte=day)


class Sponsorship(models.Model):
    """A contact (培养联系人) or introducer (入党介绍人) of a case, from a day until (not including)
    a day.

    `member` is None for a name in a workbook that no member list has.
    Source: 《细则》第九条、第十四条.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", "培养联系人"
        INTRODUCER = "introducer", "入党介绍人"

    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.PROTECT, related_name="sponsorships"
    )
    kind = models.CharField("身份", max_length=10, choices=Kind)
    member = models.ForeignKey(
        Member,
        verbose_name="党员",
        on_delete=models.PROTECT,
        related_name="sponsorships",
        null=True,
        blank=True,
    )
    name = models.CharField("姓名", max_length=100)
    since_on = models.DateField("起", null=True)
    until_on = models.DateField("止", null=True, blank=True, help_text="自这一天起不再担任")
    reason = models.CharField("更换原因", max_length=200, blank=True)

    objects = SponsorshipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培养联系人和入党介绍人"
        ordering = ["since_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("since_on")),
                name="sponsorship_since_before_until",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "member"],
                condition=Q(until_on__isnull=True),
                name="sponsorship_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    def is_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        is_begun = self.since_on is not None and self.since_on <= day
        return is_begun and (self.until_on is None or day < self.until_on)


def sponsored_cases(actor: Actor) -> Mapping[int, frozenset[str]]:
    """`{case id: kinds}` of the cases in which the account's person is contact or introducer.

    Read once an actor: a handful of ids finds the cases by their key, which a subquery beside the
    user's units would not.
    """
    person = actor.person_id
    if person is None:
        return {}
    return actor.once("sponsored", lambda: _sponsored_cases(person, actor.today))


def _sponsored_cases(person: int, today: date) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    rows = Sponsorship.objects.on(today).filter(member__person=person)
    for pk, kind in rows.values_list("case", "kind"):
        found[pk] = found.get(pk, frozenset()) | {kind}
    return found


#: The step that appoints each kind of sponsor.
STEP_OF = {Sponsorship.Kind(step.appoints): step.code for step in STEPS if step.appoints}
#: The field of its facts that names them.
NAMED_IN = {Sponsorship.Kind.CONTACT: "contacts", Sponsorship.Kind.INTRODUCER: "introducers"}
