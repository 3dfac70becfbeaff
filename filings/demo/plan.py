"""The demo world before anything of it is stored: its tree, who is on the member lists, the teams
of the branches.

Pure: seed and day in, values out. `world` stores it, `trial` judges histories by it without a
database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from branches.acts import Kind, Role
from cases.facts.arithmetic import add_months
from cases.facts.case import DisciplineSpan, MemberRecord
from cases.facts.values import NamedMember
from filings.demo.names import human

MEMBERS = 600
YOUNG = 9  # members of a branch, the last on its list, who stand by no case
SMALL = 6  # members of a branch without a committee
BRANCHES = (
    ("机关第一党支部", ""),
    ("机关第二党支部", ""),
    ("机关第三党支部", ""),
    ("离退休干部党支部", ""),
    ("森林公安分局党支部", ""),
    ("林业技术推广站党支部", ""),
    ("林木种苗站党支部", ""),
    ("自然保护区管理处党支部", ""),
    ("林业规划院第一党支部", ""),
    ("林业规划院第二党支部", ""),
    ("森林防火办党支部", ""),
    ("木材检查总站党支部", "small"),
    ("青山林场机关党支部", "far"),
    ("青山林场一工区党支部", "far"),
    ("青山林场二工区党支部", "far"),
    ("青山林场三工区党支部", "far"),
    ("青山林场护林大队党支部", "far"),
    ("青山林场苗圃党支部", "far"),
    ("青山林场木材加工厂党支部", "far"),
    ("造林工程项目部党支部", "provisional"),
)
#: The branches of the two committees beside: one where all is in order, one where little is.
NEIGHBOURS = (
    ("第一中学党支部", "good"),
    ("教育局机关党支部", "good"),
    ("城投公司工程部党支部", "bad"),
    ("城投公司物业公司党支部", "bad"),
)
ALL_BRANCHES = BRANCHES + NEIGHBOURS
#: {place of a branch: the committee above it}, of the committees beside.
COMMITTEE_OF = {"good": "LC-JY", "bad": "LC-CT"}
NEIGHBOUR = 22  # members of a branch of theirs
#: The running number of the first of these members: far from those of others and of who applies.
FIRST_NEIGHBOUR = 80_000
LARGE = (MEMBERS - SMALL) // (len(BRANCHES) - 1)  # members of any other branch
#: What the committee above all has as its local rules.
LOCAL_RULES = {"waiting_months": 3}


class Unit(NamedTuple):
    """An organization of the tree; `above` is the code of its parent, "" for the root."""

    above: str
    code: str
    name: str
    kind: Kind
    fields: Mapping[str, bool] = {}


def _units() -> Iterator[Unit]:
    yield Unit("", "LC", "中共林城市委员会", Kind.COMMITTEE, {"has_approval_power": True})
    yield Unit("LC", "LC-ZZB", "中共林城市委组织部", Kind.DEPARTMENT)
    yield Unit(
        "LC", "LC-LY", "中共林城市林业局委员会", Kind.COMMITTEE, {"has_approval_power": True}
    )
    yield Unit("LC-LY", "LC-LY-QS", "青山林场党总支", Kind.GENERAL_BRANCH)
    provisional = {"has_approval_power": True, "is_provisional": True}
    yield Unit("LC-LY", "LC-LY-LS", "造林工程临时党委", Kind.COMMITTEE, provisional)
    above = {"far": "LC-LY-QS", "provisional": "LC-LY-LS"}
    for number, (name, place) in enumerate(BRANCHES, 1):
        fields = {"has_branch_committee": place != "small"}
        yield Unit(above.get(place, "LC-LY"), code_of(number), name, Kind.BRANCH, fields)
    approves = {"has_approval_power": True}
    yield Unit("LC", "LC-JY", "中共林城市教育局委员会", Kind.COMMITTEE, approves)
    yield Unit("LC", "LC-CT", "中共林城市城市建设投资公司委员会", Kind.COMMITTEE, approves)
    with_committee = {"has_branch_committee": True}
    for number, (name, place) in enumerate(NEIGHBOURS, len(BRANCHES) + 1):
        yield Unit(COMMITTEE_OF[place], code_of(number), name, Kind.BRANCH, with_committee)


def code_of(number: int) -> str:
    """The code of a branch by its place in `ALL_BRANCHES`, from 1 on."""
    return f"ZB{number:02d}"


UNITS = tuple(_units())


class Listed(NamedTuple):
    """A full member on the list of a branch.

    number  the running number of the person
    months, days    since when a member, counted back from the day of the world
    older   years of age on that day
    name    as `names.human` makes it; the day of birth changes nothing in it
    """

    branch: str
    number: int
    months: int
    days: int
    older: int
    name: str

    def joined_on(self, today: date) -> date:
        """The day of joining in a world of that day."""
        return add_months(today, -self.months) - timedelta(self.days)

    def born_on(self, today: date) -> date:
        """The day that `names.human` is asked with."""
        return add_months(self.joined_on(today) if self.older else today, -12 * (self.older or 50))


def chance(seed: str, what: str) -> Random:
    """Chance for one thing, the same in every world of this seed."""
    return Random(f"{seed}/{what}")  # noqa: S311  no secret


@cache
def member_list(seed: str) -> tuple[Listed, ...]:
    """All members, branch by branch: full members of long standing, and in each large branch one
    of last year.
    """
    rng = chance(seed, "members")
    found: list[Listed] = []

    def add(branch: str, months: int, days: int, older: int) -> None:
        number = len(found)
        if number >= MEMBERS:
            number += FIRST_NEIGHBOUR - MEMBERS
        name = human(chance(seed, f"person {number}"), number, date(1980, 1, 1)).name
        found.append(Listed(branch, number, months, days, older, name))

    def add_branch(number: int, size: int, *, has_young: bool) -> None:
        for place in range(size):
            is_young = has_young and place >= size - YOUNG
            months, days = 12 * (rng.randint(2, 8) if is_young else rng.randint(9, 30)), 0
            if has_young and place == size - 1:
                months = 15
            else:
                days = rng.randint(0, 350)
            add(code_of(number), months, days, rng.randint(21, 33))

    for number, (_, place) in enumerate(BRANCHES, 1):
        is_small = place == "small"
        add_branch(number, SMALL if is_small else LARGE, has_young=not is_small)
    while len(found) < MEMBERS:
        add(code_of(len(BRANCHES)), 12 * 11, 0, 0)
    for number, _ in enumerate(NEIGHBOURS, len(BRANCHES) + 1):
        add_branch(number, NEIGHBOUR, has_young=True)
    return tuple(found)


#: By the place in the list of a branch, counted from its end: a warning that still counts, and a
#: 留党察看 that is over. Each with its first and its last day, counted from the day of the world.
DISCIPLINES = {-2: ("warning", -300, 240), -3: ("probation_within_party", -1300, -600)}


def discipline_at(place: int, today: date) -> DisciplineSpan:
    """The discipline of whoever stands there in a world of that day."""
    kind, since, until = DISCIPLINES[place]
    return DisciplineSpan(kind=kind, since=today + timedelta(since), until=today + timedelta(until))


@cache
def record_of(seed: str, number: int, today: date) -> MemberRecord:
    """What the member list of a world of that day says of a member; the first has number 1."""
    rows = member_list(seed)
    listed = rows[number - 1]
    last = max(each.number for each in rows if each.branch == listed.branch)
    place, joined = listed.number - last - 1, listed.joined_on(today)
    return MemberRecord(
        standing="full",
        joined_on=joined,
        full_on=add_months(joined, 12),
        disciplines=(discipline_at(place, today),) if place in DISCIPLINES else (),
    )


class AccountRow(NamedTuple):
    """An account: what its owner is, as the login page says it ("" where it does not offer the
    account), the role, and the place in the list of the members of the organization.
    """

    username: str
    label: str
    role: Role | None
    code: str
    place: int


def _accounts() -> Iterator[AccountRow]:
    """One for each role, and one for the secretary of every other branch."""
    yield AccountRow("secretary", "支部书记", Role.BRANCH_SECRETARY, "ZB01", 0)
    yield AccountRow("organization-member", "支部组织委员", Role.ORGANIZATION_MEMBER, "ZB01", 1)
    yield AccountRow("contact", "培养联系人", None, "ZB01", 2)
    yield AccountRow("introducer", "入党介绍人", None, "ZB01", 3)
    yield AccountRow("far-secretary", "党总支下属支部书记", Role.BRANCH_SECRETARY, "ZB14", 0)
    yield AccountRow("general-branch", "党总支书记", Role.GENERAL_BRANCH_SECRETARY, "LC-LY-QS", 1)
    yield AccountRow("clerk", "党委党务业务主办", Role.CLERK, "LC-LY", 1)
    yield AccountRow("committee-secretary", "党委书记", Role.COMMITTEE_SECRETARY, "LC-LY", 2)
    yield AccountRow("committee-member", "党委委员", Role.COMMITTEE_MEMBER, "LC-LY", 3)
    yield AccountRow("organizer", "组织员", Role.ORGANIZER, "LC-LY", 4)
    yield AccountRow("officer", "市委组织部干部", Role.DEPARTMENT_OFFICER, "LC-ZZB", 0)
    yield AccountRow("administrator", "系统管理员", Role.ADMINISTRATOR, "LC", 0)
    for number, _ in enumerate(BRANCHES, 1):
        if code_of(number) not in ("ZB01", "ZB14"):
            username = f"secretary-{number:02d}"
            yield AccountRow(username, "", Role.BRANCH_SECRETARY, code_of(number), 0)
    yield AccountRow("provisional", "", Role.COMMITTEE_SECRETARY, "LC-LY-LS", 1)
    for code in COMMITTEE_OF.values():
        yield AccountRow(f"{code.lower()}-secretary", "", Role.COMMITTEE_SECRETARY, code, 1)
    for number, _ in enumerate(NEIGHBOURS, len(BRANCHES) + 1):
        username = f"secretary-{number:02d}"
        yield AccountRow(username, "", Role.BRANCH_SECRETARY, code_of(number), 0)


ACCOUNTS = tuple(_accounts())
#: The branch on whose list the owners of accounts of these organizations stand.
LISTED_AT = {
    "LC-LY": "ZB03",
    "LC-LY-QS": "ZB13",
    "LC-LY-LS": code_of(len(BRANCHES)),
    "LC-JY": "ZB21",
    "LC-CT": "ZB23",
}
#: Persons who own an account and stand on no list of this tree: officer and administrator.
FROM_ELSEWHERE = 2
#: {place of a branch: (branch, place in its list) of who talks for the committee at step 16}.
TALKERS = {
    "": next((LISTED_AT[each.code], each.place) for each in ACCOUNTS if each.role is Role.ORGANIZER)
}
TALKERS |= {place: (LISTED_AT[code], 1) for place, code in COMMITTEE_OF.items()}


@dataclass(frozen=True, kw_only=True)
class Team:
    """A branch with its people, as the histories want them.

    members   full members with a vote
    newcomer  became a full member lately; `punished` has a warning, `suspended` was under 留党察看
    """

    code: str
    name: str
    place: str
    secretary: str
    members: tuple[NamedMember, ...]
    newcomer: NamedMember
    punished: NamedMember
    suspended: NamedMember

    @classmethod
    def of(cls, number: int, rows: tuple[NamedMember, ...]) -> Team:
        """The branch with this number in `ALL_BRANCHES`, and its whole list."""
        name, place = ALL_BRANCHES[number - 1]
        return cls(
            code=code_of(number),
            name=name,
            place=place,
            secretary=rows[0].name,
            members=rows if place == "small" else rows[:-3],
            newcomer=rows[-1],
            punished=rows[-2],
            suspended=rows[-3],
        )

    @property
    def has_committee(self) -> bool:
        return self.place != "small"

    @property
    def decider_count(self) -> int:
        """How many take part where the branch committee decides, or the meeting in its place."""
        return 5 if self.has_committee else len(self.members)

    def cast(self, rng: Random, organizer: str) -> Cast:
        """Who takes part in one case; in the first branch the owners of the accounts for contact
        and introducer.
        """
        others = self.members[5:-YOUNG] if self.has_committee else self.members[1:]
        first, second, third, spare = rng.sample(others, 4)
        if self.code == code_of(1):
            first, third = self.members[2], self.members[3]
        return Cast(self, organizer, (first, second), (third, second), spare)


@dataclass(frozen=True)
class Cast:
    """What a history knows of the branch, and who stands by the case; `spare` takes over."""

    team: Team
    organizer: str
    contacts: tuple[NamedMember, ...]
    introducers: tuple[NamedMember, ...]
    spare: NamedMember


def teams(seed: str, members: Sequence[NamedMember]) -> tuple[Team, ...]:
    """The branches with their people; `members` are all those of `member_list`, in its order."""
    lists: dict[str, list[NamedMember]] = {}
    for listed, member in zip(member_list(seed), members, strict=True):
        lists.setdefault(listed.branch, []).append(member)
    return tuple(Team.of(number, tuple(rows)) for number, rows in enumerate(lists.values(), 1))
