"""The one clock: the day, and how a stored moment is shown while the day is fixed."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from config.kit import clock
from config.templatetags import jishi

MACHINE = datetime(2026, 11, 30, 1, 7, tzinfo=UTC)  # 09:07 in Beijing


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: MACHINE)
    monkeypatch.delenv(clock.FIXED_DAY, raising=False)


def test_today_is_the_day_in_beijing_unless_it_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clock.today() == date(2026, 11, 30)
    monkeypatch.setenv(clock.FIXED_DAY, "2026-11-24")
    assert clock.today() == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("fixed", "stored", "shown"),
    [
        ("", MACHINE, "2026年11月30日 09:07"),  # in normal operation as it is stored
        ("", datetime(2027, 3, 1, 2, 0, tzinfo=UTC), "2027年3月1日 10:00"),
        (
            "2026-11-24",
            MACHINE,
            "2026年11月24日 09:07",
        ),  # now: the fixed day, the machine's time of day
        (
            "2026-11-24",
            datetime(2026, 11, 29, 15, 59, tzinfo=UTC),
            "2026年11月24日 23:59",
        ),  # since the day is fixed
        ("2026-11-24", datetime(2026, 11, 24, 1, 0, tzinfo=UTC), "2026年11月24日 09:00"),
        (
            "2026-11-24",
            datetime(2024, 5, 7, 1, 3, tzinfo=UTC),
            "2024年5月7日 09:03",
        ),  # history stands as it is
        ("2027-05-01", MACHINE, "2027年5月1日 09:07"),  # a day ahead of the machine's
        ("2027-05-01", datetime(2026, 12, 24, 1, 3, tzinfo=UTC), "2026年12月24日 09:03"),
    ],
)
def test_a_moment_is_shown_on_the_day_of_the_system(
    monkeypatch: pytest.MonkeyPatch, fixed: str, stored: datetime, shown: str
) -> None:
    monkeypatch.setenv(clock.FIXED_DAY, fixed)
    assert jishi.moment(stored) == shown
    assert jishi.day(stored) == shown.split()[0]
    assert jishi.day(clock.day_of(stored)) == shown.split()[0]
