"""The rectification notice to a unit, and what the unit answers."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from branches.actor import Actor
from branches.models import Organization, User
from branches.models.history import tracked
from branches.rights import under
from filings.inspections.models.inspection import Inspection


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

    @property
    def badge(self) -> str:
        """The kind of badge that its state is shown with."""
        return BADGES[self.state]


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


BADGES: dict[str, str] = {
    Rectification.State.ISSUED: "now",
    Rectification.State.ANSWERED: "wait",
    Rectification.State.RETURNED: "bad",
    Rectification.State.CLOSED: "good",
}
