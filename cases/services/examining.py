"""Examinations of several persons on one day: all their entries, or none.

Source: 《细则》第十一条; 2014 第三十二条, 2026 第三十一条.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from branches.actor import Actor
from cases.facts.base import FACTS
from cases.facts.cultivation import Cultivate
from cases.facts.probation import Probation
from cases.facts.values import Examination, Report
from cases.ledger import Addition
from cases.models import Entry
from cases.services import locking
from cases.services.recording import supplement
from cases.services.sent import Sent
from cases.services.several import naming


@dataclass(frozen=True)
class Opinion:
    """What is found of one person, during which step; and what they reported, where they did."""

    code: str
    text: str
    report: str = ""


@transaction.atomic
def examine(
    *, opinions: Mapping[int, Opinion], on: date, examiner: str, by: Actor, sent: Sent
) -> list[Entry]:
    """Add an examination to each case: `opinions` is `{case id: opinion}`.

    What others recorded meanwhile makes no examination untrue, so that each is added to the case
    as it stands. Locks the cases in the order of their ids. Raises as `supplement` does; a refusal
    names whom it is about.
    """
    entries = []
    for case_id, opinion in sorted(opinions.items()):
        version = locking.lock_case(case_id, by).version
        with naming(case_id):
            entry = supplement(
                case_id=case_id,
                addition=Addition(opinion.code, _facts(opinion, on, examiner), on),
                by=by,
                sent=sent.for_one(case_id, version),
            )
        entries.append(entry)
    return entries


def _facts(opinion: Opinion, on: date, examiner: str) -> Cultivate | Probation:
    """The facts of a step that lasts, with what is added alone."""
    kind = FACTS[opinion.code]
    assert issubclass(kind, (Cultivate, Probation))
    examinations: tuple[Examination, ...] | None = None
    reports: tuple[Report, ...] | None = None
    if opinion.text:
        examinations = (Examination(on=on, by=examiner, conclusion=opinion.text),)
    if opinion.report:
        reports = (Report(on=on, note=opinion.report),)
    return kind(examinations=examinations, reports=reports)
