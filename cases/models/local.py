"""What may differ from place to place: days off, and local rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from branches.actor import Actor
from branches.models import Organization
from branches.rights import under

if TYPE_CHECKING:
    pass


class Holiday(models.Model):
    """A day that differs from Monday–Friday: a day off, or a make-up working day. Source: State
    Council notices.
    """

    day = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("上班")
    name = models.CharField("名称", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日和调休"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class LocalProfileQuerySet(models.QuerySet["LocalProfile"]):
    """Local profiles."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(under(actor.rights.seeing_paths, "organization__path"))


class LocalProfile(models.Model):
    """Rules that a committee or department adds for its subtree; it may tighten what holds above
    it, never loosen.

    `rules` has the fields of `cases.facts.case.Profile` that it sets.
    """

    organization = models.OneToOneField(
        Organization, verbose_name="党组织", on_delete=models.PROTECT, related_name="profile"
    )
    rules = models.JSONField("本地规定", default=dict)

    objects = LocalProfileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "本地规定"

    def __str__(self) -> str:
        return f"{self.organization}的本地规定"
