"""What a form says of a field: one plain sentence that names the thing, made from its label.

`config.forms` gives these sentences to every field of every form that was sent. A field that was
made with a sentence of its own keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

#: Of what a page carries and nobody types.
BROKEN = "页面不完整，请重新打开此页。"
#: What a validator says, whose sentences Django lets the field replace; after the thing.
OF_VALIDATORS = {
    "max_length": "过长，最多 %(limit_value)d 字，现有 %(show_value)d 字。",
    "min_length": "过短，至少 %(limit_value)d 字，现有 %(show_value)d 字。",
    "min_value": "不能小于 %(limit_value)s。",
    "max_value": "不能大于 %(limit_value)s。",
    "null_characters_not_allowed": "中有看不见的字符，请重新填写。",
}
#: What a field says itself; after the thing.
OF_FIELDS = {
    "invalid": "填写得不对，请核对。",
    "invalid_choice": "中没有所选的这一项，请重新选择。",
    "invalid_list": "中没有所选的这一项，请重新选择。",
    "invalid_pk_value": "中没有所选的这一项，请重新选择。",
}
OF_FILES = {
    "invalid": "没有收到，请重新选择文件。",
    "missing": "没有收到，请重新选择文件。",
    "empty": "是空的文件，请重新选择。",
    "max_length": "的文件名过长，最多 %(max)d 字，现有 %(length)d 字。",
}
_AT_THE_END = re.compile("（[^（）]*）$")


def thing_of(label: str) -> str:
    """What a field asks for: its label without the unit or the remark in brackets at its end."""
    return _AT_THE_END.sub("", label.strip())


def named(label: str, sentence: str) -> str:
    """The sentence with the thing it is about, which is not said twice."""
    thing = thing_of(label)
    if not thing or thing in sentence:
        return sentence
    return f"{thing}：{sentence}"


def refused(field: forms.Field, sentence: str, code: str) -> ValidationError:
    """What a field says of what was typed in it."""
    return ValidationError(named(str(field.label or ""), sentence), code=code)


def speak(field: forms.Field, label: str) -> None:
    """Let the field say what is wrong in sentences about the thing."""
    stock = _stock_of(type(field))
    for code, sentence in sentences(field, thing_of(label) or "这一项").items():
        own = field.error_messages.get(code)
        if own is None or own is stock.get(code):
            field.error_messages[code] = sentence


def sentences(field: forms.Field, thing: str) -> dict[str, str]:
    """`{code of an error: sentence}` of a field that asks for the thing."""
    codes = _stock_of(type(field)).keys() | OF_VALIDATORS.keys()
    if field.widget.is_hidden:
        return dict.fromkeys(codes, BROKEN)
    escaped = thing.replace("%", "%%")
    endings = OF_VALIDATORS | OF_FIELDS
    if isinstance(field, forms.FileField):
        endings |= OF_FILES
    said = {code: f"{escaped}{endings[code]}" for code in codes & endings.keys()}
    said["required"] = wanted(field, thing)
    if isinstance(field, forms.IntegerField):
        said |= _of_number(field, thing)
    return said


def wanted(field: forms.Field, thing: str) -> str:
    """What is said of a field that is empty and must not be."""
    for kind, sentence in _WANTED:
        if isinstance(field, kind):
            return sentence(field, thing)
    return f"请填写{thing}。"


def _of_choice(field: forms.Field, thing: str) -> str:
    choices: Any = getattr(field, "choices", ())
    if [str(label) for _, label in choices][-2:] == ["是", "否"]:
        return f"请在“{thing}”中选择是或否。"
    return f"请选择{thing}。"


#: How a field of a kind asks for the thing, the narrower kind first.
_WANTED: tuple[tuple[type[forms.Field], Callable[[forms.Field, str], str]], ...] = (
    (forms.MultipleChoiceField, lambda _, thing: f"请在“{thing}”中至少选择一项。"),
    (forms.ModelChoiceField, lambda _, thing: f"请选择{thing}。"),
    (forms.ChoiceField, _of_choice),
    (forms.FileField, lambda _, thing: f"请选择{thing}。"),
    (forms.BooleanField, lambda _, thing: f"请勾选“{thing}”。"),
)


def _of_number(field: forms.IntegerField, thing: str) -> dict[str, str]:
    said = {"invalid": f"{thing}应为整数。"}
    if field.min_value is not None and field.max_value is not None:
        between = f"{thing}应在 {field.min_value} 到 {field.max_value} 之间。".replace("%", "%%")
        said |= {"min_value": between, "max_value": between}
    return said


def _stock_of(kind: type[forms.Field]) -> dict[str, object]:
    """The sentences that a kind of field has by itself."""
    found: dict[str, object] = {}
    for each in reversed(kind.__mro__):
        if each.__module__.startswith("django."):
            found |= getattr(each, "default_error_messages", {})
    return found
