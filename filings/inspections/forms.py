"""Forms of the inspection pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from branches.models import Organization
from cases.procedure import STEPS
from cases.rules.engine import Severity
from config.kit.fields import CodeField, DayField, NumberField, WordsField
from filings.inspections.rules import titles
from filings.inspections.services.reading import FoundByHand


def text(label: str, *, required: bool = True, rows: int = 4, help_text: str = "") -> WordsField:
    """Some paragraphs."""
    widget = forms.Textarea(attrs={"rows": rows})
    return WordsField(
        label=label, max_length=10_000, required=required, help_text=help_text, widget=widget
    )


class StartForm(forms.Form):
    """Which year of which unit to check."""

    year = NumberField(label="年度", min_value=1990, max_value=2100)
    unit = forms.TypedChoiceField(label="检查范围", help_text="含它的所有下级", coerce=int)

    def __init__(
        self, units: Iterable[Organization], data: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        units = list(units)
        top = min((unit.depth for unit in units), default=0)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.TypedChoiceField)
        unit.choices = [(each.pk, "　" * (each.depth - top) + each.name) for each in units]


class SampleForm(forms.Form):
    """How many files of each unit are read by hand, and the seed that lets the draw be repeated."""

    share = NumberField(
        label="每个组织的抽取比例（%）",
        min_value=1,
        max_value=100,
        help_text="不足一份的按一份抽取",
    )
    seed = CodeField(
        label="抽样种子",
        max_length=50,
        help_text="任意文字或数字；同样的种子抽出同样的案卷，便于复核",
    )


class ReadingForm(forms.Form):
    """What is noted about a file that was read."""

    note = WordsField(label="审阅意见", max_length=500, required=False)


class FindingForm(forms.Form):
    """What was found by hand."""

    rule = forms.ChoiceField(label="问题")
    severity = forms.ChoiceField(
        label="程度",
        choices=[(each.code, each.label) for each in Severity],
        initial=Severity.CORRECT.code,
        help_text="只用于「其他问题」；其余按规则",
    )
    step = forms.TypedChoiceField(
        label="步骤",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", "不属于某一步"),
            *{step.no: f"{step.no} {step.terms}" for step in STEPS}.items(),
        ],
    )
    actual_on = DayField(label="发生日期", required=False)
    message = text("说明")

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)
        rule.choices = [(id, f"{title}（{id}）") for id, title in titles().items()]

    def found(self) -> FoundByHand:
        """What was typed. Only after `is_valid()`."""
        return FoundByHand(**self.cleaned_data)


class IssueForm(forms.Form):
    """The day by which units have to answer."""

    due_on = DayField(label="整改期限", lies_ahead=True)


class AnswerForm(forms.Form):
    """What was put right, and what proves it."""

    measures = text("整改情况")
    evidence = text("佐证材料", help_text="每行一份：材料名称、日期或文号、存放处")


class DecisionForm(forms.Form):
    """What is decided on an answer."""

    opinion = text("核查意见", required=False, help_text="退回时必须写明理由")


class WaiverForm(forms.Form):
    """Why a finding needs no rectification."""

    reason = text("免于整改的理由")
