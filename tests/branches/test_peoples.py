"""The peoples by name, and the field that asks for one."""

import pytest
from django import forms

from branches.peoples import PEOPLES, PeopleField, people_named


def test_there_are_fifty_six_each_once() -> None:
    assert len(set(PEOPLES)) == len(PEOPLES) == 56
    assert PEOPLES[0] == "汉族"
    assert all(name.endswith("族") for name in PEOPLES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("汉", "汉族"),
        (" 维吾尔 ", "维吾尔族"),
        ("壮 族", "壮族"),
        ("穿青人", "穿青人"),
        ("", ""),
        ("某", "某"),
    ],
)
def test_a_people_has_one_name(text: str, name: str) -> None:
    assert people_named(text) == name


def test_the_field_takes_what_is_on_the_list() -> None:
    field = PeopleField()
    assert field.clean("赫哲族") == "赫哲族"
    for text in ("汉", "某族", ""):
        with pytest.raises(forms.ValidationError):
            field.clean(text)


def test_what_was_known_before_may_stay() -> None:
    field = PeopleField()
    field.keep("革家")
    field.keep("汉族")
    assert field.clean("革家") == "革家"
    assert [value for value, _ in field.choices].count("汉族") == 1  # type: ignore[union-attr,misc]
