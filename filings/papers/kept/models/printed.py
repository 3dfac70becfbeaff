"""What was printed, so that a paper in the hand can be compared with the record."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models

from branches.actor import Actor
from branches.models import User
from cases.models import Case


class PrintedPaperQuerySet(models.QuerySet["PrintedPaper"]):
    """Printed papers."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of which the user sees every case."""
        hidden = PrintedPaper.cases.through.objects.filter(
            printedpaper=models.OuterRef("pk")
        ).exclude(case__in=Case.objects.visible_to(actor))
        return self.filter(~models.Exists(hidden))


class PrintedPaper(models.Model):
    """One document printed: its code, the digest of its data, and how the record stood.

    part    which of the documents that one case has of this paper, from 0
    states  `{case number: [version, state in words]}` on printing
    rounds  `{case number: round of the paper's step}`; one printed before rounds were counted names
            none
    version of the paper's data and words, as the registry had it on printing
    """

    code = models.CharField("校验码", max_length=12, unique=True)
    paper = models.CharField("文书", max_length=40)
    part = models.PositiveSmallIntegerField(default=0)
    cases = models.ManyToManyField(Case, verbose_name="案卷", related_name="printed_papers")
    states = models.JSONField("打印时状态", default=dict)
    rounds = models.JSONField("办理轮次", default=dict)
    version = models.PositiveSmallIntegerField("文书版本", default=1)
    digest = models.CharField("摘要", max_length=64)
    blanks = models.JSONField("空白项", default=list)
    printed_by = models.ForeignKey(
        User, verbose_name="打印人", on_delete=models.PROTECT, related_name="+"
    )
    printed_at = models.DateTimeField("打印时间", auto_now_add=True)

    objects = PrintedPaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已打印文书"
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.code
