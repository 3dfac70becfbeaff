"""The pages of who receives: receive, deliberate, draft, accept; each done, refused, sent twice."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from branches.acts import Role
from cases.models import Entry, Worksheet
from filings.kinds import KINDS
from filings.may import OWN_SUBMISSION
from filings.models import FilingItem
from filings.planning.models import Quota
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_appointment, make_user
from tests.filings.pages import (
    STATE,
    OnDay,
    address,
    answer,
    below_general_branch,
    fresh,
    own_form,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


@pytest.mark.parametrize(
    "kind", ["file_activist", "list_consent", "pre_review", "approve", "approve_conversion"]
)
def test_a_decider_accepts_each_kind(world: Drive, on_day: OnDay, sign: Sign, kind: str) -> None:
    item = submitted(world, kind, on_day)
    if kind == "approve":
        world.record(item.case, "committee_talk", by=world.decider)
    client, data = sign(world.decider), answer(world, item)
    assert client.get(item.get_absolute_url()).status_code == 200
    shown = client.post(address("accept", item), data)
    assert shown.status_code == 200
    assert fresh(item).state == STATE.SUBMITTED, "shown once more, not done yet"
    assert f"确认{KINDS[kind].accept}" in shown.text
    response = client.post(address("accept", item), data | {"confirmed": "yes"})
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("filings"), "it was the last one"
    told = client.get(response.headers["Location"]).text
    name, back = item.case.person.name, f"{item.get_absolute_url()}?list=inbox&amp;at="
    assert re.search(
        f'已答复<a href="{re.escape(back)}[^"]+">{name}</a>：{KINDS[kind].accept}', told
    )
    assert fresh(item).state == STATE.ACCEPTED
    assert fresh(item).case.state == kind
    assert client.get(item.get_absolute_url()).status_code == 200


def test_the_department_receives_what_was_filed_with_it(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "file_with_department", on_day)
    for user in (world.clerk, world.decider):
        assert sign(user).post(address("accept", item), answer(world, item)).status_code == 403
    data = answer(world, item, confirmed="yes")
    assert sign(world.officer).post(address("accept", item), data).status_code == 302
    facts = fresh(item).case.facts.steps.file_with_department
    assert facts is not None
    assert (facts.received_on, facts.number) == (world.day("file_with_department"), "备2028-7")


def test_who_may_not_decide_gets_403_and_who_may_not_see_404(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "pre_review", on_day)
    data = answer(world, item, confirmed="yes")
    everyone = {
        world.clerk: 403,
        world.secretary: 403,
        world.officer: 403,
        world.contact: 403,
        make_user(Role.GENERAL_BRANCH_SECRETARY, world.tree.general_branch): 403,
        make_user(Role.COMMITTEE_SECRETARY, world.tree.other_root): 404,
    }
    for user, status in everyone.items():
        assert sign(user).post(address("accept", item), data).status_code == status, user
    assert sign(world.decider).get(address("accept", item)).status_code == 302
    assert fresh(item).state == STATE.SUBMITTED


@pytest.mark.parametrize("act", ["receive", "deliberate", "draft", "accept"])
def test_what_changes_something_is_posted(
    world: Drive, on_day: OnDay, sign: Sign, act: str
) -> None:
    item = submitted(world, "file_activist", on_day)
    assert sign(world.decider).get(address(act, item)).status_code == 302


def test_a_decision_sent_twice_is_made_once(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "pre_review", on_day)
    client, data = sign(world.decider), answer(world, item, confirmed="yes")
    assert [client.post(address("accept", item), data).status_code for _ in range(2)] == [302, 302]
    assert item.case.entries.filter(code="pre_review", kind=Entry.Kind.STEP).count() == 1


def test_the_second_to_decide_reads_who_decided_and_when(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "pre_review", on_day)
    other = make_user(Role.ORGANIZER, world.tree.bureau)
    data = answer(world, item, confirmed="yes")
    assert sign(world.decider).post(address("accept", item), data).status_code == 302
    late = data | {"request_id": str(uuid4())}
    response = sign(other).post(address("accept", item), late)
    assert response.status_code == 422
    text = response.content.decode()
    assert f"已由{world.decider.get_full_name()}于" in text
    assert address("accept", item) not in text, "no form is left"
    page = sign(other).get(address("refuse", item))
    assert f"已由{world.decider.get_full_name()}于" in page.content.decode()


def test_who_submitted_does_not_decide_and_reads_why(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    make_appointment(world.decider, Role.BRANCH_SECRETARY, world.tree.branch)
    world.decider.refresh_from_db()
    item = world.submit(world.to("committee_review"), "pre_review", by=world.decider)
    on_day(world.day("pre_review"))
    client = sign(world.decider)
    assert OWN_SUBMISSION in client.get(item.get_absolute_url()).content.decode()
    assert (
        client.post(address("accept", item), answer(world, item, confirmed="yes")).status_code
        == 403
    )
    assert fresh(item).state == STATE.SUBMITTED


def test_a_stale_decision_keeps_what_was_typed(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "pre_review", on_day)
    data = answer(world, item, remarks="同意该同志通过预审", confirmed="yes") | {"version": "1"}
    response = sign(world.decider).post(address("accept", item), data)
    assert response.status_code == 409
    text = response.content.decode()
    assert "同意该同志通过预审" in text
    assert f'name="version" value="{fresh(item).case.version}"' in text
    assert fresh(item).state == STATE.SUBMITTED


def approval_waiting(world: Drive, on_day: OnDay) -> FilingItem:
    item = submitted(world, "approve", on_day)
    world.record(item.case, "committee_talk", by=world.decider)
    return item


def test_the_quota_is_shown_where_admission_is_decided(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = approval_waiting(world, on_day)
    response = sign(world.decider).get(item.get_absolute_url())
    day = world.day("admission_meeting")
    assert f"没有下达{day.year}年的指标" in response.text
    assert "reason-D25" not in response.text
    grant(world, 1)
    assert "reason-D25" not in sign(world.decider).get(item.get_absolute_url()).text, (
        "one place is left"
    )
    data = answer(world, item, confirmed="yes")
    assert sign(world.decider).post(address("accept", item), data).status_code == 302
    assert item.case.entries.get(code="approve", kind=Entry.Kind.STEP).reasons == {}


def grant(world: Drive, number: int) -> None:
    """A quota of the committee that decides, in the year of the branch meeting."""
    day = world.day("admission_meeting")
    values = {"granted": number, "granted_on": day, "granted_by": world.decider}
    Quota.objects.create(year=day.year, organization=world.tree.bureau, **values)


def test_an_admission_beyond_the_quota_wants_a_reason(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = approval_waiting(world, on_day)
    grant(world, 0)
    draft = answer(world, item) | {"reason-D25": "已申请追加"}
    assert sign(world.clerk).post(address("draft", item), draft).status_code == 302
    client = sign(world.decider)
    page = client.get(item.get_absolute_url()).text
    assert "再批准一名即超出" in page
    assert "#26-38" in page
    assert re.search(r'name="reason-D25"[^>]*>已申请追加<', page), (
        "asked beside the decision, as it was drafted"
    )
    data = answer(world, item, confirmed="yes")
    refused = client.post(address("accept", item), data)
    assert refused.status_code == 422
    assert "接收预备党员 1 名，下达指标 0 名，超出 1 名（《细则》第三十八条）" in refused.text
    assert fresh(item).state == STATE.SUBMITTED
    given = data | {"reason-D25": "上级同意追加一名"}
    assert (
        "上级同意追加一名" in client.post(address("accept", item), given | {"confirmed": []}).text
    )
    assert client.post(address("accept", item), given).status_code == 302
    assert item.case.entries.get(code="approve", kind=Entry.Kind.STEP).reasons == {
        "D25": "上级同意追加一名"
    }
    assert (
        "不超过下达的发展党员指标：上级同意追加一名"
        in client.get(fresh(item).case.get_absolute_url(), {"tab": "history"}).text
    )


def test_a_void_finding_refuses_with_its_article(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = approval_waiting(world, on_day)
    facts = world.step("approve", is_collective=False)
    response = sign(world.decider).post(address("accept", item), answer(world, item, facts=facts))
    assert response.status_code == 422
    assert "《细则》第二十四条" in response.content.decode()


def test_a_finding_that_wants_a_reason_asks_for_it(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = approval_waiting(world, on_day)
    facts = world.step("approve", probation_to=date(2030, 1, 1))
    client, data = sign(world.decider), answer(world, item, facts=facts)
    response = client.post(address("accept", item), data)
    assert response.status_code == 422
    assert 'name="reason-D22"' in response.content.decode()
    given = data | {"reason-D22": "志愿书误填，已另行说明", "confirmed": "yes"}
    assert client.post(address("accept", item), given).status_code == 302
    entry = item.case.entries.get(code="approve", kind=Entry.Kind.STEP)
    assert entry.reasons == {"D22": "志愿书误填，已另行说明"}


def test_17_is_not_decided_before_the_talk_of_16(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "approve", on_day)
    client = sign(world.decider)
    assert "须先完成第 16 步" in client.get(item.get_absolute_url()).content.decode()
    response = client.post(address("accept", item), answer(world, item))
    assert response.status_code == 422
    assert "须先完成第 16 步" in response.content.decode()


def test_what_is_missing_stands_at_its_field(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "pre_review", on_day)
    response = sign(world.decider).post(
        address("accept", item), answer(world, item, on="2100-1-1", is_written=None)
    )
    assert response.status_code == 422
    assert "不能晚于今天" in response.content.decode()
    assert "请在“已书面通知党支部”中选择是或否" in response.content.decode()


def test_an_answer_is_not_dated_before_the_receipt(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "file_activist", on_day)
    client, day = sign(world.clerk), world.day("file_activist")
    later = date(day.year, day.month, day.day + 2)
    on_day(later)
    assert client.post(address("receive", item), own_form(on=later.isoformat())).status_code == 302
    assert (fresh(item).state, fresh(item).received_on) == (STATE.RECEIVED, later)
    again = client.post(address("receive", item), own_form(on=later.isoformat()))
    assert again.status_code == 422
    assert "已于" in again.content.decode()
    response = client.post(address("accept", item), answer(world, item))
    assert response.status_code == 422
    assert "不能早于收到日期" in response.content.decode()


def test_the_clerk_drafts_and_the_decider_finds_it(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "pre_review", on_day)
    data = answer(world, item, remarks="材料齐全，拟同意")
    assert sign(world.secretary).post(address("draft", item), data).status_code == 403
    assert sign(world.clerk).post(address("draft", item), data).status_code == 302
    assert Worksheet.objects.get().saved_by == world.clerk
    url = reverse("step", args=[item.case.number, "pre_review"])
    assert sign(world.secretary).post(url, data | {"save": "1"}).status_code == 403, (
        "the branch does not write the answer"
    )
    assert Worksheet.objects.get().saved_by == world.clerk
    text = sign(world.decider).get(item.get_absolute_url()).content.decode()
    assert "材料齐全，拟同意" in text
    assert f"{world.clerk.get_full_name()}" in text
    sign(world.decider).post(address("accept", item), data | {"confirmed": "yes"})
    assert not Worksheet.objects.exists()
    late = sign(world.clerk).post(address("draft", item), data)
    assert late.status_code == 422


def test_two_who_draft_one_opinion_are_told_and_both_texts_stay(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    """The clerk and the decider opened the page together; who saves second does not write over
    the first.
    """
    item = submitted(world, "pre_review", on_day)
    clerk, decider = sign(world.clerk), sign(world.decider)
    for client in (clerk, decider):
        assert 'name="opinion_version" value="0"' in client.get(item.get_absolute_url()).text
    first = answer(world, item, remarks="材料齐全，拟同意", opinion_version="0")
    second = answer(
        world, item, remarks="缺一份函调回信", opinion_version="0", draft_window=str(uuid4())
    )
    assert clerk.post(address("draft", item), first).status_code == 302
    told = decider.post(address("draft", item), second, follow=True)
    assert f"在另一窗口（{world.clerk.get_full_name()}，" in told.text
    assert "拟办意见已保存" not in told.text
    assert 'name="opinion_version" value="1"' in told.text
    assert Worksheet.objects.shared().get().data["remarks"] == ["材料齐全，拟同意"]
    assert "<dd>缺一份函调回信</dd>" in told.text
    assert "缺一份函调回信" not in clerk.get(item.get_absolute_url()).text
    aside = Worksheet.objects.get(is_aside=True)
    assert clerk.post(address("draft", item), {"use": str(aside.pk)}).status_code == 404
    decider.post(address("accept", item), {"use": str(aside.pk)})
    assert Worksheet.objects.shared().get().data["remarks"] == ["缺一份函调回信"]
    assert "<dd>材料齐全，拟同意</dd>" in clerk.get(item.get_absolute_url()).text, (
        "the other text waits for its author"
    )
    fresh_page = answer(world, item, remarks="函调已补", opinion_version="2")
    assert clerk.post(address("draft", item), fresh_page).status_code == 302
    assert Worksheet.objects.shared().get().data["remarks"] == ["函调已补"]
    old_page = answer(world, item, remarks="旧页面")
    clerk.post(address("draft", item), old_page)
    assert Worksheet.objects.shared().get().data["remarks"] == ["函调已补"], (
        "it does not say what it showed"
    )


def test_an_answer_ends_what_others_began_about_it(world: Drive, on_day: OnDay, sign: Sign) -> None:
    item = submitted(world, "pre_review", on_day)
    clerk, decider = sign(world.clerk), sign(world.decider)
    clerk.post(address("return", item), {"save": "1", "note": "请补函调回信"})
    decider.post(address("refuse", item), {"save": "1", "note": "先不同意"})
    decider.post(address("accept", item), answer(world, item) | {"confirmed": "yes"})
    assert fresh(item).state == STATE.ACCEPTED
    assert not Worksheet.objects.filter(is_ended=False).exists()
    shown = clerk.get(reverse("workbench")).text
    assert "您暂存的内容没有用上（退回报送，" in shown
    assert f"{world.decider.get_full_name()} " in shown
    assert "<dt>总的意见</dt><dd>请补函调回信</dd>" in shown
    assert "请补函调回信" in clerk.get(address("return", item)).text
    assert "先不同意" in decider.get(reverse("workbench")).text


def test_what_stands_between_deliberates_and_passes_on(on_day: OnDay, sign: Sign) -> None:
    world = below_general_branch()
    between = make_user(Role.GENERAL_BRANCH_SECRETARY, world.tree.general_branch)
    item = submitted(world, "approve", on_day)
    world.record(item.case, "committee_talk", by=world.decider)
    day = item.submitted_on
    assert fresh(item).holder_id == world.tree.general_branch.pk
    early = sign(world.decider).post(address("accept", item), answer(world, item))
    assert early.status_code == 422
    assert "还在下级审议" in early.content.decode()
    assert sign(world.clerk).post(address("return", item), own_form(note="退")).status_code == 403
    client = sign(between)
    assert "审议并上报" in client.get(item.get_absolute_url()).content.decode()
    assert client.post(address("accept", item), answer(world, item)).status_code == 403
    assert client.post(address("deliberate", item), own_form(on=day.isoformat())).status_code == 422
    data = own_form(on=day.isoformat(), note="同意上报")
    assert [client.post(address("deliberate", item), data).status_code for _ in range(2)] == [
        302,
        302,
    ]
    assert fresh(item).holder_id == world.tree.bureau.pk
    again = client.post(address("deliberate", item), own_form(on=day.isoformat(), note="同意上报"))
    assert again.status_code == 422
    assert "已经审议并上报" in again.content.decode()
    assert sign(world.decider).post(address("deliberate", item), data).status_code == 302, (
        "a request done already"
    )
    assert (
        sign(world.decider)
        .post(address("deliberate", item), own_form(on=day.isoformat(), note="x"))
        .status_code
        == 403
    )
    done = sign(world.decider).post(address("accept", item), answer(world, item, confirmed="yes"))
    assert done.status_code == 302
    approval = fresh(item).case.facts.steps.approve
    assert approval is not None
    assert [each.organization for each in approval.deliberations or ()] == ["林场党总支"]


def test_what_stands_between_returns(on_day: OnDay, sign: Sign) -> None:
    world = below_general_branch()
    between = make_user(Role.GENERAL_BRANCH_SECRETARY, world.tree.general_branch)
    item = submitted(world, "approve", on_day)
    assert (
        sign(between).post(address("return", item), own_form(note="决议缺少签名")).status_code
        == 302
    )
    assert fresh(item).state == STATE.RETURNED


def test_a_decision_sent_after_the_post_comes_back_as_typed(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    item = submitted(world, "pre_review", on_day)
    data = answer(world, item, remarks="材料齐全，同意", note="暂缓办理")
    late = make_user(Role.COMMITTEE_SECRETARY, world.tree.bureau, until_on=item.submitted_on)
    for view in ("accept", "refuse", "return", "draft", "receive", "deliberate"):
        text = sign(late).post(address(view, item), data).content.decode()
        assert "您现在不能办理，本次没有写入" in text
        assert "材料齐全，同意" in text
        assert item.case.person.name not in text
    make_appointment(late, Role.CLERK, world.tree.bureau)
    response = sign(type(late).objects.get(pk=late.pk)).post(address("accept", item), data)
    assert response.status_code == 403
    assert "预审意见" in response.content.decode()
    assert "材料齐全，同意" in response.content.decode()
    assert fresh(item).state == STATE.SUBMITTED


@pytest.mark.parametrize("view", ["withdraw", "resubmit"])
def test_what_is_sent_up_after_the_post_comes_back_as_typed(
    world: Drive, on_day: OnDay, sign: Sign, view: str
) -> None:
    item = submitted(world, "pre_review", on_day)
    late = make_user(Role.BRANCH_SECRETARY, world.tree.branch, until_on=item.submitted_on)
    response = sign(late).post(address(view, item), {"note": "补正了谈话记录"})
    assert response.status_code == 403
    assert "补正了谈话记录" in response.content.decode()
    sending = reverse("filing_submit", args=["pre_review"])
    assert (
        "请速审"
        in sign(late).post(sending, {"note": "请速审", "case": item.case.number}).content.decode()
    )
