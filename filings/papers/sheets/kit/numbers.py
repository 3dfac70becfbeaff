"""The 发文字号 in force, as papers read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cases.models import Case
from filings.papers.kept.models import DocumentNumber


class Issued(NamedTuple):
    """A 发文字号 in force: of which paper, about which cases (their ids), of which round of each,
    and which document.

    rounds  `{id of the case: number of the round}`; a case that is not there: the round that was
            open on the day
    part    which of the documents that one case has of this paper, from 0
    """

    paper: str
    cases: frozenset[int]
    text: str
    year: int
    issued_on: date
    rounds: Mapping[int, int] = {}
    part: int = 0


def numbers_of(cases: Sequence[Case]) -> list[Issued]:
    """The numbers in force that name one of the cases, latest first; two queries."""
    rows = list(DocumentNumber.objects.filter(cases__in=cases, voided_on__isnull=True).distinct())
    about: dict[int, set[int]] = {row.pk: set() for row in rows}
    links = DocumentNumber.cases.through.objects.filter(documentnumber__in=about)
    for number, case in links.values_list("documentnumber_id", "case_id"):
        about[number].add(case)
    found = []
    for row in rows:
        issued = Issued(
            paper=row.paper,
            cases=frozenset(about[row.pk]),
            text=str(row),
            year=row.year,
            issued_on=row.issued_on,
            rounds={int(case): number for case, number in row.rounds.items()},
            part=row.part,
        )
        found.append(issued)
    return found
