"""The papers: each a data class that names its step by decorator, and a template of its code's
name.

The table of the procedure names none back. A paper about one case has `of(subject)`, one about
several `of_many`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from cases.procedure import PLACE, STEP, Body, Step

C = TypeVar("C", bound=type)
#: Of data and words of the papers. 2: they read the record as it stood on their own day, and their
#: own round of it.
VERSION = 2
#: Prints every form that is declared by its fields.
SHEET = "filings/papers/_sheet.html"


class Kind(Enum):
    """How a paper is laid out; the style sheets of `static/css`, later ones over earlier ones."""

    OFFICIAL = ("公文", ("papers.css", "papers_official.css"))
    NOTICE = ("公示", ("papers.css", "papers_official.css"))
    LETTER = ("信函", ("papers.css", "papers_official.css", "papers_letter.css"))
    FORM = ("表格", ("papers.css", "papers_form.css"))

    def __init__(self, label: str, styles: tuple[str, ...]) -> None:
        self.label = label
        self.styles = styles

    @property
    def has_number(self) -> bool:
        """Whether it bears a 发文字号."""
        return self in (Kind.OFFICIAL, Kind.LETTER)


def are_joint(subjects: Sequence[Any]) -> bool:
    """Whether the cases are of several branches."""
    return len({each.branch.pk for each in subjects}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One kind of paper.

    code     name of the file written, and of the template `filings/papers/<code>.html` unless
             another is named, or the data class declares its layout
    step     code of the step it belongs to
    cls      its data class
    issuer   who issues it, and so numbers it: branch, committee or department
    many     it may name several cases (rosters and the reports they go with)
    only     the edition it exists in, None: both
    whole    it tells of all steps, so contacts and introducers do not see it
    applies  whether a case can have it
    day      the own day of the paper about a case, where the record knows it; it tells of nothing
             later
    titled   its title about a case, where that differs from the general one
    version  of its data and words; one printed with another version cannot be compared with the
             record any more
    """

    code: str
    step: str
    kind: Kind
    title: str
    cls: Any
    issuer: Body = Body.BRANCH
    many: bool = False
    only: int | None = None
    whole: bool = False
    applies: Callable[[Any], bool] | None = None
    day: Callable[[Any], date | None] | None = None
    titled: Callable[[Any], str] | None = None
    template: str = ""
    version: int = VERSION

    @property
    def row(self) -> Step:
        """The row of the procedure."""
        return STEP[self.step]

    def at(self, subject: Any) -> Any:
        """The case in the round that is meant: the one it was asked for, else the usual one of
        the step.
        """
        if subject.round_number:
            return subject
        return subject.at(self.row.no)

    def fits(self, subject: Any) -> bool:
        """Whether the case can have this paper: by its edition, and by what happened in it.

        A case that was closed earlier has none, not even a blank one, which would tell of an act
        that cannot be.
        """
        then = self.at(subject)
        if then.is_out_of_reach and not self.whole:
            return False
        if self.only is not None and then.edition_of(self.step) != self.only:
            return False
        return self.applies is None or self.applies(then)

    def day_of(self, subject: Any) -> date | None:
        """The own day of the paper about the case; None: the record does not know it yet."""
        if self.day is None:
            return None
        return self.day(self.at(subject))

    def title_of(self, subject: Any) -> str:
        """What it is called about the case."""
        if self.titled is None:
            return self.title
        return self.titled(self.at(subject))

    def _as_it_stood(self, subject: Any) -> Any:
        """The case on the paper's own day; where that is not known, on the day of its step, if
        it has one.
        """
        then = self.at(subject)
        facts = then.whole.get(self.step)
        return then.on(self.day_of(then) or (facts.on if facts is not None else None))

    def issuer_for(self, subjects: Sequence[Any]) -> Body:
        """Who makes it about these cases: a roster of several branches is their committee's."""
        is_roster = self.many and not self.kind.has_number
        if is_roster and self.issuer is Body.BRANCH and are_joint(subjects):
            return Body.COMMITTEE
        return self.issuer

    def build(self, subjects: Sequence[Any]) -> list[Any]:
        """The data of the paper, one for all cases where it names several, else one a case, or
        several (letters).
        """
        stood = [self._as_it_stood(subject) for subject in subjects]
        if self.many:
            return [self.cls.of_many(tuple(stood))]
        made: list[Any] = []
        for subject in stood:
            data = self.cls.of(subject)
            made += data if isinstance(data, list) else [data]
        return made


PAPERS: dict[str, Paper] = {}


def paper(code: str, *, step: str, kind: Kind, title: str, **options: Any) -> Callable[[C], C]:
    """Class decorator: this data class is the paper `code` of the step `step`."""

    def attach(cls: C) -> C:
        assert code not in PAPERS, code
        for name, value in (("step", step), ("made_by", options.get("issuer", Body.BRANCH))):
            setattr(cls, name, value)
        own = SHEET if getattr(cls, "layout", ()) else f"filings/papers/{code}.html"
        options.setdefault("template", own)
        PAPERS[code] = Paper(code=code, step=step, kind=kind, title=title, cls=cls, **options)
        return cls

    return attach


def in_order() -> list[Paper]:
    """All papers in the order of the procedure, those of one step as they are written in their
    module.
    """
    return sorted(PAPERS.values(), key=lambda each: PLACE[each.step])
