"""Rows of the sheet 案卷 checked against what the database holds: organizations, persons, names."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
from django.core.exceptions import ValidationError

from branches import services
from branches.acts import Kind
from branches.models import Organization, Person
from cases.facts.admission import Approve
from cases.facts.base import StepFacts
from cases.facts.case import CODES, MemberRecord
from cases.facts.values import Deliberation, NamedMember
from cases.importing.columns import STEP_COLUMNS
from cases.importing.members import Namesakes, Roster
from cases.importing.organizations import Tree
from cases.importing.report import Report
from cases.importing.tables import IDENTITY, Row
from cases.importing.translation import History, education, translate
from cases.services import ledger

#: Column, step and field of the names of contacts and introducers.
SPONSORS = (
    ("培养联系人", "appoint_contacts", "contacts"),
    ("入党介绍人", "appoint_introducers", "introducers"),
)


@dataclass(frozen=True)
class Candidate:
    """A row that may become a case: not yet saved, its names looked up.

    records  `{member id: what the member list says}` of the contacts and introducers
    """

    row: Row
    person: Person
    branch: Organization
    history: History
    records: dict[int, MemberRecord]


class Checker:
    """Finds what is wrong with rows and builds candidates of the others.

    seen  `{hash of an identity number: row that has it}` over the whole file
    """

    def __init__(self, tree: Tree, roster: Roster, report: Report) -> None:
        self.tree, self.roster, self.report = tree, roster, report
        self.seen: dict[str, int] = {}

    def check(self, rows: list[Row]) -> list[Candidate]:
        """The candidates among these rows; wrong ones and duplicates are in the report."""
        self.roster.load(name for row in rows for title, _, _ in SPONSORS for name in row.get(title) or ())
        persons = [(row, self._person(row)) for row in rows]
        known = set(
            Person.objects.filter(
                identity_hash__in=[person.identity_hash for _, person in persons if person and person.identity_hash]
            ).values_list("identity_hash", flat=True)
        )
        found = []
        for row, person in persons:
            is_known = person is not None and person.identity_hash in known
            if is_known:
                self.report.duplicates.append(row.spot(IDENTITY, f"{row.get('姓名')}：系统中已有此人，跳过这一行"))
            candidate = self._candidate(row, person)
            if candidate is not None and not is_known:
                found.append(candidate)
        return found

    def _person(self, row: Row) -> Person | None:
        """The person of the row, not saved; None when the row is wrong."""
        number, birth_on, sex = row.get(IDENTITY), row.get("出生日期"), row.get("性别")
        try:
            person = services.build_person(
                name=row.get("姓名") or "",
                identity_number=number,
                ethnicity=row.get("民族") or "",
                sex=sex or "",
                birth_on=birth_on,
            )
        except ValidationError as error:
            self._error(row, IDENTITY, "；".join(error.messages))
            return None
        if person.identity_hash:
            if (first := self.seen.setdefault(person.identity_hash, row.number)) != row.number:
                self._error(row, IDENTITY, f"公民身份号码重复：第 {first} 行已有")
                return None
            if birth_on and birth_on != person.birth_on:
                self._notice(row, "出生日期", f"与公民身份号码中的 {person.birth_on} 不一致，以号码为准")
            if sex and sex != person.sex:
                self._notice(row, "性别", "与公民身份号码不一致，以号码为准", sex.label)
        if (words := row.get("学历")) and education(words) is None:
            self._notice(row, "学历", "不是已知的学历，没有登记")
        return None if row.is_bad else person

    def _candidate(self, row: Row, person: Person | None) -> Candidate | None:
        branch = self._organization(row, "党支部编码", must_be=Kind.BRANCH)
        approver = self._organization(row, "审批组织编码")
        if not any(title in row.values for title in STEP_COLUMNS.values()):
            if not row.is_bad:
                self._error(row, "", "没有步骤日期，至少要有一个")
            return None
        if branch is None:
            return None
        members, records, is_right = self._sponsors(row, branch)
        if person is None or not is_right:
            return None
        history = self._completed(translate(row), branch, approver, members)
        return Candidate(row, person, branch, history, records)

    def _organization(self, row: Row, title: str, must_be: Kind | None = None) -> Organization | None:
        if (code := row.get(title)) is None:
            return None
        kind = self.tree.kinds.get(code)
        if kind is None:
            self._error(row, title, "没有这个编码的组织")
        elif must_be is not None and kind and kind != must_be:
            self._error(row, title, f"应为{must_be.label}，这个编码是{Kind(kind).label}")
            return None
        return self.tree.get(code)

    def _sponsors(self, row: Row, branch: Organization) -> tuple[dict[str, NamedMember], dict[int, MemberRecord], bool]:
        """`{name: the member meant}`, what the member list says of each, and whether none is in doubt."""
        members: dict[str, NamedMember] = {}
        records: dict[int, MemberRecord] = {}
        is_right = True
        for title, _, _ in SPONSORS:
            for name in row.get(title) or ():
                try:
                    found = self.roster.find(name, branch)
                except Namesakes:
                    self._error(row, title, f"{name}：重名，有两名以上同名党员，不能确定是谁")
                    is_right = False
                    continue
                if found is None:
                    self._notice(row, title, f"{name}：党员名册中没有此人，只保留姓名")
                    members[name] = NamedMember(name=name)
                else:
                    members[name] = NamedMember(name=name, member=found[0])
                    records[found[0]] = found[1]
        return members, records, is_right

    def _completed(
        self, history: History, branch: Organization, approver: Organization | None, members: dict[str, NamedMember]
    ) -> History:
        """The history with members for names, and with the organizations concerned as they stand."""
        steps = dict(history.steps)
        for _, code, field in SPONSORS:
            if (facts := steps.get(code)) is not None and (names := getattr(facts, field)) is not None:
                steps[code] = _replaced(facts, field, tuple(members[each.name] for each in names))
        for code in ("shortlist", "nominate"):
            if (facts := steps.get(code)) is not None:
                steps[code] = _replaced(facts, "branch", ledger.organization_then(branch))
        approval = steps.get("approve")
        if isinstance(approval, Approve):
            steps["approve"] = self._placed(approval, branch, approver)
        elif approver is not None:
            steps["approve"] = self._placed(Approve(asked=()), branch, approver)
        return replace(history, steps={code: steps[code] for code in CODES if code in steps})

    def _placed(self, approval: Approve, branch: Organization, approver: Organization | None) -> Approve:
        """The approval with who approved and stands between, as the tree stands; the lowest of them deliberated."""
        above = list(self.tree.above(branch))
        is_above = approver in above
        below = above[: above.index(approver)] if approver is not None and is_above else above
        between = [each for each in below if each.kind in (Kind.GENERAL_BRANCH, Kind.COMMITTEE)]
        deliberations = approval.deliberations
        if deliberations and between:
            deliberations = tuple(
                Deliberation(organization=between[0].name, on=each.on, agrees=each.agrees) for each in deliberations
            )
        return msgspec.structs.replace(
            approval,
            approver=None if approver is None else ledger.organization_then(approver, is_above_branch=is_above),
            between=tuple(map(ledger.organization_then, between)) if is_above else None,
            deliberations=deliberations,
        )

    def _error(self, row: Row, column: str, reason: str) -> None:
        self.report.errors.append(row.spot(column, reason))

    def _notice(self, row: Row, column: str, reason: str, value: object = None) -> None:
        self.report.notices.append(row.spot(column, reason, value))


def _replaced(facts: StepFacts, field: str, value: object) -> StepFacts:
    return msgspec.structs.replace(facts, **{field: value})
