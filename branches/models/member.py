"""Party members and their disciplines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from branches.actor import Actor
from branches.models.history import tracked
from branches.models.organization import Organization
from branches.models.person import Person
from branches.rights import under

if TYPE_CHECKING:
    pass


class MemberQuerySet(models.QuerySet["Member"]):
    """Memberships."""

    def visible_to(self, actor: Actor) -> Self:
        """Those in organizations of a subtree the user sees."""
        return self.filter(under(actor.rights.seeing_paths, "organization__path"))

    def administered_by(self, actor: Actor) -> Self:
        """Those of the user's own root, if he is its administrator."""
        return self.filter(under(actor.rights.administered_paths, "organization__path"))

    def on(self, day: date) -> Self:
        """Those in force on that day."""
        return self.filter(
            models.Q(until_on__isnull=True) | models.Q(until_on__gt=day), from_on__lte=day
        )

    def full_on_day(self, day: date) -> Self:
        """Those who are full members on that day."""
        turned = models.Q(full_on__isnull=True) | models.Q(full_on__lte=day)
        return self.on(day).filter(turned, standing=Member.Standing.FULL)


@tracked()
class Member(models.Model):
    """One person's membership in one organization, from a day until (not including) a day."""

    class Standing(models.TextChoices):
        """The member's standing in the Party."""

        FULL = "full", "正式党员"
        PROBATIONARY = "probationary", "预备党员"

    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, related_name="memberships"
    )
    organization = models.ForeignKey(
        Organization, verbose_name="党组织", on_delete=models.PROTECT, related_name="members"
    )
    standing = models.CharField("身份", max_length=20, choices=Standing)
    joined_on = models.DateField("入党日期", null=True, blank=True)
    full_on = models.DateField("转正日期", null=True, blank=True)
    from_on = models.DateField("编入日期")
    until_on = models.DateField(
        "离开日期", null=True, blank=True, help_text="自这一天起不再是本组织党员"
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党员"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(standing__in=["full", "probationary"]),
                name="member_standing_known",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="member_from_before_until",
                violation_error_message="离开日期不能早于编入日期。",
            ),
            models.CheckConstraint(
                condition=models.Q(full_on__isnull=True) | models.Q(standing="full"),
                name="member_full_day_only_of_full",
                violation_error_message="预备党员没有转正日期。",
            ),
            models.CheckConstraint(
                condition=models.Q(full_on__isnull=True)
                | models.Q(joined_on__isnull=True)
                | models.Q(full_on__gte=models.F("joined_on")),
                name="member_joined_before_full",
                violation_error_message="转正日期不能早于入党日期。",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(until_on__isnull=True),
                name="member_one_current_membership",
                violation_error_message="此人已是党员，请先在原组织登记离开。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.organization.name}）"

    def is_full_on(self, day: date) -> bool:
        """Whether the person is a full member here on that day; no day of conversion known: full
        all along.
        """
        in_force = self.from_on <= day and (self.until_on is None or day < self.until_on)
        return (
            in_force
            and self.standing == self.Standing.FULL
            and (self.full_on is None or self.full_on <= day)
        )


class DisciplineQuerySet(models.QuerySet["Discipline"]):
    """Disciplines."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of members in a subtree the user sees."""
        return self.filter(under(actor.rights.seeing_paths, "member__organization__path"))

    def administered_by(self, actor: Actor) -> Self:
        """Those of the user's own root, if he is its administrator."""
        return self.filter(under(actor.rights.administered_paths, "member__organization__path"))


@tracked()
class Discipline(models.Model):
    """A Party discipline (党纪处分) and the days through which it counts, both included."""

    class Kind(models.TextChoices):
        """The kinds below expulsion."""

        WARNING = "warning", "警告"
        SERIOUS_WARNING = "serious_warning", "严重警告"
        REMOVAL = "removal", "撤销党内职务"
        PROBATION_WITHIN_PARTY = "probation_within_party", "留党察看"

    member = models.ForeignKey(
        Member, verbose_name="党员", on_delete=models.PROTECT, related_name="disciplines"
    )
    kind = models.CharField("处分", max_length=30, choices=Kind)
    from_on = models.DateField("处分起", null=True, blank=True)
    until_on = models.DateField("处分止", null=True, blank=True, help_text="含当日；不明的留空")

    objects = DisciplineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党纪处分"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["warning", "serious_warning", "removal", "probation_within_party"]
                ),
                name="discipline_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(from_on__isnull=True)
                | models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="discipline_from_before_until",
                violation_error_message="处分止不能早于处分起。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def counts_on(self, day: date) -> bool:
        """Whether the discipline counts on that day; its begin unknown: never, its end unknown:
        still.
        """
        return (
            self.from_on is not None
            and self.from_on <= day
            and (self.until_on is None or day <= self.until_on)
        )
