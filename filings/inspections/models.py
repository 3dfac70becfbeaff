"""Inspections: the frozen result of a yearly check, what was read by hand, and how what was
found is put right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Role
from branches.models import Job, Organization, User
from branches.models.history import tracked
from branches.rights import under
from cases.models import Case
from cases.rules.engine import Severity
from cases.selectors.wording import spelled
from filings.inspections.rules import titles

if TYPE_CHECKING:
    pass


#: What of a finding never changes once the result is frozen.
FOUND = [
    "inspection",
    "unit",
    "case",
    "rule",
    "severity",
    "edition",
    "article",
    "step",
    "due_on",
    "actual_on",
    "message",
    "found_by",
    "found_on",
]


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Inspections."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of units in a subtree the user reads."""
        return self.filter(under(actor.rights.reading_paths, "unit__path"))

    def frozen(self) -> Self:
        """Those that ran to their end."""
        return self.filter(frozen_at__isnull=False)


@tracked()
class Inspection(models.Model):
    """The check of a unit and all below it for one year.

    conducted_by, role   the organization that checks, and as what its member started it
    frozen_at            when the result was written; it never changes after
    rules_version, data_digest  by which rules, and on which entries: the digest over number and
    chain head of each case
    """

    year = models.PositiveSmallIntegerField("年度")
    unit = models.ForeignKey(
        Organization, verbose_name="检查范围", on_delete=models.PROTECT, related_name="inspections"
    )
    as_of = models.DateField("截至")
    conducted_by = models.ForeignKey(
        Organization, verbose_name="检查单位", on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField("职务", max_length=30, choices=Role)
    started_by = models.ForeignKey(
        User, verbose_name="发起人", on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField("发起时间", auto_now_add=True)
    job = models.OneToOneField(
        Job, verbose_name="任务", on_delete=models.SET_NULL, related_name="+", null=True
    )
    frozen_at = models.DateTimeField("完成时间", null=True)
    rules_version = models.CharField("规则版本", max_length=20, blank=True)
    data_digest = models.CharField("数据摘要", max_length=64, blank=True)
    cases_checked = models.PositiveIntegerField("检查案卷", default=0)
    seed = models.CharField("抽样种子", max_length=50, blank=True)
    share = models.PositiveSmallIntegerField(
        "抽样比例", null=True, help_text="每个组织抽取的百分比"
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度检查"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "year"], name="inspection_by_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2100), name="inspection_year_known"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, rules_version="", data_digest="")
                | (Q(frozen_at__isnull=False) & ~Q(rules_version="") & ~Q(data_digest="")),
                name="inspection_frozen_with_version",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True, seed="")
                | (Q(share__isnull=False, share__range=(1, 100)) & ~Q(seed="")),
                name="inspection_share_with_seed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}年检查"

    def get_absolute_url(self) -> str:
        return reverse("inspection", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class InspectedCaseQuerySet(models.QuerySet["InspectedCase"]):
    """Cases an inspection looked at."""

    def visible_to(self, actor: Actor) -> Self:
        rows = self.filter(inspection__in=Inspection.objects.visible_to(actor))
        person = actor.person_id
        return rows.exclude(case__person=person) if person else rows


class InspectedCase(models.Model):
    """A case the inspection judged, at which version of it; and whether its paper file was drawn
    to be read by hand.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.PROTECT, related_name="inspected"
    )
    unit = models.ForeignKey(
        Organization, verbose_name="党支部", on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField("版本")
    is_drawn = models.BooleanField("抽中", default=False)
    read_by = models.ForeignKey(
        User, verbose_name="审阅人", on_delete=models.PROTECT, related_name="+", null=True
    )
    read_on = models.DateField("审阅日期", null=True)
    note = models.CharField("审阅意见", max_length=500, blank=True)

    objects = InspectedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查的案卷"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["inspection"], condition=Q(is_drawn=True), name="inspected_case_drawn"
            ),
            models.Index(fields=["inspection", "unit"], name="inspected_case_by_unit"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="checked_stays", fields=["inspection", "case", "unit", "version"]
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "case"], name="inspected_case_once"),
            models.CheckConstraint(
                condition=Q(read_on__isnull=True, read_by__isnull=True)
                | Q(read_on__isnull=False, read_by__isnull=False, is_drawn=True),
                name="inspected_case_read_when_drawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection} {self.case_id}"


class RectificationQuerySet(models.QuerySet["Rectification"]):
    """Rectification notices."""

    def visible_to(self, actor: Actor) -> Self:
        """Those to units in a subtree the user reads: the unit itself sees its notice, not the
        inspection.
        """
        return self.filter(under(actor.rights.reading_paths, "unit__path"))


@tracked()
class Rectification(models.Model):
    """The rectification notice (整改通知) to one unit of an inspection, one a unit.

    It waits for the unit while `issued` or `returned`, for the inspector while `answered`, and is
    over when `closed`.
    """

    class State(models.TextChoices):
        ISSUED = "issued", "待整改"
        ANSWERED = "answered", "已报整改"
        RETURNED = "returned", "整改退回"
        CLOSED = "closed", "已销号"

    inspection = models.ForeignKey(
        Inspection, verbose_name="检查", on_delete=models.PROTECT, related_name="rectifications"
    )
    unit = models.ForeignKey(
        Organization,
        verbose_name="整改单位",
        on_delete=models.PROTECT,
        related_name="rectifications",
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.ISSUED)
    issued_on = models.DateField("发出日期")
    issued_by = models.ForeignKey(
        User, verbose_name="发出人", on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField("整改期限")
    closed_on = models.DateField("销号日期", null=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改通知"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "unit"], name="rectification_once_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["issued", "answered", "returned", "closed"]),
                name="rectification_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="rectification_closed_with_day",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("issued_on")), name="rectification_due_after_issue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} 整改通知"

    def get_absolute_url(self) -> str:
        return reverse("rectification", args=[self.pk])


class RectificationAnswerQuerySet(models.QuerySet["RectificationAnswer"]):
    """Answers to notices."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(notice__in=Rectification.objects.visible_to(actor))


@tracked()
class RectificationAnswer(models.Model):
    """What a unit reported about its rectification in one round, and what was decided on it."""

    notice = models.ForeignKey(Rectification, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField("轮次")
    measures = models.TextField("整改情况")
    evidence = models.TextField("佐证材料", help_text="材料名称、文号和存放处")
    answered_on = models.DateField("报告日期")
    answered_by = models.ForeignKey(
        User, verbose_name="报告人", on_delete=models.PROTECT, related_name="+"
    )
    is_accepted = models.BooleanField("认可", null=True)
    opinion = models.TextField("核查意见", blank=True)
    decided_on = models.DateField("核查日期", null=True)
    decided_by = models.ForeignKey(
        User, verbose_name="核查人", on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = RectificationAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改报告"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "number"], name="rectification_answer_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(
                    is_accepted__isnull=True, decided_on__isnull=True, decided_by__isnull=True
                )
                | Q(is_accepted__isnull=False, decided_on__isnull=False, decided_by__isnull=False),
                name="rectification_answer_decided_with_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.number}"


class InspectionFindingQuerySet(models.QuerySet["InspectionFinding"]):
    """Findings of inspections."""

    def visible_to(self, actor: Actor) -> Self:
        """Those about units in a subtree the user reads, but none about himself."""
        return self.for_eyes_of(actor).filter(under(actor.rights.reading_paths, "unit__path"))

    def for_eyes_of(self, actor: Actor) -> Self:
        """Without those in a case about the user: nobody sees a case about himself."""
        person = actor.person_id
        return self.exclude(case__in=Case.objects.filter(person=person)) if person else self

    def weighty(self) -> Self:
        """Those that have to be put right: not mere hints, and not waived."""
        return self.exclude(severity=Severity.ADVISE.code).filter(approved_on__isnull=True)


@pghistory.track(
    pghistory.UpdateEvent(), pghistory.DeleteEvent()
)  # what is inserted stays as it is in the row
class InspectionFinding(models.Model):
    """A finding as it stood when the result was frozen, or what an inspector found when reading the
    file.

    case      None: about the organization
    found_by  None: by the machine
    waived_*  asked for with a reason by one, and in force only when another approved it
              (`approved_*`)
    """

    inspection = models.ForeignKey(
        Inspection, verbose_name="检查", on_delete=models.CASCADE, related_name="findings"
    )
    unit = models.ForeignKey(
        Organization, verbose_name="党组织", on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(
        Case,
        verbose_name="案卷",
        on_delete=models.PROTECT,
        related_name="inspection_findings",
        null=True,
    )
    rule = models.CharField("规则", max_length=10)
    severity = models.CharField(
        "程度", max_length=10, choices=[(each.code, each.label) for each in Severity]
    )
    edition = models.PositiveSmallIntegerField("版本")
    article = models.CharField("条款", max_length=50, null=True)
    step = models.PositiveSmallIntegerField("步骤", null=True)
    due_on = models.DateField("期限", null=True)
    actual_on = models.DateField("实际日期", null=True)
    message = models.TextField("说明")
    found_by = models.ForeignKey(
        User, verbose_name="发现人", on_delete=models.PROTECT, related_name="+", null=True
    )
    found_on = models.DateField("发现日期", null=True)
    waived_reason = models.TextField("免于整改理由", blank=True)
    waived_by = models.ForeignKey(
        User, verbose_name="提出人", on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_by = models.ForeignKey(
        User, verbose_name="批准人", on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_on = models.DateField("批准日期", null=True)

    objects = InspectionFindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查问题"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["inspection", "unit", "rule", "severity"], name="inspection_finding_by_unit"
            ),
            models.Index(
                fields=["case"],
                condition=Q(found_by__isnull=False),
                name="inspection_finding_by_hand",
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="found_stays", fields=FOUND)]
        constraints = [
            models.CheckConstraint(
                condition=Q(found_by__isnull=True, found_on__isnull=True)
                | Q(found_by__isnull=False, found_on__isnull=False, case__isnull=False),
                name="inspection_finding_by_hand_on_case",
            ),
            models.CheckConstraint(
                condition=Q(waived_by__isnull=True, waived_reason="", approved_by__isnull=True)
                | (Q(waived_by__isnull=False) & ~Q(waived_reason="")),
                name="inspection_finding_waived_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_on__isnull=True)
                | (
                    Q(approved_by__isnull=False, approved_on__isnull=False)
                    & ~Q(approved_by=models.F("waived_by"))
                ),
                name="inspection_finding_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"

    @property
    def title(self) -> str:
        """What the rule demands."""
        return titles().get(self.rule, "")

    @property
    def text(self) -> str:
        """The message with its days as pages write them."""
        return spelled(self.message)

    @property
    def is_waived(self) -> bool:
        return self.approved_on is not None
