"""A form sent after the sign-in ended: nothing done, nothing lost, and for its author alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from branches import carrying, signing_in
from branches.carrying import Carried, TooLate, Unreadable, mark_of, seal, sender_of, unseal
from branches.models import User
from cases.forms import step_form
from cases.models import Case, Entry, Worksheet
from cases.views.restoring import TOO_LATE, UNREADABLE
from config.kit import clock
from filings.models import FilingItem
from tests.cases.rules.build import IN_2026
from tests.cases.sent import sent
from tests.cases.services.drive import Drive
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, KEPT = reverse("login"), reverse("kept_form")
NOW = datetime(2026, 6, 1, 8, tzinfo=timezone.get_current_timezone())
OnDay = Callable[[date], None]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Drive:
    drive = Drive(IN_2026)
    monkeypatch.setenv(clock.FIXED_DAY, drive.day("talk").isoformat())
    return drive


@pytest.fixture
def case(world: Drive) -> Case:
    return world.open_case()


def token_in(page: str) -> str:
    return page.partition('name="kept" value="')[2].partition('"')[0]


def talk(world: Drive, case: Case, **more: Any) -> dict[str, Any]:
    """The form of step 2 as the secretary's page sends it."""
    data = sent(world.step("talk"), step_form("talk").names, version=case.version, place="图书室")
    return data | {"record": "1", "typed_by": mark_of(world.secretary)} | more


def sign_in(client: Client, user: User, kept: str) -> Any:
    return client.post(
        LOGIN, {"username": user.username, "password": PASSWORD, "kept": kept}, follow=True
    )


def test_a_step_sent_after_the_end_comes_back_filled_and_unrecorded(
    client: Client, world: Drive, case: Case
) -> None:
    page = reverse("step", args=[case.number, "talk"])
    answer = client.post(page, talk(world, case))
    assert answer.status_code == 401
    assert "刚才提交的内容没有写入" in answer.text
    assert "图书室" not in answer.text, "it is sealed"
    kept = token_in(answer.text)
    wrong = client.post(
        LOGIN, {"username": world.secretary.username, "password": "no", "kept": kept}
    )
    assert (wrong.status_code, token_in(wrong.text)) == (422, kept)
    shown = sign_in(client, world.secretary, kept)
    assert shown.redirect_chain[-1][0] == page
    assert 'value="图书室"' in shown.text
    assert "没有登记" in shown.text
    assert not case.entries.filter(code="talk").exists()
    assert client.get(KEPT).status_code == 404, "it was given back"
    assert client.post(page, talk(world, case)).status_code == 302
    assert case.entries.filter(code="talk").count() == 1


