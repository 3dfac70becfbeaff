"""Examinations of several persons on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from cases.forms.base import RequestForm
from cases.selectors.examining import ToExamine
from cases.services.examining import Opinion
from config.kit.fields import DayField, WordsField

OPINION_OF, REPORT_OF = "opinion-", "report-"
MOST = 2000  # characters
GONE = "有人的案卷现在不能登记考察（已办到下一步、已报送或已办结），全部没有登记。"


@dataclass(frozen=True)
class Line:
    """One person with their own fields."""

    row: ToExamine
    opinion: BoundField
    report: BoundField


class ExaminationForm(RequestForm):
    """The day and the examiner once, an opinion for each who was examined."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        rows: Iterable[ToExamine],
        today: date,
        examiner: str,
    ) -> None:
        super().__init__(data, version=None)
        self.rows = list(rows)
        self.fields["on"] = DayField(
            label="考察日期",
            today=today,
            latest=today,
            initial=today,
            error_messages={"required": "请填写考察日期。"},
        )
        self.fields["examiner"] = WordsField(
            label="考察人",
            initial=examiner,
            max_length=100,
            error_messages={"required": "请填写考察人。"},
        )
        for row in self.rows:
            pk, name = row.case.pk, row.case.person.name
            self.fields[f"{OPINION_OF}{pk}"] = _words(f"对{name}的考察意见")
            self.fields[f"{REPORT_OF}{pk}"] = _words(f"{name}的思想汇报（收到的填写主要内容）")

    def clean(self) -> dict[str, Any]:
        """At least one opinion, and none of somebody who cannot be examined any more."""
        typed = super().clean() or {}
        if lost := self._without_field():
            raise forms.ValidationError(f"{GONE}所填内容：{'；'.join(lost)}")
        names = [name for name in self.fields if name.startswith((OPINION_OF, REPORT_OF))]
        if not any(typed.get(name) or name in self.errors for name in names):
            raise forms.ValidationError("请至少为一人填写考察意见或思想汇报；没有的人留空。")
        return typed

    def _without_field(self) -> list[str]:
        """What was typed of persons who are not on the page any more."""
        lost = []
        for name, text in self.data.items():
            is_own = name.startswith((OPINION_OF, REPORT_OF))
            if is_own and name not in self.fields and str(text).strip():
                lost.append(str(text).strip())
        return lost

    def lines(self) -> list[Line]:
        """The persons with their fields, in the order of the page."""
        lines = []
        for row in self.rows:
            pk = row.case.pk
            lines.append(Line(row, self[f"{OPINION_OF}{pk}"], self[f"{REPORT_OF}{pk}"]))
        return lines

    def opinions(self) -> dict[int, Opinion]:
        """`{case id: opinion}` of those examined or heard. Only after `is_valid()`."""
        found = {}
        for row in self.rows:
            pk = row.case.pk
            text = self.cleaned_data[f"{OPINION_OF}{pk}"]
            report = self.cleaned_data[f"{REPORT_OF}{pk}"]
            if text or report:
                found[pk] = Opinion(row.step.code, text, report)
        return found


def _words(label: str) -> WordsField:
    return WordsField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=MOST,
        required=False,
    )
