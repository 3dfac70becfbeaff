"""The sheet 组织: organizations that are not there yet are added below those that are.

An organization whose code is known stays as it is: where the sheet says otherwise, the report does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError

from branches import services
from branches.actor import Actor
from branches.acts import Kind
from branches.models import Organization
from branches.services.organizations import MAY_STAND_UNDER
from cases.importing.report import Report
from cases.importing.tables import Row
from config import kit

PARENT, POWER, BRANCH_COMMITTEE = "上级编码", "有审批权限", "设支委会"


class Ambiguous(Exception):
    """Several organizations have this name; the message says their codes."""

    def __init__(self, codes: list[str]) -> None:
        shown = "、".join(codes[:10])
        if len(codes) > 10:
            shown += "等"
        super().__init__(f"有 {len(codes)} 个组织叫这个名称，请填写编码：{shown}")


class Tree:
    """All organizations by code, by name and by path: those of the database and those just added.

    within  paths of the subtrees in which a name is looked for; None: everywhere
    kinds   kind of every code that is known, also of one whose row is wrong, so that one fault is
            told once
    """

    def __init__(self, within: tuple[str, ...] | None = None) -> None:
        self.within = within
        self.by_code: dict[str, Organization] = {}
        self.by_name: dict[str, list[Organization]] = {}
        self.by_path: dict[str, Organization] = {}
        for each in Organization.objects.all():
            self.add(each)
        self.kinds: dict[str, str] = {code: each.kind for code, each in self.by_code.items()}

    def get(self, code: str | None) -> Organization | None:
        if not code:
            return None
        return self.by_code.get(code)

    def code_of(self, words: str, *, anywhere: bool = False) -> str:
        """The code that a cell means: the code itself, also with spaces in it, or the name of one
        organization.

        Words that mean none come back as they are. `anywhere`: names are looked for beyond
        `within`. Raises Ambiguous.
        """
        if words in self.kinds:
            return words
        close = "".join(words.split())
        if close in self.kinds:
            return close
        named = self.by_name.get(close, [])
        if self.within is not None and not anywhere:
            named = [each for each in named if each.path.startswith(self.within)]
        if len(named) > 1:
            raise Ambiguous([each.code for each in named])
        if named:
            return named[0].code
        return words

    def add(self, organization: Organization) -> None:
        self.by_code[organization.code] = organization
        self.by_name.setdefault("".join(kit.plain(organization.name).split()), []).append(
            organization
        )
        self.by_path[organization.path] = organization

    def above(self, organization: Organization) -> Iterator[Organization]:
        """Those above it, nearest first."""
        return (self.by_path[path] for path in organization.ancestor_paths)


def import_organizations(rows: Iterable[Row], tree: Tree, report: Report, today: date) -> None:
    """Add the organizations of the sheet whose rows are right, parents first."""
    wanted: dict[str, Row] = {}
    for row in rows:
        if (code := row.get("编码")) is None:
            continue
        tree.kinds.setdefault(code, row.get("类型") or "")
        if code in wanted:
            report.errors.append(row.spot("编码", f"编码重复：第 {wanted[code].number} 行已有"))
        else:
            wanted[code] = row
    circular = _circular(wanted)
    for code in circular:
        report.errors.append(wanted[code].spot(PARENT, "上下级关系成为一个环"))
    right = {}
    for code, row in wanted.items():
        if row.is_bad or code in circular:
            continue
        if _is_right(row, wanted, tree, report, today):
            right[code] = row
    for code in right:
        _add(code, right, tree, report, today)


def _is_right(row: Row, wanted: dict[str, Row], tree: Tree, report: Report, today: date) -> bool:
    before = len(report.errors)
    kind = Kind(row.values["类型"])
    if row.get(POWER) and kind is not Kind.COMMITTEE:
        report.errors.append(row.spot(POWER, "只有党委才能有审批权限", "是"))
    if (code := row.get(PARENT)) is not None:
        if code not in tree.kinds:
            report.errors.append(row.spot(PARENT, "没有这个编码的组织"))
        elif (above := _kind_of(code, wanted, tree)) and above not in MAY_STAND_UNDER[kind]:
            report.errors.append(row.spot(PARENT, f"{kind.label}不能设在{above.label}之下"))
        elif (
            (parent := tree.get(code))
            and not parent.is_open_on(today)
            and tree.get(row.values["编码"]) is None
        ):
            report.errors.append(row.spot(PARENT, "上级组织已经撤销"))
    return len(report.errors) == before


def _kind_of(code: str, wanted: dict[str, Row], tree: Tree) -> Kind | None:
    if known := tree.get(code):
        return Kind(known.kind)
    if kind := wanted[code].get("类型"):
        return Kind(kind)
    return None


def _circular(wanted: dict[str, Row]) -> list[str]:
    """The codes that lie on a circle of 上级编码, in the order of the sheet."""
    state: dict[str, str] = {}
    found: set[str] = set()
    for code in wanted:
        line: list[str] = []
        here: str | None = code
        while here in wanted and here not in state:
            state[here] = code
            line.append(here)
            here = wanted[here].get(PARENT)
        if here in line:
            found.update(line[line.index(here) :])
    return [code for code in wanted if code in found]


def _add(code: str, right: dict[str, Row], tree: Tree, report: Report, today: date) -> None:
    """Add one organization after those above it, as far as these can be added; the tree has no
    circle.
    """
    line = [code]
    while (parent := right[line[-1]].get(PARENT)) in right and tree.get(parent) is None:
        line.append(parent)
    for each in reversed(line):
        row = right[each]
        if (known := tree.get(each)) is not None:
            _compare(row, known, tree, report)
            continue
        above = row.get(PARENT)
        if above and tree.get(above) is None:
            return  # wrong itself
        try:
            organization = services.create_organization(
                parent=tree.get(above),
                code=each,
                name=row.values["名称"],
                kind=row.values["类型"],
                has_approval_power=_power(row),
                has_branch_committee=row.get(BRANCH_COMMITTEE),
                by=Actor.system(today),
            )
        except ValidationError as error:
            report.errors.append(row.spot("编码", "；".join(error.messages)))
            return
        tree.add(organization)
        report.counts["组织"] += 1


def _compare(row: Row, known: Organization, tree: Tree, report: Report) -> None:
    parent, power = None, known.has_approval_power
    if known.parent_path:
        parent = tree.by_path[known.parent_path].code
    if known.kind != Kind.COMMITTEE:
        power = False
    stands = {
        "名称": known.name,
        "类型": known.kind,
        PARENT: parent,
        POWER: power,
        BRANCH_COMMITTEE: known.has_branch_committee,
    }
    for title, value in stands.items():
        if (written := row.get(title)) is not None and written != value:
            spot = row.spot(title, "与系统中已有的组织不一致，系统中的没有改动", _word(written))
            report.notices.append(spot)


def _power(row: Row) -> bool | None:
    """Whether the organization may approve. Only a 党委 can; of it, it may be unknown."""
    if row.values["类型"] is not Kind.COMMITTEE:
        return False
    power: bool | None = row.get(POWER)
    return power


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Kind):
        return value.label
    return str(value)
