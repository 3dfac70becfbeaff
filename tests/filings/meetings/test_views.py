"""The pages of a meeting: prepared, checked, closed; and who may come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from branches.acts import Role
from branches.models import User
from cases.models import Case, Entry, Worksheet
from cases.services import save_worksheet
from filings.meetings.models import Meeting
from tests.cases.views.conftest import Sign
from tests.factories import make_appointment, make_user
from tests.filings.meetings.build import DAY, MeetingWorld

pytestmark = pytest.mark.django_db
WHOLE = {
    "on": "2028-4-16",
    "place": "三楼会议室",
    "ballot-should_attend": "10",
    "ballot-present": "9",
    "ballot-given_out": "9",
    "ballot-taken_back": "9",
    "ballot-is_secret": "yes",
    "ballot-is_one_by_one": "yes",
    "chair": "赵一",
    "resolution": ["performance", "attendance", "result", "date", "signature"],
    "exclusions-TOTAL_FORMS": "1",
    "exclusions-INITIAL_FORMS": "0",
}
ROW = {
    "ballot-given_out": "",
    "ballot-taken_back": "",
    "ballot-in_favour": "8",
    "ballot-against": "0",
    "ballot-abstaining": "1",
    "ballot-spoiled": "0",
    "ballot-written": "1",
    "ballot-written_in_favour": "1",
    "opinions-INITIAL_FORMS": "0",
}
OF_STEP: dict[str, dict[str, str]] = {
    "admission_meeting": {"introducers_present": "yes", "opinions-TOTAL_FORMS": "0"},
    "conversion_meeting": {
        "outcome": "on_time",
        "committee_review_on": "2028-4-14",
        "opinions-TOTAL_FORMS": "3",
        "opinions-0-kind": "group",
        "opinions-0-on": "2028-4-13",
        "opinions-1-kind": "members",
        "opinions-1-on": "2028-4-13",
        "opinions-2-kind": "masses",
        "opinions-2-on": "2028-4-13",
        "written_opinions-TOTAL_FORMS": "0",
        "written_opinions-INITIAL_FORMS": "0",
    },
}


@pytest.fixture
def world(on_day: Callable[[date], None]) -> MeetingWorld:
    on_day(DAY)
    return MeetingWorld()


def typed(*rows: tuple[Case, str], **more: Any) -> dict[str, Any]:
    """The meeting as a browser sends it; `more` of single fields, with `__` for a hyphen."""
    data: dict[str, Any] = WHOLE | {"chosen": [str(case.pk) for case, _ in rows]}
    for case, code in rows:
        own = ROW | OF_STEP[code] | {"version": str(Case.objects.get(pk=case.pk).version)}
        data |= {f"p{case.pk}-{name}": text for name, text in own.items()}
    return data | {name.replace("__", "-"): text for name, text in more.items()}


def confirm(client: Client, page: str, *cases: Case, **more: Any) -> Any:
    version = Meeting.objects.drafts().get().version
    data = {
        "request_id": str(uuid4()),
        "version": str(version),
        "case": [str(case.pk) for case in cases],
        "confirmed": "yes",
    }
    return client.post(f"{page}close/", data | more)


def test_three_are_discussed_and_recorded_at_once(world: MeetingWorld, sign: Sign) -> None:
    """Two of step 15 and one of 23, prepared by one and closed by another."""
    rows = [
        (world.add("admission_meeting", "王一"), "admission_meeting"),
        (world.add("admission_meeting", "李二"), "admission_meeting"),
        (world.add("conversion_meeting", "孙三"), "conversion_meeting"),
    ]
    cases = [case for case, _ in rows]
    writer, client = sign(world.colleague), sign(world.secretary)
    page = writer.get(world.page)
    assert "有表决权的正式党员 10 名" in page.text
    assert 'value="10"' in page.text
    sent = typed(*rows) | {
        f"p{cases[0].pk}-resolution_text": "【大会日期】在【地点】，赞成【赞成】票"
    }
    assert writer.post(world.page, {**sent, "save": "1"}).status_code == 302
    shown = client.get(world.page)
    assert "三楼会议室" in shown.text
    assert shown.text.count("可以登记") >= 3
    led = client.post(world.page, sent)
    assert (led.status_code, led.headers["Location"]) == (302, f"{world.page}close/")
    closing = client.get(f"{world.page}close/")
    assert "将要登记（3 人）" in closing.text
    done = confirm(client, world.page, *cases)
    meeting = Meeting.objects.get()
    assert (done.status_code, done.headers["Location"]) == (302, f"/meetings/held/{meeting.pk}/")
    assert [Case.objects.get(pk=case.pk).state for case in cases] == [code for _, code in rows]
    facts: Any = Entry.objects.get(case=cases[0]).step_facts
    assert facts.resolution_text == "2028年4月16日在三楼会议室，赞成8票"
    assert (facts.is_passed, facts.ballot.given_out, facts.chair) == (True, 9, "赵一")
    held = client.get(done.headers["Location"])
    assert f"/cases/{cases[2].number}/papers/#step-conversion_meeting" in held.text


def test_what_cannot_be_recorded_stays_with_its_reason(world: MeetingWorld, sign: Sign) -> None:
    client = sign(world.secretary)
    names = ("王一", "李二", "孙三", "钱四")
    rows = [(world.add("admission_meeting", name), "admission_meeting") for name in names]
    good, lacking, stale, lost = (case for case, _ in rows)
    sent = typed(*rows)
    sent[f"p{lacking.pk}-introducers_present"] = ""
    sent[f"p{lost.pk}-ballot-in_favour"] = "1"  # not passed, and not said what becomes of the case
    sent[f"p{lost.pk}-ballot-against"] = "7"
    Case.objects.filter(pk=stale.pk).update(version=5)
    assert client.post(world.page, sent).status_code == 302
    page = client.get(f"{world.page}close/").text
    assert "将要登记（1 人）" in page
    assert "留在草稿里（3 人）" in page
    assert "还缺：入党介绍人到会介绍情况" in page
    assert "案卷已有变动" in page
    assert "还缺：未通过的处理" in page
    assert confirm(client, world.page, good).status_code == 302
    assert Entry.objects.get().case == good
    rest = Meeting.objects.drafts().get()
    assert set(rest.data["chosen"]) == {str(each.pk) for each in (lacking, stale, lost)}
    assert "接着填写" in client.get(Meeting.objects.closed().get().get_absolute_url()).text


def test_not_passed_is_reckoned_and_takes_its_turn(world: MeetingWorld, sign: Sign) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    row = f"p{case.pk}"
    sent = typed((case, "admission_meeting")) | {
        f"{row}-ballot-in_favour": "3",
        f"{row}-ballot-against": "5",
        f"{row}-afterwards": "continue_after_meeting",
    }
    client.post(world.page, sent)
    assert confirm(client, world.page, case).status_code == 302
    facts: Any = Entry.objects.filter(kind="step").get().step_facts
    assert facts.is_passed is False
    assert Case.objects.get(pk=case.pk).state == "appoint_contacts"


def test_without_a_quorum_nothing_is_recorded(world: MeetingWorld, sign: Sign) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    sent = typed((case, "admission_meeting"), ballot__present="5", ballot__given_out="5")
    sent |= {"ballot-taken_back": "5", f"p{case.pk}-ballot-in_favour": "4"}
    sent[f"p{case.pk}-afterwards"] = "continue_after_meeting"
    client.post(world.page, sent)
    assert "不能开会表决" in client.get(f"{world.page}close/").text
    assert confirm(client, world.page, case).status_code == 409
    assert not Entry.objects.exists()


def test_a_finding_wants_a_reason_on_the_closing_page(world: MeetingWorld, sign: Sign) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    sent = typed((case, "admission_meeting")) | {f"p{case.pk}-introducers_present": "no"}
    client.post(world.page, sent)
    name = f"p{case.pk}-reason-D30"
    assert f'name="{name}"' in client.get(f"{world.page}close/").text
    refused = confirm(client, world.page, case)
    assert refused.status_code == 422
    assert "王一：入党介绍人没有到" in refused.text
    assert confirm(client, world.page, case, **{name: "介绍人住院，已书面介绍"}).status_code == 302
    assert Entry.objects.get().reasons == {"D30": "介绍人住院，已书面介绍"}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("on", "2028-13-1", "月份"),
        ("on", "2028-4-17", "日期不能晚于今天"),
        ("on", "", "请填写大会日期。"),
        ("ballot-present", "九个", "数"),
        ("ballot-is_secret", "", "请在“无记名投票”中选择是或否。"),
        ("exclusions-0-reason", "出国", "请填写党员姓名。"),
        ("chosen", "", "请至少选择一名"),
        ("p-ballot-in_favour", "八", "有 1 项读不出"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(
    world: MeetingWorld, sign: Sign, name: str, text: str, says: str
) -> None:
    case = world.add("admission_meeting", "王一")
    sent = typed((case, "admission_meeting"))
    sent[name.replace("p-", f"p{case.pk}-")] = text
    if name == "chosen":
        del sent["chosen"]
    response = sign(world.secretary).post(world.page, sent)
    assert response.status_code == 422
    assert says in response.text
    assert 'value="三楼会议室"' in response.text
    assert not Entry.objects.exists()


def test_a_double_click_records_once_and_an_old_page_is_told(
    world: MeetingWorld, sign: Sign
) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    client.post(world.page, typed((case, "admission_meeting")))
    stale = confirm(client, world.page, case, version="99")
    assert stale.status_code == 409
    assert "已有变动" in stale.text
    request_id, version = str(uuid4()), str(Meeting.objects.get().version)
    data = {"request_id": request_id, "version": version, "case": [str(case.pk)]}
    answers = [client.post(f"{world.page}close/", data) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Entry.objects.count() == 1
    assert client.get(f"{world.page}close/").status_code == 302


def test_a_case_recorded_elsewhere_is_named(world: MeetingWorld, sign: Sign) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    client.post(world.page, typed((case, "admission_meeting")))
    Case.objects.filter(pk=case.pk).update(state="admission_meeting")
    assert "王一：案卷现处于" in client.get(world.page).text
    assert "没有可以登记的人员" in client.get(f"{world.page}close/").text


def test_it_is_checked_while_one_types_and_a_row_more_is_given(
    world: MeetingWorld, sign: Sign
) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    sent = typed((case, "admission_meeting"))
    piece = client.post(f"{world.page}check/", sent)
    assert f'id="votes-{case.pk}"' in piece.text
    assert "通过" in piece.text
    sent["ballot-should_attend"] = "12"
    assert "填写应到 12 名" in client.post(f"{world.page}check/", sent).text
    more = client.post(world.page, {**sent, "exclusions-ADD": "1"})
    assert 'name="exclusions-1-name"' in more.text
    more = client.post(world.page, {**sent, f"p{case.pk}-opinions-ADD": "1"})
    assert f'name="p{case.pk}-opinions-0-name"' in more.text
    assert not Meeting.objects.exists()


def test_another_window_is_told_and_its_text_kept(world: MeetingWorld, sign: Sign) -> None:
    client, other = sign(world.secretary), sign(world.colleague)
    save = {"save": "1", "draft_version": "0"}
    client.post(world.page, {**save, "place": "一楼", "draft_window": str(uuid4())})
    told = other.post(
        world.page, {**save, "place": "二楼", "draft_window": str(uuid4())}, follow=True
    )
    assert "在另一窗口" in told.text
    aside = Worksheet.objects.get(owner=world.colleague)
    assert "地点" in told.text
    other.post(world.page, {"use": str(aside.pk)})
    assert Meeting.objects.get().text("place") == "二楼"
    assert other.post(world.page, {"use": "999"}).status_code == 404
    other.post(world.page, {"discard": "1"})
    assert not Meeting.objects.exists()


def test_who_comes_in(world: MeetingWorld, sign: Sign) -> None:
    tree = world.tree
    outside = make_user(Role.BRANCH_SECRETARY, tree.other_branch)
    for address in (world.page, f"{world.page}close/", f"{world.page}check/"):
        assert sign(outside).post(address).status_code == 404
    places = (tree.branch, tree.general_branch, tree.bureau, tree.city_department, tree.city)
    for role in Role:
        place = next(each for each in places if each.admits(role))
        user = make_user(role, place)
        wanted = 200 if role in (Role.BRANCH_SECRETARY, Role.ORGANIZATION_MEMBER) else 403
        assert sign(user).get(world.page).status_code == wanted, role


def test_a_closed_meeting_is_seen_in_its_scope(world: MeetingWorld, sign: Sign) -> None:
    case = world.add("admission_meeting", "王一")
    meeting = world.close(world.keep({}), world.decided(case, "admission_meeting"))
    page = f"/meetings/held/{meeting.pk}/"
    assert sign(world.secretary).get(page).status_code == 200
    outside = make_user(Role.BRANCH_SECRETARY, world.tree.other_branch)
    assert sign(outside).get(page).status_code == 404
    assert "2028年4月16日" in sign(world.secretary).get(world.page).text


def test_the_desk_and_the_step_lead_here(world: MeetingWorld, sign: Sign) -> None:
    case = world.add("admission_meeting", "王一")
    client = sign(world.secretary)
    assert "登记支部大会" in client.get("/").text
    assert client.get("/meetings/").headers["Location"] == world.page
    step = client.get(f"/cases/{case.number}/steps/admission_meeting/").text
    assert "同一次大会讨论多人？" in step
    assert world.page in step
    both: User = world.colleague
    make_appointment(both, Role.BRANCH_SECRETARY, world.tree.other_branch)
    assert world.tree.other_branch.name in sign(both).get("/meetings/").text


def test_many_rows_ask_no_more_queries_than_one(world: MeetingWorld, sign: Sign) -> None:
    client = sign(world.secretary)
    rows = [(world.add("admission_meeting", "王一"), "admission_meeting")]
    client.post(world.page, typed(*rows))
    asked = []
    for name in ("李二", "孙三"):
        asked.append([count(client, world.page), count(client, f"{world.page}close/")])
        rows.append((world.add("admission_meeting", name), "admission_meeting"))
        client.post(world.page, typed(*rows))
    asked.append([count(client, world.page), count(client, f"{world.page}close/")])
    assert asked[0] == asked[1] == asked[2]


def count(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_a_day_is_kept_as_the_day_it_meant(
    world: MeetingWorld, sign: Sign, on_day: Callable[[date], None]
) -> None:
    """A draft is closed on another day: 今天 is written out when it is kept."""
    client, case = sign(world.secretary), world.add("conversion_meeting", "孙三")
    sent = typed((case, "conversion_meeting"), on="今天") | {f"p{case.pk}-opinions-0-on": "昨天"}
    client.post(world.page, {**sent, "save": "1"})
    data = Meeting.objects.get().data
    assert data["on"] == ["2028年4月16日"]
    assert data[f"p{case.pk}-opinions-0-on"] == ["2028年4月15日"]
    on_day(date(2028, 4, 17))
    assert "2028年4月16日" in client.get(f"{world.page}close/").text


def test_ballots_of_a_row_are_those_of_the_others_unless_typed(
    world: MeetingWorld, sign: Sign
) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    sent = typed((case, "admission_meeting"))
    row = f"p{case.pk}-ballot"
    lacking = client.post(f"{world.page}check/", {**sent, "ballot-given_out": ""})
    assert "发出票" in lacking.text
    client.post(world.page, {**sent, f"{row}-taken_back": "8", f"{row}-in_favour": "7"})
    assert "收回票 8" in client.get(f"{world.page}close/").text
    assert confirm(client, world.page, case).status_code == 302
    facts: Any = Entry.objects.get().step_facts
    assert (facts.ballot.given_out, facts.ballot.taken_back) == (9, 8)


def test_what_is_kept_on_the_page_of_the_step_is_told_before_it_ends(
    world: MeetingWorld, sign: Sign
) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    actor = world.actor(world.colleague)
    save_worksheet(case=case, code="admission_meeting", data={"chair": ["周二"]}, by=actor)
    client.post(world.page, typed((case, "admission_meeting")))
    for page in (world.page, f"{world.page}close/"):
        assert "按大会登记后那份不再保留" in client.get(page).text


def test_forged_ids_do_no_harm(world: MeetingWorld, sign: Sign) -> None:
    client, case = sign(world.secretary), world.add("admission_meeting", "王一")
    other = world.add("admission_meeting", "李二")
    Case.objects.filter(pk=other.pk).update(branch=world.tree.other_branch)
    sent = typed((case, "admission_meeting"), (other, "admission_meeting"))
    sent["chosen"] += ["9" * 5000, "9" * 18, "１", "-1", "x"]
    sent["p" + "9" * 500 + "-on"] = "x"
    assert client.post(world.page, sent).status_code == 302
    page = client.get(f"{world.page}close/").text
    assert "王一" in page
    assert "李二" not in page
    assert confirm(client, world.page, case, other).status_code == 409
    assert client.post(f"{world.page}close/", {"case": ["9" * 5000]}).status_code == 422
    assert client.post(f"{world.page}check/", {"chosen": "1"}).status_code == 200
    assert client.post(world.page, {"chosen": str(case.pk)}).status_code == 422
    assert confirm(client, world.page, case).status_code == 302
    assert Entry.objects.get().case == case
