"""The workbench: what each role has to do, in how many queries."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches.actor import Actor
from branches.acts import MAY, Act, Role
from branches.models import User
from cases.models import Case
from cases.procedure import STEPS
from cases.selectors.workbench import Workbench
from cases.services.sent import Sent
from filings import services as filings
from tests.cases.services.drive import Drive
from tests.factories import make_appointment, make_user

pytestmark = pytest.mark.django_db
MOST_QUERIES = 27


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setenv("JISHI_TODAY", day.isoformat())


def bench(client: Client, user: User) -> Workbench:
    client.force_login(user, backend="branches.backends.AccountBackend")
    response = client.get(reverse("workbench"))
    assert response.status_code == 200
    found = response.context["bench"]
    assert isinstance(found, Workbench)
    return found


def stages(client: Client, user: User) -> list[int]:
    """How many open cases the user sees in each stage."""
    client.force_login(user, backend="branches.backends.AccountBackend")
    return [figure.count for figure in client.get(reverse("overview")).context["funnel"]]


def lines(found: Workbench) -> dict[str, list[tuple[str, str]]]:
    """`{group: [(what, url)]}`."""
    return {group.key: [(task.what, task.url) for task in group.tasks] for group in found.groups}


@pytest.mark.parametrize(
    ("received", "day", "group"),
    [
        (date(2026, 5, 30), date(2026, 5, 30), "later"),  # due on 30 June, in 31 days
        (date(2026, 5, 30), date(2026, 5, 31), "month"),  # in 30 days
        (date(2026, 6, 1), date(2026, 6, 23), "month"),  # due on 1 July, in 8 days
        (date(2026, 6, 1), date(2026, 6, 24), "week"),  # in 7 days
        (date(2026, 6, 1), date(2026, 7, 1), "week"),  # today
        (date(2026, 6, 1), date(2026, 7, 2), "overdue"),
    ],
)
def test_a_day_stands_in_its_group(
    client: Client,
    world: Drive,
    monkeypatch: pytest.MonkeyPatch,
    received: date,
    day: date,
    group: str,
) -> None:
    case = world.open_case(on=received, letter_on=received)
    on(monkeypatch, day)
    found = lines(bench(client, world.secretary))
    assert found == {group: [("2 党组织派人谈话", reverse("step", args=[case.number, "talk"]))]}


def test_a_step_in_turn_without_a_last_day_can_be_done(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("talk")
    on(monkeypatch, world.day("talk"))
    found = lines(bench(client, world.secretary))
    assert found == {
        "ready": [("3 推荐和确定入党积极分子", reverse("step", args=[case.number, "shortlist"]))]
    }


def test_a_step_that_is_too_early_stands_under_later(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.to("cultivate")
    on(monkeypatch, world.day("shortlist") + timedelta(300))
    assert ("7 确定发展对象", "ready") not in [
        (what, group)
        for group, tasks in lines(bench(client, world.secretary)).items()
        for what, _ in tasks
    ]


def test_a_filing_is_to_be_sent_up_until_it_waits(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("shortlist")
    on(monkeypatch, world.day_submitted("file_activist"))
    url = f"{reverse('filing_submit', args=['file_activist'])}?case={case.number}"
    assert ("4 上级党委备案", url) in lines(bench(client, world.secretary))["ready"]
    assert "ready" not in lines(bench(client, world.clerk))
    item = world.submit(case, "file_activist")
    found = lines(bench(client, world.secretary))
    assert all(what != "4 上级党委备案" for what, _ in found.get("ready", []))
    bench(client, world.clerk)
    assert item.get_absolute_url() in client.get(reverse("workbench")).text


def test_what_came_back_says_why(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("shortlist")
    day = world.day("file_activist")
    on(monkeypatch, day)
    item = world.submit(case, "file_activist")
    filings.return_item(
        item_id=item.pk,
        reasons=[{"step": "shortlist", "text": "推荐人数没有写明"}],
        note="请补充",
        by=Actor(world.clerk, day),
        sent=Sent(uuid4()),
    )
    bench(client, world.secretary)
    text = client.get(reverse("workbench")).text
    assert "退回待办（1）" in text
    assert "推荐人数没有写明" in text
    assert "推荐人数没有写明" in client.get(case.get_absolute_url(), {"tab": "history"}).text


def test_the_committee_has_the_talk_of_its_own_branches(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the branches that another committee approves for it has nothing, though it reads them."""
    case = world.to("admission_meeting")
    on(monkeypatch, world.day("admission_meeting"))
    above = make_user(Role.COMMITTEE_SECRETARY, world.tree.city)
    assert lines(bench(client, world.decider)) == {
        "ready": [("16 上级党委派人谈话", reverse("step", args=[case.number, "committee_talk"]))]
    }
    assert bench(client, above).groups == []
    assert bench(client, above).reads


