"""Who looked at what is masked: append-only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import models

from branches.actor import Actor
from branches.models import User
from cases.models.case import Case
from cases.procedure import STEP

if TYPE_CHECKING:
    pass

#: What is masked beside the facts of the steps: the identity number and the phone.
PERSON = "person"


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Disclosures."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(case__in=Case.objects.visible_to(actor))


class Disclosure(models.Model):
    """One look at masked facts of a case: those of the step `what`, or PERSON."""

    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.PROTECT, related_name="disclosures"
    )
    user = models.ForeignKey(
        User, verbose_name="查看人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("查看时间")
    what = models.CharField("查看内容", max_length=30)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["case", "-id"], name="disclosure_by_case")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What was looked at, in words."""
        return "身份证号和手机" if self.what == PERSON else STEP[self.what].term
