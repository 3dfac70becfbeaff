"""From one labelled fact to one form field, and its value to the field's `initial`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        if _is(part, Value):
            return Shape.ROWS
    elif _is(kind, Value):
        return Shape.GROUP
    return Shape.FIELD


def _is(kind: Any, cls: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, cls)


def field_for(fact: FactField, *, today: date, required: bool, in_row: bool = False) -> forms.Field:
    """The form field of a fact of one value, or of several choices. In a row, answers are lists
    that take less room.
    """
    label = fact.label
    options: dict[str, Any] = {
        "label": label.title,
        "help_text": label.hint,
        "required": required,
    }
    if get_origin(fact.type) is tuple:
        return SeveralField(get_args(fact.type)[0], **options)
    if fact.type is bool:
        return _one_of(YES_NO, options, is_list=in_row, coerce=lambda text: text == "yes")
    if _is(fact.type, Choice):
        answers = [(each.value, each.label) for each in fact.type]
        is_list = in_row or len(answers) > FEW
        return _one_of(answers, options, is_list=is_list, coerce=fact.type)
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
    if label.offers:
        return WordsField(max_length=LINE, widget=OfferingInput(label.offers), **options)
    return WordsField(max_length=LINE, **options)


def _one_of(
    answers: Sequence[tuple[str, str]],
    options: dict[str, Any],
    *,
    is_list: bool,
    coerce: Callable[[str], object],
) -> forms.Field:
    """One of the answers `(value, label)`, or not answered yet."""
    widget: forms.Widget = forms.RadioSelect(attrs={"class": "choices-row"})
    if is_list:
        answers, widget = [EMPTY, *answers], forms.Select()
    return forms.TypedChoiceField(
        choices=answers, coerce=coerce, empty_value=None, widget=widget, **options
    )


class OfferingInput(forms.TextInput):
    """A line of text with common answers, from which one may be chosen."""

    template_name = "django/forms/widgets/offering.html"

    def __init__(self, offers: Sequence[str]) -> None:
        super().__init__({"autocomplete": "off"})
        self.offers = offers

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the answers, in a list that is known by the id of the field."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["offers"] = self.offers
        widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}_offers"
        return context


class BoxesInput(forms.CheckboxSelectMultiple):
    """Boxes, above many of them one that ticks all where a script can do it."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the name of the boxes to be ticked by that one."""
        context = super().get_context(name, value, attrs)
        if len(list(self.choices)) >= FEW:
            context["widget"]["all"] = name
        return context


class SeveralField(forms.MultipleChoiceField):
    """Several of the answers of a closed list, in the order of the list; None for none."""

    def __init__(self, kind: type[Choice], **options: Any) -> None:
        choices = [(each.value, each.label) for each in kind]
        super().__init__(choices=choices, widget=BoxesInput, **options)
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
