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
from branches.models import Appointment, Discipline, Member, Organization, Person, User
from cases.facts.arithmetic import add_months
from cases.facts.values import NamedMember
from cases.models import LocalProfile
from filings.demo import plan
from filings.demo.names import human
from filings.demo.plan import AccountRow, Team

PASSWORD = "jishi-demo-2026"  # noqa: S105  of accounts that exist in the demo world only


class Account(NamedTuple):
    """Somebody who can sign in, as the command prints them."""

    username: str
    label: str


@dataclass
class World:
    """All that is there before the first case. `since` is a day before anything happened;
    `strangers` counts persons on no list of members.

    secretaries  {code of a branch: user name of its secretary}
    """

    seed: str
    today: date
    since: date
    organizations: dict[str, Organization] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    secretaries: dict[str, str] = field(default_factory=dict)
    teams: tuple[Team, ...] = ()
    accounts: list[Account] = field(default_factory=list)
    strangers: int = 0

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
    people = [_person(world, row.number, row.born_on(world.today)) for row in rows]
    Person.objects.bulk_create(people)
    members = []
    for row, person in zip(rows, people, strict=True):
        joined = row.joined_on(world.today)
        member = Member(
            person=person,
            organization=world.organizations[row.branch],
            standing=Member.Standing.FULL,
            joined_on=joined,
            full_on=add_months(joined, 12),
            from_on=joined,
        )
        members.append(member)
        world.members.setdefault(row.branch, []).append(member)
    Member.objects.bulk_create(members)
    disciplines = []
    for listed in world.members.values():
        for place in plan.DISCIPLINES:
            span = plan.discipline_at(place, world.today)
            disciplines.append(
                Discipline(
                    member=listed[place], kind=span.kind, from_on=span.since, until_on=span.until
                )
            )
    Discipline.objects.bulk_create(disciplines)
    world.teams = plan.teams(world.seed, [named(member) for member in members])


def named(member: Member) -> NamedMember:
    """The member as facts name them; wants the person joined."""
    return NamedMember(name=member.person.name, member=member.pk)


def _person(world: World, number: int, born_on: date) -> Person:
    """The person with this running number, not yet saved."""
    who = human(world.rng(f"person {number}"), number, born_on)
    return services.complete_person(
        person=Person(
            name=who.name,
            identity_number=who.identity_number,
            phone=who.phone or None,
            ethnicity=who.ethnicity,
        )
    )


def _make_accounts(world: World) -> None:
    """All have the same password."""
    encoded = make_password(PASSWORD, salt=f"demo{world.seed}"[:16].ljust(8, "0"))
    users = []
    for row in plan.ACCOUNTS:
        owner, unit = _owner(world, row), world.organizations[row.code]
        users.append(User(username=row.username, password=encoded, person=owner, organization=unit))
    for row, user in zip(plan.ACCOUNTS, User.objects.bulk_create(users), strict=True):
        unit = world.organizations[row.code]
        world.users[row.username] = user
        if row.role is Role.BRANCH_SECRETARY:
            world.secretaries[row.code] = row.username
        if row.role is not None:
            post = Appointment(user=user, role=row.role, organization=unit, from_on=world.since)
            services.appoint(post=post, by=Actor.system(world.since))
        if row.label:
            label = f"{row.label}（{unit.name}） {user.get_full_name()}"
            world.accounts.append(Account(row.username, label))


def _owner(world: World, account: AccountRow) -> Person:
    """The member of a branch whose account it is; officer and administrator belong to no branch
    of this tree.
    """
    if (branch := plan.LISTED_AT.get(account.code, account.code)) in world.members:
        return world.members[branch][account.place].person
    number = plan.MEMBERS + world.strangers
    world.strangers += 1
    person = _person(world, number, add_months(world.today, -12 * 40))
    person.save()
    return person
