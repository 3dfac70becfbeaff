"""A meeting as its pages show it: what all share, and the rows, each judged as on the page of its
step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.forms import BaseForm

from cases import may
from cases.facts.base import StepFacts
from cases.facts.case import Facts
from cases.forms import Setting
from cases.forms.base import query_of
from cases.may import Question, Reason
from cases.models import Case, Worksheet
from cases.models.sight import version_of
from cases.procedure import Step
from cases.selectors import previewing
from cases.selectors.context import context_for
from cases.selectors.votes import BAD, VoteLine
from cases.selectors.wording import Fact, facts_shown, spelled, written
from cases.views.checking import Checked, Line, check_form, form_faults
from cases.views.common import votes_shown
from filings.meetings.forms import MeetingForm, RowForm, row_form, without_shared
from filings.meetings.names import CHOSEN, Texts, chosen_in, prefix_of
from filings.meetings.selectors.known import Voters, usual, voters_of
from filings.meetings.selectors.turn import cases_in_turn, step_in_turn, typed_elsewhere
from filings.meetings.services import Decided

if TYPE_CHECKING:
    from branches.actor import Actor
    from branches.models import Organization

NO_QUORUM = "到会的有表决权党员没有超过应到的半数，不能开会表决。"


@dataclass(frozen=True)
class Row:
    """One person. `form` stands on the page, `judged` is the same as sent; both are one after a
    refusal. A row that is not ticked is not judged. `elsewhere`: what is kept on the page of the
    step.
    """

    case: Case
    step: Step
    form: RowForm
    barred: str = ""
    judged: RowForm | None = None
    checked: Checked | None = None
    votes: tuple[VoteLine, ...] = ()
    elsewhere: Worksheet | None = None

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

    def decided(self) -> Decided:
        """What is recorded. Of a row that can be written."""
        assert self.judged is not None
        sent = self.judged.sent
        return Decided(
            case_id=self.case.pk,
            code=self.step.code,
            facts=self.judged.facts(),
            version=sent.version or 0,
            reasons=sent.reasons,
        )

    @property
    def shown(self) -> list[Fact]:
        """What is recorded of this person, without what the meeting shares."""
        assert self.judged is not None
        own = without_shared(self.judged.facts())
        return [*facts_shown(own), *facts_shown(own, sensitive=True)]


class Sheet:
    """The meeting of a branch with these texts.

    is_sent   the texts were sent just now: the forms show them with what is wrong
    is_fresh  the texts were kept, and the page shows the cases as they stand now
    """

    def __init__(
        self,
        branch: Organization,
        actor: Actor,
        texts: Texts,
        *,
        is_sent: bool = False,
        is_fresh: bool = False,
    ) -> None:
        self.branch, self.actor, self.texts, self.is_sent = branch, actor, texts, is_sent
        self.cases = cases_in_turn(branch, actor)
        if is_fresh and texts:
            versions = {
                f"{prefix_of(case.pk)}-version": [str(version_of(case))] for case in self.cases
            }
            self.texts = {**texts, **versions}
        self.judged: MeetingForm | None = None  # as sent; None where nothing is typed yet
        if texts:
            self.judged = MeetingForm(
                query_of(texts), today=actor.today, known={}, cases=self.cases
            )

    @cached_property
    def _known(self) -> dict[str, Any]:
        """With what a new meeting begins."""
        usually = usual(self.branch, self.actor)
        return {**usually, "ballot-should_attend": self.voters.count}

    @cached_property
    def voters(self) -> Voters:
        """Who should attend, by the member list of the day of the meeting; before it is known, of
        today.
        """
        day = None
        if self.judged is not None:
            self.judged.is_valid()
            day = self.judged.cleaned_data.get("on")
        return voters_of(self.branch, day or self.actor.today)

    @cached_property
    def form(self) -> MeetingForm:
        """The form on the page."""
        if self.is_sent and self.judged is not None:
            return self.judged
        form = MeetingForm(today=self.actor.today, known=self._known, cases=self.cases)
        if self.texts:
            form.show(self.texts)
        return form

    @cached_property
    def rows(self) -> list[Row]:
        """Those whose turn it is, in the order of the page."""
        chosen = set(chosen_in(self.texts))
        return [self._row(case, is_chosen=case.pk in chosen) for case in self.cases]

    def _row(self, case: Case, *, is_chosen: bool) -> Row:
        step, today = step_in_turn(case), self.actor.today
        setting = Setting(today=today, version=version_of(case))
        why = may.record(case, step, None, today)
        bar = spelled(str(why)) if why else ""
        if not is_chosen:
            form = row_form(case, step.code, setting=setting, texts=self.texts, is_sent=False)
            return Row(case, step, form, bar, elsewhere=self._elsewhere.get(case.pk))
        judged = row_form(case, step.code, setting=setting, texts=self.texts, is_sent=True)
        form = judged
        if not self.is_sent:
            form = row_form(case, step.code, setting=setting, texts=self.texts, is_sent=False)
        votes = votes_shown(judged, today)
        return Row(
            case,
            step,
            form,
            barred=bar,
            judged=judged,
            checked=self._checked(case, judged, votes),
            votes=votes,
            elsewhere=self._elsewhere.get(case.pk),
        )

    @cached_property
    def _elsewhere(self) -> dict[int, Worksheet]:
        return typed_elsewhere(self.cases)

    def _checked(self, case: Case, form: RowForm, votes: tuple[VoteLine, ...]) -> Checked:
        step, today = step_in_turn(case), self.actor.today

        def why_not(facts: StepFacts | None) -> Reason | None:
            return may.record(case, step, facts, today)

        def asks(facts: StepFacts) -> list[Question]:
            return previewing.preview(
                case=case, code=step.code, facts=facts, context=self._context(case), today=today
            )

        panel = check_form(form, case, why_not=why_not, asks=asks, step=step.no)
        barred = list(panel.barred)
        if votes and votes[0].state == BAD:
            barred.append(Line(NO_QUORUM, article=votes[0].article))
        return replace(
            panel,
            barred=tuple(barred),
            missing=tuple(line for line in panel.missing if not form.is_shared(line.anchor)),
            wrong=tuple(line for line in panel.wrong if not form.is_shared(line.anchor)),
        )

    def _context(self, case: Case) -> Facts:
        """What the case is judged by: calendar and profile are those of the branch."""
        return replace(self._context_of_branch, case=case.facts)

    @cached_property
    def _context_of_branch(self) -> Facts:
        return context_for(self.cases[0], self.cases[0].facts)

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
        return form_faults(self.judged, self.judged.exclusions)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing or wrong in what all share."""
        return not (self.checked.missing or self.checked.wrong)

    @property
    def chosen(self) -> list[Row]:
        return [row for row in self.rows if row.is_chosen]

    @property
    def gone(self) -> list[str]:
        """Who is ticked and not in turn any more, as somebody recorded the step elsewhere."""
        there = {case.pk for case in self.cases}
        lost = [pk for pk in chosen_in(self.texts) if pk not in there]
        if not lost:
            return []
        rows = Case.objects.visible_to(self.actor).filter(pk__in=lost, branch=self.branch)
        return [
            f"{case.person.name}：案卷现处于「{case.state_label}」，不在这次大会讨论之列"
            for case in rows.select_related("person", "branch")
        ]

    @property
    def differs(self) -> str:
        """That the number who should attend is not the one of the member list; empty where it
        is.
        """
        if self.judged is None or (typed := self.judged.should_attend) is None:
            return ""
        left_out = len(self.judged.exclusions.made() or ())
        if typed + left_out == self.voters.count:
            return ""
        more = f"，另有不计入的 {left_out} 名" if left_out else ""
        return (
            f"党员名册上 {written(self.voters.on)}有表决权的正式党员 {self.voters.count} 名，"
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
