"""What is typed and not recorded: kept by itself, shown again, gone with the act, never written
over, never revived.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from branches.acts import Role
from cases.forms import step_form
from cases.models import Case, Entry, Worksheet
from cases.services import ending, moment
from tests.cases.sent import address, sent
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_user

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]
PIECE = {"HX-Request": "true"}


def talk(case: Case) -> str:
    return reverse("step", args=[case.number, "talk"])


def keep(client: Client, address: str, *, window: object, began: int, **typed: Any) -> Any:
    """Save as the browser does by itself."""
    own = {"save": "1", "draft_window": str(window), "draft_version": str(began)}
    return client.post(address, own | typed, headers=PIECE)


def test_pages_of_acts_keep_what_their_author_types(
    world: Drive, case: Case, sign: Sign, on_day: OnDay
) -> None:
    """Of each page: kept, shown to its author alone, shown again with the day, gone when it is
    thrown away.
    """
    case = world.to("appoint_contacts", case)
    on_day(world.day("cultivate"))
    entry, sponsor = case.entries.get(code="appoint_contacts"), case.sponsorships.first()
    assert sponsor is not None
    pages = {
        reverse("correct", args=[case.number, entry.pk]): "reason",
        reverse("annul", args=[case.number, case.entries.latest("sequence").pk]): "reason",
        reverse("turn", args=[case.number, "close"]): "reason",
        reverse("replace_sponsor", args=[case.number, sponsor.pk]): "reason",
        reverse("new_case"): "name",
    }
    client = sign(world.secretary)
    colleague = sign(make_user(Role.ORGANIZATION_MEMBER, world.tree.branch))
    before = Entry.objects.count()
    for page, field in pages.items():
        response = client.post(page, {field: "写到一半的话", "save": "1"})
        assert (response.status_code, response.headers["Location"]) == (302, page)
        shown = client.get(page).text
        assert "写到一半的话" in shown, page
        assert "暂存的内容，还没有登记" in shown, page
        assert "写到一半的话" not in colleague.get(page).text, page
        client.post(page, {"discard": "1"})
        assert "写到一半的话" not in client.get(page).text, page
    assert Entry.objects.count() == before


def test_a_refused_form_says_nothing_of_what_was_kept(world: Drive, case: Case, sign: Sign) -> None:
    """It shows what was sent just now, not what was kept before."""
    page = reverse("turn", args=[case.number, "close"])
    client = sign(world.secretary)
    client.post(page, {"reason": "写到一半的话", "save": "1"})
    refused = client.post(page, {"reason": "另外的话"})
    assert refused.status_code == 422
    assert "另外的话" in refused.text
    assert "暂存的内容，还没有登记" not in refused.text
    assert "以下是您" in client.get(page).text


def test_the_author_of_a_shared_sheet_is_addressed(world: Drive, case: Case, sign: Sign) -> None:
    """Others read the name of who kept it."""
    page = reverse("step", args=[case.number, "talk"])
    colleague = make_user(Role.ORGANIZATION_MEMBER, world.tree.branch)
    sign(world.secretary).post(page, {"interviewer": "写到一半", "save": "1"})
    assert "以下是您" in sign(world.secretary).get(page).text
    assert f"以下是 {world.secretary.get_full_name()}" in sign(colleague).get(page).text


def test_enter_presses_the_button_that_keeps(
    world: Drive, case: Case, sign: Sign, on_day: OnDay
) -> None:
    """The first button of a form is the one that Enter in a field presses."""
    case = world.to("appoint_contacts", case)
    on_day(world.day("cultivate"))
    client = sign(world.secretary)
    entry = case.entries.get(code="appoint_contacts")
    pages = (
        reverse("supplement", args=[case.number, "cultivate"]),
        reverse("correct", args=[case.number, entry.pk]),
        reverse("turn", args=[case.number, "close"]),
        reverse("new_case"),
    )
    for page in pages:
        form = (
            client.get(page).text.partition('<form class="confirm"')[2]
            or client.get(page).text.partition('class="card recording"')[2]
        )
        first = form[form.index('<button type="submit"') :].partition(">")[0]
        assert 'name="save"' in first, page


def test_what_is_sensitive_is_encrypted(world: Drive, case: Case, sign: Sign) -> None:
    from django.db import connection

    sign(world.secretary).post(reverse("new_case"), {"name": "郑立军", "save": "1"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM cases_worksheet")
        assert "郑立军" not in cursor.fetchone()[0]


def test_a_draft_ends_with_its_act_and_a_late_save_does_not_revive_it(
    world: Drive, case: Case, sign: Sign
) -> None:
    client, window = sign(world.secretary), uuid4()
    page = reverse("turn", args=[case.number, "close"])
    typed = {"taken_on": world.day("talk").isoformat(), "outcome": "withdrew", "reason": "本人申请"}
    assert "已自动暂存" in keep(client, page, window=window, began=0, **typed).text
    own = {
        "version": str(case.version),
        "request_id": str(uuid4()),
        "draft_window": str(window),
        "draft_version": "1",
    }
    response = client.post(page, own | typed)
    assert response.status_code == 302, response.text
    assert "不再暂存" in keep(client, page, window=window, began=1, **typed).text
    assert (
        "不再暂存"
        in keep(client, page, window=uuid4(), began=1, version=case.version, **typed).text
    )
    assert Worksheet.objects.get().data == {}


def test_the_first_save_of_a_form_that_is_recorded_meanwhile_comes_too_late(
    world: Drive, case: Case, sign: Sign
) -> None:
    """It was under way when the button was pressed: there is no worksheet yet, and there will be
    none.
    """
    client, window = sign(world.secretary), uuid4()
    data = sent(world.step("talk"), step_form("talk").names, version=case.version)
    assert (
        client.post(
            talk(case), data | {"draft_window": str(window), "draft_version": "0"}
        ).status_code
        == 302
    )
    late = keep(client, talk(case), window=window, began=0, version=case.version, place="图书室")
    assert "不再暂存" in late.text
    assert not Worksheet.objects.exists()
    world.annul(Case.objects.get(), world.day("talk"))
    late = keep(client, talk(case), window=window, began=0, version=case.version, place="图书室")
    assert "不再暂存" in late.text, (
        "it was recorded after that page was made, though it stands no longer"
    )
    now = Case.objects.get().version
    assert (
        "已自动暂存"
        in keep(client, talk(case), window=uuid4(), began=0, version=now, place="图书室").text
    )


def test_nothing_is_kept_for_a_closed_case(world: Drive, case: Case, sign: Sign) -> None:
    client, old = sign(world.secretary), case.version
    world.turn(case, "close", world.day("talk"), outcome="withdrew")
    assert (
        "不再暂存"
        in keep(client, talk(case), window=uuid4(), began=0, version=old, place="图书室").text
    )
    assert not Worksheet.objects.exists()


def test_two_windows_are_told_of_each_other_and_both_texts_stay(
    world: Drive, case: Case, sign: Sign
) -> None:
    client, first, second = sign(world.secretary), uuid4(), uuid4()
    keep(client, talk(case), window=first, began=0, place="会议室")
    keep(
        client, talk(case), window=first, began=0, place="会议室一"
    )  # its answer was lost: still its own text
    told = keep(client, talk(case), window=second, began=0, place="图书室").text
    assert f"在另一窗口（{world.secretary.get_full_name()}，" in told
    assert "没有覆盖" in told
    page = client.get(talk(case)).text
    assert 'value="会议室一"' in page
    assert "<dt>谈话地点</dt><dd>图书室</dd>" in page
    aside = Worksheet.objects.get(is_aside=True)
    client.post(talk(case), {"use": str(aside.pk)})
    page = client.get(talk(case)).text
    assert 'value="图书室"' in page
    assert "<dt>谈话地点</dt><dd>会议室一</dd>" in page
    client.post(talk(case), {"drop": str(Worksheet.objects.get(is_aside=True).pk)})
    assert Worksheet.objects.get().data == {"place": ["图书室"]}


def test_two_people_on_the_sheet_of_a_step(world: Drive, case: Case, sign: Sign) -> None:
    colleague = make_user(Role.ORGANIZATION_MEMBER, world.tree.branch)
    mine, hers = sign(world.secretary), sign(colleague)
    keep(mine, talk(case), window=uuid4(), began=0, place="会议室")
    window = uuid4()
    assert (
        world.secretary.get_full_name()
        in keep(hers, talk(case), window=window, began=0, place="图书室").text
    )
    over = {"save": "over", "draft_window": str(window), "draft_version": "0", "place": "图书室"}
    assert hers.post(talk(case), over).status_code == 302
    page = mine.get(talk(case)).text
    assert 'value="图书室"' in page
    assert "<dt>谈话地点</dt><dd>会议室</dd>" in page, "what was there before waits for its author"
    assert "没有并入" not in hers.get(talk(case)).text, "hers is in force"
    stranger = sign(world.stranger)
    aside = Worksheet.objects.get(is_aside=True)
    assert hers.post(talk(case), {"use": str(aside.pk)}).status_code == 404
    assert stranger.post(talk(case), {"save": "1", "place": "x"}).status_code == 404


def test_a_colleagues_draft_of_an_act_that_is_done_is_left_to_read(
    world: Drive, case: Case, sign: Sign, on_day: OnDay
) -> None:
    """The act ends it: it is no draft any more, cannot be revived, and its author reads it until
    it is put away.
    """
    case = world.to("appoint_contacts", case)
    on_day(world.day("cultivate"))
    last = case.entries.latest("sequence")
    page = reverse("annul", args=[case.number, last.pk])
    colleague = make_user(Role.BRANCH_SECRETARY, world.tree.branch)
    hers, window = sign(colleague), uuid4()
    keep(hers, page, window=window, began=0, version=case.version, reason="登记错了人")
    mine = sign(world.secretary)
    own = {
        "version": str(case.version),
        "request_id": str(uuid4()),
        "confirmed": "yes",
        "reason": "日期有误",
    }
    assert mine.post(page, own).status_code == 302
    assert "不再暂存" in keep(hers, page, window=window, began=1, reason="登记错了人").text
    assert "不再暂存" in keep(hers, page, window=uuid4(), began=1, reason="登记错了人").text
    for shown in (hers.get(reverse("workbench")).text, hers.get(page).text):
        assert "您暂存的内容没有用上" in shown
        assert f"{world.secretary.get_full_name()} " in shown
        assert "<dt>作废的理由</dt><dd>登记错了人</dd>" in shown
        assert case.number in shown
    assert "没有用上" not in mine.get(reverse("workbench")).text
    left = Worksheet.objects.get(owner=colleague, is_aside=True)
    assert mine.post(reverse("unused_drop", args=[left.pk])).status_code == 302
    assert Worksheet.objects.filter(pk=left.pk).exists(), "only its author puts it away"
    hers.post(reverse("unused_drop", args=[left.pk]))
    assert "没有用上" not in hers.get(reverse("workbench")).text


def test_a_closed_case_ends_every_draft_about_it(world: Drive, case: Case, sign: Sign) -> None:
    """Those of others, and what its author typed on other pages; not what was recorded just now."""
    colleague = make_user(Role.BRANCH_SECRETARY, world.tree.branch)
    entry = case.entries.latest("sequence")
    mine, hers, window = sign(world.secretary), sign(colleague), uuid4()
    keep(
        hers,
        reverse("turn", args=[case.number, "close"]),
        window=uuid4(),
        began=0,
        reason="她写的理由",
    )
    keep(
        mine,
        reverse("annul", args=[case.number, entry.pk]),
        window=uuid4(),
        began=0,
        reason="另一页的理由",
    )
    keep(mine, talk(case), window=uuid4(), began=0, place="会议室")
    page = reverse("turn", args=[case.number, "close"])
    typed = {"taken_on": world.day("talk").isoformat(), "outcome": "withdrew", "reason": "本人申请"}
    keep(mine, page, window=window, began=0, **typed)
    own = {
        "version": str(case.version),
        "request_id": str(uuid4()),
        "draft_window": str(window),
        "draft_version": "1",
    }
    assert mine.post(page, own | typed).status_code == 302
    assert not Worksheet.objects.filter(is_ended=False).exists()
    assert "她写的理由" in hers.get(reverse("workbench")).text
    shown = mine.get(reverse("workbench")).text
    assert "另一页的理由" in shown
    assert "您" in shown
    assert "本人申请" not in shown, "that was recorded"


def test_a_text_aside_is_not_lost_with_the_step(world: Drive, case: Case, sign: Sign) -> None:
    """What came second to another window's did not go into the entry, and cannot make the
    worksheet again.
    """
    client = sign(world.secretary)
    keep(client, talk(case), window=uuid4(), began=0, place="会议室")
    keep(client, talk(case), window=uuid4(), began=0, place="图书室")
    aside = Worksheet.objects.get(is_aside=True)
    assert (
        client.post(
            talk(case), sent(world.step("talk"), step_form("talk").names, version=1)
        ).status_code
        == 302
    )
    assert "<dt>谈话地点</dt><dd>图书室</dd>" in client.get(reverse("workbench")).text
    assert client.post(talk(case), {"use": str(aside.pk)}).status_code == 404
    assert not Worksheet.objects.shared().exists()


def test_what_found_no_use_is_forgotten_after_a_season(
    world: Drive, case: Case, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    Worksheet.objects.create(
        owner=world.secretary,
        saved_by=world.secretary,
        page="/x/",
        is_aside=True,
        is_ended=True,
        data={"a": ["旧"]},
    )
    now = moment.now()
    ending.forget_unused()
    assert Worksheet.objects.exists()
    monkeypatch.setattr(moment, "now", lambda: now + ending.UNUSED_LASTS + timedelta(minutes=1))
    ending.forget_unused()
    assert not Worksheet.objects.exists()


def test_a_page_out_of_sight_keeps_nothing(world: Drive, case: Case, sign: Sign) -> None:
    stranger = sign(world.stranger)
    for page in (
        talk(case),
        reverse("turn", args=[case.number, "close"]),
        reverse("turn", args=["1999-0001", "close"]),
    ):
        assert stranger.post(page, {"save": "1", "reason": "x"}).status_code == 404
    assert not Worksheet.objects.exists()


def test_a_day_that_is_another_one_tomorrow_is_kept_written_out(
    world: Drive, case: Case, sign: Sign
) -> None:
    """In the field of a day only, and only where it reads; elsewhere the text stays."""
    page, client = address(case, "talk"), sign(world.secretary)
    typed = {"on": "今天", "place": "今天", "summary": "昨天", "save": "1"}
    client.post(page, typed)
    sheet = Worksheet.objects.get(case=case)
    day = world.day("talk")
    assert sheet.data["on"] == [f"{day.year}年{day.month}月{day.day}日"]
    assert (sheet.data["place"], sheet.data["summary"]) == (["今天"], ["昨天"])
    for text in ("2026.6.3", "前天", ""):
        client.post(page, typed | {"on": text})
        assert Worksheet.objects.get(case=case).data["on"] == [text]
