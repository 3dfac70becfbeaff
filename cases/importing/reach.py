"""How far a workbook reaches that somebody brings in by a page: not beyond what he may act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from branches.acts import Act
from branches.rights import Rights
from cases.importing.columns import CASES, MEMBERS, ORGANIZATIONS
from cases.importing.organizations import PARENT, Tree
from cases.importing.report import Report, Spot
from cases.importing.tables import Row

#: The column of each sheet that names the organization a row is about.
PLACE = {ORGANIZATIONS: PARENT, MEMBERS: "组织编码", CASES: "党支部编码"}
UNKNOWN = "没有这个编码的组织"
NOT_YOURS = {
    ORGANIZATIONS: "组织由系统管理员导入，请删去这张工作表中的行",
    MEMBERS: "党员由系统管理员导入，请删去这张工作表中的行",
    CASES: "案卷由党支部和基层党委导入，请删去这张工作表中的行",
}


@dataclass(frozen=True)
class Reach:
    """`{sheet: paths of the subtrees}` that somebody may bring rows into; of others the report
    says no more than of organizations that do not exist.
    """

    paths: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, rights: Rights) -> Reach:
        administered = rights.administered_paths
        return cls(
            {
                ORGANIZATIONS: administered,
                MEMBERS: administered,
                CASES: rights.reached(Act.IMPORT_CASES),
            }
        )

    @property
    def all_paths(self) -> tuple[str, ...]:
        """The subtrees of all sheets."""
        return tuple({path for paths in self.paths.values() for path in paths})

    def within(self, sheet: str, rows: Iterable[Row], tree: Tree, report: Report) -> Iterator[Row]:
        """The rows within reach; the others are errors."""
        paths, title = self.paths[sheet], PLACE[sheet]
        for row in rows:
            if not paths:
                report.errors.append(Spot(sheet, 0, "", "", NOT_YOURS[sheet]))
                return
            code = row.get(title)
            known = tree.get(code)
            if sheet == ORGANIZATIONS:
                own = tree.get(row.get("编码"))
                if code is None and not (own and own.path.startswith(paths)):
                    report.errors.append(
                        row.spot(PARENT, "不能为空：最上级组织由系统管理员另行建立")
                    )
                    continue
                if own and not own.path.startswith(paths):
                    report.errors.append(row.spot("编码", "这个编码已被使用"))
                    continue
            if known is not None and not known.path.startswith(paths):
                above_own = sheet == ORGANIZATIONS and tree.get(row.get("编码")) is not None
                if not above_own:
                    report.errors.append(row.spot(title, UNKNOWN))
                    continue
            yield row
