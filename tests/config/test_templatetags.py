"""Filters and tags: how days, distances and tables look."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import engines
from django.test import RequestFactory

from cases.selectors.wording import Fact
from config.templatetags import jishi

TODAY = date(2026, 5, 18)


def rendered(source: str, **context: object) -> str:
    """The template source as text, with white space made single."""
    request = RequestFactory().get("/cases/?q=li&after=abc")
    return " ".join(engines["django"].from_string(source).render(context, request).split())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 5, 8), "2026年5月8日"),
        (datetime(2026, 5, 17, 16, 0, tzinfo=UTC), "2026年5月18日"),  # Beijing is eight hours ahead
        (None, ""),
    ],
)
def test_a_day_has_no_zeros(value: date | None, text: str) -> None:
    assert jishi.day(value) == text


def test_a_moment_is_told_in_beijing_time() -> None:
    assert jishi.moment(datetime(2026, 5, 17, 16, 5, tzinfo=UTC)) == "2026年5月18日 00:05"
    assert jishi.moment(None) == ""


@pytest.mark.parametrize(
    ("due_on", "text", "kind"),
    [
        (date(2026, 5, 17), "已逾期 1 天", "overdue"),
        (date(2026, 5, 18), "今天", "soon"),
        (date(2026, 5, 25), "还有 7 天", "soon"),
        (date(2026, 5, 26), "还有 8 天", "todo"),
    ],
)
def test_a_last_day_says_how_far_it_is(due_on: date, text: str, kind: str) -> None:
    assert jishi.due(due_on, TODAY) == text
    assert jishi.due_badge(due_on, TODAY) == {"kind": kind, "text": text}


def test_overdue_is_a_word_and_a_shape() -> None:
    assert (
        rendered("{% due_badge due_on today %}", due_on=date(2026, 5, 15), today=TODAY)
        == '<span class="badge badge-overdue"><span class="badge-shape"'
        ' aria-hidden="true">▲</span>已逾期 3 天</span>'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2026年05月08日", "2026年5月8日"), ("2026年12月10日", "2026年12月10日"), ("昨天", "昨天")],
)
def test_a_day_field_shows_no_zeros_and_leaves_the_rest(text: str, shown: str) -> None:
    assert jishi.unpadded(text) == shown


def test_details_fold_what_stands_between() -> None:
    html = rendered(
        "{% details summary %}<p>{{ text }}</p>{% enddetails %}", summary="依据 <7>", text="a<b"
    )
    assert "<summary>依据 &lt;7&gt;</summary>" in html
    assert "<p>a&lt;b</p>" in html
    assert "open" not in html


@pytest.mark.parametrize(
    ("value", "is_number"), [(0, True), (1.5, True), (True, False), ("12", False), (None, False)]
)
def test_numbers_align_right(value: object, is_number: bool) -> None:
    assert jishi.is_number(value) is is_number


def test_a_list_of_facts_escapes_what_was_typed() -> None:
    html = jishi.summary_list([Fact("谈话人", '<b>韦建国</b> & "李"'), Fact("地点", "")])
    assert (
        html == '<dl class="summary-list"><div><dt>谈话人</dt><dd>&lt;b&gt;韦建国&lt;/b&gt; &amp;'
        " &quot;李&quot;</dd></div><div><dt>地点</dt><dd><span"
        ' class="summary-none">未登记</span></dd></div></dl>'
    )


def test_the_options_of_a_select_are_as_django_writes_them() -> None:
    class Form(forms.Form):
        unit = forms.ChoiceField(
            choices=[("", "全部"), ('a"&', "<林场>"), ("局属", [("1", "一支部")])], initial="1"
        )

    ours, plain = str(Form()["unit"]), Form(renderer=DjangoTemplates())["unit"]
    assert " ".join(ours.split()) == " ".join(str(plain).split())
    assert 'value="a&quot;&amp;">&lt;林场&gt;</option>' in ours
