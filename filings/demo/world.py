"""Organizations, people and accounts of the demo world, stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from branches import services
from branches.actor import Actor
from branches.acts import Role
from branches.models import Discipline, Member, Organization, Person, User
from cases.facts.arithmetic import add_months
from cases.facts.values import NamedMember
from cases.models import LocalProfile
from filings.demo import plan
from filings.demo.names import human
from filings.demo.plan import ACCOUNTS, Team

PASSWORD = "jishi-demo-2026"  # noqa: S105  of accounts that exist in the demo world only


class Account(NamedTuple):
    """Somebody who can sign in, as the command prints him."""

    username: str
    label: str


@dataclass
class World:
    """All that is there before the first case. `since` is a day before anything happened; `people`
    counts persons.

    secretaries  {code of a branch: user name of its secretary}
    """

    seed: str
    today: date
    since: date
    organizations: dict[str, Organization] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    secretaries: dict[str, str] = field(default_factory=dict)
    teams: list[Team] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    people: int = 0

    def rng(self, what: str) -> Random:
        """Chance for one thing, the same in every world of this seed."""
        return plan.chance(self.seed, what)


def make_world(seed: str, today: date) -> World:
    """Everything but the cases."""
    world = World(seed=seed, today=today, since=add_months(today, -12 * 12))
    _make_organizations(world)
    _make_members(world)
    _make_accounts(world)
    LocalProfile.objects.create(organization=world.organizations["LC"], rules=plan.LOCAL_RULES)
    return world


def _make_organizations(world: World) -> None:
    for unit in plan.UNITS:
        world.organizations[unit.code] = services.create_organization(
            parent=world.organizations.get(unit.above),
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            by=Actor.system(world.since),
            **unit.fields,
        )


def _make_members(world: World) -> None:
    rows = plan.member_list(world.seed)
    people = [_person(world, row.born_on(world.today)) for row in rows]
    Person.objects.bulk_create(people)
    members = []
    for row, person in zip(rows, people, strict=True):
        joined = row.joined_on(world.today)
        members.append(
            Member(
                person=person,
                organization=world.organizations[row.branch],
                standing=Member.Standing.FULL,
                joined_on=joined,
                full_on=add_months(joined, 12),
                from_on=joined,
            )
        )
    for row, member in zip(rows, Member.objects.bulk_create(members), strict=True):
        world.members.setdefault(row.branch, []).append(member)
    disciplines = []
    for listed in world.members.values():
        for place in sorted(plan.DISCIPLINES, reverse=True):
            disciplines.append(_discipline(listed[place], plan.DISCIPLINES[place], world.today))
    Discipline.objects.bulk_create(disciplines)
    for number, _ in enumerate(plan.BRANCHES, 1):
        listed = world.members[plan.code_of(number)]
        world.teams.append(Team.of(number, tuple(named(member) for member in listed)))


def named(member: Member) -> NamedMember:
    """The member as facts name him; wants the person joined."""
    return NamedMember(name=member.person.name, member=member.pk)


def _discipline(member: Member, span: plan.Span, today: date) -> Discipline:
    return Discipline(
        member=member, kind=span.kind, from_on=span.from_on(today), until_on=span.until_on(today)
    )


def _person(world: World, born_on: date) -> Person:
    """Somebody not yet saved."""
    who = human(world.rng(f"person {world.people}"), world.people, born_on)
    world.people += 1
    return services.build_person(
        name=who.name, identity_number=who.identity_number, phone=who.phone, ethnicity=who.ethnicity
    )


def _make_accounts(world: World) -> None:
    """One account for each role, and one for the secretary of every other branch; all have the
    same password.
    """
    encoded = make_password(PASSWORD, salt=f"demo{world.seed}"[:16].ljust(8, "0"))
    wanted = [
        (username, role, code, _owner(world, code, place))
        for username, _, role, code, place in ACCOUNTS
    ]
    taken = {code for username, role, code, _ in wanted if role is Role.BRANCH_SECRETARY}
    for number, _ in enumerate(plan.BRANCHES, 1):
        if (code := plan.code_of(number)) not in taken:
            wanted.append(
                (
                    f"secretary-{number:02d}",
                    Role.BRANCH_SECRETARY,
                    code,
                    world.members[code][0].person,
                )
            )
    provisional = world.members[plan.code_of(len(plan.BRANCHES))][1].person
    wanted.append(("provisional", Role.COMMITTEE_SECRETARY, "LC-LY-LS", provisional))
    users = User.objects.bulk_create(
        User(
            username=username,
            password=encoded,
            person=person,
            organization=world.organizations[code],
        )
        for username, _, code, person in wanted
    )
    for (username, role, code, _), user in zip(wanted, users, strict=True):
        world.users[username] = user
        if role is Role.BRANCH_SECRETARY:
            world.secretaries[code] = username
        if role is not None:
            services.appoint(
                user=user,
                role=role,
                organization=world.organizations[code],
                from_on=world.since,
                by=Actor.system(world.since),
            )
    names = {
        username: f"{label}（{world.organizations[code].name}）"
        for username, label, _, code, _ in ACCOUNTS
    }
    world.accounts = [
        Account(username, f"{names[username]} {world.users[username].get_full_name()}")
        for username in names
    ]


def _owner(world: World, code: str, place: int) -> Person:
    """The member of a branch whose account it is; officer and administrator belong to no branch
    of this tree.
    """
    if (branch := plan.LISTED_AT.get(code, code)) in world.members:
        return world.members[branch][place].person
    person = _person(world, add_months(world.today, -12 * 40))
    person.save()
    return person
