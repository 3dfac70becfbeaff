"""What judging a case gave: rewritten with every change, never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from branches.actor import Actor
from cases.models.case import Case
from cases.rules.engine import Severity

if TYPE_CHECKING:
    pass


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(case__in=Case.objects.visible_to(actor))


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Obligations."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(case__in=Case.objects.visible_to(actor))


class Finding(models.Model):
    """A breach of a rule in a case, as `cases.rules.engine.Finding` has it; overdue ones are
    `Obligation` rows.
    """

    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.CASCADE, related_name="findings"
    )
    rule = models.CharField("规则", max_length=10)
    severity = models.CharField(
        "程度", max_length=10, choices=[(each.code, each.label) for each in Severity]
    )
    edition = models.PositiveSmallIntegerField("版本")
    article = models.CharField("条款", max_length=50, null=True)  # null: the regulation has none
    step = models.PositiveSmallIntegerField("步骤", null=True)
    due_on = models.DateField("期限", null=True)
    actual_on = models.DateField("实际日期", null=True)
    message = models.TextField("说明")
    rules_version = models.CharField(max_length=20)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        ordering = ["case_id", "step", "rule", "due_on", "actual_on", "message"]
        indexes = [models.Index(fields=["rule", "severity"], name="finding_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"


class Obligation(models.Model):
    """What an open case owes and when. Overdue is `due_on` before today: a comparison, no job at
    midnight.
    """

    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.CASCADE, related_name="obligations"
    )
    rule = models.CharField("规则", max_length=10)
    article = models.CharField("条款", max_length=50, null=True)  # null: the regulation has none
    step = models.PositiveSmallIntegerField("步骤", null=True)
    due_on = models.DateField("应办日期", null=True, help_text="最后一天，含当日")
    earliest_on = models.DateField("最早日期", null=True)
    void_from_on = models.DateField("最后期限", null=True)
    is_silent = models.BooleanField("已说明理由", default=False)
    text = models.TextField("说明")
    until_on = models.GeneratedField(
        expression=models.Case(
            models.When(is_silent=True, void_from_on__isnull=False, then="void_from_on"),
            default="due_on",
        ),
        output_field=models.DateField(null=True),
        db_persist=True,
    )  # overdue is this day before today: with a recorded reason the second limit counts

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待办"
        ordering = ["until_on", "earliest_on", "pk"]
        indexes = [
            models.Index(
                fields=["until_on", "case"],
                condition=Q(until_on__isnull=False),
                name="obligation_by_day",
            ),
            models.Index(Coalesce("until_on", "earliest_on"), "id", name="obligation_by_first_day"),
        ]

    def __str__(self) -> str:
        return self.text
