"""Forms of filings: they turn input into values and typed facts, and judge nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import msgspec
from django import forms
from django.http import QueryDict

from branches.actor import Actor
from branches.models import User
from cases.facts.base import FACTS, StepFacts
from cases.facts.probation import ConversionOutcome
from cases.facts.values import Paper
from cases.forms import FactsForm, RequestForm, Setting, step_form
from cases.forms.base import values_of
from cases.forms.fields import TEXT
from cases.models import Case
from cases.procedure import OUTCOMES, STEP, TURN, Turn
from cases.selectors.prefill import known_facts
from config.kit.fields import DayField, WordsField
from filings.kinds import KINDS
from filings.may import refusal_turns
from filings.models import FilingItem
from filings.selectors.checklist import RedLine
from filings.services import NegativeAnswer, Submission


def text_field(label: str, *, required: bool = True, rows: int = 3, hint: str = "") -> WordsField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return WordsField(
        label=label, max_length=TEXT, widget=widget, required=required, help_text=hint
    )


class ActForm(RequestForm):
    """An act on an item that needs no version: `prefix` keeps the ids of several such forms on a
    page apart.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date, name: str) -> None:
        super().__init__(data, version=None, auto_id=f"id_{name}_%s")
        self.add_fields(today)

    def add_fields(self, today: date) -> None:
        """Add what the act asks for."""

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes. Only after `is_valid()`."""
        return {**self.answers, "sent": self.sent}


class ReceiveForm(ActForm):
    def add_fields(self, today: date) -> None:
        self.fields["on"] = DayField(label="收到日期", today=today, latest=today, initial=today)


class DeliberateForm(ActForm):
    def add_fields(self, today: date) -> None:
        self.fields["on"] = DayField(label="审议日期", today=today, latest=today, initial=today)
        self.fields["note"] = text_field("审议意见")


class WithdrawForm(ActForm):
    def add_fields(self, today: date) -> None:
        self.fields["note"] = text_field("撤回的原因", required=False)


class ReturnForm(ActForm):
    """A reason for each step the filing rests on, and one for the whole; at least one of them.

    What was ticked of the `red` lines of the checklist goes into the reason of the step it
    concerns, else into that for the whole.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        item: FilingItem,
        red: Sequence[RedLine] = (),
    ) -> None:
        self.item, self.red = item, red
        super().__init__(data, today=today, name="return")

    def add_fields(self, today: date) -> None:
        if self.red:
            self.fields["red"] = forms.MultipleChoiceField(
                label="核对不符的项目",
                help_text="勾选的写进所涉步骤的理由；要改字句的，先「写入理由」再改。",
                choices=[(line.key, line.label) for line in self.red],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "核对结果已有变化，请重新勾选。"},
                required=False,
            )
        self.fields["note"] = text_field("总的意见", required=False)
        for code in self.item.kind_row.route.rests_on:
            step = STEP[code]
            self.fields[f"step-{code}"] = text_field(
                f"第 {step.no} 步「{step.term}」要补正的", required=False, rows=2
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes. Only after `is_valid()`."""
        texts, reasons = self._with_ticked(self.cleaned_data, self.cleaned_data.get("red", ())), []
        for code in self.item.kind_row.route.rests_on:
            if text := texts[f"step-{code}"]:
                reasons.append({"step": code, "text": text})
        return {"note": texts["note"], "reasons": reasons, "sent": self.sent}

    def clean(self) -> dict[str, Any]:
        """A text with the ticked lines is as long as one that was typed."""
        ticked = self.cleaned_data.get("red", ())
        for name, text in self._with_ticked(self.cleaned_data, ticked).items():
            if len(text) > TEXT and not self.has_error(name):
                self.add_error(name, f"连同勾选的项目最多 {TEXT} 字，现在有 {len(text)} 字。")
        return self.cleaned_data

    def fill_in(self) -> None:
        """Write what is ticked into the texts, to be changed there, and tick nothing."""
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, values_of(self.data, name))
        ticked = data.pop("red", [])
        for name, text in self._with_ticked(data, ticked).items():
            data[name] = text
        self.data = data

    def _with_ticked(self, typed: Mapping[str, Any], ticked: Collection[str]) -> dict[str, str]:
        """`{field: text}` of the reasons with the lines ticked; what stands there already is not
        written twice.
        """
        names = ["note", *(f"step-{code}" for code in self.item.kind_row.route.rests_on)]
        texts = {name: str(typed.get(name) or "") for name in names}
        for line in self.red:
            name = f"step-{line.step}" if line.step else "note"
            if line.key in ticked and line.text not in texts[name]:
                texts[name] = f"{texts[name]}\n{line.text}".strip()
        return texts


class ResubmitForm(RequestForm):
    """The day and what was put right."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, today: date, version: int | None
    ) -> None:
        super().__init__(data, version=version)
        self.fields["submitted_on"] = DayField(
            label="再次报送日期", today=today, latest=today, initial=today
        )
        self.fields["note"] = text_field("补正情况", required=False)

    @property
    def values(self) -> dict[str, Any]:
        return {**self.answers, "sent": self.sent}


