"""The forms of a committee's meeting (党委会), which answers filings one by one.

Source: 《细则》 2014 第二十五条, 2026 第二十四条: each is discussed and voted on by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Self

import msgspec
from django import forms

from cases.facts.admission import Approve, Votes
from cases.facts.arithmetic import is_majority
from cases.facts.base import FACTS, StepFacts
from cases.forms import Setting
from cases.forms.facts import Section
from cases.forms.fields import field_for
from cases.procedure import TURN
from config.kit.fields import WordsField
from filings.forms import accepted, asked_of_acceptance, has_full_from, text_field, turn_text
from filings.may import refusal_turns
from filings.meetings.forms.base import RowForm, WholeForm, facts_named, with_shared
from filings.meetings.names import Texts, prefix_of, row_of
from filings.models import FilingItem
from filings.services import NegativeAnswer

#: Facts of the answer that are the same for all persons of a meeting.
SHARED = ("on", "is_collective", "is_one_by_one")
#: So are these of the votes.
SHARED_OF_VOTES = ("should_attend", "present")
OWN_VOTES = ("in_favour", "against", "abstaining")
VOTES = (*SHARED_OF_VOTES, *OWN_VOTES)
TOO_MANY_PRESENT = "实到委员多于应到委员。"


class CommitteeForm(WholeForm):
    """What all persons of a committee's meeting share."""

    def add_fields(self, today: date) -> None:
        """Facts of the approval, and of its votes."""
        for fact in facts_named(Approve, SHARED):
            self.fields[fact.name] = field_for(fact, today=today, required=True)
        for part in facts_named(Votes, SHARED_OF_VOTES):
            self.fields[f"votes-{part.name}"] = field_for(part, today=today, required=True)
        for name, label in (("chair", "主持人"), ("recorder", "记录人")):
            self.fields[name] = WordsField(label=label, max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        """No more are present than there are members."""
        given = self.cleaned_data
        members, present = given.get("votes-should_attend"), given.get("votes-present")
        if members is not None and present is not None and present > members:
            self.add_error("votes-present", TOO_MANY_PRESENT)
        return given

    @property
    def numbers(self) -> list[forms.BoundField]:
        """Of the votes, as far as they are the same for all."""
        return [self[f"votes-{name}"] for name in SHARED_OF_VOTES]

    @property
    def manner(self) -> list[forms.BoundField]:
        """How it was voted."""
        return [self[name] for name in ("is_collective", "is_one_by_one")]

    @property
    def should_attend(self) -> int | None:
        """As typed; None where it cannot be read. Of a form that was sent."""
        return getattr(self, "cleaned_data", {}).get("votes-should_attend")


class AnswerRow(RowForm):
    """The row of one filing: its votes say whether it is accepted or refused."""

    shared = (*SHARED, *(f"votes-{name}" for name in SHARED_OF_VOTES))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, item: FilingItem, **options: Any
    ) -> None:
        self.item, self.turns = item, refusal_turns(item)
        super().__init__(data, **options)
        today = self.setting.today
        for part in facts_named(Votes, VOTES):  # of 8 and 13 they are no facts
            name = f"votes-{part.name}"
            self.fields[name] = field_for(part, today=today, required=part.name in OWN_VOTES)
            if part.name in ("against", "abstaining"):
                self.initial[name] = self.initial.get(name) or 0
        if len(self.turns) > 1:
            self.fields["turn"] = forms.ChoiceField(
                label="不同意后的处理",
                choices=[(turn.code, turn_text(turn)) for turn in self.turns],
                widget=forms.RadioSelect,
                required=False,
            )
        self.fields["note"] = text_field("不同意的理由", required=False, rows=2)

    def _again(self, data: Mapping[str, Any] | None, setting: Setting) -> Self:
        return type(self)(data, item=self.item, setting=setting, prefix=self.prefix)

    def clean(self) -> dict[str, Any]:
        """A filing that did not pass is refused, with a reason; what only an acceptance tells is
        not asked then.
        """
        super().clean()
        self._compare_votes()
        if self.is_passed is False:
            votes = {f"votes-{name}" for name in VOTES}
            kept = {"on", "turn", "note", *votes, *self.item.kind_row.asked_of_refusal}
            self._relax(name for name in self.fields if name not in kept)
            self._ask(("turn", "note"))
        return self.cleaned_data

    def _compare_votes(self) -> None:
        votes = self.votes
        cast = [votes.in_favour, votes.against, votes.abstaining]
        present = votes.present
        if present is not None and sum(each or 0 for each in cast) > present:
            text = f"赞成、反对、弃权合计 {sum(each or 0 for each in cast)}，多于实到 {present}。"
            self.add_error("votes-in_favour", text)

    @property
    def votes(self) -> Votes:
        """The votes as far as they are typed."""
        cleaned = getattr(self, "cleaned_data", {})
        return Votes(**{name: cleaned.get(f"votes-{name}") for name in VOTES})

    @property
    def is_passed(self) -> bool | None:
        """Whether more than half of all members are in favour; None: not known yet."""
        votes = self.votes
        if votes.should_attend is None or votes.in_favour is None:
            return None
        return is_majority(votes.in_favour, votes.should_attend)

    @property
    def only_turn(self) -> str:
        """What follows a refusal, where there is no choice."""
        return turn_text(self.turns[0]) if len(self.turns) == 1 else ""

    def answer(self) -> StepFacts | NegativeAnswer:
        """The facts of an acceptance, or the refusal. Only after `is_valid()`."""
        facts: Any = self.facts()
        if self.is_passed:
            return facts  # type: ignore[no-any-return]
        kind, negative = self.item.kind_row, None
        if kind.result:
            names = ("on", *kind.asked_of_refusal)
            told = {name: getattr(facts, name) for name in names} | {kind.result: False}
            negative = msgspec.structs.replace(FACTS[kind.code](), **told)
        turn = self.cleaned_data.get("turn") or next((each.code for each in self.turns), "")
        note = self.cleaned_data.get("note", "")
        return NegativeAnswer(on=facts.on, turn=turn, note=note, facts=negative)

    # -- showing -----------------------------------------------------------------------------------

    @property
    def own_votes(self) -> list[forms.BoundField]:
        """The votes of this person."""
        return [self[f"votes-{name}"] for name in OWN_VOTES]

    @property
    def of_refusal(self) -> list[forms.BoundField]:
        """What is asked where it did not pass."""
        return [self[name] for name in ("turn", "note") if name in self.fields]

    @property
    def is_refusal_begun(self) -> bool:
        """Whether something is typed of a refusal."""
        return any(bound.value() for bound in self.of_refusal)

    def own_sections(self) -> list[Section]:
        """What is asked of an acceptance; the votes stand apart."""
        return [each for each in super().own_sections() if each.fact.name != "votes"]


def refusal_lines(answer: NegativeAnswer) -> list[tuple[str, str]]:
    """(label, text) of what is recorded of a refusal."""
    return [("不同意后的处理", turn_text(TURN[answer.turn])), ("不同意的理由", answer.note)]


def answer_row(item: FilingItem, *, setting: Setting, texts: Texts, is_sent: bool) -> AnswerRow:
    """The form of the row of a filing; as `row_form`."""
    prefix = prefix_of(item.case_id)
    own = {name: list(values) for name, values in texts.items() if row_of(name) == item.case_id}
    setting = replace(setting, known=accepted(item, setting.today))
    make = _row_class(item.kind, has_full_from(item.case))
    if is_sent:
        data = with_shared(own, texts, prefix, AnswerRow.shared)
        form = make(data, item=item, setting=setting, prefix=prefix)
    else:
        form = make(item=item, setting=replace(setting, kept=own or None), prefix=prefix)
    form.person = item.case.person.name
    return form


@cache
def _row_class(code: str, with_full_from: bool) -> type[AnswerRow]:
    names = asked_of_acceptance(code, with_full_from=with_full_from)
    body = {"facts_class": FACTS[code], "names": names}
    return type(f"{FACTS[code].__name__}Row", (AnswerRow,), body)
