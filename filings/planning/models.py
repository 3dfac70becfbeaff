"""Quotas, yearly analyses, and the training of party-affairs staff. Their history is kept by
triggers.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from branches.actor import Actor
from branches.models import Organization, User
from branches.models.history import tracked
from branches.rights import under

YEAR_KNOWN = Q(year__gte=1990, year__lte=2100)


class QuotaQuerySet(models.QuerySet["Quota"]):
    """Quotas."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(under(actor.rights.reading_paths, "organization__path"))


@tracked()
class Quota(models.Model):
    """The admissions one organization applied for, and was granted, for one year.

    The organization above grants; of a root the figure that comes from outside is entered there.
    The sum of what is granted to the children is never above what the parent was granted:
    `services.quota` locks the parent's row.
    """

    year = models.PositiveSmallIntegerField("年度")
    organization = models.ForeignKey(
        Organization, verbose_name="党组织", on_delete=models.PROTECT, related_name="quotas"
    )
    applied = models.PositiveIntegerField("申请数", null=True)
    grounds = models.TextField("申请理由", blank=True)
    applied_on = models.DateField("申请日期", null=True)
    applied_by = models.ForeignKey(
        User, verbose_name="申请人", on_delete=models.PROTECT, related_name="+", null=True
    )
    granted = models.PositiveIntegerField("下达数", null=True)
    granted_on = models.DateField("下达日期", null=True)
    granted_by = models.ForeignKey(
        User, verbose_name="下达人", on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["-year", "organization__path"]
        constraints = [
            models.UniqueConstraint(fields=["year", "organization"], name="quota_once_a_year"),
            models.CheckConstraint(condition=YEAR_KNOWN, name="quota_year_known"),
            models.CheckConstraint(
                condition=Q(applied__isnull=True, applied_on__isnull=True, applied_by__isnull=True)
                | Q(applied__isnull=False, applied_on__isnull=False, applied_by__isnull=False),
                name="quota_applied_with_day",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, granted_on__isnull=True, granted_by__isnull=True)
                | Q(granted__isnull=False, granted_on__isnull=False, granted_by__isnull=False),
                name="quota_granted_with_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.year}年指标"


class YearlyAnalysisQuerySet(models.QuerySet["YearlyAnalysis"]):
    """Yearly analyses."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(under(actor.rights.reading_paths, "organization__path"))


@tracked()
class YearlyAnalysis(models.Model):
    """The analysis of the ranks of activists that a committee or department makes once a year.

    figures  as they stood when it was recorded: `selectors.analyses.Figures`
    Source: 《细则》第十一条.
    """

    year = models.PositiveSmallIntegerField("年度")
    organization = models.ForeignKey(
        Organization, verbose_name="党组织", on_delete=models.PROTECT, related_name="analyses"
    )
    held_on = models.DateField("分析日期", help_text="党委或部门研究队伍状况的日期")
    figures = models.JSONField("数据")
    situation = models.TextField("队伍状况")
    problems = models.TextField("存在问题", blank=True)
    measures = models.TextField("改进措施", blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now=True)

    objects = YearlyAnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度分析"
        ordering = ["-year", "organization__path"]
        constraints = [
            models.UniqueConstraint(fields=["year", "organization"], name="analysis_once_a_year"),
            models.CheckConstraint(condition=YEAR_KNOWN, name="analysis_year_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.year}年入党积极分子队伍分析"


class TrainingCourseQuerySet(models.QuerySet["TrainingCourse"]):
    """Classes."""

    def visible_to(self, actor: Actor) -> Self:
        """Those held by organizations in a subtree the user reads, and those he attended."""
        attended = TrainingAttendance.objects.filter(course=models.OuterRef("pk"), user=actor.key)
        within = under(actor.rights.reading_paths, "organization__path")
        return self.filter(within | models.Exists(attended))


@tracked()
class TrainingCourse(models.Model):
    """A class for party-affairs staff (轮训), held by a committee or department."""

    organization = models.ForeignKey(
        Organization, verbose_name="举办单位", on_delete=models.PROTECT, related_name="courses"
    )
    title = models.CharField("名称", max_length=100)
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    hours = models.PositiveSmallIntegerField("学时")
    place = models.CharField("地点", max_length=100, blank=True)
    content = models.TextField("内容", blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )

    objects = TrainingCourseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "轮训班"
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="course_from_before_to"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="course_has_hours"),
        ]

    def __str__(self) -> str:
        return self.title


class TrainingAttendanceQuerySet(models.QuerySet["TrainingAttendance"]):
    """Attendances."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(course__in=TrainingCourse.objects.visible_to(actor))


@tracked()
class TrainingAttendance(models.Model):
    """Somebody with a post who attended a class."""

    course = models.ForeignKey(
        TrainingCourse, verbose_name="轮训班", on_delete=models.CASCADE, related_name="attendances"
    )
    user = models.ForeignKey(
        User, verbose_name="学员", on_delete=models.PROTECT, related_name="trainings"
    )

    objects = TrainingAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "轮训学员"
        constraints = [
            models.UniqueConstraint(fields=["course", "user"], name="attendance_once_a_course")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.course}"
