"""A branch with its people, and a case in it driven by the services."""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from branches.actor import Actor
from branches.acts import Role
from branches.models import Member, User
from cases import services
from cases.facts.application import Apply
from cases.facts.base import StepFacts
from cases.facts.cultivation import AppointContacts
from cases.facts.target import AppointIntroducers
from cases.facts.values import NamedMember
from cases.models import Case, Entry
from cases.services.sent import Sent
from tests.cases.rules.build import lawful
from tests.factories import Tree, identity_number, make_member, make_tree, make_user
from tests.kept import kept


class People:
    """The tree of most tests with one user a role and three full members."""

    def __init__(self, tree: Tree | None = None) -> None:
        tree = self.tree = tree or make_tree()
        self.secretary = make_user(Role.BRANCH_SECRETARY, tree.branch)
        self.clerk = make_user(Role.CLERK, tree.bureau)
        self.decider = make_user(Role.COMMITTEE_SECRETARY, tree.bureau)
        self.officer = make_user(Role.DEPARTMENT_OFFICER, tree.city_department)
        self.stranger = make_user(Role.BRANCH_SECRETARY, tree.stranger)
        self.members = [make_member(tree.branch) for _ in range(3)]
        self.contact = make_user(person=self.members[0].person)


@dataclass
class World:
    """The people of most tests, or like ones in a tree of their own, and the lawful facts of a
    case.
    """

    start: date
    within: InitVar[Tree | None] = None

    def __post_init__(self, within: Tree | None) -> None:
        people = People(within) if within else kept(People)
        self.tree, self.members, self.contact = people.tree, people.members, people.contact
        self.secretary, self.clerk, self.decider = people.secretary, people.clerk, people.decider
        self.officer, self.stranger = people.officer, people.stranger
        facts = lawful(start=self.start)
        self.facts = {
            code: self._named(facts.steps.get(code)) for code in facts.steps.__struct_fields__
        }

    def _named(self, facts: StepFacts | None) -> StepFacts | None:
        """The lawful facts with members of this branch in place of names."""
        named = tuple(named_member(member) for member in self.members[:2])
        if isinstance(facts, AppointContacts):
            return msgspec.structs.replace(facts, contacts=named)
        if isinstance(facts, AppointIntroducers):
            return msgspec.structs.replace(facts, introducers=named)
        return facts

    def step(self, code: str, **changes: Any) -> StepFacts:
        """The lawful facts of a step, with changes."""
        facts = self.facts[code]
        assert facts is not None, code
        return msgspec.structs.replace(facts, **changes)

    def day(self, code: str) -> date:
        day = self.step(code).on
        assert day is not None
        return day

    def open_case(self, *, by: User | None = None, seed: int = 90_500, **changes: Any) -> Case:
        apply = self.step("apply", **changes)
        assert isinstance(apply, Apply)
        assert apply.on
        return services.open_case(
            branch=self.tree.branch,
            applicant=services.Applicant(
                name="周文静",
                identity_number=identity_number(seed),
                ethnicity="汉族",
                phone="13800000000",
            ),
            facts=apply,
            by=Actor(by or self.secretary, apply.on),
            sent=Sent(uuid4()),
        )

    def record(
        self,
        case: Case,
        code: str,
        *,
        by: User | None = None,
        today: date | None = None,
        reasons: dict[str, str] | None = None,
        request_id: UUID | None = None,
        version: int | None = None,
        **changes: Any,
    ) -> Entry:
        """Record a lawful step on its own day, as the branch secretary unless told otherwise."""
        facts = self.step(code, **changes)
        assert facts.on or today
        return services.record(
            case_id=case.pk,
            code=code,
            facts=facts,
            by=Actor(by or self.secretary, today or facts.on or self.start),
            sent=Sent(
                request_id or uuid4(),
                version=Case.objects.get(pk=case.pk).version if version is None else version,
                reasons=reasons or {},
            ),
        )


def named_member(member: Member) -> NamedMember:
    return NamedMember(name=member.person.name, member=member.pk)
