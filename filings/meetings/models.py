"""A meeting: what is typed of it while it is a draft, and what it recorded once it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from branches.actor import Actor
from branches.fields import EncryptedJSONField
from branches.models import Organization, User
from branches.rights import under
from cases.models import Entry
from filings.meetings.kinds import KINDS, Kind

_CLOSED = ("closed_at", "closed_by", "held_on", "request_id")


@dataclass(frozen=True)
class Gathering:
    """Those who meet: an organization, in one kind of meeting."""

    organization: Organization
    kind: Kind

    def may_prepare(self, actor: Actor) -> bool:
        """Whether the user goes on with the draft."""
        return actor.rights.may(self.kind.prepared_by, self.organization.pk)

    def may_close(self, actor: Actor) -> bool:
        """Whether the user records what was decided."""
        return actor.rights.may(self.kind.closed_by, self.organization.pk)

    def get_absolute_url(self) -> str:
        """The page of the draft."""
        return reverse("meeting", args=[self.organization.code])


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(under(actor.rights.reading_paths, "organization__path"))

    def of(self, gathering: Gathering) -> Self:
        return self.filter(organization=gathering.organization, kind=gathering.kind.code)

    def drafts(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)


class Meeting(models.Model):
    """One meeting. While it is a draft, all who may prepare it go on with it.

    data        what is typed, `{field name: [texts]}`; the names of the row of a case begin with
                `p` and its id
    window      the page in a browser that saved it last, as of a worksheet
    version     how often a draft was saved or closed; it goes on from one meeting of those who meet
                to the next, so that a page of an earlier meeting is told apart
    request_id  with which it was closed: tells a double click
    entries     what it recorded
    """

    kind = models.CharField(
        "种类", max_length=20, choices=[(code, kind.label) for code, kind in KINDS.items()]
    )
    organization = models.ForeignKey(
        Organization, verbose_name="党组织", on_delete=models.PROTECT, related_name="meetings"
    )
    held_on = models.DateField("会议日期", null=True)
    data = EncryptedJSONField("内容", default=dict)
    window = models.UUIDField("窗口", null=True)
    version = models.PositiveIntegerField("版本")
    opened_by = models.ForeignKey(
        User, verbose_name="起草人", on_delete=models.PROTECT, related_name="+"
    )
    saved_by = models.ForeignKey(
        User, verbose_name="保存人", on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField("保存时间", auto_now=True)
    closed_by = models.ForeignKey(
        User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+", null=True
    )
    closed_at = models.DateTimeField("登记时间", null=True)
    request_id = models.UUIDField(unique=True, null=True)
    entries = models.ManyToManyField(Entry, verbose_name="登记", related_name="meetings")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(closed_at__isnull=True),
                name="meeting_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__isnull": True for name in _CLOSED})
                | Q(**{f"{name}__isnull": False for name in _CLOSED}),
                name="meeting_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """What it recorded; a draft stands on the page of those who meet."""
        if self.closed_at is None:
            return self.gathering.get_absolute_url()
        return reverse("meeting_held", args=[self.pk])

    @property
    def gathering(self) -> Gathering:
        """Those who meet."""
        return Gathering(self.organization, KINDS[self.kind])

    def text(self, name: str) -> str:
        """What is typed in one field of the meeting; empty for nothing."""
        values = self.data.get(name) or [""]
        return str(values[-1])
