"""What may run on which database."""

from datetime import date

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from branches.models import Installation
from config import checks

DAY = date(2026, 5, 18)


@pytest.fixture
def own_keys(settings: LazySettings) -> None:
    settings.SECRET_KEY = settings.HASH_KEY = "the installation's own"
    settings.FIELD_KEYS = ["b3duLW93bi1vd24tb3duLW93bi1vd24tb3duLW93biE="]


@pytest.mark.parametrize("embedded", [True, False])
@pytest.mark.parametrize("demo_keys", [True, False])
@pytest.mark.parametrize("day", [DAY, None])
def test_a_demo_database_may_have_all_that_belongs_to_demos(
    embedded: bool, demo_keys: bool, day: date | None
) -> None:
    assert checks.findings(embedded=embedded, demo_keys=demo_keys, day=day, is_demo=True) == []


@pytest.mark.parametrize(
    ("embedded", "demo_keys", "day", "ids"),
    [
        (False, False, None, []),
        (True, False, None, ["jishi.W001"]),
        (False, True, None, ["jishi.E001"]),
        (False, False, DAY, ["jishi.E002"]),
        (True, True, DAY, ["jishi.E001", "jishi.E002", "jishi.W001"]),
    ],
)
def test_any_other_database_may_not(
    embedded: bool, demo_keys: bool, day: date | None, ids: list[str]
) -> None:
    found = checks.findings(embedded=embedded, demo_keys=demo_keys, day=day, is_demo=False)
    assert [finding.id for finding in found] == ids


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "HASH_KEY"])
def test_one_demo_key_is_enough(settings: LazySettings, own_keys: None, name: str) -> None:
    assert not checks.uses_demo_keys()
    demo = {"SECRET_KEY": settings.DEMO_SECRET_KEY, "HASH_KEY": settings.DEMO_HASH_KEY}
    setattr(settings, name, demo.get(name, [*settings.FIELD_KEYS, settings.DEMO_FIELD_KEY]))
    assert checks.uses_demo_keys()


@pytest.mark.django_db
def test_server_refuses_demo_keys_and_a_fixed_day(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED_DATABASE = False
    monkeypatch.setenv("JISHI_TODAY", "2026-05-18")
    with pytest.raises(checks.UnfitInstallation) as refusal:
        checks.refuse_unfit_installation()
    keys, day = str(refusal.value).splitlines()
    assert "演示密钥" in keys
    assert "2026-05-18" in day


@pytest.mark.django_db
def test_server_starts_on_a_demo_database(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Installation.mark_as_demo()
    monkeypatch.setenv("JISHI_TODAY", "2026-05-18")
    checks.refuse_unfit_installation()
    assert capsys.readouterr().err == ""


@pytest.mark.django_db
def test_server_only_warns_of_the_embedded_database(
    settings: LazySettings, own_keys: None, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMBEDDED_DATABASE = True
    checks.refuse_unfit_installation()
    assert capsys.readouterr().err.startswith("数据库未标记为演示，却运行在内置的 PostgreSQL 上")


def test_a_day_that_is_none_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_TODAY", "18.5.2026")
    assert [finding.id for finding in checks.check_installation()] == ["jishi.E003"]


def test_a_real_installation_is_not_asked(settings: LazySettings, own_keys: None) -> None:
    """Without the database fixture a query would fail the test."""
    settings.EMBEDDED_DATABASE = False
    assert list(checks.check_installation()) == []


@pytest.mark.django_db
def test_an_empty_database_may_be_migrated() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {Installation._meta.db_table} RENAME TO elsewhere")
    assert checks.is_demo_database() is None
    assert list(checks.check_installation()) == []


@pytest.mark.django_db
def test_worker_refuses_as_the_server_does() -> None:
    with pytest.raises(CommandError, match="演示密钥"):
        call_command("worker", batch=True)


@pytest.mark.django_db(transaction=True)
def test_worker_works_on_a_demo_database() -> None:
    Installation.mark_as_demo()
    call_command("worker", batch=True, interval=0, verbosity=0)


@pytest.mark.django_db
def test_check_deploy_shows_the_findings() -> None:
    with pytest.raises(SystemCheckError, match="演示密钥"):
        call_command("check", deploy=True)
