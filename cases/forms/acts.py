"""Forms of the acts that change what was recorded, and of the turns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from cases.forms.base import RequestForm
from cases.forms.members import MemberField
from cases.procedure import CLOSING, OUTCOMES
from cases.selectors.roster import Roster
from config.kit.fields import DayField, WordsField


def _reason(label: str) -> WordsField:
    return WordsField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(RequestForm):
    """Why an entry is annulled."""

    reason = _reason("作废的理由")


class TurnForm(RequestForm):
    """When and why a person is sent back, or a case closed."""

    taken_on = DayField(label="日期")
    outcome = forms.ChoiceField(
        label="终止的原因",
        choices=[(each.value, OUTCOMES[each]) for each in CLOSING],
        widget=forms.RadioSelect,
    )
    reason = _reason("理由")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        version: int | None,
        today: date,
        is_closing: bool,
    ) -> None:
        super().__init__(data, version=version)
        self.fields["taken_on"] = DayField(today=today, latest=today, label="日期", initial=today)
        if not is_closing:
            del self.fields["outcome"]


class ReplacementForm(RequestForm):
    """Who takes the place of a contact or introducer, from which day, and why."""

    on = DayField(label="更换日期")
    new = MemberField(Roster(), label="接替人")
    reason = WordsField(label="更换原因", max_length=200)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        version: int | None,
        today: date,
        roster: Roster,
    ) -> None:
        super().__init__(data, version=version)
        self.fields["on"] = DayField(
            today=today,
            latest=today,
            label="更换日期",
            help_text="原任到这一天为止，新任自这一天起",
        )
        self.fields["new"] = MemberField(roster, label="接替人")