class SubmitForm(RequestForm):
    """The day, the papers of 17, and a note; for one case or several, with the version of each."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        kind: str,
        cases: Iterable[Case],
    ) -> None:
        super().__init__(data, version=None)
        self.kind = kind
        self.cases = list(cases)
        self.fields["submitted_on"] = DayField(
            label="报送日期", today=today, latest=today, initial=today
        )
        if "papers" in FACTS[kind].__struct_fields__:
            self.fields["papers"] = forms.MultipleChoiceField(
                label="随报材料",
                help_text="入党志愿书、入党申请书、政治审查材料、培养教育考察材料应一并上报",
                choices=[(paper.value, paper.label) for paper in SENT_UP],
                initial=[paper.value for paper in SENT_UP],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        self.fields["note"] = text_field("附言", required=False)
        for case in self.cases:
            self.fields[version_name(case)] = forms.IntegerField(
                min_value=0, initial=case.version, widget=forms.HiddenInput
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes. Only after `is_valid()`."""
        given = self.cleaned_data
        submission = Submission(
            kind=self.kind,
            submitted_on=given["submitted_on"],
            papers=tuple(given.get("papers", ())),
            note=given["note"],
        )
        versions = {case.pk: given[version_name(case)] for case in self.cases}
        return {"submission": submission, "versions": versions, "sent": self.sent}

    def renew_all(self, cases: Iterable[Case]) -> None:
        """Carry the versions of the cases as they stand now, and all that was typed: the page
        was stale.
        """
        _renew(self, {version_name(case): case.version for case in cases})


#: Papers that go up with the resolution of 17. Source: 《细则》 2014 第二十二条, 2026 第二十一条.
SENT_UP = (Paper.FORM, Paper.APPLICATION, Paper.REVIEW, Paper.CULTIVATION, Paper.ACTIVIST_RECORD)


def version_name(case: Case) -> str:
    return f"version-{case.number}"


class BatchForm(RequestForm):
    """Accepting several clean items on one day, with the version of each case."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, today: date, items: Iterable[FilingItem]
    ) -> None:
        super().__init__(data, version=None)
        self.items = list(items)
        self.fields["on"] = DayField(label="答复日期", today=today, latest=today, initial=today)
        for item in self.items:
            self.fields[f"version-{item.pk}"] = forms.IntegerField(
                min_value=0, initial=item.case.version, widget=forms.HiddenInput
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes. Only after `is_valid()`."""
        versions = {item.pk: self.cleaned_data[f"version-{item.pk}"] for item in self.items}
        return {"versions": versions, "on": self.cleaned_data["on"], "sent": self.sent}


def _renew(form: RequestForm, versions: Mapping[str, int]) -> None:
    data = QueryDict(mutable=True)
    for name in form.data:
        data.setlist(name, values_of(form.data, name))
    for name, version in versions.items():
        data[name] = str(version)
    form.data = data


