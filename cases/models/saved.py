"""What somebody keeps of the list of cases: conditions under a name, and the columns shown."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from branches.actor import Actor
from branches.models import User

NAME_LENGTH, QUERY_LENGTH = 20, 1000


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views."""

    def visible_to(self, actor: Actor) -> Self:
        """The own ones."""
        return self.filter(user=actor.key)


class SavedView(models.Model):
    """A view of the list of cases. `query`: its conditions and order, as the query string of the
    list has them.
    """

    user = models.ForeignKey(
        User, verbose_name="用户", on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField("名称", max_length=NAME_LENGTH)
    query = models.CharField("条件", max_length=QUERY_LENGTH)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('cases')}?{self.query}"


class ListColumnsQuerySet(models.QuerySet["ListColumns"]):
    """Chosen columns."""

    def visible_to(self, actor: Actor) -> Self:
        """The own ones."""
        return self.filter(user=actor.key)


class ListColumns(models.Model):
    """The columns of the list of cases that a user chose; without a row they see the usual ones."""

    user = models.OneToOneField(
        User,
        verbose_name="用户",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="list_columns",
    )
    codes = ArrayField(models.CharField(max_length=20), verbose_name="列")

    objects = ListColumnsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案卷列表的列"

    def __str__(self) -> str:
        return "、".join(self.codes)
