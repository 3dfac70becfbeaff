"""What papers read of one case: the facts in force with the sensitive ones, and drafts where a step is not done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import msgspec

from branches.line import Line, lines_of
from branches.models import Member, Organization, Person
from cases.facts.base import StepFacts
from cases.facts.case import CODES, Steps, edition_on
from cases.facts.values import NamedMember
from cases.models import Case, Entry
from cases.procedure import PLACE, Body
from cases.services import ledger
from cases.services.judging import Profiles
from filings.papers.drafts import drafts_of
from filings.papers.incoming import local_titles
from filings.papers.models import ArchivePackage, DocumentNumber


class Issued(NamedTuple):
    """A 发文字号 in force: of which paper, about which cases (their ids)."""

    paper: str
    cases: frozenset[int]
    text: str


@dataclass(frozen=True)
class Subject:
    """One case as papers read it.

    steps     the facts in force; of a step not done, what its worksheet holds
    drafts    codes of the steps read from a worksheet
    members   `{id: member}` of those named as contacts and introducers
    numbers   the 发文字号 in force that name this case
    package   the archive package made last
    local     titles of the papers that local rules ask for beside, in the order of the steps
    today     the day of printing; no paper prints it, but edition and line above go by it
    """

    case: Case
    steps: Steps
    line: Line
    today: date
    drafts: frozenset[str] = frozenset()
    members: dict[int, Member] = field(default_factory=dict)
    numbers: tuple[Issued, ...] = ()
    package: ArchivePackage | None = None
    local: tuple[str, ...] = ()
    is_masked: bool = False

    @property
    def person(self) -> Person:
        return self.case.person

    @property
    def branch(self) -> Organization:
        return self.case.branch

    def edition_of(self, code: str) -> int:
        """The edition that governs the step: by its day, or by today while it is not done."""
        facts = self.steps.get(code)
        day = facts.on if facts is not None and facts.on is not None else None
        if day is None:  # a step that was passed over is judged by what came after it
            later = [step.on for each in CODES[PLACE[code] :] if (step := self.steps.get(each)) and step.on]
            day = min(later, default=self.today)
        return edition_on(day)

    def organization_of(self, body: Body) -> Organization | None:
        """The organization that acts as this body for the branch."""
        return {Body.BRANCH: self.branch, Body.COMMITTEE: self.line.committee, Body.DEPARTMENT: self.line.department}[
            body
        ]

    def name_of(self, body: Body) -> str | None:
        organization = self.organization_of(body)
        return organization.name if organization else None

    def units_of(self, body: Body) -> tuple[str, ...]:
        """Codes of the organization that acts as this body and of those above it, nearest first."""
        organization = self.organization_of(body) or self.branch
        above = (each.code for each in self.line.above if each.path in organization.ancestor_paths)
        return (organization.code, *above)

    def latest_number(self, code: str) -> str | None:
        """The last number of a paper that names this case, alone or with others."""
        return next((number.text for number in self.numbers if number.paper == code), None)

    def member(self, named: NamedMember) -> Member | None:
        """The member list's row of a contact or introducer; None for a name only."""
        return self.members.get(named.member) if named.member is not None else None


def subjects_of(cases: Iterable[Case], today: date, *, is_masked: bool = False) -> list[Subject]:
    """The cases as papers read them, in their order; the queries do not grow with their number."""
    rows = list(cases)
    entries: dict[int, list[Entry]] = {case.pk: [] for case in rows}
    for entry in Entry.objects.filter(case__in=rows).order_by("case", "sequence"):
        entries[entry.case_id].append(entry)
    drafts = drafts_of(rows)
    lines = lines_of((case.branch for case in rows), today)
    steps = {}
    for case in rows:
        found = ledger.fold(entries[case.pk], sealed=True).steps
        steps[case.pk] = (Steps(**_with_drafts(found, drafts.get(case.pk, {}))), frozenset(drafts.get(case.pk, {})))
    members = _members(facts for facts, _ in steps.values())
    numbers, profiles = _numbers(rows), Profiles()
    packages = {row.case_id: row for row in ArchivePackage.objects.filter(case__in=rows).order_by("pk")}
    return [
        Subject(
            case=case,
            steps=steps[case.pk][0],
            drafts=steps[case.pk][1] - frozenset(code for code, facts in case_days(steps[case.pk][0])),
            line=lines[case.branch_id],
            today=today,
            members=members,
            numbers=tuple(number for number in numbers if case.pk in number.cases),
            package=packages.get(case.pk),
            local=local_titles(profiles.of(case.branch)),
            is_masked=is_masked,
        )
        for case in rows
    ]


def case_days(steps: Steps) -> list[tuple[str, date]]:
    """(code, day) of the steps done."""
    return [(code, facts.on) for code in CODES if (facts := steps.get(code)) is not None and facts.on is not None]


def _with_drafts(found: dict[str, StepFacts], drafts: dict[str, StepFacts]) -> dict[str, Any]:
    """The facts in force, and beneath them what worksheets hold of steps without a day."""
    merged: dict[str, Any] = dict(found)
    for code, draft in drafts.items():
        there = found.get(code)
        if there is None:
            merged[code] = draft
        elif there.on is None:
            known = {name: value for name in there.__struct_fields__ if (value := getattr(there, name)) is not None}
            merged[code] = msgspec.structs.replace(draft, **known)
    return merged


def _members(all_steps: Iterable[Steps]) -> dict[int, Member]:
    ids = {
        named.member
        for steps in all_steps
        for named in (*contacts_of(steps), *introducers_of(steps))
        if named.member is not None
    }
    if not ids:
        return {}
    return {row.pk: row for row in Member.objects.filter(pk__in=ids).select_related("person", "organization")}


def _numbers(cases: Sequence[Case]) -> list[Issued]:
    """The numbers in force that name one of the cases, latest first; two queries."""
    rows = list(DocumentNumber.objects.filter(cases__in=cases, voided_on__isnull=True).distinct())
    about: dict[int, set[int]] = {row.pk: set() for row in rows}
    links = DocumentNumber.cases.through.objects.filter(documentnumber__in=about)
    for number, case in links.values_list("documentnumber_id", "case_id"):
        about[number].add(case)
    return [Issued(row.paper, frozenset(about[row.pk]), str(row)) for row in rows]


def contacts_of(steps: Steps) -> Sequence[NamedMember]:
    """The contacts now, replacements applied."""
    facts = steps.appoint_contacts
    return _current(facts.contacts or (), facts.replacements or ()) if facts else ()


def introducers_of(steps: Steps) -> Sequence[NamedMember]:
    """The introducers now, replacements applied."""
    facts = steps.appoint_introducers
    return _current(facts.introducers or (), facts.replacements or ()) if facts else ()


def _current(named: Iterable[NamedMember], replacements: Iterable[Any]) -> tuple[NamedMember, ...]:
    found = list(named)
    for replacement in replacements:
        found = [replacement.new if each == replacement.old else each for each in found]
    return tuple(found)
