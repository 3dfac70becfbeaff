"""The first administrator."""

import pytest
from django.core.management import CommandError, call_command

from branches.actor import Actor
from branches.models import Organization, User
from config.kit.clock import today

pytestmark = pytest.mark.django_db
ARGUMENTS = {"code": "GX", "name": "中共测试市委员会", "username": "admin1"}


def test_makes_root_account_and_post(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JISHI_FIRST_PASSWORD", "first-password-9")
    call_command("create_administrator", **ARGUMENTS)
    user = User.objects.get(username="admin1")
    assert Actor(user, today()).rights.is_administrator_of(Organization.objects.get(code="GX").path)
    assert user.must_change_password
    assert "admin1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="已有这个用户名"):
        call_command("create_administrator", **ARGUMENTS)


def test_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JISHI_FIRST_PASSWORD", "short")
    with pytest.raises(CommandError, match="至少10个字符"):
        call_command("create_administrator", **ARGUMENTS)
    assert not Organization.objects.exists()
