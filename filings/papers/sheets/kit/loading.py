"""Reads cases as papers know them: their entries, worksheets, numbers, members and packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from branches.line import lines_of
from branches.models import Member
from cases.facts.base import StepFacts
from cases.facts.case import Steps
from cases.models import Case, Entry
from cases.selectors.context import Profiles
from cases.services.rounds import Rounds, rounds_of
from filings.papers.kept.incoming import local_titles
from filings.papers.kept.models import ArchivePackage
from filings.papers.sheets.kit.drafts import drafts_of
from filings.papers.sheets.kit.numbers import numbers_of
from filings.papers.sheets.kit.subject import Subject, case_days, contacts_of, introducers_of


def subjects_of(cases: Iterable[Case], today: date, *, is_masked: bool = False) -> list[Subject]:
    """The cases as papers read them, in their order; the queries do not grow with their number."""
    rows = list(cases)
    rounds, drafts = _rounds(rows), drafts_of(rows)
    lines = lines_of((case.branch for case in rows), today)
    members = _members(rounds, drafts)
    numbers, packages = numbers_of(rows), _packages(rows)
    profiles = Profiles()
    found = []
    for case in rows:
        profile = profiles.of(case.branch)
        found.append(
            Subject(
                case=case,
                **_facts_of(rounds[case.pk], drafts.get(case.pk, {})),
                line=lines[case.branch_id],
                today=today,
                members=members,
                numbers=tuple(number for number in numbers if case.pk in number.cases),
                package=packages.get(case.pk),
                profile=profile,
                local=local_titles(profile),
                is_masked=is_masked,
            )
        )
    return found


def _rounds(cases: Sequence[Case]) -> dict[int, Rounds]:
    """`{case id: its rounds}`; one query."""
    entries: dict[int, list[Entry]] = {case.pk: [] for case in cases}
    for entry in Entry.objects.filter(case__in=cases).order_by("case", "sequence"):
        entries[entry.case_id].append(entry)
    return {pk: rounds_of(of_case, sealed=True) for pk, of_case in entries.items()}


def _packages(cases: Sequence[Case]) -> dict[int, ArchivePackage]:
    """`{case id: the archive package made last}`; one query."""
    rows = ArchivePackage.objects.filter(case__in=cases).order_by("pk")
    return {row.case_id: row for row in rows}


def _facts_of(rounds: Rounds, drafts: Mapping[str, StepFacts]) -> dict[str, Any]:
    """The fields of `Subject` that come from the entries and the worksheets of a case."""
    steps = _with_drafts(rounds.now, drafts)
    done = {code for code, _ in case_days(rounds.now)}
    return {
        "rounds": rounds,
        "steps": steps,
        "whole": steps,
        "ahead": _with_drafts(rounds.ahead, drafts),
        "drafts": frozenset(drafts) - done,
    }


def _with_drafts(found: Steps, drafts: Mapping[str, StepFacts]) -> Steps:
    """The facts in force, and beneath them what worksheets hold of steps without a day."""
    merged: dict[str, Any] = {}
    for code, draft in drafts.items():
        recorded = found.get(code)
        if recorded is None:
            merged[code] = draft
        elif recorded.on is None:
            merged[code] = msgspec.structs.replace(draft, **_known(recorded))
    return msgspec.structs.replace(found, **merged)


def _known(facts: StepFacts) -> dict[str, Any]:
    """`{field: value}` of the facts that are recorded."""
    values = {name: getattr(facts, name) for name in facts.__struct_fields__}
    return {name: value for name, value in values.items() if value is not None}


def _members(
    rounds: Mapping[int, Rounds], drafts: Mapping[int, Mapping[str, StepFacts]]
) -> dict[int, Member]:
    """`{id: member}` of those whom some paper of the cases may name; at most one query."""
    ids = set()
    for pk, of_case in rounds.items():
        for steps in _all_steps(of_case, drafts.get(pk, {})):
            for named in (*contacts_of(steps), *introducers_of(steps)):
                if named.member is not None:
                    ids.add(named.member)
    if not ids:
        return {}
    rows = Member.objects.filter(pk__in=ids).select_related("person", "organization")
    return {row.pk: row for row in rows}


def _all_steps(rounds: Rounds, drafts: Mapping[str, StepFacts]) -> Iterator[Steps]:
    """Every state of the facts that some paper may read."""
    yield _with_drafts(rounds.now, drafts)
    yield _with_drafts(rounds.ahead, drafts)
    for of_step in rounds.of.values():
        for each in of_step:
            yield each.steps
