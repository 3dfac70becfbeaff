"""The probation as papers name it: its year, and what was added to it.

Source: 《细则》 2014 第三十二条, 2026 第三十一条; docs/specification/rules.md, Arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from cases.facts.arithmetic import add_months
from cases.facts.probation import ConversionOutcome
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.values import Ahead, Blank

Day = date | None


@dataclass(frozen=True)
class ExtendedBy:
    """One extension. `to`: the last day of the probation as the forms write it, the day before
    the expiry.
    """

    approved_on: Annotated[Day, Blank("批准延长预备期日期")]
    months: Annotated[int | None, Blank("延长月数")]
    to: Annotated[Day, Blank("延长后的预备期止"), Ahead()]


def extended_by(subject: Subject) -> tuple[ExtendedBy, ...]:
    """The extensions approved by the paper's day, each with the day to which it reaches."""
    meeting = subject.steps.admission_meeting
    expiry = None
    if meeting is not None:
        expiry = months_after(meeting.on, 12)
    rows = []
    for extension in subject.extensions:
        expiry = months_after(expiry, extension.months)
        rows.append(ExtendedBy(extension.approved_on, extension.months, day_before(expiry)))
    return tuple(rows)


def months_after(day: Day, months: int | None) -> Day:
    """The day so many calendar months later; None where either is not known."""
    if day is None or months is None:
        return None
    return add_months(day, months)


def day_before(day: Day) -> Day:
    """The day before, with which forms end a period; None where it is not known."""
    if day is None:
        return None
    return day - timedelta(1)


def conversion_matter(subject: Subject) -> str:
    """What is voted on at step 23: nobody is converted 按期 after an extension, nor before that
    was proposed.
    """
    meeting = subject.whole.conversion_meeting
    outcome = meeting.outcome if meeting is not None else None
    if outcome is ConversionOutcome.EXTEND:
        return "延长预备期"
    if outcome is ConversionOutcome.CANCEL:
        return "取消预备党员资格"
    if subject.extensions:
        return "延长期满转为中共正式党员"
    if outcome is None:
        return "转为中共正式党员"
    return "按期转为中共正式党员"


def conversion_title(before: str, after: str, subject: Subject) -> str:
    """The title of a paper of steps 23 and 24, by what was decided: 预备党员转正, 延长预备期,
    取消预备党员资格.
    """
    meeting = subject.whole.conversion_meeting
    outcome = meeting.outcome if meeting is not None else None
    matter = {
        ConversionOutcome.EXTEND: "延长预备期",
        ConversionOutcome.CANCEL: "取消预备党员资格",
    }.get(outcome or ConversionOutcome.ON_TIME, "预备党员转正")
    return f"{before}{matter}{after}"
