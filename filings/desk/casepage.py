"""The page of a case: the 25 steps with their papers and scans, and beside them one tab of what is
known, or one step with all that belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from branches.actor import Actor
from branches.line import line_of
from cases.facts.case import edition_on
from cases.models import Case
from cases.procedure import STEPS
from cases.selectors.acts import NextAct
from cases.selectors.bar import BarStage, BarStep
from cases.selectors.context import context_for
from cases.selectors.page import CasePage, ShownFacts, case_page, looks_at
from cases.selectors.timeline import Line
from cases.selectors.windows import picture_of, windows_of
from filings.inspections.selectors.results import by_hand
from filings.models import FilingItem
from filings.papers.kept.selectors import ReceivedLine, lacking, received_lines
from filings.papers.press.selectors import PaperName, paper_names, printed_by_step
from filings.selectors.options import filing_options

MOST_FIGURES = 2  # of the number of a step


@dataclass(frozen=True)
class CaseDesk:
    """A case as one user sees it, with what came in of its papers."""

    case: Case
    actor: Actor
    page: CasePage
    received: list[ReceivedLine]

    @classmethod
    def of(cls, case: Case, actor: Actor) -> CaseDesk:
        """Read it; `case` with person and branch joined."""
        line = line_of(case.branch, actor.today)
        page = case_page(case, actor, line, filing_options(case, actor, line))
        return cls(case, actor, page, received_lines(case, actor, entries=page.entries))

    def stages(self, opened: int | None) -> list[BarStage]:
        """The bar with what was printed and what came in; step `opened` is shown beside it."""
        printed = printed_by_step(self.case, self.actor)
        stages = []
        for stage in self.page.stages:
            steps = tuple(self._with_files(step, printed, opened) for step in stage.steps)
            stages.append(replace(stage, steps=steps))
        return stages

    def _with_files(self, step: BarStep, printed: Mapping[int, int], opened: int | None) -> BarStep:
        if step.last_no:  # several that are not shown one by one
            return step
        own = [line for line in self.received if line.kind.row.no == step.no]
        return replace(
            step,
            opens=f"?step={step.no}",
            is_opened=step.no == opened,
            printed=printed.get(step.no, 0),
            kept=sum(1 for line in own if line.scan is not None),
            lacking=len(lacking(own)),
        )

    def find_step(self, asked: str) -> int | None:
        """The number of the step that is asked for, where the user sees it."""
        if not asked.isdecimal() or len(asked) > MOST_FIGURES:
            return None
        shown = [step.no for stage in self.page.stages for step in stage.steps if not step.last_no]
        no = int(asked)
        return no if no in shown and not self.page.sight.hidden.issuperset(_codes(no)) else None

    @cached_property
    def filings(self) -> list[FilingItem]:
        """What was sent up about the case, the last first, as far as the user sees filings; one
        query.
        """
        rows = FilingItem.objects.visible_to(self.actor).filter(case=self.case).order_by("-pk")
        return list(rows.select_related("filing__sender", "filing__receiver", "holder"))


def _codes(no: int) -> tuple[str, ...]:
    """The codes of the rows of step `no`; 8 has two."""
    return tuple(step.code for step in STEPS if step.no == no)


@dataclass(frozen=True)
class OpenedStep:
    """One step with all that belongs to it."""

    bar: BarStep
    limit: str
    article: str
    acts: list[NextAct]
    facts: list[ShownFacts]
    lines: list[Line]
    papers: list[PaperName]
    received: list[ReceivedLine]
    filings: list[FilingItem]


def opened_step(desk: CaseDesk, no: int, stages: Sequence[BarStage]) -> OpenedStep:
    """Step `no`, which the user sees."""
    codes = _codes(no)
    page, row = desk.page, [step for step in STEPS if step.no == no][-1]
    return OpenedStep(
        bar=next(step for stage in stages for step in stage.steps if step.no == no),
        limit=row.limit,
        article=row.article(edition_on(desk.actor.today)),
        acts=[act for act in page.acts if act.no == no and act.is_mine and act.button],
        facts=[group for group in page.facts if group.code in codes],
        lines=[line for line in page.timeline if line.entry.code in codes],
        papers=paper_names(desk.case, desk.actor, codes),
        received=[
            line for line in desk.received if line.kind.row.no == no and (line.is_open or line.scan)
        ],
        filings=[item for item in desk.filings if item.kind in codes],
    )


Read = Callable[[CaseDesk], dict[str, Any]]


def _now(desk: CaseDesk) -> dict[str, Any]:
    return {"by_hand": by_hand(desk.case, desk.actor), "lacking": lacking(desk.received)}


def _nothing_more(_desk: CaseDesk) -> dict[str, Any]:
    return {}


def _windows(desk: CaseDesk) -> dict[str, Any]:
    windows = windows_of(desk.case, context_for(desk.case, desk.case.facts), desk.actor.today)
    return {"windows": windows, "picture": picture_of(windows, desk.actor.today)}


def _papers(desk: CaseDesk) -> dict[str, Any]:
    """The kinds that can come in, or have, by step."""
    steps: dict[int, list[ReceivedLine]] = {}
    for line in desk.received:
        if line.is_open or line.scan:
            steps.setdefault(line.kind.row.no, []).append(line)
    names = {step.no: step.label for stage in desk.page.stages for step in stage.steps}
    return {
        "lacking": lacking(desk.received),
        "kept": [(names.get(no, str(no)), lines) for no, lines in sorted(steps.items())],
    }


def _filings(desk: CaseDesk) -> dict[str, Any]:
    return {"items": desk.filings}


def _looks(desk: CaseDesk) -> dict[str, Any]:
    return {"looks": looks_at(desk.case)}


@dataclass(frozen=True)
class CaseTab:
    """What is shown beside the steps, one at a time.

    read      what its template needs beside the page
    is_whole  only for who sees the whole case
    """

    code: str
    label: str
    template: str
    read: Read = _nothing_more
    is_whole: bool = False


TABS = (
    CaseTab("now", "概况", "cases/_tab_now.html", _now),
    CaseTab("history", "经过", "cases/_tab_history.html"),
    CaseTab("windows", "时间", "cases/_tab_windows.html", _windows, is_whole=True),
    CaseTab("facts", "事实", "cases/_tab_facts.html"),
    CaseTab("papers", "文书", "cases/_tab_papers.html", _papers),
    CaseTab("filings", "报送", "cases/_tab_filings.html", _filings, is_whole=True),
    CaseTab("looks", "查看记录", "cases/_tab_looks.html", _looks, is_whole=True),
)


@dataclass(frozen=True)
class TabLink:
    """A tab as `_components/tabs.html` shows it; `piece`: what htmx asks for."""

    label: str
    url: str
    is_current: bool
    piece: str
    count: int | None = None


def shown_beside(desk: CaseDesk, tab: str, step: str) -> dict[str, Any]:
    """The context of the page: the bar, the tabs, and what is shown of the one that was asked for;
    the first where none was, or none that the user may see.
    """
    no = desk.find_step(step)
    stages = desk.stages(no)
    tabs = [each for each in TABS if desk.page.sight.is_whole or not each.is_whole]
    current = None
    if no is None:
        current = next((each for each in tabs if each.code == tab), tabs[0])
    context: dict[str, Any] = {
        "stages": stages,
        "tabs": [_link(desk, each, current) for each in tabs],
    }
    if current is None:
        assert no is not None
        shown = "cases/_tab_step.html"
        return context | {"shown": shown, "opened": opened_step(desk, no, stages)}
    return context | {"shown": current.template, **current.read(desk)}


def _link(desk: CaseDesk, tab: CaseTab, current: CaseTab | None) -> TabLink:
    piece = f"?tab={tab.code}"
    found = len(desk.page.findings) if tab.code == "now" else 0
    return TabLink(tab.label, f"{piece}#panel", tab is current, piece, found or None)
