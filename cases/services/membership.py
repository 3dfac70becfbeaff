"""Admission makes the person a probationary member of the branch, conversion a full one,
cancellation ends it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError

from branches import services as branches
from branches.actor import Actor
from branches.models import Member
from cases.models import Case
from cases.procedure import Outcome
from cases.services.errors import Refused


class Standing(NamedTuple):
    """What a membership follows from."""

    joined_on: date | None
    full_on: date | None
    is_cancelled: bool

    @classmethod
    def of(cls, case: Case) -> Standing:
        return cls(case.probation_on, case.full_on, case.outcome == Outcome.CANCELLED)

    @classmethod
    def before(cls, case: Case) -> Standing:
        """As the case was last settled: the document still holds the outcome of then."""
        return cls(case.probation_on, case.full_on, case.facts.outcome == Outcome.CANCELLED)


def follow(case: Case, before: Standing, today: date) -> None:
    """Bring the membership in line when the case's standing changed; no query otherwise. Raises
    Refused.
    """
    now = Standing.of(case)
    if now == before or now.joined_on is None:
        return
    try:
        _write(case, now, today)
    except ValidationError as error:
        raise Refused.because("；".join(error.messages)) from error


def _write(case: Case, now: Standing, today: date) -> None:
    current = Member.objects.filter(
        person=case.person_id, organization=case.branch_id, until_on__isnull=True
    ).first()
    if current is None:
        if now.is_cancelled:
            return
        assert now.joined_on is not None
        entered = Member(
            person=case.person,
            organization=case.branch,
            standing=Member.Standing.PROBATIONARY,
            joined_on=now.joined_on,
            from_on=now.joined_on,
        )
        current = branches.add_member(member=entered, by=Actor.system(today))
    standing = Member.Standing.FULL if now.full_on else Member.Standing.PROBATIONARY
    if (current.standing, current.joined_on, current.full_on) != (
        standing,
        now.joined_on,
        now.full_on,
    ):
        branches.update_member(
            member=current,
            by=Actor.system(today),
            standing=standing,
            joined_on=now.joined_on,
            full_on=now.full_on,
        )
    if now.is_cancelled and case.closed_on:
        branches.end_member(member=current, until_on=case.closed_on, by=Actor.system(today))
