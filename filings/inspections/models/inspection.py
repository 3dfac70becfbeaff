"""The check of one year, and the cases that it looked at."""

from __future__ import annotations

from typing import Self

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
        if actor.person_id is None:
            return rows
        return rows.exclude(case__person=actor.person_id)


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
