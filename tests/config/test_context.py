"""What every page is told."""

from datetime import date

import pytest
from django.conf import LazySettings
from django.template import engines
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from branches.models import Installation

SOURCE = "{{ fixed_day|day }}|{% if demo %}演示{% endif %}"


def rendered(rf: RequestFactory) -> str:
    return engines["django"].from_string(SOURCE).render({}, rf.get("/"))


def test_a_real_installation_shows_neither_and_asks_nothing(
    rf: RequestFactory, settings: LazySettings
) -> None:
    settings.DEMO = False
    assert rendered(rf) == "|"


@pytest.mark.django_db
def test_fixed_day_and_demo_are_shown(
    rf: RequestFactory,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.DEMO = True
    monkeypatch.setenv("JISHI_TODAY", "2026-05-08")
    Installation.mark_as_demo()
    with django_assert_num_queries(1):
        assert rendered(rf) == "2026年5月8日|演示"


@pytest.mark.django_db
def test_a_process_for_demos_believes_the_database(
    rf: RequestFactory, settings: LazySettings
) -> None:
    settings.DEMO = True
    assert rendered(rf) == "|"


def test_day_is_written_without_zeros() -> None:
    page = engines["django"].from_string("{{ value|day }}")
    assert page.render({"value": date(2026, 1, 2)}) == "2026年1月2日"
    assert page.render({"value": None}) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made_on", "today", "said"),
    [
        (date(2026, 11, 24), "2026-11-24", "数据是今天的"),
        (date(2026, 11, 24), "2026-11-25", "数据是 2026年11月24日的，已过 1 天"),
        (date(2026, 11, 24), "2027-11-24", "数据是 2026年11月24日的，已过 365 天"),
        (date(2026, 11, 24), "2026-11-01", "数据是 2026年11月24日的，比今天晚"),
        (None, "2026-11-24", "没有记录是哪一天的"),
    ],
)
def test_the_bar_says_of_which_day_a_demo_is(
    rf: RequestFactory,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    made_on: date | None,
    today: str,
    said: str,
) -> None:
    settings.DEMO = True
    monkeypatch.setenv("JISHI_TODAY", today)
    Installation.mark_as_demo(on=made_on)
    page = " ".join(
        engines["django"].get_template("_components/banner.html").render({}, rf.get("/")).split()
    )
    assert said in page
    assert "make demo-reset" in page
