"""Organizations, people and accounts of the demo world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from branches import services
from branches.acts import Kind, Role
from branches.models import Discipline, Member, Organization, Person, User
from cases.facts.arithmetic import add_months
from cases.facts.values import NamedMember
from cases.models import LocalProfile
from filings.demo.names import human
from filings.demo.story import Cast

PASSWORD = "jishi-demo-2026"  # noqa: S105  of accounts that exist in the demo world only
MEMBERS = 600
YOUNG = 9  # members of a branch, the last on its list, who stand by no case
SMALL = 6  # members of a branch without a committee
BRANCHES = (
    ("机关第一党支部", ""), ("机关第二党支部", ""), ("机关第三党支部", ""), ("离退休干部党支部", ""),
    ("森林公安分局党支部", ""), ("林业技术推广站党支部", ""), ("林木种苗站党支部", ""), ("自然保护区管理处党支部", ""),
    ("林业规划院第一党支部", ""), ("林业规划院第二党支部", ""), ("森林防火办党支部", ""),
    ("木材检查总站党支部", "small"),
    ("青山林场机关党支部", "far"), ("青山林场一工区党支部", "far"), ("青山林场二工区党支部", "far"),
    ("青山林场三工区党支部", "far"), ("青山林场护林大队党支部", "far"), ("青山林场苗圃党支部", "far"),
    ("青山林场木材加工厂党支部", "far"), ("造林工程项目部党支部", "provisional"),
)  # fmt: skip


#: Accounts the login page offers: user name, what its owner is, role, organization ("" first branch), place in the list
#: of its members.
ACCOUNTS = (
    ("secretary", "支部书记", Role.BRANCH_SECRETARY, "ZB01", 0),
    ("organization-member", "支部组织委员", Role.ORGANIZATION_MEMBER, "ZB01", 1),
    ("contact", "培养联系人", None, "ZB01", 2),
    ("introducer", "入党介绍人", None, "ZB01", 3),
    ("far-secretary", "党总支下属支部书记", Role.BRANCH_SECRETARY, "ZB14", 0),
    ("general-branch", "党总支书记", Role.GENERAL_BRANCH_SECRETARY, "LC-LY-QS", 1),
    ("clerk", "党委党务业务主办", Role.CLERK, "LC-LY", 1),
    ("committee-secretary", "党委书记", Role.COMMITTEE_SECRETARY, "LC-LY", 2),
    ("committee-member", "党委委员", Role.COMMITTEE_MEMBER, "LC-LY", 3),
    ("organizer", "组织员", Role.ORGANIZER, "LC-LY", 4),
    ("officer", "市委组织部干部", Role.DEPARTMENT_OFFICER, "LC-ZZB", 0),
    ("administrator", "系统管理员", Role.ADMINISTRATOR, "LC", 0),
)


class Account(NamedTuple):
    """Somebody who can sign in, as the command prints him."""

    username: str
    label: str


@dataclass
class Team:
    """A branch with its people, as the histories want them. `members` have a vote."""

    organization: Organization
    place: str
    secretary: User
    members: list[Member]
    newcomer: Member
    punished: Member
    suspended: Member

    def cast(self, rng: Random, *, contact: Member | None, introducer: Member | None, organizer: str) -> Cast:
        """Who takes part in one case."""
        others = self.members[5:-YOUNG] if self.place != "small" else self.members[1:]
        first, second, third, spare = rng.sample(others, 4)
        introducers = (introducer or third, second)
        return Cast(
            branch=self.organization.name,
            has_committee=bool(self.organization.has_branch_committee),
            electorate=len(self.members),
            secretary=self.secretary.get_full_name(),
            organizer=organizer,
            contacts=(named(contact or first), named(second)),
            introducers=(named(introducers[0]), named(introducers[1])),
            spare=named(spare),
            newcomer=named(self.newcomer),
            punished=named(self.punished),
            suspended=named(self.suspended),
            far=self.place == "far",
            has_department=self.place != "provisional",
        )


def named(member: Member) -> NamedMember:
    """The member as facts name him; wants the person joined."""
    return NamedMember(name=member.person.name, member=member.pk)


@dataclass
class World:
    """All that is there before the first case. `since` is a day before anything happened; `people` counts persons."""

    seed: str
    today: date
    since: date
    organizations: dict[str, Organization] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    teams: list[Team] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    people: int = 0

    def rng(self, what: str) -> Random:
        """Chance for one thing, the same in every world of this seed."""
        return Random(f"{self.seed}/{what}")  # noqa: S311  no secret


def make_world(seed: str, today: date) -> World:
    """Everything but the cases."""
    world = World(seed=seed, today=today, since=add_months(today, -12 * 12))
    _make_organizations(world)
    _make_members(world)
    _make_accounts(world)
    LocalProfile.objects.create(organization=world.organizations["LC"], rules={"waiting_months": 3})
    return world


def _make_organizations(world: World) -> None:
    def make(parent: str, code: str, name: str, kind: Kind, **fields: bool | None) -> None:
        world.organizations[code] = services.create_organization(
            parent=world.organizations.get(parent),
            code=code,
            name=name,
            kind=kind,
            by=None,
            today=world.since,
            **fields,
        )

    make("", "LC", "中共林城市委员会", Kind.COMMITTEE, has_approval_power=True)
    make("LC", "LC-ZZB", "中共林城市委组织部", Kind.DEPARTMENT)
    make("LC", "LC-LY", "中共林城市林业局委员会", Kind.COMMITTEE, has_approval_power=True)
    make("LC-LY", "LC-LY-QS", "青山林场党总支", Kind.GENERAL_BRANCH)
    make("LC-LY", "LC-LY-LS", "造林工程临时党委", Kind.COMMITTEE, has_approval_power=True, is_provisional=True)
    above = {"far": "LC-LY-QS", "provisional": "LC-LY-LS"}
    for number, (name, place) in enumerate(BRANCHES, 1):
        has_committee = place != "small"
        make(above.get(place, "LC-LY"), f"ZB{number:02d}", name, Kind.BRANCH, has_branch_committee=has_committee)


def _make_members(world: World) -> None:
    """Full members of long standing; in each branch of some size one of last year, and two with a discipline."""
    rng = world.rng("members")
    large = (MEMBERS - SMALL) // (len(BRANCHES) - 1)
    people: list[tuple[str, Person, date]] = []
    for number, (_, place) in enumerate(BRANCHES, 1):
        for place_in_list in range(SMALL if place == "small" else large):
            is_young = place_in_list >= large - YOUNG
            joined = add_months(world.today, -12 * (rng.randint(2, 8) if is_young else rng.randint(9, 30)))
            joined = (
                add_months(world.today, -15) if place_in_list == large - 1 else joined - timedelta(rng.randint(0, 350))
            )
            person = _person(world, add_months(joined, -12 * rng.randint(21, 33)))
            people.append((f"ZB{number:02d}", person, joined))
    code = f"ZB{len(BRANCHES):02d}"
    while len(people) < MEMBERS:
        people.append((code, _person(world, add_months(world.today, -12 * 50)), add_months(world.today, -12 * 11)))
    Person.objects.bulk_create([person for _, person, _ in people])
    members = Member.objects.bulk_create(
        Member(
            person=person,
            organization=world.organizations[code],
            standing=Member.Standing.FULL,
            joined_on=joined,
            full_on=add_months(joined, 12),
            from_on=joined,
        )
        for code, person, joined in people
    )
    for (code, _, _), member in zip(people, members, strict=True):
        world.members.setdefault(code, []).append(member)
    Discipline.objects.bulk_create(each for rows in world.members.values() for each in _disciplines(world, rows))


def _disciplines(world: World, members: list[Member]) -> list[Discipline]:
    """A warning that still counts, and a 留党察看 that is over."""
    punished, suspended = members[-2], members[-3]
    return [
        Discipline(
            member=punished,
            kind=Discipline.Kind.WARNING,
            from_on=world.today - timedelta(300),
            until_on=world.today + timedelta(240),
        ),
        Discipline(
            member=suspended,
            kind=Discipline.Kind.PROBATION_WITHIN_PARTY,
            from_on=world.today - timedelta(1300),
            until_on=world.today - timedelta(600),
        ),
    ]


def _person(world: World, born_on: date, unusual: int | None = None) -> Person:
    """Somebody not yet saved; of the members the first few have names that are hard to write."""
    who = human(world.rng(f"person {world.people}"), world.people, born_on, unusual=unusual)
    world.people += 1
    return services.build_person(
        name=who.name, identity_number=who.identity_number, phone=who.phone, ethnicity=who.ethnicity
    )


def _make_accounts(world: World) -> None:
    """One account for each role, and one for the secretary of every other branch; all have the same password."""
    encoded = make_password(PASSWORD, salt=f"demo{world.seed}"[:16].ljust(8, "0"))
    wanted = [(username, role, code, _owner(world, code, place)) for username, _, role, code, place in ACCOUNTS]
    taken = {code for username, role, code, _ in wanted if role is Role.BRANCH_SECRETARY}
    for number, _ in enumerate(BRANCHES, 1):
        if (code := f"ZB{number:02d}") not in taken:
            wanted.append((f"secretary-{number:02d}", Role.BRANCH_SECRETARY, code, world.members[code][0].person))
    wanted.append(("provisional", Role.COMMITTEE_SECRETARY, "LC-LY-LS", world.members[f"ZB{len(BRANCHES)}"][1].person))
    users = User.objects.bulk_create(
        User(username=username, password=encoded, person=person, organization=world.organizations[code])
        for username, _, code, person in wanted
    )
    for (username, role, code, _), user in zip(wanted, users, strict=True):
        world.users[username] = user
        if role is not None:
            services.appoint(
                user=user, role=role, organization=world.organizations[code], from_on=world.since, by=None,
                today=world.since,
            )  # fmt: skip
    names = {username: f"{label}（{world.organizations[code].name}）" for username, label, _, code, _ in ACCOUNTS}
    world.accounts = [
        Account(username, f"{names[username]} {world.users[username].get_full_name()}") for username in names
    ]
    secretaries = {code: world.users[username] for username, role, code, _ in wanted if role is Role.BRANCH_SECRETARY}
    for number, (_, place) in enumerate(BRANCHES, 1):
        world.teams.append(_team(world.organizations[f"ZB{number:02d}"], place, secretaries, world.members))


def _owner(world: World, code: str, place: int) -> Person:
    """The member of a branch whose account it is; officer and administrator belong to no branch of this tree."""
    lists = {"LC-LY": "ZB03", "LC-LY-QS": "ZB13"}
    if (branch := lists.get(code, code)) in world.members:
        return world.members[branch][place].person
    person = _person(world, add_months(world.today, -12 * 40))
    person.save()
    return person


def _team(
    organization: Organization, place: str, secretaries: dict[str, User], members: dict[str, list[Member]]
) -> Team:
    rows = members[organization.code]
    return Team(
        organization=organization,
        place=place,
        secretary=secretaries[organization.code],
        members=rows[:-3] if place != "small" else rows,
        newcomer=rows[-1],
        punished=rows[-2],
        suspended=rows[-3],
    )
