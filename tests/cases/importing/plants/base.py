"""What a planted breach is, and the lawful case of each edition it is planted in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cases.facts.arithmetic import add_months

from ...rules.build import IN_2014, IN_2026, days
from ..build import BRANCH, CODE_OF, Cells

#: (rule, severity, edition, article, step, due, actual)
Found = tuple[str, str, int, str | None, int | None, date | None, date | None]
DAY = timedelta(1)


@dataclass(frozen=True)
class Plant:
    """A lawful case with cells changed; what is found on `as_of` (None: the last day of the year
    of its last step).
    """

    name: str
    start: date
    but: Cells
    found: list[Found]
    until: int = 25
    branch: str = BRANCH
    as_of: date | None = None


class Lawful:
    """The lawful days of a case and the words of the edition it falls in."""

    def __init__(self, start: date, edition: int) -> None:
        self.start, self.edition = start, edition
        self.day = {number: days(start)[code] for number, code in CODE_OF.items()}
        self.consent = days(start)["list_consent"]
        self.expiry = add_months(self.day[15], 12)

    def plant(
        self,
        name: str,
        but: Cells,
        *found: Found,
        until: int = 25,
        branch: str = BRANCH,
        as_of: date | None = None,
    ) -> Plant:
        return Plant(f"{self.edition} {name}", self.start, but, list(found), until, branch, as_of)

    def of(
        self,
        rule: str,
        severity: str,
        articles: str,
        step: int,
        due: date | None = None,
        actual: date | None = None,
    ) -> Found:
        """A finding of this edition; `articles` as `第七条` or `第十九条/第十八条`, `-` for
        none.
        """
        of_2014, _, of_2026 = articles.partition("/")
        article = (of_2026 or of_2014) if self.edition == 2026 else of_2014
        return (
            rule,
            severity,
            self.edition,
            None if article == "-" else article,
            step,
            due,
            actual,
        )


EDITIONS = (Lawful(IN_2014, 2014), Lawful(IN_2026, 2026))
