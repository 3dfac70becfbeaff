"""Rows of the sheet 案卷 checked against what the database holds: organizations, persons, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any

import msgspec
from django.core.exceptions import ValidationError

from branches import services
from branches.acts import Kind
from branches.models import Organization, Person
from branches.peoples import people_named
from cases import ledger
from cases.facts.admission import Approve
from cases.facts.base import StepFacts
from cases.facts.case import CODES, MemberRecord
from cases.facts.values import NamedMember
from cases.importing.columns import IDENTITY, STEP_COLUMNS
from cases.importing.education import education
from cases.importing.members import Namesakes, Roster
from cases.importing.organizations import Tree
from cases.importing.report import Report
from cases.importing.tables import Row
from cases.importing.translation import History, translate
from cases.importing.twice import Twice
from config import kit
from config.kit import Named, NotRead

#: Columns of contacts and introducers.
SPONSORS = ("培养联系人", "入党介绍人")


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
    """Finds what is wrong with rows and builds candidates of the others."""

    def __init__(self, tree: Tree, roster: Roster, report: Report, today: date) -> None:
        self.tree, self.roster, self.report, self.today = tree, roster, report, today
        self.twice = Twice(report)

    def check(self, rows: list[Row]) -> list[Candidate]:
        """The candidates among these rows; wrong ones and duplicates are in the report."""
        self.roster.load(_names(rows))
        persons = [(row, self._person(row)) for row in rows]
        self.twice.load(persons)
        found = []
        for row, person in persons:
            branch = self._organization(row, "党支部编码", must_be=Kind.BRANCH)
            approver = self._organization(row, "审批组织编码")
            records = None if branch is None else self._sponsors(row, branch)
            history = self._history(row)
            self._notice_days_ahead(row)
            if person is not None:
                person = self.twice.accepts(row, person, history)
            if row.is_bad or person is None or branch is None or records is None or history is None:
                continue
            found.append(
                Candidate(row, person, branch, self._completed(history, branch, approver), records)
            )
        return found

    def _history(self, row: Row) -> History | None:
        """What the row says, as far as its cells could be read; None where no step has a day."""
        if any(title in row.values for title in STEP_COLUMNS.values()):
            return translate(row)
        if not row.is_bad:
            self._error(row, "", "没有步骤日期，至少要有一个")
        return None

    def _notice_days_ahead(self, row: Row) -> None:
        """No check looks at an act until its day has come, so that a slip in the year would go
        unseen.
        """
        for title in STEP_COLUMNS.values():
            day = row.get(title)
            if day is not None and day > self.today:
                self._notice(row, title, f"{day} 晚于今天，请核对年份")

    def _person(self, row: Row) -> Person | None:
        """The person of the row, not saved; None when the identity number is wrong."""
        number, birth_on, sex = row.get(IDENTITY), row.get("出生日期"), row.get("性别")
        try:
            person = services.complete_person(
                person=Person(
                    name=row.get("姓名") or "",
                    identity_number=number,
                    ethnicity=people_named(row.get("民族") or ""),
                    sex=sex or "",
                    birth_on=birth_on,
                )
            )
        except ValidationError as error:
            self._error(row, IDENTITY, "；".join(error.messages))
            return None
        if person.identity_hash:
            if birth_on and birth_on != person.birth_on:
                self._notice(
                    row, "出生日期", f"与公民身份号码中的 {person.birth_on} 不一致，以号码为准"
                )
            if sex and sex != person.sex:
                self._notice(row, "性别", "与公民身份号码不一致，以号码为准", sex.label)
        if (words := row.get("学历")) and education(words) is None:
            self._notice(row, "学历", "不是已知的学历，没有登记")
        return person

    def _organization(
        self, row: Row, title: str, must_be: Kind | None = None
    ) -> Organization | None:
        if (code := row.get(title)) is None:
            return None
        kind = self.tree.kinds.get(code)
        if kind is None:
            self._error(row, title, "没有这个编码的组织")
        elif must_be is not None and kind and kind != must_be:
            self._error(row, title, f"应为{must_be.label}，这个编码是{Kind(kind).label}")
            return None
        return self.tree.get(code)

    def _sponsors(self, row: Row, branch: Organization) -> dict[int, MemberRecord] | None:
        """Put members in place of the names in the row.

        `{member id: what the member list says}` of them; None where somebody is in doubt.
        """
        records: dict[int, MemberRecord] = {}
        before = len(self.report.errors)
        for title in SPONSORS:
            if (parts := row.get(title)) is None:
                continue
            members: dict[NamedMember, None] = {}
            for part in parts:
                try:
                    for named in part.names(lambda name: self.roster.is_listed(name, branch)):
                        members[self._member(row, title, named, branch, records)] = None
                except (NotRead, Namesakes) as reason:
                    self._error(row, title, f"“{part}”：{reason}")
            self._notice_oneself(row, title, members)
            row.values[title] = tuple(members)
        if len(self.report.errors) > before:
            return None
        return records

    def _notice_oneself(self, row: Row, title: str, members: Iterable[NamedMember]) -> None:
        """Of a namesake nobody can tell here whether it is the applicant: so it is worth a look
        and no error.
        """
        own = kit.name_key(row.get("姓名") or "")
        for named in members:
            if kit.name_key(named.name) == own:
                self._notice(
                    row, title, f"{named.name}：与本人同名；本人不能作自己的{title}，请核对"
                )

    def _member(
        self,
        row: Row,
        title: str,
        named: Named,
        branch: Organization,
        records: dict[int, MemberRecord],
    ) -> NamedMember:
        """The member of this name, whose record is added to the records; only the name where nobody
        is found.

        Raises Namesakes.
        """
        organization = self.tree.get(named.note.replace(" ", ""))
        if organization is None:
            found, where = self.roster.find(named.name, branch), "党员名册"
        else:
            found = self.roster.find_in(named.name, organization)
            where = f"{organization.name}的党员名册"
        if found is None:
            self._notice(row, title, f"{named.name}：{where}中没有此人，只保留姓名")
            return NamedMember(name=named.name)
        records[found[0]] = found[1]
        return NamedMember(name=named.name, member=found[0])

    def _completed(
        self, history: History, branch: Organization, approver: Organization | None
    ) -> History:
        """The history with the organizations concerned as they stand."""
        steps = dict(history.steps)
        for code, facts in history.steps.items():
            if isinstance(facts, ledger.WITH_BRANCH):
                steps[code] = _replaced(facts, "branch", ledger.organization_then(branch))
        approval = steps.get("approve")
        if isinstance(approval, Approve):
            steps["approve"] = self._placed(approval, branch, approver)
        elif approver is not None:
            steps["approve"] = self._placed(Approve(asked=()), branch, approver)
        return replace(history, steps={code: steps[code] for code in CODES if code in steps})

    def _placed(
        self, approval: Approve, branch: Organization, approver: Organization | None
    ) -> Approve:
        """The approval with who approved and stands between, as the tree stands; the lowest of
        them deliberated.
        """
        above = list(self.tree.above(branch))
        below = takewhile(lambda each: each != approver, above)
        between = [each for each in below if each.kind in (Kind.GENERAL_BRANCH, Kind.COMMITTEE)]
        changes: dict[str, Any] = {"approver": None, "between": None}
        is_above = approver in above
        if is_above:
            changes["between"] = tuple(map(ledger.organization_then, between))
        if approver is not None:
            changes["approver"] = ledger.organization_then(approver, is_above_branch=is_above)
        if approval.deliberations and between:
            lowest = between[0].name
            changes["deliberations"] = tuple(
                msgspec.structs.replace(each, organization=lowest)
                for each in approval.deliberations
            )
        return msgspec.structs.replace(approval, **changes)

    def _error(self, row: Row, column: str, reason: str) -> None:
        self.report.errors.append(row.spot(column, reason))

    def _notice(self, row: Row, column: str, reason: str, value: object = None) -> None:
        self.report.notices.append(row.spot(column, reason, value))


def _names(rows: Iterable[Row]) -> Iterator[str]:
    """Every name that these rows may mean by a contact or introducer."""
    for row in rows:
        for title in SPONSORS:
            for part in row.get(title) or ():
                yield from part.candidates()


def _replaced(facts: StepFacts, field: str, value: object) -> StepFacts:
    return msgspec.structs.replace(facts, **{field: value})
