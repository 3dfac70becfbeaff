"""Forms of the planning pages: they turn input into values; what is allowed is judged by the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from filings.planning.selectors.quota import QuotaRow

MOST = 100_000


def number_field(label: str, **options: Any) -> forms.IntegerField:
    """A number of persons."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"})
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, widget=widget, **options)


class QuotaApplicationForm(forms.Form):
    """The number applied for above, and why."""

    number = number_field("申请数（名）")
    grounds = forms.CharField(
        label="申请理由", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RootQuotaForm(forms.Form):
    """The number given from outside."""

    number = number_field("上级下达数（名）")


class HandDownForm(forms.Form):
    """One number for each organization straight below; the name of a field is the organization's id."""

    def __init__(self, rows: Iterable[QuotaRow], data: Mapping[str, Any] | None = None) -> None:
        rows = list(rows)
        initial = {str(row.organization.pk): row.granted for row in rows}
        super().__init__(data, initial=initial)
        for row in rows:
            self.fields[str(row.organization.pk)] = number_field(f"下达给{row.organization.name}", required=False)

    def numbers(self) -> dict[int, int | None]:
        """`{organization id: number}`, None where nothing was typed."""
        return {int(name): value for name, value in self.cleaned_data.items()}
