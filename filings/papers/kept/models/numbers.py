"""发文字号: one register an organization and year, without gaps, no number used twice."""

from __future__ import annotations

from typing import Self, TypeVar

import pgtrigger
from django.db import models
from django.db.models import Q

from branches.actor import Actor
from branches.models import Organization, User
from branches.rights import under
from cases.models import Case

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows of an organization, seen by who reads its cases."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(under(actor.rights.reading_paths, "organization__path"))


class RegisterQuerySet(ScopedQuerySet["NumberRegister"]):
    """Registers."""


class NumberQuerySet(ScopedQuerySet["DocumentNumber"]):
    """Numbers issued."""


class NumberRegister(models.Model):
    """The register of one organization and year; its row is locked while a number is issued.

    word  机关代字, as the numbers of the year bear it
    last  the last number issued
    """

    organization = models.ForeignKey(
        Organization, verbose_name="发文机关", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField("年度")
    word = models.CharField("机关代字", max_length=30)
    last = models.PositiveIntegerField("已编至", default=0)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发文登记簿"
        constraints = [
            models.UniqueConstraint(fields=["organization", "year"], name="register_once_a_year"),
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2100), name="register_year_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕"


class DocumentNumber(models.Model):
    """One number issued. It is never deleted and never given again; a void one stays, with its
    reason.

    rounds  `{id of the case: round of the paper's step}`; one issued before rounds were counted
            names none
    part    which of the documents that one case has of the paper, from 0: a letter each, a number
            each
    """

    organization = models.ForeignKey(
        Organization, verbose_name="发文机关", on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField("年度")
    sequence = models.PositiveIntegerField("序号")
    word = models.CharField("机关代字", max_length=30)
    paper = models.CharField("文种", max_length=40)
    title = models.CharField("标题", max_length=300)
    cases = models.ManyToManyField(Case, verbose_name="所涉案卷", related_name="document_numbers")
    rounds = models.JSONField("办理轮次", default=dict)
    part = models.PositiveSmallIntegerField("第几份", default=0)
    issued_by = models.ForeignKey(
        User, verbose_name="取号人", on_delete=models.PROTECT, related_name="+"
    )
    issued_on = models.DateField("取号日期")
    voided_on = models.DateField("作废日期", null=True)
    voided_by = models.ForeignKey(
        User, verbose_name="作废人", on_delete=models.PROTECT, related_name="+", null=True
    )
    void_reason = models.CharField("作废理由", max_length=200, blank=True)

    objects = NumberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发文字号"
        ordering = ["-year", "-sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "sequence"], name="number_given_once"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="number_from_one"),
            models.CheckConstraint(
                condition=Q(voided_on__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_on__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="number_void_with_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="stays_what_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("organization", "year", "sequence", "word", "paper"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.sequence}号"

    @property
    def is_void(self) -> bool:
        return self.voided_on is not None
