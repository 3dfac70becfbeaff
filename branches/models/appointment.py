"""Posts: who holds which role at which organization, from when until when; and the permissions
derived from them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from guardian.models import UserObjectPermissionBase

from branches.actor import Actor
from branches.acts import Responsibility, Role
from branches.models.history import tracked
from branches.models.organization import Organization
from branches.models.user import User
from branches.rights import under

if TYPE_CHECKING:
    pass


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments."""

    def visible_to(self, actor: Actor) -> Self:
        """The user's own and those at organizations of a subtree he sees."""
        paths = actor.rights.seeing_paths
        return self.filter(models.Q(user_id=actor.key) | under(paths, "organization__path"))

    def administered_by(self, actor: Actor) -> Self:
        """Those of the user's own root, if he is its administrator."""
        return self.filter(under(actor.rights.administered_paths, "organization__path"))

    def on(self, day: date) -> Self:
        """Those in force on that day."""
        return self.filter(
            models.Q(until_on__isnull=True) | models.Q(until_on__gt=day), from_on__lte=day
        )


@tracked()
class Appointment(models.Model):
    """A user's post: the rights it gives begin on `from_on` and are gone on `until_on`, the
    first day without it.
    """

    user = models.ForeignKey(
        User, verbose_name="账号", on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField("职务", max_length=30, choices=Role)
    organization = models.ForeignKey(
        Organization, verbose_name="党组织", on_delete=models.PROTECT, related_name="appointments"
    )
    from_on = models.DateField("任职日期")
    until_on = models.DateField(
        "离任日期", null=True, blank=True, help_text="自这一天起不再行使职权"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="appointment_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="appointment_from_before_until",
                violation_error_message="离任日期不能早于任职日期。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organization"],
                condition=models.Q(until_on__isnull=True),
                name="appointment_held_once",
                violation_error_message="该账号已担任这一职务。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization.name}{self.get_role_display()}"

    @property
    def responsibility(self) -> Responsibility:
        """The responsibility the post stands for."""
        return Role(self.role).responsibility

    def is_held_on(self, day: date) -> bool:
        """Whether the post is held on that day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


class OrganizationUserPermission(UserObjectPermissionBase):
    """Guardian's rows: derived from the appointments valid today, rewritten by
    `branches.services.derive_rights`.
    """

    content_object = models.ForeignKey(Organization, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "组织权限"
