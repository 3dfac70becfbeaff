"""Repeating rows of a fact that holds a list of values: inquiries, opinions, examinations,
papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError

from cases.facts.base import Value, fields_of
from cases.forms.fields import field_for, initial_of
from config.kit.rows import RowsFormSet

MOST_ROWS = 60


@dataclass(frozen=True, kw_only=True)
class RowSetting:
    """What rows are made in.

    thing      what they hold, in words
    filled_in  `{field: text}` that stands in a new row
    optional   fields that may stay empty although they are required
    """

    today: date
    thing: str
    filled_in: Mapping[str, str] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()


class RowForm(forms.Form):
    """One value of the list."""

    value: ClassVar[type[Value]]
    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        setting: RowSetting,
        initial: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        self.filled_in = setting.filled_in
        super().__init__(data, initial={**setting.filled_in, **(initial or {})}, **options)
        for fact in fields_of(self.value):
            required = fact.label.required and fact.name not in setting.optional
            self.fields[fact.name] = field_for(
                fact, today=setting.today, in_row=True, required=required
            )

    def has_changed(self) -> bool:
        """Whether anything was typed: what was filled in makes no row, and neither does emptying
        it.
        """
        return any(name not in self.filled_in or self[name].data for name in self.changed_data)

    def made(self) -> Value:
        """The value typed. Only of a row without errors."""
        values = {}
        for name, value in self.cleaned_data.items():
            if value not in (None, ""):
                values[name] = value
        return self.value(**values)


class FactRows(RowsFormSet):
    """The rows of one fact."""

    is_required = False

    def clean(self) -> None:
        """At least one row where the fact is required."""
        if self.is_required and not any(form.has_changed() for form in self.forms):
            raise ValidationError(f"请填写{self.thing}，至少一行。", code="required")

    @property
    def is_begun(self) -> bool:
        """Whether a row holds anything, right or wrong."""
        if self.is_bound:
            return any(form.has_changed() for form in self.forms)
        return any(any(row.values()) for row in self.initial or ())

    def made(self) -> tuple[Value, ...] | None:
        """The values of all rows that are there and without errors; None for none."""
        rows = [form.made() for form in self.forms if form.has_changed() and form.is_valid()]
        return tuple(rows) or None


@cache
def _class(value: type[Value]) -> type[FactRows]:
    row = type(f"{value.__name__}Row", (RowForm,), {"value": value})
    rows = forms.formset_factory(
        row, formset=FactRows, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )
    return cast(type[FactRows], rows)


def rows_of(
    value: type[Value],
    *,
    prefix: str,
    setting: RowSetting,
    data: Mapping[str, Any] | None = None,
    initial: list[dict[str, Any]] | None = None,
) -> FactRows:
    """The rows of a fact, bound when there is data."""
    return _class(value)(
        data,
        prefix=prefix,
        initial=initial,
        form_kwargs={"setting": setting},
        thing=setting.thing,
    )


def lacking_in(values: tuple[Value, ...] | None) -> frozenset[str]:
    """The fields that one of the values does not have."""
    lacking = set()
    for value in values or ():
        for name in value.__struct_fields__:
            if getattr(value, name) is None:
                lacking.add(name)
    return frozenset(lacking)


def initial_rows(values: tuple[Value, ...] | None) -> list[dict[str, Any]]:
    """The values of a fact as its rows show them."""
    rows = []
    for value in values or ():
        facts = fields_of(type(value))
        rows.append({fact.name: initial_of(getattr(value, fact.name)) for fact in facts})
    return rows