def test_an_answer_to_a_filing_comes_back_on_the_page_of_its_item(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = world.submit(world.to("shortlist"), "file_activist")
    monkeypatch.setenv(clock.FIXED_DAY, world.day("file_activist").isoformat())
    data = {
        "remarks": "材料齐全，同意备案",
        "version": "9",
        "request_id": str(uuid4()),
        "typed_by": mark_of(world.decider),
    }
    answer = client.post(reverse("filing_accept", args=[item.pk]), data)
    shown = sign_in(client, world.decider, token_in(answer.text))
    address, _, place = shown.redirect_chain[-1][0].partition("?")
    assert (address, place) == (reverse("filing_item", args=[item.pk]), "list=inbox")
    assert "材料齐全，同意备案" in shown.text
    assert FilingItem.objects.get().state == item.state


def test_another_account_is_told_and_gets_nothing(client: Client, world: Drive, case: Case) -> None:
    kept = token_in(
        client.post(reverse("step", args=[case.number, "talk"]), talk(world, case)).text
    )
    shown = sign_in(client, world.clerk, kept)
    assert shown.status_code == 403
    assert "内容是用另一账号填写的" in shown.text
    assert "图书室" not in shown.text
    assert not Worksheet.objects.exists()
    back = client.post(LOGIN, {"switch": "1", "kept": kept})
    assert token_in(back.text) == kept
    assert "图书室" in sign_in(client, world.secretary, kept).text


def test_a_form_of_somebody_else_is_not_taken_for_one_of_ones_own(
    client: Client, world: Drive, case: Case
) -> None:
    """Another account signed in meanwhile, in another window of the same browser."""
    client.force_login(world.clerk, backend="branches.backends.AccountBackend")
    before = Entry.objects.count()
    answer = client.post(
        reverse("turn", args=[case.number, "close"]), talk(world, case), follow=True
    )
    assert (answer.status_code, "内容是用另一账号填写的" in answer.text) == (403, True)
    assert Entry.objects.count() == before


def test_what_keeps_no_draft_is_shown_and_can_be_sent_again(client: Client, world: Drive) -> None:
    page, user = reverse("notices_read"), world.secretary
    answer = client.post(
        page, {"note": "说明一句", "password": "secret words", "typed_by": mark_of(user)}
    )
    shown = sign_in(client, user, token_in(answer.text))
    assert (shown.status_code, "还没有写入" in shown.text) == (200, True)
    assert "<dt>其他内容</dt><dd>说明一句</dd>" in shown.text
    assert f'action="{page}"' in shown.text
    assert "secret words" not in shown.text


def test_files_must_be_chosen_again_and_this_is_said(
    client: Client, world: Drive, case: Case
) -> None:
    page = reverse("scan", args=[case.number, "talk_record"])
    file = SimpleUploadedFile("谈话记录.pdf", b"%PDF-1.7")
    answer = client.post(
        page, {"note": "签名页", "uploads": file, "typed_by": mark_of(world.secretary)}
    )
    assert "登录后请重新选择：谈话记录.pdf" in answer.text
    shown = sign_in(client, world.secretary, token_in(answer.text))
    assert "重新选择：谈话记录.pdf" in shown.text
    assert 'value="签名页"' in shown.text
    assert shown.redirect_chain[-1][0] == page


def test_more_than_a_mebibyte_is_not_carried_and_this_is_said(
    client: Client, world: Drive, case: Case
) -> None:
    data = talk(world, case, place="长" * (carrying.MOST // 3 + 1))
    answer = client.post(reverse("step", args=[case.number, "talk"]), data)
    assert (answer.status_code, "超过 1 MB" in answer.text) == (401, True)
    assert token_in(answer.text) == ""


def test_a_mebibyte_of_chinese_is_carried_as_a_browser_sends_it(
    client: Client, world: Drive, case: Case
) -> None:
    """Nine bytes a character on the way, three as they are counted."""
    data = talk(world, case, place="长" * (carrying.MOST // 3 - 1000))
    sent = client.post(
        reverse("step", args=[case.number, "talk"]),
        urlencode(data, doseq=True),
        content_type="application/x-www-form-urlencoded",
    )
    assert sent.status_code == 401
    assert token_in(sent.text)


def test_without_a_mark_of_ours_nothing_is_carried(
    client: Client, world: Drive, case: Case
) -> None:
    for mark in ("", "1", f"{world.secretary.pk}:forged"):
        answer = client.post(
            reverse("step", args=[case.number, "talk"]), talk(world, case, typed_by=mark)
        )
        assert answer.status_code == 302
        page = client.get(answer.headers["Location"]).text
        assert "没有写入" in page
        assert token_in(page) == ""


@pytest.mark.parametrize(("change", "text"), [("late", TOO_LATE), ("broken", UNREADABLE)])
def test_what_is_too_old_or_was_changed_is_said(
    client: Client, world: Drive, change: str, text: str
) -> None:
    form = Carried(world.secretary.pk, reverse("new_case"), {"name": ["郑立军"]})
    token = seal(form, timezone.now() - carrying.LASTS - timedelta(minutes=1))
    if change == "broken":
        token = seal(form, timezone.now())[:-5] + "AAAA="
    shown = sign_in(client, world.secretary, token)
    assert (shown.status_code, text in shown.text) == (410, True)
    assert "郑立军" not in shown.text


def test_the_seal() -> None:
    form = Carried(7, "/cases/new/?a=1", {"name": ["郑立军"], "topics": ["a", "b"]}, ("x.pdf",))
    token = seal(form, NOW)
    assert unseal(token, NOW + carrying.LASTS) == form
    with pytest.raises(TooLate):
        unseal(token, NOW + carrying.LASTS + timedelta(seconds=1))
    for other in (
        "",
        "x",
        "é",
        token[:-4],
        token.replace(token[20], "_" if token[20] != "_" else "-", 1),
    ):
        with pytest.raises(Unreadable):
            unseal(other, NOW)
    assert sender_of(RequestFactory().post("/", {"typed_by": "7:x"}).POST) is None


def test_a_stale_token_loses_nothing(world: Drive, case: Case) -> None:
    """Who signed in anew in another window has a page whose token is worth nothing."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.secretary, backend="branches.backends.AccountBackend")
    page = reverse("step", args=[case.number, "talk"])
    shown = client.post(page, talk(world, case, csrfmiddlewaretoken="x" * 64), follow=True)
    assert shown.redirect_chain[-1][0] == page
    assert 'value="图书室"' in shown.text
    assert "没有登记" in shown.text
    assert not case.entries.filter(code="talk").exists()
    piece = client.post(page, {"save": "1"}, headers={"HX-Request": "true"})
    assert (piece.status_code, "内容仍在此页" in piece.text) == (401, True)


def test_a_login_page_that_stood_open_is_shown_again(world: Drive, case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        LOGIN, {"username": "zhang", "password": "x", "kept": "sealed", "next": "/me/"}
    )
    assert answer.status_code == 403
    assert 'value="zhang"' in answer.text
    assert token_in(answer.text) == "sealed"


def test_scripts_are_told_and_the_page_stays(client: Client, world: Drive, case: Case) -> None:
    page = reverse("step", args=[case.number, "talk"])
    piece = client.post(page, {"save": "1", "place": "x"}, headers={"HX-Request": "true"})
    assert piece.status_code == 401
    assert "HX-Redirect" not in piece.headers
    assert "在新窗口登录" in piece.text
    nobody = client.get(reverse("session")).json()
    assert (nobody["account"], bool(nobody["token"])) == ("", True)
    client.force_login(world.secretary, backend="branches.backends.AccountBackend")
    known = client.get(reverse("session")).json()
    assert known["account"] == mark_of(world.secretary)
    assert f'data-account="{known["account"]}"' in client.get(page).text
    User.objects.filter(pk=world.secretary.pk).update(must_change_password=True)
    piece = client.post(page, {"save": "1", "place": "x"}, headers={"HX-Request": "true"})
    assert (piece.status_code, "须先修改密码" in piece.text) == (401, True)


def test_a_form_sent_when_a_password_had_to_be_changed_comes_back_after_it(
    client: Client, world: Drive, case: Case
) -> None:
    user = world.secretary
    client.force_login(user, backend="branches.backends.AccountBackend")
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    page = reverse("step", args=[case.number, "talk"])
    assert client.post(page, talk(world, case)).headers["Location"] == reverse("password_change")
    words = {
        "old": PASSWORD,
        "password": "four green paper boats",
        "repeat": "four green paper boats",
    }
    shown = client.post(reverse("password_change"), words, follow=True)
    assert shown.redirect_chain[-1][0] == page
    assert 'value="图书室"' in shown.text
    assert signing_in.KEPT not in client.session


def test_forms_say_for_whom_they_were_made(client: Client, world: Drive, case: Case) -> None:
    assert 'name="typed_by"' not in client.get(LOGIN).text
    client.force_login(world.secretary, backend="branches.backends.AccountBackend")
    text = client.get(reverse("step", args=[case.number, "talk"])).text
    assert text.count('name="typed_by"') == text.count('name="csrfmiddlewaretoken"')
