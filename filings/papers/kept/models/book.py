"""The number book of 入党志愿书: blocks received from above, and what became of each number.

Source: 《细则》 2026 第四十二条 (the provinces print and control the form).
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from branches.models import Organization, User
from cases.models import Case
from filings.papers.kept.models.numbers import ScopedQuerySet


class BlockQuerySet(ScopedQuerySet["FormBlock"]):
    """Blocks."""


class FormNumberQuerySet(ScopedQuerySet["FormNumber"]):
    """Numbered forms."""


class GapQuerySet(ScopedQuerySet["FormGap"]):
    """Gaps explained."""


class FormBlock(models.Model):
    """Consecutive numbers received at once: `prefix` and the figures from `first` to `last`,
    `width` digits wide.
    """

    organization = models.ForeignKey(
        Organization, verbose_name="领用党委", on_delete=models.PROTECT, related_name="+"
    )
    prefix = models.CharField("编号前缀", max_length=20, blank=True)
    first = models.PositiveBigIntegerField("起始号")
    last = models.PositiveBigIntegerField("截止号")
    width = models.PositiveSmallIntegerField("位数")
    source = models.CharField("发放单位", max_length=100)
    received_on = models.DateField("领取日期")
    recorded_by = models.ForeignKey(
        User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿书号段"
        ordering = ["prefix", "first"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="block_first_before_last"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.number(self.first)}–{self.number(self.last)}"

    def number(self, figure: int) -> str:
        """A number of the block as it is printed on the form."""
        return f"{self.prefix}{figure:0{self.width}}"


class FormNumber(models.Model):
    """One numbered form. `case` is whom it was issued for; used is one whose case bears the
    number.
    """

    class State(models.TextChoices):
        STOCK = "stock", "库存"
        ISSUED = "issued", "已发放"
        SPOILED = "spoiled", "作废"
        RETURNED = "returned", "退回"

    block = models.ForeignKey(
        FormBlock, verbose_name="号段", on_delete=models.PROTECT, related_name="numbers"
    )
    organization = models.ForeignKey(
        Organization, verbose_name="领用党委", on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField("编号", max_length=50, unique=True)
    figure = models.PositiveBigIntegerField()
    state = models.CharField("状态", max_length=10, choices=State, default=State.STOCK)
    case = models.ForeignKey(
        Case,
        verbose_name="发放对象",
        on_delete=models.PROTECT,
        related_name="form_numbers",
        null=True,
    )
    changed_on = models.DateField("办理日期", null=True)
    changed_by = models.ForeignKey(
        User, verbose_name="办理人", on_delete=models.PROTECT, related_name="+", null=True
    )
    reason = models.CharField("说明", max_length=200, blank=True)

    objects = FormNumberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿书编号"
        ordering = ["block", "figure"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["stock", "issued", "spoiled", "returned"]),
                name="form_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", case__isnull=False)
                | Q(state="stock", case__isnull=True)
                | (Q(state__in=["spoiled", "returned"]) & ~Q(reason="")),
                name="form_issued_to_a_case_and_ended_with_reason",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="issued"), name="form_issued_once_a_case"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="along_edges",
                field="state",
                transitions=[
                    ("stock", "issued"),
                    ("stock", "spoiled"),
                    ("stock", "returned"),
                    ("issued", "spoiled"),
                    ("issued", "returned"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FormGap(models.Model):
    """Why numbers between two blocks are not here."""

    organization = models.ForeignKey(
        Organization, verbose_name="领用党委", on_delete=models.PROTECT, related_name="+"
    )
    prefix = models.CharField("编号前缀", max_length=20, blank=True)
    first = models.PositiveBigIntegerField("起始号")
    last = models.PositiveBigIntegerField("截止号")
    explanation = models.CharField("说明", max_length=200)
    explained_on = models.DateField("说明日期")
    explained_by = models.ForeignKey(
        User, verbose_name="说明人", on_delete=models.PROTECT, related_name="+"
    )

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "断号说明"
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="gap_first_before_last"),
            models.UniqueConstraint(
                fields=["organization", "prefix", "first", "last"], name="gap_explained_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.first}–{self.last}"
