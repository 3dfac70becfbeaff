"""The meeting of a committee (党委会), which answers filings one by one.

Source: 《细则》 2014 第二十五条, 2026 第二十四条; docs/specification/rules.md, D19 and D28.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property

import msgspec

from cases.facts.base import StepFacts
from cases.forms import Setting
from cases.may import Question, Reason
from cases.models import Case
from cases.models.sight import version_of
from cases.selectors.votes import committee_vote_lines
from cases.selectors.wording import Fact, facts_shown, spelled, text_of
from cases.services import Refused
from filings import may
from filings.meetings.forms import AnswerRow, CommitteeForm, answer_row
from filings.meetings.forms.committee import SHARED, refusal_lines
from filings.meetings.names import chosen_in
from filings.meetings.selectors.deciding import Agenda, Waiting, agenda_of
from filings.meetings.services import Answered
from filings.meetings.views.sheet import Judging, Row, Sheet
from filings.models import FilingItem
from filings.services import NegativeAnswer
from filings.services.answering import completed, foreseen
from filings.services.common import check_answer_day


class CommitteeRow(Row):
    """One person whose filing waits for the committee."""

    @property
    def answer(self) -> StepFacts | NegativeAnswer:
        """What is recorded. Of a row that can be written."""
        assert isinstance(self.judged, AnswerRow)
        return self.judged.answer()

    def decided(self) -> Answered:
        assert self.judged is not None
        assert self.item is not None
        sent = self.judged.sent
        return Answered(
            case_id=self.case.pk,
            item_id=self.item.pk,
            answer=self.answer,
            version=sent.version or 0,
            reasons=sent.reasons,
        )

    @property
    def proposed(self) -> str:
        """What the branch meeting decided that the committee approves; of a conversion only."""
        meeting = self.case.facts.steps.conversion_meeting
        if self.step.code != "approve_conversion" or meeting is None or meeting.outcome is None:
            return ""
        months = f" {meeting.months} 个月" if meeting.months else ""
        return f"{meeting.outcome.label}{months}"

    @property
    def shown(self) -> list[Fact]:
        assert isinstance(self.judged, AnswerRow)
        assert self.item is not None
        votes, answer = Fact("表决", text_of(self.judged.votes)), self.answer
        what = f"：{self.proposed}" if self.proposed else ""
        if isinstance(answer, NegativeAnswer):
            lines = [Fact(label, text) for label, text in refusal_lines(answer)]
            return [Fact("决定", f"不同意{what}"), votes, *lines]
        own = _without_shared(answer, self.item.kind_row.result)
        told = [*facts_shown(own), *facts_shown(own, sensitive=True)]
        return [Fact("决定", f"{self.item.kind_row.accept}{what}"), votes, *told]


class CommitteeSheet(Sheet):
    """The meeting of a committee with these texts."""

    whole = CommitteeForm
    should_attend = "votes-should_attend"
    no_quorum = "到会委员没有超过应到委员的半数，不能开会表决。"
    whole_template = "filings/meetings/_whole_committee.html"
    row_template = "filings/meetings/_answer_row.html"
    nobody = (
        "现在没有等待党委会研究的报送：报到本党委的发展对象、预审、接收审批和转正审批会列在这里。"
    )

    @cached_property
    def agenda(self) -> Agenda:
        """The filings that wait."""
        return agenda_of(self.of.organization, self.actor, set(chosen_in(self.texts)))

    @cached_property
    def _waiting(self) -> dict[int, Waiting]:
        return {each.item.case_id: each for each in self.agenda.rows}

    @property
    def more(self) -> int:
        return self.agenda.more

    def find_cases(self) -> list[Case]:
        return [each.item.case for each in self.agenda.rows]

    def make_row(self, case: Case, *, is_chosen: bool) -> Row:
        waiting = self._waiting[case.pk]
        item, setting = waiting.item, Setting(today=self.actor.today, version=version_of(case))
        why = self._why_not_now(waiting)
        row = CommitteeRow(
            case,
            item.step,
            answer_row(item, setting=setting, texts=self.texts, is_sent=is_chosen and self.is_sent),
            barred=spelled(str(why)) if why else "",
            item=item,
            limit=waiting.limit,
        )
        if not is_chosen:
            return row
        judged = row.form
        if not self.is_sent:
            judged = answer_row(item, setting=setting, texts=self.texts, is_sent=True)
        assert isinstance(judged, AnswerRow)
        judged.is_valid()
        judging = self._judging(waiting, judged)
        checked = self.check(case, judged, item.step, judging)
        return replace(row, judged=judged, checked=checked, votes=judging.votes)

    def _why_not_now(self, waiting: Waiting) -> Reason | None:
        """Why the user answers it neither way, whatever is typed. Who only prepares the meeting
        is told what concerns the filing.
        """
        item, actor, past = waiting.item, self.actor, waiting.past
        if not self.of.may_close(actor):
            return may.prepare(item, past)
        return may.answer(item, actor.account, past)

    def _judging(self, waiting: Waiting, form: AnswerRow) -> Judging:
        item, today = waiting.item, self.actor.today

        def why_not(facts: StepFacts | None) -> Reason | None:
            if why := self._why_not_now(waiting) or _too_early(item, facts, today):
                return why
            if form.is_passed is False:
                return may.refuse(item, self.actor.account, waiting.past)
            return may.accept(item, self.actor, waiting.past, facts)

        def asks(facts: StepFacts) -> list[Question]:
            if form.is_passed is False:
                return []
            whole = completed(item, facts, waiting.line, waiting.deliberations)
            return foreseen(item, whole, waiting.context, today)

        return Judging(why_not, asks, committee_vote_lines(form.votes))

    @property
    def gone(self) -> list[str]:
        if not self.lost:
            return []
        rows = Case.objects.visible_to(self.actor).filter(pk__in=self.lost)
        rows = rows.filter(branch__path__startswith=self.of.organization.path)
        return [
            f"{case.person.name}：报送已经答复、退回或者撤回，不在这次党委会研究之列"
            for case in rows.select_related("person")
        ]


def _too_early(item: FilingItem, facts: StepFacts | None, today: date) -> Reason | None:
    """Why the day of the meeting is none on which the filing can be answered."""
    if facts is None or facts.on is None:
        return None
    try:
        check_answer_day(item, facts.on, today)
    except Refused as refused:
        return refused.reasons[0]
    return None


def _without_shared(facts: StepFacts, result: str) -> StepFacts:
    """What is recorded of one person alone, beside votes and result."""
    there = {*SHARED, "votes", result} & set(type(facts).__struct_fields__)
    return msgspec.structs.replace(facts, **dict.fromkeys(there))
