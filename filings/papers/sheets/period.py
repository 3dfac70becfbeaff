"""The probation as papers name it: its year, and what was added to it.

Source: 《细则》 2014 第三十二条, 2026 第三十一条; docs/specification/rules.md, Arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from cases.facts.arithmetic import add_months
from cases.facts.probation import ConversionOutcome
from filings.papers.sheets.subject import Subject
from filings.papers.sheets.values import Ahead, Blank

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
    expiry = add_months(meeting.on, 12) if meeting is not None and meeting.on is not None else None
    rows = []
    for extension in subject.extensions:
        expiry = (
            add_months(expiry, extension.months)
            if expiry is not None and extension.months is not None
            else None
        )
        rows.append(
            ExtendedBy(
                extension.approved_on, extension.months, expiry - timedelta(1) if expiry else None
            )
        )
    return tuple(rows)


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
    return "按期转为中共正式党员" if outcome is not None else "转为中共正式党员"


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