def test_a_contact_has_the_examinations_of_whom_he_stands_by(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.to("appoint_contacts")
    on(monkeypatch, world.day("appoint_contacts"))
    found = bench(client, world.contact)
    url = f"{reverse('examinations')}?case={case.number}"
    assert lines(found) == {"later": [("6 培养教育考察：考察、思想汇报", url)]}
    task = found.sponsored.tasks[0]
    assert (task.person, task.url) == ("周文静", url)
    assert task.due_on == found.groups[0].tasks[0].due_on is not None
    assert stages(client, world.contact) == [0, 1, 0, 0, 0]


def test_a_contact_is_not_told_that_a_case_has_no_day(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is due in a step that they do not see is nothing that they may read."""
    world.to("train")
    on(monkeypatch, world.day("train"))
    task = bench(client, world.contact).sponsored.tasks[0]
    assert (task.due_on, task.no_day) == (None, "可见部分无")
    assert "无期限" not in client.get(reverse("workbench")).text
    assert "无期限" not in client.get(reverse("cases")).text


def test_a_department_sees_its_units_and_their_counts(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.open_case()
    late = world.open_case(seed=90_501)
    world.record(late, "talk", on=world.day("apply") + timedelta(60), reasons={"A05": "外出"})
    on(monkeypatch, world.day("apply") + timedelta(90))
    assert bench(client, world.officer).groups == []
    assert reverse("overview") in client.get(reverse("workbench")).text
    units = client.get(reverse("overview")).context["units"]
    assert [(unit.organization, unit.overdue, unit.void, unit.correct) for unit in units] == [
        (world.tree.bureau, 1, 0, 1)
    ]
    assert client.get(reverse("overview")).context["chart"] == "", "of one unit"
    assert stages(client, world.officer) == [2, 0, 0, 0, 0]
    assert stages(client, world.secretary) == [2, 0, 0, 0, 0]
    own = client.get(reverse("overview")).context
    assert (own["units"], own["figures"]) == ([], [])


@pytest.mark.parametrize("who", ["administrator", "nobody", "stranger"])
def test_an_empty_workbench_says_what_will_be_there(client: Client, world: Drive, who: str) -> None:
    world.open_case()
    users = {
        "administrator": make_user(Role.ADMINISTRATOR, world.tree.city),
        "nobody": make_user(),
        "stranger": world.stranger,
    }
    assert not bench(client, users[who]).reads
    text = client.get(reverse("workbench")).text
    assert ("系统管理员不查看案卷" if who == "administrator" else "还没有案卷") in text


def test_nobody_has_his_own_case_to_do(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.open_case()
    himself = make_user(Role.BRANCH_SECRETARY, world.tree.branch, person=case.person)
    on(monkeypatch, world.day("apply"))
    found = bench(client, himself)
    assert (found.groups, found.reads) == ([], False)


def test_a_contact_of_many_is_led_to_all_of_them(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.selectors.workbench.TOP", 1)
    for seed in (90_601, 90_602):
        world.to("appoint_contacts", world.open_case(seed=seed))
    on(monkeypatch, world.day("appoint_contacts"))
    group = bench(client, world.contact).sponsored
    assert (group.count, len(group.tasks)) == (2, 1)
    assert group.more_url in client.get(reverse("workbench")).text
    assert client.get(group.more_url).context["count"] == 2


def test_a_very_long_group_is_not_counted_out(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.selectors.workbench.COUNTED", 3)
    for seed in range(90_600, 90_604):
        world.open_case(seed=seed)
    on(monkeypatch, world.day("apply"))
    assert bench(client, world.secretary).groups[0].count_text == "3+"


def test_who_does_a_step_reads_the_case() -> None:
    """What is his to do is found by the act alone: each act of a step is of roles that read."""
    for step in STEPS:
        assert MAY[Act.EXAMINE if step.lasts else step.act] <= MAY[Act.READ]
        assert step.route is None or MAY[step.route.submit] <= MAY[Act.READ]


def test_a_long_group_is_cut_and_leads_to_the_list(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(90_600, 90_610):
        world.open_case(seed=seed)
    on(monkeypatch, world.day("apply"))
    group = bench(client, world.secretary).groups[0]
    assert (group.count, len(group.tasks)) == (10, 8)
    assert group.more_url in client.get(reverse("workbench")).text
    assert client.get(group.more_url).context["count"] == 10


@pytest.mark.parametrize("who", ["secretary", "clerk", "decider", "officer", "contact", "all"])
def test_queries_are_few_and_do_not_grow(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """Also for somebody who holds posts at branch and committee and stands by a person."""
    if who == "all":
        make_appointment(world.contact, Role.BRANCH_SECRETARY, world.tree.branch)
        make_appointment(world.contact, Role.CLERK, world.tree.bureau)
    user = world.contact if who == "all" else getattr(world, who)
    states = ("talk", "shortlist", "appoint_contacts")
    for seed, state in enumerate(states):
        world.to(state, world.open_case(seed=90_700 + seed))
    world.submit(
        Case.objects.get(state="shortlist"),
        "file_activist",
        on=world.day_submitted("file_activist"),
    )
    on(monkeypatch, world.day("appoint_contacts"))
    bench(client, user)
    pages = ("workbench", "overview")
    few = [count(client, page) for page in pages]
    for seed, state in enumerate(states):
        world.to(state, world.open_case(seed=90_800 + seed))
    assert [count(client, page) for page in pages] == few
    assert max(few) <= MOST_QUERIES


def count(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(page)).status_code == 200
    return len(queries)


def test_after_an_act_the_next_task_opens(
    client: Client, world: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one that can be done, of another case where there is one; else the workbench says
    that there is none.
    """
    one, other = world.open_case(), world.open_case(seed=90_502)
    on(monkeypatch, world.day("talk"))
    client.force_login(world.secretary, backend="branches.backends.AccountBackend")
    url = reverse("next_task")
    for case, follows in ((one, other), (other, one)):
        answer = client.get(url, {"after": case.number})
        assert (answer.status_code, answer["Location"]) == (
            302,
            reverse("step", args=[follows.number, "talk"]),
        )
    assert client.post(url).status_code == 405
    client.force_login(world.stranger, backend="branches.backends.AccountBackend")
    assert client.get(url).headers["Location"] == reverse("workbench")
    assert "没有现在可以办理的待办" in client.get(url, follow=True).text
