"""The secret address under which an account's calendar is read, and the notices that account was
given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from branches.actor import Actor
from branches.models.user import User

if TYPE_CHECKING:
    pass


class CalendarLink(models.Model):
    """One address an account; only the hash of its secret is kept, so it is shown once. Deleting
    it revokes it.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_link")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return f"{self.user_id}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def visible_to(self, actor: Actor) -> Self:
        """The user's own."""
        return self.filter(user_id=actor.key)


class Notice(models.Model):
    """What the system told an account on a day; `key` keeps one of a kind and day from being
    told twice.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=50)
    on = models.DateField("日期")
    text = models.TextField("内容")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key", "on"], name="notice_once_a_day")
        ]

    def __str__(self) -> str:
        return self.text
