"""How fields are shown and days are read."""

from datetime import date

import pytest
from django import forms


class TalkForm(forms.Form):
    """One day with a hint and a lawful range, a box and a choice."""

    held_on = forms.DateField(label="谈话日期", help_text="实际谈话的那天")
    is_told = forms.BooleanField(label="已告知", required=False)
    talker = forms.ChoiceField(label="谈话人", choices=[("a", "书记")], widget=forms.RadioSelect)

    def __init__(self, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.fields["held_on"].range_hint = "应不迟于 2026年6月18日（第七条）"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "2026年5月8日",
        "2026年05月08日",
        "2026-5-8",
        "2026-05-08",
        "2026.5.8",
        "2026/5/8",
        "20260508",
        "2026 5 8",
    ],
)
def test_a_day_may_be_typed_in_any_usual_way(text: str) -> None:
    form = TalkForm({"held_on": text, "talker": "a"})
    assert form.is_valid()
    assert form.cleaned_data["held_on"] == date(2026, 5, 8)


@pytest.mark.parametrize("text", ["2026-2-30", "8/5/2026", "昨天", "2026"])
def test_a_day_that_is_none_is_an_error_and_stays_as_typed(text: str) -> None:
    form = TalkForm({"held_on": text, "talker": "a"})
    assert not form.is_valid()
    assert f'value="{text}"' in form.as_div()


def test_hint_range_and_error_describe_the_field() -> None:
    field = TalkForm({})["held_on"]
    assert field.aria_describedby == "id_held_on_range id_held_on_helptext id_held_on_error"
    html = field.as_field_group()
    for part in (field.aria_describedby or "").split():
        assert f'id="{part}"' in html
    assert "应不迟于 2026年6月18日（第七条）" in html


def test_the_article_that_asks_for_a_field_stands_once_beside_it() -> None:
    form = TalkForm()
    form.fields["is_told"].article = "第八条"  # type: ignore[attr-defined]
    assert form["is_told"].as_field_group().count("依据") == 1
    form.fields["held_on"].article = "第七条"  # type: ignore[attr-defined]
    assert "依据" not in form["held_on"].as_field_group(), "the range names it"


def test_a_field_without_hints_is_described_by_nothing() -> None:
    assert 'aria-describedby=""' not in TalkForm()["is_told"].as_field_group()
    assert TalkForm()["is_told"].aria_describedby in (None, "")


def test_errors_stand_at_the_top_as_links_and_at_the_field() -> None:
    html = TalkForm({}).as_div()
    assert '<a href="#id_held_on">请填写谈话日期。</a>' in html
    assert '<a href="#id_talker">请选择谈话人。</a>' in html
    assert html.count('class="field-errors errorlist"') == 2
    assert 'id="id_talker"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in TalkForm().as_div()
