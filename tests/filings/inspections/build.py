"""A tree with cases, people who check and people who are checked, and an inspection with its
result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from branches.actor import Actor
from branches.acts import Role
from branches.models import Organization, User
from cases.models import Case
from cases.rules.engine import Finding, Severity
from filings.inspections.checking import Checked, Line
from filings.inspections.models import InspectedCase, Inspection, InspectionFinding
from filings.inspections.services.running import freeze, start_inspection
from tests.factories import Tree, make_tree, make_user
from tests.filings.planning.build import make_case

TODAY = date(2027, 3, 2)
YEAR = 2026


def found(
    rule: str = "A05", severity: Severity = Severity.CORRECT, step: int | None = 2
) -> Finding:
    return Finding(
        rule,
        severity,
        2026,
        "第七条",
        step,
        date(2026, 6, 30),
        None,
        "收到申请书后一个月内应派人谈话",
    )


@dataclass
class Check:
    """`officer` and `colleague` check for the bureau's department, `decider` for the bureau
    itself.
    """

    tree: Tree = field(default_factory=make_tree)

    def __post_init__(self) -> None:
        tree = self.tree
        self.officer = make_user(Role.DEPARTMENT_OFFICER, tree.bureau_department)
        self.colleague = make_user(Role.DEPARTMENT_OFFICER, tree.bureau_department)
        self.city_officer = make_user(Role.DEPARTMENT_OFFICER, tree.city_department)
        self.decider = make_user(Role.COMMITTEE_SECRETARY, tree.bureau)
        self.clerk = make_user(Role.CLERK, tree.bureau)
        self.secretary = make_user(Role.BRANCH_SECRETARY, tree.branch)
        self.other_secretary = make_user(Role.BRANCH_SECRETARY, tree.other_branch)
        self.stranger = make_user(Role.BRANCH_SECRETARY, tree.stranger)

    def start(
        self, *, by: User | None = None, unit: Organization | None = None, year: int = YEAR
    ) -> Inspection:
        return start_inspection(
            unit=unit or self.tree.bureau, year=year, by=Actor(by or self.officer, TODAY)
        )

    def result(
        self,
        cases: dict[Case, list[Finding]] | None = None,
        *,
        year: int = YEAR,
        by: User | None = None,
    ) -> Inspection:
        """An inspection of the bureau with these findings; without: one case of the branch that
        breaks A05.
        """
        inspection = self.start(by=by, year=year)
        if cases is None:
            cases = {make_case(self.tree.branch, applied_on=date(2026, 5, 30)): [found()]}
        checked = [
            Checked(each.pk, each.number, each.branch_id, each.version, each.head) for each in cases
        ]
        lines = [
            Line(case.branch.code, case.number, case.person.name, finding)
            for case, findings in cases.items()
            for finding in findings
        ]
        freeze(inspection_id=inspection.pk, checked=checked, lines=lines)
        inspection.refresh_from_db()
        return inspection

    def finding(self, inspection: Inspection) -> InspectionFinding:
        return inspection.findings.get()

    def inspected(self, inspection: Inspection) -> InspectedCase:
        return inspection.cases.get()
