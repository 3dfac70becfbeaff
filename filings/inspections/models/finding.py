"""What an inspection found: frozen with its result, or entered by hand."""

from __future__ import annotations

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from branches.actor import Actor
from branches.models import Organization, User
from branches.rights import under
from cases.models import Case
from cases.rules.engine import Severity
from cases.selectors.wording import spelled
from filings.inspections.models.inspection import Inspection
from filings.inspections.rules import titles

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


class InspectionFindingQuerySet(models.QuerySet["InspectionFinding"]):
    """Findings of inspections."""

    def visible_to(self, actor: Actor) -> Self:
        """Those about units in a subtree the user reads, but none about himself."""
        return self.for_eyes_of(actor).filter(under(actor.rights.reading_paths, "unit__path"))

    def for_eyes_of(self, actor: Actor) -> Self:
        """Without those in a case about the user: nobody sees a case about himself."""
        if actor.person_id is None:
            return self
        return self.exclude(case__in=Case.objects.filter(person=actor.person_id))

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
