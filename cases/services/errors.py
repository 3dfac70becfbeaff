"""Why a service did nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.may import Ask, Question

if TYPE_CHECKING:
    from cases.models import Entry


@dataclass(frozen=True)
class Reason:
    """One sentence of a refusal.

    field    the form field it belongs to, "" for the whole
    article  《细则》 article that demands it
    rule     rule whose finding it is; `wants_reason` when giving a reason lets the act be recorded
    question what the act brings about and that asks, None for the others
    """

    text: str
    field: str = ""
    article: str | None = None
    rule: str = ""
    wants_reason: bool = False
    question: Question | None = None

    def __str__(self) -> str:
        return f"{self.text}（《细则》{self.article}）" if self.article else self.text


class Refused(Exception):  # the word of the field
    """The act is out of order, breaks a rule, or wants a reason."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("；".join(map(str, self.reasons)))

    @classmethod
    def because(cls, text: str, *, field: str = "", article: str | None = None) -> Refused:
        return cls([Reason(text, field, article)])

    @classmethod
    def by(cls, questions: Iterable[Question]) -> Refused:
        """Refused by what an act brings about."""
        return cls(reason_of(each) for each in questions)


def reason_of(question: Question) -> Reason:
    """The sentence of what an act brings about."""
    found = question.finding
    return Reason(
        text=found.message,
        article=found.article,
        rule=found.rule,
        wants_reason=question.ask is Ask.REASON,
        question=question,
    )


class Reused(Exception):  # names the state of the request
    """The id of the request stands on something else that was recorded; the page needs a new
    one.
    """


class Stale(Exception):  # names the state of the page
    """The case changed after the page was made; `since` are the entries that came in between."""

    def __init__(self, since: Iterable[Entry]) -> None:
        self.since = tuple(since)
        super().__init__("案卷已被更新")
