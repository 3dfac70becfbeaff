"""Why a service did nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cases.may.reasons import Question, Reason, reason_of

if TYPE_CHECKING:
    from cases.models import Entry


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


class Reused(Exception):  # names the state of the request
    """The id of the request stands on something else that was recorded; the page needs a new
    one.
    """


class Stale(Exception):  # names the state of the page
    """The case changed after the page was made; `since` are the entries that came in between."""

    def __init__(self, since: Iterable[Entry]) -> None:
        self.since = tuple(since)
        super().__init__("案卷已被更新")
