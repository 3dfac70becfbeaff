"""The meeting of a committee: filings answered one by one, all recorded or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from branches.acts import Role
from cases.models import Case, Entry
from filings.may import OWN_SUBMISSION
from filings.meetings.models import Meeting
from filings.meetings.selectors.known import voters_of
from filings.models import FilingItem
from filings.planning.models import Quota
from tests.cases.views.conftest import Sign
from tests.factories import make_appointment, make_user
from tests.filings.meetings.build import DAY, CommitteeWorld

pytestmark = pytest.mark.django_db
STATE = FilingItem.State
WHOLE = {
    "on": "2028-4-16",
    "place": "党委会议室",
    "votes-should_attend": "7",
    "votes-present": "6",
    "is_collective": "yes",
    "is_one_by_one": "yes",
    "chair": "赵一",
}
ROW = {"votes-in_favour": "5", "votes-against": "0", "votes-abstaining": "1"}
OF_KIND: dict[str, dict[str, str]] = {
    "list_consent": {},
    "pre_review": {"leaves_within_three_months": "no", "is_written": "yes"},
    "approve": {},
    "approve_conversion": {},
}


@pytest.fixture
def world(on_day: Callable[[date], None]) -> CommitteeWorld:
    on_day(DAY)
    return CommitteeWorld()


def typed(*items: FilingItem, **more: Any) -> dict[str, Any]:
    """The meeting as a browser sends it; `more` of single fields, with `__` for a hyphen."""
    data: dict[str, Any] = WHOLE | {"chosen": [str(item.case_id) for item in items]}
    for item in items:
        case = Case.objects.get(pk=item.case_id)
        own = ROW | OF_KIND[item.kind] | {"version": str(case.version)}
        if item.kind in ("approve", "approve_conversion"):
            own |= days_of_probation(case, item.kind)
        data |= {f"p{case.pk}-{name}": text for name, text in own.items()}
    return data | {name.replace("__", "-"): text for name, text in more.items()}


def days_of_probation(case: Case, kind: str) -> dict[str, str]:
    """As the form of the approval is filled in before anything is typed."""
    meeting = case.facts.steps.admission_meeting
    assert meeting is not None
    assert meeting.on is not None
    expiry = meeting.on.replace(year=meeting.on.year + 1)
    if kind == "approve_conversion":
        return {"full_from": str(expiry)}
    return {"probation_from": str(meeting.on), "probation_to": str(expiry - timedelta(1))}


def confirm(client: Client, page: str, *items: FilingItem, **more: Any) -> Any:
    data = {
        "request_id": str(uuid4()),
        "version": str(Meeting.objects.drafts().get().version),
        "case": [str(item.case_id) for item in items],
        "confirmed": "yes",
    }
    return client.post(f"{page}close/", data | more)


def states(*items: FilingItem) -> list[str]:
    return [FilingItem.objects.get(pk=item.pk).state for item in items]


def test_the_clerk_prepares_and_the_secretary_closes(world: CommitteeWorld, sign: Sign) -> None:
    """One of each kind; the listing is not passed."""
    kinds = ("list_consent", "pre_review", "approve", "approve_conversion")
    items = [
        world.file(kind, name)
        for kind, name in zip(kinds, ("王一", "李二", "孙三", "钱四"), strict=True)
    ]
    refused = f"p{items[0].case_id}"
    sent = typed(*items) | {
        f"{refused}-votes-in_favour": "3",
        f"{refused}-votes-against": "3",
        f"{refused}-votes-abstaining": "0",
        f"{refused}-note": "群众意见较大，继续培养。",
    }
    clerk, client = sign(world.clerk), sign(world.decider)
    assert "核对并登记</button>" not in clerk.get(world.page).text
    assert clerk.post(world.page, {**sent, "save": "1"}).status_code == 302
    assert clerk.post(world.page, sent).status_code == 403
    assert clerk.get(f"{world.page}close/").status_code == 403
    shown = client.get(world.page).text
    assert "党委会议室" in shown
    assert client.post(world.page, sent).status_code == 302
    closing = client.get(f"{world.page}close/").text
    assert "将要登记（4 人）" in closing
    assert "群众意见较大" in closing
    done = confirm(client, world.page, *items)
    meeting = Meeting.objects.get()
    assert (done.status_code, done.headers["Location"]) == (302, f"/meetings/held/{meeting.pk}/")
    assert states(*items) == [STATE.REFUSED, *[STATE.ACCEPTED] * 3]
    cases = [Case.objects.get(pk=item.case_id) for item in items]
    assert [case.state for case in cases] == ["appoint_contacts", *kinds[1:]]
    approved = cases[2].facts.steps.approve
    assert approved is not None
    assert approved.votes is not None
    assert (approved.on, approved.votes.in_favour, approved.votes.should_attend) == (DAY, 5, 7)
    assert approved.is_one_by_one
    assert (meeting.held_on, meeting.closed_by, meeting.entries.count()) == (DAY, world.decider, 4)
    held = client.get(meeting.get_absolute_url()).text
    assert held.count("打印批复和通知") == 3
    assert client.get(world.page).text.count("2028年4月16日") >= 1
    assert 'value="党委会议室"' in client.get(world.page).text


def test_who_did_not_pass_needs_a_reason_and_stays(world: CommitteeWorld, sign: Sign) -> None:
    client, item = sign(world.decider), world.file("approve", "王一")
    row = f"p{item.case_id}"
    sent = typed(item) | {f"{row}-votes-in_favour": "2", f"{row}-votes-against": "4"}
    sent[f"{row}-votes-abstaining"] = "0"
    sent[f"{row}-probation_from"] = ""
    page = client.post(f"{world.page}check/", sent).text
    assert "没有通过" in page
    assert "不同意的理由" in page
    assert "不同意后的处理" in page
    assert "预备期起" not in page
    client.post(world.page, sent)
    closing = client.get(f"{world.page}close/").text
    assert "留在草稿里（1 人）" in closing
    assert "现在没有可以登记的人员" in closing
    more = {f"{row}-note": "还不具备条件。", f"{row}-turn": "close_refused"}
    client.post(world.page, sent | more)
    assert confirm(client, world.page, item).status_code == 302
    assert states(item) == [STATE.REFUSED]
    assert Case.objects.get(pk=item.case_id).state == "closed"


def test_without_a_quorum_nothing_is_decided(world: CommitteeWorld, sign: Sign) -> None:
    client, item = sign(world.decider), world.file("pre_review", "王一")
    sent = typed(item, votes__present="3") | {f"p{item.case_id}-votes-in_favour": "3"}
    sent[f"p{item.case_id}-votes-abstaining"] = "0"
    client.post(world.page, sent)
    assert "不能开会表决" in client.get(f"{world.page}close/").text
    assert confirm(client, world.page, item).status_code == 409
    more = client.post(f"{world.page}check/", typed(item, votes__present="8"))
    assert "实到委员多于应到委员" in more.text
    wrong = typed(item) | {f"p{item.case_id}-votes-against": "4"}
    assert "多于实到 6" in client.post(f"{world.page}check/", wrong).text
    assert states(item) == [STATE.SUBMITTED]


def test_a_vote_that_was_not_one_by_one_is_void(world: CommitteeWorld, sign: Sign) -> None:
    """D19."""
    client, item = sign(world.decider), world.file("approve", "王一")
    client.post(world.page, typed(item, is_one_by_one="no"))
    page = client.get(f"{world.page}close/").text
    assert "没有逐个审议和表决" in page
    assert "留在草稿里（1 人）" in page


def test_a_day_before_the_filing_came_is_told(world: CommitteeWorld, sign: Sign) -> None:
    client, item = sign(world.decider), world.file("pre_review", "王一")
    early = item.submitted_on - timedelta(1)
    told = client.post(f"{world.page}check/", typed(item, on=str(early))).text
    assert "日期不能早于报送日期" in told


def test_all_are_answered_or_none(world: CommitteeWorld, sign: Sign) -> None:
    client = sign(world.decider)
    one, two = world.file("pre_review", "王一"), world.file("pre_review", "李二")
    client.post(world.page, typed(one, two))
    Case.objects.filter(pk=two.case_id).update(version=7)
    assert confirm(client, world.page, one, two).status_code == 409
    assert states(one, two) == [STATE.SUBMITTED] * 2
    assert not Entry.objects.exists()


def test_a_filing_answered_elsewhere_is_named_and_the_rest_goes_on(
    world: CommitteeWorld, sign: Sign
) -> None:
    client = sign(world.decider)
    one, two = world.file("pre_review", "王一"), world.file("pre_review", "李二")
    client.post(world.page, typed(one, two))
    FilingItem.objects.filter(pk=two.pk).update(state=STATE.WITHDRAWN, holder=None)
    page = client.get(f"{world.page}close/").text
    assert "李二：报送已经答复、退回或者撤回" in page
    assert confirm(client, world.page, one, two).status_code == 409
    assert confirm(client, world.page, one).status_code == 302
    assert states(one) == [STATE.ACCEPTED]


def test_what_the_rules_find_wants_one_reason(world: CommitteeWorld, sign: Sign) -> None:
    """Party age that does not run from the expiry, E13."""
    client, item = sign(world.decider), world.file("approve_conversion", "王一")
    client.post(world.page, typed(item) | {f"p{item.case_id}-full_from": "2028-3-1"})
    for page in (client.get(f"{world.page}close/"), confirm(client, world.page, item)):
        assert page.text.count(f'name="p{item.case_id}-reason-E13"') == 1


def test_a_quota_that_would_be_exceeded_is_asked_for_in_the_row(
    world: CommitteeWorld, sign: Sign
) -> None:
    client, item = sign(world.decider), world.file("approve", "王一")
    Quota.objects.create(
        organization=world.tree.bureau,
        year=DAY.year,
        granted=0,
        granted_on=DAY,
        granted_by=world.decider,
    )
    client.post(world.page, typed(item))
    asked = confirm(client, world.page, item)
    name = f"p{item.case_id}-reason-D25"
    assert asked.status_code == 422
    assert asked.text.count(f'name="{name}"') == 1
    assert states(item) == [STATE.SUBMITTED]
    done = confirm(client, world.page, item, **{name: "上级已同意追加一名指标。"})
    assert done.status_code == 302
    assert Entry.objects.get(code="approve").reasons == {"D25": "上级已同意追加一名指标。"}


def test_who_sent_it_up_does_not_answer_it(world: CommitteeWorld, sign: Sign) -> None:
    item = world.file("pre_review", "王一")
    FilingItem.objects.filter(pk=item.pk).update(submitted_by=world.decider)
    client = sign(world.decider)
    client.post(world.page, typed(item))
    assert OWN_SUBMISSION in client.get(f"{world.page}close/").text
    assert confirm(client, world.page, item).status_code == 409


def test_nobody_decides_about_themselves_or_elsewhere(world: CommitteeWorld, sign: Sign) -> None:
    own, far = world.file("pre_review", "王一"), world.file("pre_review", "李二")
    world.decider.person = own.case.person
    world.decider.save()
    far.filing.receiver = world.tree.city
    far.filing.save()
    FilingItem.objects.filter(pk=far.pk).update(holder=world.tree.city)
    client = sign(world.decider)
    page = client.get(world.page).text
    for item in (own, far):
        assert f"row-{item.case_id}" not in page
    client.post(world.page, typed(own, far))
    assert confirm(client, world.page, own, far).status_code == 409
    assert states(own, far) == [STATE.SUBMITTED] * 2


def test_who_comes_in(world: CommitteeWorld, sign: Sign) -> None:
    tree = world.tree
    outside = make_user(Role.COMMITTEE_SECRETARY, tree.other_root)
    for address in (world.page, f"{world.page}close/", f"{world.page}check/"):
        assert sign(outside).post(address).status_code == 404
    wanted = {
        Role.COMMITTEE_SECRETARY: (tree.bureau, 200),
        Role.COMMITTEE_MEMBER: (tree.bureau, 200),
        Role.ORGANIZER: (tree.bureau, 200),
        Role.CLERK: (tree.bureau, 200),
        Role.BRANCH_SECRETARY: (tree.branch, 404),
        Role.ORGANIZATION_MEMBER: (tree.branch, 404),
        Role.GENERAL_BRANCH_SECRETARY: (tree.general_branch, 403),
        Role.DEPARTMENT_OFFICER: (tree.bureau_department, 403),
        Role.ADMINISTRATOR: (tree.city, 403),
    }
    for role, (place, status) in wanted.items():
        assert sign(make_user(role, place)).get(world.page).status_code == status, role
    above = make_user(Role.COMMITTEE_SECRETARY, tree.city)
    assert sign(above).get(world.page).status_code == 403


def test_the_desk_leads_here_and_the_members_are_counted(world: CommitteeWorld, sign: Sign) -> None:
    client = sign(world.decider)
    assert "登记党委会" in client.get("/").text
    assert client.get("/meetings/?kind=committee").headers["Location"] == world.page
    member = make_user(Role.COMMITTEE_MEMBER, world.tree.bureau)
    make_appointment(member, Role.COMMITTEE_SECRETARY, world.tree.bureau)
    make_user(Role.ORGANIZER, world.tree.bureau)
    assert voters_of(world.of, DAY).count == 2
    assert "党委书记、党委委员 2 名" in client.get(world.page).text


def test_many_rows_ask_no_more_queries_than_one(world: CommitteeWorld, sign: Sign) -> None:
    client, asked = sign(world.decider), []
    items = [world.file("approve", "王一")]
    for name in ("李二", "孙三", ""):
        client.post(world.page, typed(*items))
        asked.append([count(client, world.page), count(client, f"{world.page}close/")])
        if name:
            items.append(world.file("approve", name))
    assert asked[0] == asked[1] == asked[2]


def count(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
