"""Where one answer decides whether another is asked for. What is lawful is the rules' business,
not asked here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cases.facts.admission import AdmissionMeeting
from cases.facts.base import StepFacts
from cases.facts.case import edition_on
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.facts.target import ListTarget, Train


@dataclass(frozen=True, kw_only=True)
class Condition:
    """When `test` holds of the value of `field`, `relaxes` may be left empty and `asks` may not."""

    field: str
    test: Callable[[Any], bool]
    relaxes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


#: The conditions among the answers of a step, by the class of its facts.
CONDITIONS: dict[type[StepFacts], tuple[Condition, ...]] = {
    ListTarget: (
        Condition(  # in 2014 the notice was local practice
            field="on",
            test=lambda day: day is not None and edition_on(day) == 2014,
            relaxes=("notice_from", "notice_to", "places", "result"),
        ),
    ),
    Train: (
        Condition(
            field="special_case", test=bool, relaxes=("organizer", "days", "hours", "is_passed")
        ),
    ),
    AdmissionMeeting: (
        Condition(field="is_passed", test=lambda value: value is False, asks=("afterwards",)),
    ),
    ConversionMeeting: (
        Condition(
            field="outcome",
            test=lambda value: value is ConversionOutcome.CANCEL,
            relaxes=("opinions", "committee_review_on"),
        ),
        Condition(
            field="outcome", test=lambda value: value is ConversionOutcome.EXTEND, asks=("months",)
        ),
    ),
}
