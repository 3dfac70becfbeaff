"""Filings: what passes between the levels of the tree."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from branches.actor import Actor
from branches.models import Organization, User
from cases.models import Case
from cases.procedure import STEP, Step
from filings.kinds import APART, KINDS, Kind

#: How the state of an item may change; open are the first two.
EDGES = [
    *(
        (state, to)
        for state in ("submitted", "received")
        for to in ("returned", "withdrawn", "accepted", "refused")
    ),
    ("submitted", "received"),
    ("returned", "submitted"),
]


class FilingQuerySet(models.QuerySet["Filing"]):
    """Filings."""

    def visible_to(self, actor: Actor) -> Self:
        """Those with an item the user sees."""
        return self.filter(
            models.Exists(FilingItem.objects.visible_to(actor).filter(filing=models.OuterRef("pk")))
        )


class Filing(models.Model):
    """One report (报送): a kind, from, to, and one item a case.

    through  ids of the organizations that deliberate on the way, lowest first
    papers   values of `cases.facts.values.Paper` sent along
    """

    kind = models.CharField(
        "种类", max_length=30, choices=[(code, kind.step.term) for code, kind in KINDS.items()]
    )
    sender = models.ForeignKey(
        Organization, verbose_name="报送组织", on_delete=models.PROTECT, related_name="+"
    )
    receiver = models.ForeignKey(
        Organization,
        verbose_name="主送组织",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="系统内没有再上一级组织部门时为空",
    )
    through = ArrayField(models.BigIntegerField(), verbose_name="经由", default=list)
    papers = ArrayField(models.CharField(max_length=30), verbose_name="随报材料", default=list)
    submitted_on = models.DateField("报送日期")
    submitted_by = models.ForeignKey(
        User, verbose_name="报送人", on_delete=models.PROTECT, related_name="+"
    )
    request_id = models.UUIDField(unique=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="filing_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.step.term}"

    @property
    def step(self) -> Step:
        """The step that the filing is for."""
        return STEP[self.kind]

    @property
    def first_holder_id(self) -> int | None:
        """Where its items lie first: with the lowest on the way, else with the receiver."""
        if self.through:
            return self.through[0]
        return self.receiver_id

    @property
    def number(self) -> str:
        """The number it is called by in this system; no 发文字号."""
        return f"{self.submitted_on:%Y}-{self.pk:05d}"


class FilingItemQuerySet(models.QuerySet["FilingItem"]):
    """Items of filings."""

    def visible_to(self, actor: Actor) -> Self:
        """Those whose case lies in a subtree the user reads, never his own; contacts and
        introducers see none.
        """
        rows = self.filter(actor.rights.readable("case__branch"))
        person = actor.person_id
        if person is None:
            return rows
        return rows.exclude(case__person=person)

    def open(self) -> Self:
        """Those not answered, returned or withdrawn."""
        return self.filter(state__in=OPEN)


class FilingItem(models.Model):
    """One case in a filing.

    holder       where it lies now: an organization that deliberates, or the receiver
    round        1, and one more with each time it was submitted again
    version      version of the case that was sent; what was sent is the entries up to it
    assigned_to  who attends to it where it lies; no right depends on it
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", "已报送"
        RECEIVED = "received", "已接收"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"
        ACCEPTED = "accepted", "已同意"
        REFUSED = "refused", "不同意"

    filing = models.ForeignKey(
        Filing, verbose_name="报送", on_delete=models.PROTECT, related_name="items"
    )
    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.PROTECT, related_name="filing_items"
    )
    kind = models.CharField(
        "种类", max_length=30, choices=[(code, kind.step.term) for code, kind in KINDS.items()]
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.SUBMITTED)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    version = models.PositiveIntegerField("所报版本")
    holder = models.ForeignKey(
        Organization, verbose_name="现在", on_delete=models.PROTECT, related_name="+", null=True
    )
    submitted_on = models.DateField("报送日期")
    submitted_by = models.ForeignKey(
        User, verbose_name="报送人", on_delete=models.PROTECT, related_name="+"
    )
    assigned_to = models.ForeignKey(
        User, verbose_name="办理人", on_delete=models.PROTECT, related_name="+", null=True
    )
    received_on = models.DateField("收到日期", null=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.ForeignKey(
        User, verbose_name="答复人", on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = FilingItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送事项"
        ordering = ["submitted_on", "pk"]
        indexes = [
            models.Index(
                fields=["holder", "kind", "submitted_on", "id"],
                condition=Q(state__in=["submitted", "received"]),
                name="item_waiting",
            ),
            models.Index(
                fields=["holder", "submitted_on", "id"],
                condition=Q(state__in=["submitted", "received"]),
                name="item_oldest_waiting",
            ),
            models.Index(
                fields=["submitted_on", "id"], condition=Q(state="returned"), name="item_returned"
            ),
            models.Index(fields=["case", "-id"], name="item_by_case"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="item_kind_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "submitted",
                        "received",
                        "returned",
                        "withdrawn",
                        "accepted",
                        "refused",
                    ]
                ),
                name="item_state_known",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["submitted", "received"]) & ~Q(kind=APART),
                name="item_one_open_a_case",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["submitted", "received"], kind=APART),
                name="item_one_open_department_filing_a_case",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "refused"], answered_on__isnull=False)
                | Q(
                    state__in=["submitted", "received", "returned", "withdrawn"],
                    answered_on__isnull=True,
                ),
                name="item_answered_with_day",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="item_state_along_edges",
                field="state",
                transitions=EDGES,
            )
        ]

    def __str__(self) -> str:
        return f"{STEP[self.kind].term} {self.case}"

    def get_absolute_url(self) -> str:
        return reverse("filing_item", args=[self.pk])

    @property
    def kind_row(self) -> Kind:
        """Its kind, with what differs between the kinds."""
        return KINDS[self.kind]

    @property
    def step(self) -> Step:
        return STEP[self.kind]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def badge(self) -> str:
        """The kind of badge that its state is shown with."""
        return BADGES[self.state]


BADGES: dict[str, str] = {
    FilingItem.State.SUBMITTED: "wait",
    FilingItem.State.RECEIVED: "now",
    FilingItem.State.RETURNED: "soon",
    FilingItem.State.WITHDRAWN: "closed",
    FilingItem.State.ACCEPTED: "good",
    FilingItem.State.REFUSED: "bad",
}
OPEN = (FilingItem.State.SUBMITTED, FilingItem.State.RECEIVED)
