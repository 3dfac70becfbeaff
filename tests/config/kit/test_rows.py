"""Repeating rows: one more on request, nothing typed is lost, empty rows are none."""

from datetime import date

from django import forms
from django.template.loader import render_to_string

from config.kit.rows import RowsFormSet, typed


class PersonForm(forms.Form):
    """One row."""

    name = forms.CharField(label="姓名")
    since = forms.DateField(label="自")


class People(RowsFormSet):
    """One to three persons."""

    form, extra, min_num, max_num, absolute_max = PersonForm, 1, 1, 3, 10
    validate_min = validate_max = True
    can_order = can_delete = edit_only = False
    can_delete_extra = False
    renderer = None


def sent(*rows: tuple[str, str], add: bool = False) -> People:
    """The formset as a browser sends it."""
    data = {"people-TOTAL_FORMS": str(len(rows)), "people-INITIAL_FORMS": "0"}
    for number, (name, since) in enumerate(rows):
        data |= {f"people-{number}-name": name, f"people-{number}-since": since}
    return People(data | ({"people-ADD": "1"} if add else {}), prefix="people")


def test_rows_come_in_with_an_empty_one() -> None:
    people = People(initial=[{"name": "李明", "since": date(2026, 5, 8)}], prefix="people")
    assert [form["name"].value() for form in people] == ["李明", None]
    assert 'value="2026年5月8日"' in str(people[0]["since"])


def test_there_are_never_more_than_may_be() -> None:
    assert len(People(initial=[{"name": name} for name in "甲乙丙"], prefix="people").forms) == 3


def test_one_row_more_keeps_what_was_typed_and_blames_nobody() -> None:
    people = sent(("李明", "2026-13-1"), add=True)
    assert people.is_growing
    grown = people.grown()
    assert [form["name"].value() for form in grown] == ["李明", None]
    assert 'value="2026-13-1"' in str(grown[0]["since"])
    assert not any(form.errors for form in grown)


def test_a_row_left_empty_is_none() -> None:
    people = sent(("李明", "2026年5月8日"), ("", ""))
    assert not people.is_growing
    assert people.is_valid()
    assert people.values() == [{"name": "李明", "since": date(2026, 5, 8)}]


def test_a_row_filled_in_half_is_an_error_at_its_field() -> None:
    people = sent(("李明", "2026年5月8日"), ("王芳", ""))
    assert not people.is_valid()
    assert list(people.errors[1]) == ["since"]


def test_the_first_row_must_be_there() -> None:
    assert not sent(("", "")).is_valid()


def test_typed_takes_a_form_as_it_was_sent() -> None:
    assert typed(PersonForm({"name": "李明", "since": "昨天"})) == {"name": "李明", "since": "昨天"}


def test_the_summary_of_errors_names_the_row_and_leads_to_its_field() -> None:
    people = sent(("李明", "2026年5月8日"), ("王芳", ""))
    html = render_to_string("_components/error_summary.html", {"formsets": [people]})
    assert '<a href="#id_people-1-since">第 2 行：请填写自。' in html
    assert html.count("<li>") == 1


def test_without_errors_there_is_no_summary() -> None:
    people = [sent(("李明", "2026年5月8日")), People(prefix="others")]
    assert render_to_string("_components/error_summary.html", {"formsets": people}).split() == []
