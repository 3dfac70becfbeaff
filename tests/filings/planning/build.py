"""Cases as the planning pages count them, without living through their steps, and users of the
tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import msgspec
from django.test import Client

from branches.acts import Role
from branches.models import Organization, User
from cases.facts.admission import AdmissionMeeting
from cases.facts.case import CaseFacts, Steps
from cases.facts.target import ListConsent, ListTarget, NoticeResult
from cases.facts.values import Place
from cases.models import Case
from tests.cases.rules.build import change, lawful
from tests.factories import Tree, make_person, make_tree, make_user

_numbers = count(1)


def make_case(
    branch: Organization, *, state: str = "cultivate", steps: Steps | None = None, **columns: Any
) -> Case:
    """A case at a state, straight into the table as an import does."""
    columns.setdefault("opened_on", date(2020, 1, 1))
    columns.setdefault("facts", CaseFacts(steps=steps or Steps()))
    person = columns.pop("person", None) or make_person()
    return Case.objects.create(
        number=f"2099-{next(_numbers):04d}", person=person, branch=branch, state=state, **columns
    )


def admitted(branch: Organization, day: date) -> Case:
    """A probationary member since the meeting of that day."""
    return make_case(
        branch, state="approve", activist_on=date(day.year - 2, 1, 1), probation_on=day
    )


def reserving(branch: Organization, held: date | None = None) -> Case:
    """A case whose pre-review was passed, its branch meeting held or not."""
    meeting = AdmissionMeeting(on=held) if held else None
    steps = msgspec.structs.replace(Steps(), admission_meeting=meeting)
    return make_case(branch, state="admission_meeting" if held else "pre_review", steps=steps)


@dataclass
class Plan:
    """The tree of most tests with the users who plan."""

    tree: Tree = field(default_factory=make_tree)

    def __post_init__(self) -> None:
        tree = self.tree
        self.city_officer = make_user(Role.DEPARTMENT_OFFICER, tree.city_department)
        self.bureau_officer = make_user(Role.DEPARTMENT_OFFICER, tree.bureau_department)
        self.decider = make_user(Role.COMMITTEE_SECRETARY, tree.bureau)
        self.clerk = make_user(Role.CLERK, tree.bureau)
        self.secretary = make_user(Role.BRANCH_SECRETARY, tree.branch)
        self.stranger = make_user(Role.BRANCH_SECRETARY, tree.stranger)
        self.administrator = make_user(Role.ADMINISTRATOR, tree.city)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="branches.backends.AccountBackend")
    return client


def listed(plan: Plan, posted: date, day: date) -> Case:
    """A case whose person was listed on `day` after a notice from `posted` on."""
    facts = lawful("nominate", date(2031, 1, 10))
    facts = change(facts, "list_consent", on=posted).with_step(
        "list_target",
        ListTarget(on=day, notice_from=posted, places=(Place.UNIT,), result=NoticeResult.CLEAR),
    )
    assert isinstance(facts.steps.list_consent, ListConsent)
    return make_case(plan.tree.branch, state="list_target", facts=facts.case)
