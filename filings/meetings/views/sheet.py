"""A meeting as its pages show it: what all share, and the rows, each judged as on the page of its
step. What differs between the kinds of meeting stands in `branch_sheet` and `committee_sheet`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

from django.forms import BaseForm

from cases.facts.base import StepFacts
from cases.forms.base import query_of
from cases.may import Question, Reason
from cases.models import Case, Worksheet
from cases.models.sight import version_of
from cases.procedure import Step
from cases.selectors.votes import BAD, VoteLine
from cases.selectors.wording import Fact, written
from cases.views.checking import Checked, Line, check_form, form_faults, shown_questions
from filings.meetings.forms import RowForm, WholeForm
from filings.meetings.models import Gathering
from filings.meetings.names import CHOSEN, Texts, chosen_in, prefix_of
from filings.meetings.selectors.known import Voters, usual, voters_of
from filings.meetings.services import Answered, Decided
from filings.models import FilingItem
from filings.selectors.limits import Limit

if TYPE_CHECKING:
    from branches.actor import Actor


@dataclass(frozen=True)
class Row:
    """One person. `form` stands on the page, `judged` is the same as sent; both are one after a
    refusal. A row that is not ticked is not judged.

    elsewhere    what is kept on the page of the step
    item, limit  the filing that is answered, and until when it must be
    """

    case: Case
    step: Step
    form: RowForm
    barred: str = ""
    judged: RowForm | None = None
    checked: Checked | None = None
    votes: tuple[VoteLine, ...] = ()
    elsewhere: Worksheet | None = None
    item: FilingItem | None = None
    limit: Limit | None = None

    @property
    def is_chosen(self) -> bool:
        return self.judged is not None

    @property
    def is_passed(self) -> bool | None:
        return self.judged.is_passed if self.judged is not None else None

    @property
    def can_be_written(self) -> bool:
        """Whether the row is recorded, once reasons are given where they are wanted."""
        checked = self.checked
        if checked is None or checked.is_refused:
            return False
        return not (checked.missing or checked.wrong or checked.barred)

    @property
    def kept_because(self) -> list[str]:
        """Why the row stays in the draft, in words."""
        checked = self.checked
        if checked is None:
            return []
        found = [line.text for line in checked.barred]
        found += [f"读不出或不允许：{line.text}" for line in checked.wrong]
        if checked.missing:
            found.append(f"还缺：{'、'.join(line.text for line in checked.missing)}")
        if checked.is_refused:
            refused = [each for each in checked.findings if each.ask == "refused"]
            found += [f"无效：{each.message}" for each in refused]
        return found

    def decided(self) -> Decided | Answered:
        """What is recorded. Of a row that can be written."""
        raise NotImplementedError

    @property
    def shown(self) -> list[Fact]:
        """What is recorded of this person, without what the meeting shares."""
        raise NotImplementedError


@dataclass(frozen=True)
class Judging:
    """How a row is judged: why it is not recorded with these facts, what it asks for, and the
    arithmetic of its votes.
    """

    why_not: Callable[[StepFacts | None], Reason | None]
    asks: Callable[[StepFacts], Iterable[Question]]
    votes: tuple[VoteLine, ...] = field(default=())


class Sheet:
    """The meeting with these texts.

    is_sent   the texts were sent just now: the forms show them with what is wrong
    is_fresh  the texts were kept, and the page shows the cases as they stand now
    """

    whole: ClassVar[type[WholeForm]]
    #: The field in which the number of those who should attend is typed.
    should_attend: ClassVar[str]
    #: Why nothing is decided where too few came.
    no_quorum: ClassVar[str]
    #: The templates of what all share, and of a row.
    whole_template: ClassVar[str]
    row_template: ClassVar[str]
    #: Said where nobody is in turn.
    nobody: ClassVar[str]

    def __init__(
        self,
        of: Gathering,
        actor: Actor,
        texts: Texts,
        *,
        is_sent: bool = False,
        is_fresh: bool = False,
    ) -> None:
        self.of, self.actor, self.texts, self.is_sent = of, actor, texts, is_sent
        self.refused: dict[int, tuple[Reason, ...]] = {}
        self.cases = self.find_cases()
        if is_fresh and texts:
            versions = {
                f"{prefix_of(case.pk)}-version": [str(version_of(case))] for case in self.cases
            }
            self.texts = {**texts, **versions}
        self.judged: Any = None  # as sent; None where nothing is typed yet
        if texts:
            self.judged = self._whole(query_of(_copied(texts)))

    def _whole(self, data: Mapping[str, Any] | None, known: Mapping[str, Any] | None = None) -> Any:
        return self.whole(data, today=self.actor.today, known=known or {}, cases=self.cases)

    def find_cases(self) -> list[Case]:
        """Those whose turn it is, in the order of the page."""
        raise NotImplementedError

    def make_row(self, case: Case, *, is_chosen: bool) -> Row:
        """The row of one of them."""
        raise NotImplementedError

    @property
    def more(self) -> int:
        """How many wait that the page does not show."""
        return 0

    @cached_property
    def _known(self) -> dict[str, Any]:
        """With what a new meeting begins."""
        known: dict[str, Any] = {self.should_attend: self.voters.count}
        told = usual(self.of, self.actor)
        return known | {name: text for name, text in told.items() if text}

    @cached_property
    def voters(self) -> Voters:
        """Who should attend on the day of the meeting; before it is known, today."""
        day = None
        if self.judged is not None:
            self.judged.is_valid()
            day = self.judged.cleaned_data.get("on")
        return voters_of(self.of, day or self.actor.today)

    @cached_property
    def form(self) -> Any:
        """The form on the page."""
        if self.is_sent and self.judged is not None:
            return self.judged
        form = self._whole(None, self._known)
        if self.texts:
            form.show(self.texts)
        return form

    @cached_property
    def rows(self) -> list[Row]:
        """Those whose turn it is, in the order of the page."""
        chosen = set(chosen_in(self.texts))
        return [self.make_row(case, is_chosen=case.pk in chosen) for case in self.cases]

    def check(self, case: Case, form: RowForm, step: Step, judging: Judging) -> Checked:
        """The panel of a row, without what the meeting shares; with what the service said of it."""
        panel = check_form(form, case, why_not=judging.why_not, asks=judging.asks, step=step.no)
        barred = []
        for line in panel.barred:  # a field that all share stands elsewhere on the page
            barred.append(replace(line, anchor="") if form.is_shared(line.anchor) else line)
        if judging.votes and judging.votes[0].state == BAD:
            barred.append(Line(self.no_quorum, article=judging.votes[0].article))
        shown = {(each.title, each.message) for each in panel.findings}
        said = shown_questions(
            self.refused.get(case.pk, ()),
            form.reasons_typed,
            step=step.no,
            prefix=form.add_prefix(""),
        )
        more = [each for each in said if (each.title, each.message) not in shown]
        return replace(
            panel,
            barred=tuple(barred),
            findings=(*panel.findings, *more),
            missing=tuple(line for line in panel.missing if not form.is_shared(line.anchor)),
            wrong=tuple(line for line in panel.wrong if not form.is_shared(line.anchor)),
        )

    def note_refusal(self, case_id: int, reasons: Iterable[Reason]) -> None:
        """Ask in the row for what the service wants a reason for."""
        self.refused[case_id] = tuple(reasons)
        self.__dict__.pop("rows", None)

    def settled(self) -> dict[str, list[str]]:
        """What is typed, with the days written out: 今天 is another day tomorrow."""
        found = {name: list(values) for name, values in self.texts.items()}
        forms: list[BaseForm] = [self.judged] if self.judged is not None else []
        for row in self.chosen:
            assert row.judged is not None
            forms += [row.judged, *chain(*row.judged.rows.values())]
        for form in forms:
            form.is_valid()
            for name, value in getattr(form, "cleaned_data", {}).items():
                if isinstance(value, date) and form.add_prefix(name) in found:
                    found[form.add_prefix(name)] = [written(value)]
        return found

    # -- the whole ---------------------------------------------------------------------------------

    @cached_property
    def checked(self) -> Checked:
        """What the meeting itself lacks, whoever is discussed."""
        if self.judged is None:
            return Checked()
        self.judged.is_valid()
        return form_faults(self.judged, *self.judged.formsets)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing or wrong in what all share."""
        return not (self.checked.missing or self.checked.wrong)

    @property
    def chosen(self) -> list[Row]:
        return [row for row in self.rows if row.is_chosen]

    @property
    def lost(self) -> list[int]:
        """The ids of cases that are ticked and not in turn any more."""
        there = {case.pk for case in self.cases}
        return [pk for pk in chosen_in(self.texts) if pk not in there]

    @property
    def gone(self) -> list[str]:
        """Who is ticked and not in turn any more, as somebody recorded the step elsewhere."""
        raise NotImplementedError

    @property
    def left_out(self) -> int:
        """How many are not counted beside those that the list leaves out."""
        return 0

    @property
    def differs(self) -> str:
        """That the number who should attend is not the one of the list; empty where it is."""
        if self.judged is None or (typed := self.judged.should_attend) is None:
            return ""
        if typed + self.left_out == self.voters.count:
            return ""
        more = f"，另有不计入的 {self.left_out} 名" if self.left_out else ""
        return (
            f"{written(self.voters.on)}{self.voters.source} {self.voters.count} 名，"
            f"填写应到 {typed} 名{more}，请核对。"
        )

    def faults(self) -> Iterator[str]:
        """What is told above the form when it cannot be led on to be recorded."""
        if CHOSEN not in self.texts:
            yield "请至少选择一名讨论的人员"
        for row in self.chosen:
            if row.checked is not None and row.checked.wrong:
                yield f"{row.case.person.name}：有 {len(row.checked.wrong)} 项读不出或不允许"

    def shared_lines(self) -> list[Fact]:
        """What is recorded for each person alike, as typed."""
        if self.judged is None:
            return []
        found, texts = [], self.settled()
        for bound in self.judged:
            values = texts.get(bound.name, [])
            choices = dict(getattr(bound.field, "choices", ()))
            if bound.name != CHOSEN and any(values):
                words = "、".join(str(choices.get(value, value)) for value in values)
                found.append(Fact(str(bound.label), words))
        return found


def _copied(texts: Texts) -> dict[str, list[str]]:
    return {name: list(values) for name, values in texts.items()}
