"""What the pages of printed papers, numbers and forms read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from branches.actor import Actor
from cases.models import Case
from cases.models.sight import sight_of
from cases.procedure import PLACE, STEP, Step
from filings.papers.kept.incoming import is_open
from filings.papers.kept.models import (
    PrintedPaper,
)
from filings.papers.kept.selectors.received import ReceivedLine
from filings.papers.kept.services.numbering import may_issue
from filings.papers.press.overrides import override_of
from filings.papers.press.printing import sheets_of
from filings.papers.press.services.registering import digest_of
from filings.papers.sheets.catalogue import PAPERS, Paper, in_order
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.naming import RoundName
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.reading import readable


@dataclass(frozen=True)
class PaperLine:
    """A paper on the page of a case.

    numbers        the 发文字号 it has, one a document
    other_year     those of another year than the paper's own day
    wants_number   one of its documents has none and the user may take it
    is_replaced    a unit's own template prints it
    """

    paper: Paper
    title: str
    round_number: int
    blanks: tuple[str, ...]
    numbers: tuple[str, ...]
    other_year: tuple[str, ...]
    wants_number: bool
    is_replaced: bool


@dataclass(frozen=True)
class StepPapers:
    """The papers of one round of a step, to print and received.

    is_current  of the step that comes next
    is_ahead    of a step beyond it
    """

    step: Step
    term: str
    round: RoundName
    lines: tuple[PaperLine, ...]
    received: tuple[ReceivedLine, ...]
    is_current: bool
    is_ahead: bool

    @property
    def is_open(self) -> bool:
        """Whether papers of the step can come in already, or have."""
        return bool(self.received)


def case_papers(case: Case, actor: Actor, received: Sequence[ReceivedLine]) -> list[StepPapers]:
    """Every paper the case can have, step by step, beside what was received."""
    subject = subjects_of([case], actor.today)[0]
    sight = sight_of(case, actor)
    reached = sight.place if sight.is_open else len(STEP)
    shown = [paper for paper in in_order() if readable(paper, case, actor)]
    found = []
    for code in dict.fromkeys(paper.step for paper in shown):
        step = STEP[code]
        came_in = [line for line in received if line.kind.step == code]
        for name in subject.rounds_of(step.no):
            then = subject.at(step.no, name.number)
            lines = []
            for paper in shown:
                if paper.step == code and paper.fits(then):
                    lines.append(_line(paper, then, actor))
            of_round = []
            for line in came_in:
                if line.round.number == name.number and (line.is_open or line.scan):
                    of_round.append(line)
            is_last = name == subject.rounds_of(step.no)[-1]
            is_ahead = not name.is_begun and PLACE[code] > reached + 1
            papers = StepPapers(
                step,
                step.term_in(then.edition_of(code)),
                name,
                tuple(lines),
                tuple(of_round),
                is_current=is_last and PLACE[code] == reached + 1,
                is_ahead=is_ahead and not is_open(case, step, sight),
            )
            found.append(papers)
        found += _only_kept(step, subject, came_in)
    return [each for each in found if each.lines or each.is_open]


def _only_kept(
    step: Step, subject: Subject, came_in: Sequence[ReceivedLine]
) -> Iterator[StepPapers]:
    """The rounds of the step of which there are scans and nothing to print."""
    term = step.term_in(subject.edition_of(step.code))
    for name in sorted({line.round for line in came_in if line.round.is_only_kept}):
        received = tuple(line for line in came_in if line.round == name)
        yield StepPapers(step, term, name, (), received, is_current=False, is_ahead=False)


def _line(paper: Paper, subject: Subject, actor: Actor) -> PaperLine:
    sheets = sheets_of(paper, [subject])
    blanks = dict.fromkeys(label for sheet in sheets for label in sheet.blanks)
    numbers = []
    if paper.kind.has_number:
        numbers = [getattr(sheet.data, "number", None) for sheet in sheets]
    issuer = subject.organization_of(paper.issuer)
    lacks = paper.kind.has_number and not all(numbers)
    known = [number for number in numbers if number]
    days = {
        sheet.data.number: sheet.day
        for sheet in sheets
        if paper.kind.has_number and sheet.data.number
    }
    years = {number.text: number.year for number in subject.numbers}
    return PaperLine(
        paper=paper,
        title=paper.title_of(subject),
        round_number=subject.round_number,
        blanks=tuple(blanks),
        numbers=tuple(known),
        other_year=tuple(
            text for text, day in days.items() if day is not None and years[text] != day.year
        ),
        wants_number=bool(lacks and issuer is not None and may_issue(actor, issuer)),
        is_replaced=override_of(paper, subject.units_of(paper.issuer)) is not None,
    )


class PaperName(NamedTuple):
    """A paper that a case can have, in the round of its step that is meant."""

    code: str
    title: str
    round_number: int


def paper_names(case: Case, actor: Actor, steps: Collection[str]) -> list[PaperName]:
    """The papers of these steps that the case can have and the user may, in the order of the
    procedure.
    """
    wanted = []
    for paper in in_order():
        if paper.step in steps and readable(paper, case, actor):
            wanted.append(paper)
    if not wanted:
        return []
    subject = subjects_of([case], actor.today)[0]
    found = []
    for paper in wanted:
        then = subject.at(paper.row.no, None)
        if paper.fits(then):
            found.append(PaperName(paper.code, paper.title_of(then), then.round_number))
    return found


def printed_by_step(case: Case, actor: Actor) -> Mapping[int, int]:
    """`{step number: how many kinds of its papers were printed}`, of those the user may have; one
    query.
    """
    codes = case.printed_papers.order_by().values_list("paper", flat=True).distinct()
    found: Counter[int] = Counter()
    for code in codes:
        paper = PAPERS.get(code)
        if paper is not None and readable(paper, case, actor):
            found[paper.row.no] += 1
    return found


class CheckedCase(NamedTuple):
    """How a case stood on printing, and its version now."""

    number: str
    version: int
    state: str
    version_now: int


@dataclass(frozen=True)
class Checked:
    """What a code says. `agrees` None: the record cannot be compared any more (another edition
    of the program).
    """

    printed: PrintedPaper
    paper: Paper | None
    agrees: bool | None
    is_visible: bool
    cases: tuple[CheckedCase, ...]


def check_code(code: str, actor: Actor) -> Checked | None:
    """The printed paper of a code, compared with the record as it stands; None: there is none."""
    wanted = "".join(character for character in code.upper() if character.isalnum())
    printed = PrintedPaper.objects.filter(code=wanted).select_related("printed_by__person").first()
    if printed is None:
        return None
    is_visible = PrintedPaper.objects.visible_to(actor).filter(pk=printed.pk).exists()
    cases = list(printed.cases.select_related("person", "branch").order_by("pk"))
    order = {number: place for place, number in enumerate(printed.states)}
    cases.sort(key=lambda case: order.get(case.number, len(order)))
    paper = PAPERS.get(printed.paper)
    if is_visible and paper is not None:
        is_visible = all(readable(paper, case, actor) for case in cases)
    is_told = is_visible and all(sight_of(case, actor).is_whole for case in cases)
    states = []
    for case in cases:
        if is_told and case.number in printed.states:
            version, state = printed.states[case.number]
            states.append(CheckedCase(case.number, version, state, case.version))
    agrees = _agrees(printed, paper, cases, actor.today)
    return Checked(printed, paper, agrees, is_visible, tuple(states))


def _agrees(
    printed: PrintedPaper, paper: Paper | None, cases: Sequence[Case], today: date
) -> bool | None:
    if paper is None or printed.version != paper.version:
        return None
    subjects = []
    for subject in subjects_of(cases, today):
        number = printed.rounds.get(subject.case.number)
        number = number or subject.rounds.at(paper.row.no, printed.printed_at)
        try:
            subjects.append(subject.at(paper.row.no, number))
        except LookupError:  # the round was annulled
            return False
    sheets = sheets_of(paper, subjects)
    return printed.part < len(sheets) and digest_of(sheets[printed.part]) == printed.digest


def choosable(cases: Sequence[Case], actor: Actor) -> list[tuple[Paper, list[str]]]:
    """The papers that can be printed for a selection, each with the numbers of the cases that
    cannot have it.
    """
    subjects = subjects_of(cases, actor.today)
    found = []
    for paper in in_order():
        barred = []
        for subject in subjects:
            if not paper.fits(subject) or not readable(paper, subject.case, actor):
                barred.append(subject.case.number)
        if len(barred) < len(subjects):
            found.append((paper, barred))
    return found


def one_issuer(subjects: Sequence[Subject], paper: Paper) -> bool:
    """Whether one organization issues the paper for all the cases."""
    issuer = paper.issuer_for(subjects)
    return len({getattr(subject.organization_of(issuer), "pk", None) for subject in subjects}) == 1
