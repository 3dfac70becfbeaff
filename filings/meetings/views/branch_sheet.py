"""The meeting of a branch (支部大会), which decides steps 15 and 23."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from cases import may
from cases.facts.base import StepFacts
from cases.facts.case import Facts
from cases.forms import Setting
from cases.may import Question, Reason
from cases.models import Case, Worksheet
from cases.models.sight import version_of
from cases.selectors import previewing
from cases.selectors.context import context_for
from cases.selectors.wording import Fact, facts_shown, spelled
from cases.views.common import votes_shown
from filings.meetings.forms import MeetingForm, RowForm, row_form
from filings.meetings.forms.branch import without_shared
from filings.meetings.selectors.turn import cases_in_turn, step_in_turn, typed_elsewhere
from filings.meetings.services import Decided
from filings.meetings.views.sheet import Judging, Row, Sheet


class BranchRow(Row):
    """One person whose step 15 or 23 comes next."""

    def decided(self) -> Decided:
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
        assert self.judged is not None
        own = without_shared(self.judged.facts())
        return [*facts_shown(own), *facts_shown(own, sensitive=True)]


class BranchSheet(Sheet):
    """The meeting of a branch with these texts."""

    whole = MeetingForm
    should_attend = "ballot-should_attend"
    no_quorum = "到会的有表决权党员没有超过应到的半数，不能开会表决。"
    whole_template = "filings/meetings/_whole.html"
    row_template = "filings/meetings/_row.html"
    nobody = (
        "现在没有轮到支部大会讨论的人员：填写入党志愿书之后、提出转正申请之后的案卷会列在这里。"
    )

    def find_cases(self) -> list[Case]:
        return cases_in_turn(self.of.organization, self.actor)

    def make_row(self, case: Case, *, is_chosen: bool) -> Row:
        step, today = step_in_turn(case), self.actor.today
        setting = Setting(today=today, version=version_of(case))
        why = may.record(case, step, None, today)
        row = BranchRow(
            case,
            step,
            row_form(case, step.code, setting=setting, texts=self.texts, is_sent=self.is_sent),
            barred=spelled(str(why)) if why else "",
            elsewhere=self._elsewhere.get(case.pk),
        )
        if not is_chosen:
            form = row_form(case, step.code, setting=setting, texts=self.texts, is_sent=False)
            return replace(row, form=form)
        judged = row.form
        if not self.is_sent:
            judged = row_form(case, step.code, setting=setting, texts=self.texts, is_sent=True)
        judging = self._judging(case, judged)
        checked = self.check(case, judged, step, judging)
        return replace(row, judged=judged, checked=checked, votes=judging.votes)

    def _judging(self, case: Case, form: RowForm) -> Judging:
        step, today = step_in_turn(case), self.actor.today

        def why_not(facts: StepFacts | None) -> Reason | None:
            return may.record(case, step, facts, today)

        def asks(facts: StepFacts) -> list[Question]:
            return previewing.preview(
                case=case, code=step.code, facts=facts, context=self._context(case), today=today
            )

        return Judging(why_not, asks, votes_shown(form, today))

    @cached_property
    def _elsewhere(self) -> dict[int, Worksheet]:
        return typed_elsewhere(self.cases)

    def _context(self, case: Case) -> Facts:
        """What the case is judged by: calendar and profile are those of the branch."""
        return replace(self._context_of_branch, case=case.facts)

    @cached_property
    def _context_of_branch(self) -> Facts:
        return context_for(self.cases[0], self.cases[0].facts)

    @property
    def gone(self) -> list[str]:
        if not self.lost:
            return []
        rows = Case.objects.visible_to(self.actor).filter(
            pk__in=self.lost, branch=self.of.organization
        )
        return [
            f"{case.person.name}：案卷现处于「{case.state_label}」，不在这次大会讨论之列"
            for case in rows.select_related("person", "branch")
        ]

    @property
    def left_out(self) -> int:
        return len(self.judged.exclusions.made() or ()) if self.judged is not None else 0
