"""The form of a step: recorded once, refused in place, nothing lost of what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from branches.acts import Role
from branches.models import User
from cases.forms import step_form
from cases.models import Case, Sponsorship, Worksheet
from tests.cases.sent import address, sent
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_appointment, make_member, make_user

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
#: How the panel says that the act can be recorded.
READY = "可以登记。"


def body(world: Drive, case: Case, code: str, **more: Any) -> dict[str, Any]:
    """The POST of the lawful facts of a step."""
    return sent(
        world.step(code),
        step_form(code).names,
        version=Case.objects.get(pk=case.pk).version,
        **more,
    )


def test_a_step_is_recorded_and_leads_back_to_the_case(
    world: Drive, case: Case, sign: Sign
) -> None:
    client = sign(world.secretary)
    assert client.get(address(case, "talk")).status_code == 200
    response = client.post(address(case, "talk"), body(world, case, "talk"))
    assert (response.status_code, response.headers["Location"]) == (302, case.get_absolute_url())
    assert case.entries.get(code="talk").step_facts == world.step("talk")
    text = client.get(case.get_absolute_url()).text
    done = text[text.index('<span class="done">') :]
    assert "第 2 步「党组织派人谈话」已登记。" in done
    for address_after in (
        f"{reverse('case_papers', args=[case.number])}#step-talk",
        f"{case.get_absolute_url()}?step=2#panel",
        f"{reverse('next_task')}?after={case.number}",
    ):
        assert f'href="{address_after}"' in done
    assert '<span class="done">' not in client.get(case.get_absolute_url()).text


def test_sent_twice_it_is_recorded_once(world: Drive, case: Case, sign: Sign) -> None:
    client, data = sign(world.secretary), body(world, case, "talk")
    answers = [client.post(address(case, "talk"), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert case.entries.filter(code="talk").count() == 1


def test_the_page_shows_the_lawful_range_with_its_article(
    world: Drive, case: Case, sign: Sign
) -> None:
    text = sign(world.secretary).get(address(case, "talk")).text
    assert "最早 2026年6月1日（第七条）；最迟 2026年7月1日（第七条）" in text


def test_outside_the_scope_there_is_no_page(world: Drive, case: Case, sign: Sign) -> None:
    for view in ("step", "check", "supplement", "check_supplement"):
        assert (
            sign(world.stranger)
            .post(address(case, "talk", view), body(world, case, "talk"))
            .status_code
            == 404
        )
        assert sign(world.secretary).post(address(case, "nonsense", view)).status_code == 404
    assert sign(world.secretary).get(address(case, "file_activist")).status_code == 404


def test_without_the_right_it_is_forbidden(world: Drive, case: Case, sign: Sign) -> None:
    for view in ("step", "check", "supplement", "check_supplement"):
        assert (
            sign(world.clerk)
            .post(address(case, "talk", view), body(world, case, "talk"))
            .status_code
            == 403
        ), view
    assert sign(world.clerk).get(address(case, "talk")).status_code == 403
    assert Case.objects.get().version == 1
    assert not Worksheet.objects.exists()


def test_a_role_that_ended_yesterday_records_nothing(world: Drive, case: Case, sign: Sign) -> None:
    late = User.objects.create_user("late")
    make_appointment(late, Role.BRANCH_SECRETARY, world.tree.branch, until_on=world.day("talk"))
    make_appointment(late, Role.CLERK, world.tree.bureau)
    assert sign(late).post(address(case, "talk"), body(world, case, "talk")).status_code == 403
    assert Case.objects.get().version == 1


@pytest.mark.parametrize(
    ("view", "method"),
    [("step", "put"), ("check", "put"), ("supplement", "delete"), ("check_supplement", "put")],
)
def test_other_methods_are_not_allowed(
    world: Drive, case: Case, sign: Sign, view: str, method: str
) -> None:
    assert getattr(sign(world.secretary), method)(address(case, "talk", view)).status_code == 405


def test_a_stale_page_shows_what_changed_and_keeps_what_was_typed(
    world: Drive, case: Case, sign: Sign
) -> None:
    client = sign(world.secretary)
    data = body(world, case, "talk", place="会议室")
    other = User.objects.create_user("other", person=make_member(world.tree.branch).person)
    make_appointment(other, Role.ORGANIZATION_MEMBER, world.tree.branch)
    correction = world.correct(case.entries.get(), world.day("talk"), by=other, school="林业大学")
    response = client.post(address(case, "talk"), data)
    assert response.status_code == 409
    assert f"{other.get_full_name()}更正了「递交入党申请书」" in response.text
    assert 'value="会议室"' in response.text
    assert f'name="version" value="{correction.sequence}"' in response.text
    assert not case.entries.filter(code="talk").exists()
    assert client.post(address(case, "talk"), data | {"version": "2"}).status_code == 302


def test_wrong_input_is_told_in_place(world: Drive, case: Case, sign: Sign) -> None:
    response = sign(world.secretary).post(
        address(case, "talk"), body(world, case, "talk", on="2026-6-31", place="会议室")
    )
    assert response.status_code == 422
    assert "没有这一天" in response.text
    assert 'value="2026-6-31"' in response.text
    assert 'value="会议室"' in response.text
    assert Case.objects.get().version == 1


def test_a_day_after_today_is_refused(world: Drive, case: Case, sign: Sign) -> None:
    tomorrow = world.day("talk") + timedelta(1)
    response = sign(world.secretary).post(
        address(case, "talk"), body(world, case, "talk", on=tomorrow.isoformat())
    )
    assert response.status_code == 422
    assert "日期不能晚于今天（2026年6月15日）" in response.text


def test_a_step_out_of_order_has_no_form_and_is_not_recorded(
    world: Drive, case: Case, sign: Sign, on_day: Callable[[date], None]
) -> None:
    on_day(world.day("shortlist"))
    client = sign(world.secretary)
    for response in (
        client.get(address(case, "shortlist")),
        client.post(address(case, "shortlist"), body(world, case, "shortlist")),
    ):
        assert response.status_code == 422
        assert "须先完成第 2 步" in response.text
    assert Case.objects.get().version == 1


def test_a_finding_wants_its_reason_and_then_lets_it_pass(
    world: Drive, case: Case, sign: Sign, on_day: Callable[[date], None]
) -> None:
    late = world.day("apply") + timedelta(60)
    on_day(late)
    client, data = sign(world.secretary), body(world, case, "talk", on=late.isoformat())
    response = client.post(address(case, "talk"), data)
    assert response.status_code == 422
    assert "应不迟于 2026年7月1日，实际 2026年7月31日" in response.text
    assert 'name="reason-A05"' in response.text
    assert "第七条" in response.text
    assert Case.objects.get().version == 1
    assert client.post(address(case, "talk"), data | {"reason-A05": "外出务工"}).status_code == 302
    assert case.entries.get(code="talk").reasons == {"A05": "外出务工"}


def test_the_check_shows_the_finding_and_saves_nothing(
    world: Drive, case: Case, sign: Sign, on_day: Callable[[date], None]
) -> None:
    late = world.day("apply") + timedelta(60)
    on_day(late)
    client = sign(world.secretary)
    data = body(world, case, "talk", on=late.isoformat(), talker="") | {"reason-A05": "外出"}
    text = client.post(address(case, "talk", "check"), data).text
    assert "收到申请书后一个月内派人谈话" in text
    assert ">外出</textarea>" in text
    assert "谈话人</a>" in text  # what is not filled in is named, and no rule misses it yet
    assert text.count("finding-title") == 1
    assert READY not in text
    assert Case.objects.get().version == 1
    on_day(world.day("talk"))
    assert (
        READY
        in client.post(
            address(case, "talk", "check"), body(world, case, "talk", on=world.day("talk"))
        ).text
    )


def test_a_void_finding_is_not_recorded_whatever_the_reason(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("cultivate")
    day = world.day("shortlist") + timedelta(200)
    on_day(world.day("nominate"))
    data = body(world, case, "nominate", on=day.isoformat()) | {"reason-C01": "特殊情况"}
    data |= {f"opinions-{number}-on": day.isoformat() for number in range(4)}
    response = sign(world.secretary).post(address(case, "nominate"), data)
    assert response.status_code == 422
    assert "这样办理无效，不能登记" in response.text
    assert "第十三条" in response.text
    assert Case.objects.get().state == "cultivate"


def test_the_worksheet_is_kept_shown_and_gone_with_the_entry(
    world: Drive, case: Case, sign: Sign
) -> None:
    client, half = (
        sign(world.secretary),
        {"on": "2026-6-31", "topics": ["law", "family"], "place": "会议室"},
    )
    assert (
        "已自动暂存"
        in client.post(
            address(case, "talk"), {**half, "save": "1"}, headers={"HX-Request": "true"}
        ).text
    )
    text = client.get(address(case, "talk")).text
    assert 'value="会议室"' in text
    assert 'value="2026-6-31"' in text
    assert text.count("checked") >= 2
    response = client.post(address(case, "talk"), {**half, "place": "图书室", "save": "1"})
    assert (response.status_code, response.headers["Location"]) == (302, address(case, "talk"))
    assert 'value="图书室"' in client.get(address(case, "talk")).text
    client.post(address(case, "talk"), body(world, case, "talk"))
    assert not Worksheet.objects.exists()


def test_one_row_more_without_script(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("cultivate")
    on_day(world.day("nominate"))
    data = body(world, case, "nominate", **{"opinions-ADD": "1"})
    response = sign(world.secretary).post(address(case, "nominate"), data)
    assert response.status_code == 200
    assert 'name="opinions-4-kind"' in response.text
    assert not case.entries.filter(code="nominate").exists()


def test_known_things_are_filled_in(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("fill_form")
    on_day(world.day("admission_meeting"))
    text = sign(world.secretary).get(address(case, "admission_meeting")).text
    assert 'name="ballot-should_attend" value="3"' in text
    assert "到会人数" not in text


def test_votes_that_do_not_add_up_are_reckoned_in_place(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("fill_form")
    on_day(world.day("admission_meeting"))
    data = body(
        world, case, "admission_meeting", **{"ballot-in_favour": "5", "ballot-present": "5"}
    )
    response = sign(world.secretary).post(address(case, "admission_meeting"), data)
    assert response.status_code == 422
    for words in (
        "还差 1 人",
        "赞成票 5 + 书面赞成 1 = 6；须超过应到的半数，至少 6 人",
        "数字不符",
        "第二十条",
    ):
        assert words in response.text, words
    assert Case.objects.get().state == "fill_form"


def test_the_form_needs_few_queries(
    world: Drive, sign: Sign, on_day: Callable[[date], None], django_assert_max_num_queries: Any
) -> None:
    case = world.to("list_target")
    on_day(world.day("appoint_introducers"))
    client = sign(world.secretary)
    client.get(address(case, "appoint_introducers"))
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address(case, "appoint_introducers"))


def test_contacts_come_as_introducers_and_are_picked_from_the_list(
    world: Drive, sign: Sign, on_day: Callable[[date], None]
) -> None:
    case = world.to("list_target")
    on_day(world.day("appoint_introducers"))
    client = sign(world.secretary)
    text = client.get(address(case, "appoint_introducers")).text
    for member in world.members[:2]:
        assert f'value="{member.pk}" selected' in text
    probationer = make_member(world.tree.branch, standing="probationary")
    data = body(world, case, "appoint_introducers", **{"introducers-0": str(probationer.pk)})
    response = client.post(address(case, "appoint_introducers"), data)
    assert response.status_code == 422
    assert f"{probationer.person.name}不是正式党员，不能担任。" in response.text
    assert (
        client.post(
            address(case, "appoint_introducers"), body(world, case, "appoint_introducers")
        ).status_code
        == 302
    )
    assert case.sponsorships.filter(kind=Sponsorship.Kind.INTRODUCER).count() == 2


def test_login_is_asked_first(case: Case) -> None:
    assert Client().get(address(case, "talk")).status_code == 302


def test_a_refusal_stands_once_beside_what_it_is_about(
    world: Drive, case: Case, sign: Sign, on_day: Callable[[date], None]
) -> None:
    """After a refusal the panel says what it said before, and once a stale page was shown it is
    not stale again.
    """
    late = world.day("apply") + timedelta(60)
    on_day(late)
    client, data = sign(world.secretary), body(world, case, "talk", on=late.isoformat())
    text = client.post(address(case, "talk"), data).text
    assert text.count('<textarea id="reason-A05"') == 1
    assert "读不出或不允许" not in text
    assert "还缺" not in text
    stale = client.post(address(case, "talk"), data | {"version": "0", "reason-A05": "外出务工"})
    assert stale.status_code == 409
    assert "可以登记，下面的提示和理由随登记保留" in stale.text


def test_without_script_a_button_looks_at_the_form(world: Drive, case: Case, sign: Sign) -> None:
    data = body(world, case, "talk", on="2026/13/1", place="会议室") | {"check": "1"}
    response = sign(world.secretary).post(address(case, "talk"), data)
    assert response.status_code == 200
    assert 'value="会议室"' in response.text
    assert 'value="2026/13/1"' in response.text
    assert "没有这一天" in response.text
    assert f'name="request_id" value="{data["request_id"]}"' in response.text
    assert "error-summary" not in response.text
    assert Case.objects.get().version == 1


def test_a_reason_that_nothing_wants_now_is_carried_along(
    world: Drive, case: Case, sign: Sign, on_day: Callable[[date], None]
) -> None:
    """Typed for a late day; the day is cleared and written again, and the reason is there still."""
    late = world.day("apply") + timedelta(60)
    on_day(late)
    client, data = sign(world.secretary), body(world, case, "talk", on=late.isoformat())
    text = client.post(
        address(case, "talk", "check"), data | {"on": "", "reason-A05": "外出务工"}
    ).text
    assert '<input type="hidden" name="kept-reason-A05" value="外出务工">' in text
    text = client.post(address(case, "talk", "check"), data | {"kept-reason-A05": "外出务工"}).text
    assert ">外出务工</textarea>" in text
    assert READY not in text  # shown again, and not given until it is sent
    on_day(world.day("talk"))
    kept = body(world, case, "talk", on=world.day("talk").isoformat()) | {
        "kept-reason-A05": "外出务工"
    }
    assert client.post(address(case, "talk"), kept).status_code == 302
    assert case.entries.get(code="talk").reasons == {}


def test_a_talk_begins_with_who_records_and_where_the_last_one_was(
    world: Drive, case: Case, sign: Sign
) -> None:
    world.record(world.open_case(seed=90_501), "talk", place="二楼会议室")
    world.secretary.person = make_member(world.tree.branch).person
    world.secretary.save()
    form = sign(world.secretary).get(address(case, "talk")).context["form"]
    assert form["talker"].value() == world.secretary.person.name
    assert form["capacity"].value() == "secretary"
    assert form["place"].value() == "二楼会议室"
    member = make_user(Role.ORGANIZATION_MEMBER, world.tree.branch)
    form = sign(member).get(address(case, "talk")).context["form"]
    assert (form["talker"].value(), form["capacity"].value()) == (None, None)  # belongs to nobody


def test_the_place_of_a_talk_is_that_of_the_own_branch(
    world: Drive, case: Case, sign: Sign
) -> None:
    far = Drive(world.start, within=replace(world.tree, branch=world.tree.far_branch))
    far.record(far.open_case(seed=90_502), "talk", place="别处")
    form = sign(world.secretary).get(address(case, "talk")).context["form"]
    assert form["place"].value() is None
