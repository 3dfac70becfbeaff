"""The sheet 党员: members that are not on the list yet are added; and names are looked up in the
list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db.models import Max

from branches import services
from branches.models import Discipline, Member, Organization, Person
from cases.facts.case import MemberRecord
from cases.importing.organizations import Tree
from cases.importing.references import check_references
from cases.importing.report import Report
from cases.importing.tables import Row
from cases.selectors.others import member_record
from config import kit

BATCH = 500
#: (name as names are compared, organization, joined on) of a member of the sheet.
Key = tuple[str, int, date | None]


def import_members(rows: Iterable[Row], tree: Tree, report: Report, today: date) -> None:
    """Add the members of the sheet whose rows are right, in batches. One who was on the list
    before, by name, organization and day of joining, is left as he is.

    A member under several disciplines has a row for each; rows without one are namesakes.
    """
    disciplined: dict[Key, Member] = {}
    last = Member.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = iter(rows)
    while part := list(islice(rows, BATCH)):
        known = _known(part, last)
        batch = _Batch()
        for row in part:
            if (organization := _organization(row, tree, report)) is None or row.is_bad:
                continue
            discipline = _discipline(row, report)
            standing = row.get("身份") or Member.Standing.FULL
            if row.get("身份") is None:
                report.notices.append(row.spot("身份", "没有填写，按正式党员登记"))
            key: Key = (kit.name_key(row.values["姓名"]), organization.pk, row.get("入党日期"))
            if key in known:
                report.notices.append(row.spot("姓名", "已在党员名册中，没有改动"))
                continue
            member = disciplined.get(key) if discipline else None
            if member is None:
                member = batch.add(row, organization, standing, today)
                report.counts["党员"] += 1
            if discipline is not None:
                disciplined[key] = member
                batch.disciplines.append((member, discipline))
        batch.write()


def _known(rows: list[Row], last: int) -> set[Key]:
    """The members up to the id `last` who have one of these names."""
    names = {kit.name_key(row.values["姓名"]) for row in rows if not row.is_bad}
    found = Member.objects.filter(person__name_key__in=names, pk__lte=last)
    return set(found.values_list("person__name_key", "organization_id", "joined_on"))


def _organization(row: Row, tree: Tree, report: Report) -> Organization | None:
    code = row.get("组织编码")
    if code and code not in tree.kinds:
        report.errors.append(row.spot("组织编码", "没有这个编码的组织"))
    return tree.get(code)


@dataclass
class _Batch:
    members: list[Member] = field(default_factory=list)
    disciplines: list[tuple[Member, Discipline]] = field(default_factory=list)

    def add(self, row: Row, organization: Organization, standing: str, today: date) -> Member:
        joined = row.get("入党日期")
        member = Member(
            person=services.complete_person(person=Person(name=row.values["姓名"])),
            organization=organization,
            standing=standing,
            joined_on=joined,
            from_on=joined or today,
        )
        self.members.append(member)
        return member

    def write(self) -> None:
        Person.objects.bulk_create([member.person for member in self.members])
        for member in self.members:
            member.person_id = member.person.pk
        Member.objects.bulk_create(self.members)
        for member, discipline in self.disciplines:
            discipline.member = member
        Discipline.objects.bulk_create(discipline for _, discipline in self.disciplines)
        check_references()


def _discipline(row: Row, report: Report) -> Discipline | None:
    kind, since, until = row.get("处分"), row.get("处分起"), row.get("处分止")
    if kind is None:
        if since or until:
            title = "处分起" if since else "处分止"
            report.notices.append(row.spot(title, "没有处分，日期没有登记"))
        return None
    if since and until and until < since:
        report.errors.append(row.spot("处分止", f"早于处分起 {since}"))
        return None
    return Discipline(kind=kind, from_on=since, until_on=until)


class Namesakes(Exception):
    """Two of this name there, and nobody can tell who is meant; the message says where and what
    to write instead.
    """

    def __init__(self, name: str, there: list[_Named]) -> None:
        places = Counter(each.place for each in there)
        shown = "、".join(f"{place}有 {count} 名" for place, count in places.items())
        if len(places) > 1:
            code = there[0].code
            how = f"请在姓名后用括号写明组织编码，如“{name}（{code}）”"
        else:
            how = "工作簿不能区分同一组织中的同名党员，请先留空，导入后再在案卷中指定"
        super().__init__(f"重名，有两名以上同名党员：{shown}；{how}")


@dataclass(frozen=True)
class _Named:
    path: str
    code: str
    organization: str
    person_id: int
    member_id: int
    is_current: bool
    record: MemberRecord

    @property
    def place(self) -> str:
        return f"{self.organization}（{self.code}）"


class Roster:
    """Members by name, as far as the names asked for go. Names are compared as `kit.name_key`
    does.
    """

    def __init__(self) -> None:
        self.by_name: dict[str, list[_Named]] = {}

    def load(self, names: Iterable[str]) -> None:
        """Make sure that these names are known; two queries for the new ones."""
        new = {kit.name_key(name) for name in names} - self.by_name.keys()
        if not new:
            return
        self.by_name |= {name: [] for name in new}
        members = (
            Member.objects.filter(person__name_key__in=new)
            .select_related("person", "organization")
            .prefetch_related("disciplines")
            .order_by("pk")
        )
        for member in members:
            self.by_name[member.person.name_key].append(
                _Named(
                    path=member.organization.path,
                    code=member.organization.code,
                    organization=member.organization.name,
                    person_id=member.person_id,
                    member_id=member.pk,
                    is_current=member.until_on is None,
                    record=member_record(member),
                )
            )

    def is_listed(self, name: str, branch: Organization) -> bool:
        """Whether somebody of this name is on the member list of an organization of the same
        root.
        """
        root = (branch.path, *branch.ancestor_paths)[-1]
        return any(row.path.startswith(root) for row in self.by_name[kit.name_key(name)])

    def find(self, name: str, branch: Organization) -> tuple[int, MemberRecord] | None:
        """(id, record) of the one of this name in the branch, else under the nearest organization
        above that has one.

        None: nobody. Raises Namesakes when two are there.
        """
        rows = self.by_name[kit.name_key(name)]
        if not rows:
            return None
        for path in (branch.path, *branch.ancestor_paths):
            within = [row for row in rows if row.path.startswith(path)]
            if found := _only_one(name, within):
                return found
        return None

    def find_in(self, name: str, organization: Organization) -> tuple[int, MemberRecord] | None:
        """(id, record) of the one of this name who is a member of the organization itself.

        None: nobody. Raises Namesakes when two are there.
        """
        rows = self.by_name[kit.name_key(name)]
        return _only_one(name, [row for row in rows if row.path == organization.path])


def _only_one(name: str, rows: list[_Named]) -> tuple[int, MemberRecord] | None:
    """The one of these; of a person's memberships the one that runs, else the last. Raises
    Namesakes.
    """
    there: dict[int, _Named] = {}
    for row in rows:
        if row.is_current or row.person_id not in there:
            there[row.person_id] = row
    if len(there) > 1:
        raise Namesakes(name, list(there.values()))
    if not there:
        return None
    [found] = there.values()
    return found.member_id, found.record