class AssignForm(forms.Form):
    """Who attends to the items: one of `people`, or nobody."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        people: Iterable[User],
        now: int | None = None,
    ) -> None:
        super().__init__(data, initial={"to": now or ""})
        names = [(str(user.pk), user.get_full_name()) for user in people]
        self.fields["to"] = forms.ChoiceField(
            label="办理人",
            choices=[("", "（不分给谁）"), *names],
            error_messages={"invalid_choice": "请从名单中选择办理人。"},
            required=False,
        )


# -- the answer ------------------------------------------------------------------------------------


def accept_form(
    item: FilingItem,
    today: date,
    data: Mapping[str, Any] | None = None,
    *,
    kept: Mapping[str, list[str]] | None = None,
) -> FactsForm:
    """The form in which the item is accepted; `kept`: the opinion as drafted. Wants `item.case`
    with its branch.
    """
    known = accepted(item, today)
    setting = Setting(today=today, version=item.case.version, known=known, kept=kept)
    return _answer_class(item.kind, has_full_from(item.case))(data, setting=setting)


def has_full_from(case: Case) -> bool:
    """Whether the day from which party age runs is asked: of a conversion on time only."""
    meeting = case.facts.steps.conversion_meeting
    return meeting is not None and meeting.outcome is ConversionOutcome.ON_TIME


def accepted(item: FilingItem, today: date) -> StepFacts:
    """The facts of an acceptance that are known before anything is typed."""
    known = known_facts(item.case, item.kind, Actor.system(today)) or FACTS[item.kind]()
    kind, changes = item.kind_row, dict[str, Any]()
    if kind.result:
        changes[kind.result] = True
    if kind.is_answered_today:
        changes[kind.day] = today
    return msgspec.structs.replace(known, **changes)


def asked_of_acceptance(code: str, *, with_full_from: bool) -> tuple[str, ...]:
    """The names of the facts that are asked of who accepts."""
    kind = KINDS[code]
    left_out = {kind.result}
    if not with_full_from:
        left_out.add("full_from")
    return kind.asked or tuple(name for name in step_form(code).names if name not in left_out)


@cache
def _answer_class(code: str, with_full_from: bool) -> type[FactsForm]:
    names = asked_of_acceptance(code, with_full_from=with_full_from)
    return type("AcceptForm", (FactsForm,), {"facts_class": FACTS[code], "names": names})


class RefuseForm(FactsForm):
    """The negative answer: day, what follows, the reason, and of 13, 17 and 24 how it was decided.

    Offered is what can follow now; sent may be any of the kind, and the service says why it cannot.
    """

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, item: FilingItem, today: date
    ) -> None:
        self.item = item
        super().__init__(data, setting=Setting(today=today, version=item.case.version))
        self.auto_id = "id_refuse_%s"  # the form may stand on the page of the item, beside another
        if not item.kind_row.result:
            self.fields["on"].label = "答复日期"
        turns = refusal_turns(item)
        self.fields["turn"] = forms.ChoiceField(
            label="不同意后的处理",
            choices=[(code, turn_text(TURN[code])) for code in item.kind_row.route.refusal],
            widget=forms.RadioSelect if len(turns) > 1 else forms.HiddenInput,
            initial=turns[0].code if len(turns) == 1 else None,
        )
        self.fields["turn"].widget.choices = [(turn.code, turn_text(turn)) for turn in turns]
        self.fields["note"] = text_field("不同意的理由")

    @property
    def only_turn(self) -> str:
        """What follows, where there is no choice."""
        return "；".join(turn_text(turn) for turn in refusal_turns(self.item))

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes. Only after `is_valid()`."""
        facts, result = None, self.item.kind_row.result
        if result:
            facts = msgspec.structs.replace(self.facts(), **{result: False})
        given = self.cleaned_data
        answer = NegativeAnswer(on=given["on"], turn=given["turn"], note=given["note"], facts=facts)
        return {"answer": answer, "sent": self.sent}


def refuse_form(item: FilingItem, today: date, data: Mapping[str, Any] | None = None) -> RefuseForm:
    """The form in which the item is refused."""
    return _refuse_class(item.kind)(data, item=item, today=today)


@cache
def _refuse_class(code: str) -> type[RefuseForm]:
    names = ("on", *KINDS[code].asked_of_refusal)
    return type("KindRefuseForm", (RefuseForm,), {"facts_class": FACTS[code], "names": names})


def turn_text(turn: Turn) -> str:
    """A turn and what becomes of the case."""
    if turn.outcome is not None:
        return f"{turn.term}（案卷办结：{OUTCOMES[turn.outcome]}）"
    last = STEP[turn.last_kept]
    return f"{turn.term}（第 {last.no} 步「{last.term}」之后的步骤不再作数，重新办理）"
