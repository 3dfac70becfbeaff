"""From one labelled fact to one form field, and its value to the field's `initial`."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any, get_args, get_origin

from django import forms

from cases.facts.base import Choice, FactField, Value
from cases.facts.values import NamedMember
from config.kit.fields import EARLIEST as EARLIEST
from config.kit.fields import DayField, NumberField, WordsField

YES_NO = (("yes", "是"), ("no", "否"))
EMPTY = ("", "请选择")
LINE, TEXT = 200, 5000
FEW = 5  # so many answers stand as radio buttons, more fold into a list


class Shape(Enum):
    """How a fact is asked for."""

    FIELD = "field"
    GROUP = "group"
    ROWS = "rows"
    MEMBERS = "members"


def shape_of(kind: Any) -> Shape:
    """The shape of a fact of this type."""
    if get_origin(kind) is tuple:
        part = get_args(kind)[0]
        if part is NamedMember:
            return Shape.MEMBERS
        return Shape.ROWS if _is(part, Value) else Shape.FIELD
    return Shape.GROUP if _is(kind, Value) else Shape.FIELD


def _is(kind: Any, cls: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, cls)


def field_for(
    fact: FactField, *, today: date, in_row: bool = False, required: bool | None = None
) -> forms.Field:
    """The form field of a fact of one value, or of several choices. In a row, answers are lists
    that take less room.
    """
    label = fact.label
    options: dict[str, Any] = {
        "label": label.title,
        "help_text": label.hint,
        "required": label.required if required is None else required,
    }
    if get_origin(fact.type) is tuple:
        return SeveralField(get_args(fact.type)[0], **options)
    if fact.type is bool:
        return _yes_no(options, in_row=in_row)
    if _is(fact.type, Choice):
        return _choice(fact.type, options, in_row=in_row)
    if fact.type is date:
        latest = None if label.written else today
        return DayField(today=today, latest=latest, lies_ahead=label.ahead, **options)
    if fact.type is int:
        return NumberField(**options)
    assert fact.type is str, fact
    options["nothings"] = label.nothings
    if label.lines > 1:
        return WordsField(
            max_length=TEXT, widget=forms.Textarea(attrs={"rows": label.lines}), **options
        )
    return WordsField(max_length=LINE, **options)


def _yes_no(options: dict[str, Any], *, in_row: bool) -> forms.Field:
    """Yes, no, or not answered yet."""
    return forms.TypedChoiceField(
        choices=(EMPTY, *YES_NO) if in_row else YES_NO,
        coerce=lambda text: text == "yes",
        empty_value=None,
        widget=forms.Select if in_row else forms.RadioSelect(attrs={"class": "choices-row"}),
        **options,
    )


def _choice(kind: type[Choice], options: dict[str, Any], *, in_row: bool) -> forms.Field:
    rows = [(each.value, each.label) for each in kind]
    folds = in_row or len(rows) > FEW
    return forms.TypedChoiceField(
        choices=[EMPTY, *rows] if folds else rows,
        coerce=kind.of,
        empty_value=None,
        widget=forms.Select if folds else forms.RadioSelect(attrs={"class": "choices-row"}),
        **options,
    )


class SeveralField(forms.MultipleChoiceField):
    """Several of the answers of a closed list, in the order of the list; None for none."""

    def __init__(self, kind: type[Choice], **options: Any) -> None:
        choices = [(each.value, each.label) for each in kind]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
        self.kind = kind

    def clean(self, value: Any) -> tuple[Choice, ...] | None:
        """The chosen answers."""
        chosen = set(super().clean(value))
        return tuple(each for each in self.kind if each.value in chosen) or None


def initial_of(value: Any) -> Any:
    """A fact of one value, or of several choices, as its field shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Choice):
        return value.value
    if isinstance(value, tuple):
        return [each.value for each in value]
    return value
