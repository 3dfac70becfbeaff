"""The last lawful days of what waits: shown, sorted by, and gone through item by item."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Role
from cases.facts.arithmetic import add_months
from cases.models import Finding, Obligation
from filings.models import FilingItem
from filings.selectors.waiting import waiting
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_user
from tests.filings.pages import (
    OnDay,
    address,
    answer,
    below_general_branch,
    fresh,
    give_back,
    own_form,
    submitted,
)

pytestmark = pytest.mark.django_db
INBOX, SENT = reverse("filings"), reverse("filings_sent")
ONE_DAY = timedelta(1)


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def text_of(html: str) -> str:
    """What is read of a piece of a page, white space made single."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(client: Client, url: str = INBOX) -> list[dict[str, str]]:
    """The rows of the inbox, each `{label of a cell: its words}`."""
    body = client.get(url).content.decode().split("<tbody>")[1].split("</tbody>")[0]
    found = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    labelled = r'<td data-label="(.*?)".*?>(.*?)</td>'
    cells = [re.findall(labelled, row, re.DOTALL) for row in found]
    return [{label: text_of(cell) for label, cell in row} for row in cells]


def found(row: dict[str, str]) -> str:
    """What was found in the case, which stands below the counts of its checklist."""
    return re.sub(r"([✓✕?]\d+ 项(符合|不符|待核) ?)+", "", row["核对"])


def order(client: Client, **query: str) -> list[int]:
    """The ids of the items of the inbox in their order."""
    body = client.get(INBOX, query).content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [int(pk) for pk in re.findall(r'<th scope="row"><a href="/filings/items/(\d+)/', body)]


def going(client: Client, url: str) -> tuple[str, str, str]:
    """(count, address of the one before, of the next one) as the page of an item shows them."""
    html = client.get(url).content.decode()
    place = re.search(r'<nav class="place".*?</nav>', html, re.DOTALL)
    if place is None:
        return "", "", ""
    count = re.search(r"place-count\">(.*?)<", place[0])
    links = {rel: re.search(rf'rel="{rel}" href="([^"]+)"', place[0]) for rel in ("prev", "next")}
    before, after = (link[1].replace("&amp;", "&") if link else "" for link in links.values())
    return count[1] if count else "", before, after


def approvals(world: Drive, on_day: OnDay, count: int) -> list[FilingItem]:
    """Approvals that wait, each with a form number of its own."""
    found = []
    for no in range(count):
        world.facts["fill_form"] = world.step("fill_form", form_number=f"2028{no:06}")
        found.append(submitted(world, "approve", on_day, case=world.open_case(seed=610 + no)))
    return found


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# -- the last day ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "days", "expected"),
    [
        (3, -12, "◆? 还有 12 天 {due} {void}后无效"),
        (3, 0, "◆ 今天 {due} {void}后无效"),
        (3, 1, "▲ 已逾期 1 天 {due} {void}后无效"),
        (6, 0, "▲ 已逾期 {late} 天 {due} {void}后无效"),
        (6, 1, "✕ 无效 ▲ 已逾期 1 天 {void}后无效"),
        (6, 42, "✕ 无效 ▲ 已逾期 42 天 {void}后无效"),
    ],
)
def test_the_last_day_of_a_decision_is_shown_in_word_and_shape(
    world: Drive, on_day: OnDay, sign: Sign, months: int, days: int, expected: str
) -> None:
    item = submitted(world, "approve", on_day)
    met = world.day("admission_meeting")
    due, void, today = (
        add_months(met, 3),
        add_months(met, 6),
        add_months(met, months) + timedelta(days),
    )
    on_day(today)
    shape = "○" if days == -12 else ""
    wanted = expected.replace("◆?", shape).format(
        due=written(due), void=written(void), late=(today - due).days
    )
    client = sign(world.decider)
    [row] = rows(client)
    assert row["最迟"] == wanted
    assert found(row) == ("" if today <= due else "▲ 已逾期 1")
    assert f"最迟 {wanted}" in text_of(client.get(item.get_absolute_url()).content.decode())
    assert wanted in text_of(client.get(reverse("workbench")).content.decode())


def test_with_a_recorded_reason_the_second_limit_counts(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    submitted(world, "approve", on_day)
    met = world.day("admission_meeting")
    Obligation.objects.filter(rule="D20").update(is_silent=True)
    on_day(add_months(met, 4))
    [row] = rows(sign(world.decider))
    void = add_months(met, 6)
    assert row["最迟"] == f"○ 还有 {(void - add_months(met, 4)).days} 天 {written(void)}"
    assert found(row) == ""


def test_nothing_is_said_only_where_nothing_was_found_and_nothing_is_late(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    """Also what is late in another step of the case counts, and a finding beside it."""
    item = submitted(world, "pre_review", on_day)
    client = sign(world.decider)
    assert found(rows(client)[0]) == ""
    Obligation.objects.create(
        case=item.case,
        rule="B06",
        step=6,
        due_on=world.day("apply"),
        text="应考察",
        article="第十一条",
    )
    assert found(rows(client)[0]) == "▲ 已逾期 1"
    Finding.objects.create(
        case=item.case, rule="B06", severity="correct", edition=2026, step=6, message="逾期"
    )
    assert found(rows(client)[0]) == "▲ 已逾期 1 ◆ 应整改 1"
    Obligation.objects.filter(case=item.case).delete()
    assert found(rows(client)[0]) == "◆ 应整改 1"


def test_the_worst_stands_first_and_what_has_no_limit_last(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    """Void, overdue, still in time, then without a limit by how long they wait; the filter keeps
    the order.
    """
    plain = [
        submitted(world, "pre_review", on_day, case=world.open_case(seed=600 + no))
        for no in range(2)
    ]
    limited = approvals(world, on_day, 4)
    today = add_months(world.day("admission_meeting"), 4)
    on_day(today)
    days = {
        limited[0]: (today + timedelta(9), None),
        limited[1]: (today - timedelta(300), None),  # long overdue, not void
        limited[2]: (today - timedelta(90), today - ONE_DAY),  # void since today
        limited[3]: (today - timedelta(200), today - timedelta(100)),  # void for long
    }
    for item, (due, void) in days.items():
        Obligation.objects.filter(case=item.case, step=17).update(due_on=due, void_from_on=void)
    FilingItem.objects.filter(pk=plain[1].pk).update(
        submitted_on=plain[0].submitted_on - timedelta(5)
    )
    client = sign(world.decider)
    worst = [limited[3], limited[2], limited[1], limited[0]]
    assert order(client) == [item.pk for item in (*worst, plain[1], plain[0])]
    assert order(client, kind="approve") == [item.pk for item in worst]
    bench = text_of(client.get(reverse("workbench")).content.decode())
    assert (
        bench.index("✕ 无效 ▲ 已逾期 100 天")
        < bench.index("▲ 已逾期 300 天")
        < bench.index("还有 9 天")
    )


def test_the_pages_of_the_inbox_keep_the_order(
    world: Drive, on_day: OnDay, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("filings.selectors.inbox.PAGE_SIZE", 2)
    approvals(world, on_day, 3)
    for no in range(2):
        submitted(world, "pre_review", on_day, case=world.open_case(seed=630 + no))
    client = sign(world.decider)
    found: list[int] = []
    query: dict[str, str] = {}
    for _ in range(3):
        page = client.get(INBOX, query).context["page"]
        found += [item.pk for item in page.rows]
        query = {"after": page.next}
    everything = [row.pk for row in waiting(Actor(world.decider, world.day("approve")))]
    assert (found, page.next) == (everything, "")
    for broken in ("x", "W10", "W1swXV0", "WyIyMDI2LTAxLTAxIiwgMV0", "W" * 3000):
        assert client.get(INBOX, {"after": broken}).context["page"].rows[0].pk == everything[0]


# -- the limits as tasks ---------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["decider", "clerk"])
def test_the_limit_of_a_decision_is_a_task_of_the_committee(
    world: Drive, on_day: OnDay, sign: Sign, who: str
) -> None:
    item = submitted(world, "approve", on_day)
    due = add_months(world.day("admission_meeting"), 3)
    client = sign(getattr(world, who))

    def task() -> dict[str, list[tuple[str, date | None, str, str]]]:
        groups = client.get(reverse("workbench")).context["bench"].groups
        return {
            group.key: [
                (task.what, task.due_on, task.label, task.url)
                for task in group.tasks
                if task.due_on
            ]
            for group in groups
            if any(task.due_on for task in group.tasks)
        }

    line = (
        "17 上级党委审批：已报送，等待答复",
        due,
        "办理",
        f"{item.get_absolute_url()}?list=inbox",
    )
    on_day(due + ONE_DAY)
    assert task() == {"overdue": [line]}
    on_day(due)
    assert task() == {"week": [line]}
    assert item.case.number in client.get(reverse("cases"), {"todo": "week"}).content.decode()


def test_while_it_waits_it_is_no_task_of_who_sent_it_nor_of_others(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    case = world.to("committee_talk")
    due = add_months(world.day("admission_meeting"), 3)
    on_day(due + ONE_DAY)

    def overdue(user: object) -> list[str]:
        # a User
        groups = sign(user).get(reverse("workbench")).context["bench"].groups  # type: ignore[arg-type]
        return [task.what for group in groups if group.key == "overdue" for task in group.tasks]

    above = make_user(Role.COMMITTEE_SECRETARY, world.tree.city)
    assert [len(overdue(user)) for user in (world.secretary, world.decider)] == [1, 0]
    item = world.submit(case, "approve", on=world.day_submitted("approve"))
    everyone = (world.secretary, world.decider, world.clerk, world.officer, world.contact, above)
    assert [len(overdue(user)) for user in everyone] == [0, 1, 1, 0, 0, 0]
    give_back(world, item, due + ONE_DAY)
    assert [len(overdue(user)) for user in (world.secretary, world.decider)] == [1, 0]


def test_what_still_lies_on_the_way_can_be_looked_at(on_day: OnDay, sign: Sign) -> None:
    world = below_general_branch()
    item = submitted(world, "approve", on_day)
    on_day(add_months(world.day("admission_meeting"), 3))
    [task] = [
        task
        for group in sign(world.decider).get(reverse("workbench")).context["bench"].groups
        for task in group.tasks
        if task.due_on
    ]
    assert (task.label, task.url) == ("查看", f"{item.get_absolute_url()}?list=inbox")


# -- going on --------------------------------------------------------------------------------------


def many(world: Drive, on_day: OnDay) -> tuple[FilingItem, FilingItem, FilingItem, FilingItem]:
    """Three pre-reviews and, before them, an approval that has a limit; in the order of the
    inbox.
    """
    items = [
        submitted(world, "pre_review", on_day, case=world.open_case(seed=640 + no))
        for no in range(3)
    ]
    first = submitted(world, "approve", on_day, case=world.open_case(seed=650))
    return first, items[0], items[1], items[2]


def test_the_next_one_is_the_next_in_the_list_and_never_one_passed_by(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    items = many(world, on_day)
    client = sign(world.decider)
    url, seen = f"{items[0].get_absolute_url()}?list=inbox", []
    for no in range(1, 5):
        count, before, after = going(client, url)
        assert count == f"第 {no} / 4 件"
        assert before == (f"{items[no - 2].get_absolute_url()}?list=inbox" if no > 1 else "")
        seen.append(url)
        url = after
    assert seen == [f"{item.get_absolute_url()}?list=inbox" for item in items]
    assert url == ""
    assert "后面没有了" in client.get(seen[-1]).content.decode()


def test_the_filter_of_the_list_is_kept(world: Drive, on_day: OnDay, sign: Sign) -> None:
    _, first, second, third = many(world, on_day)
    client = sign(world.decider)
    listed = client.get(INBOX, {"kind": "pre_review"}).content.decode()
    url = f"{second.get_absolute_url()}?list=inbox&amp;kind=pre_review"
    assert url in listed
    count, before, after = going(client, url.replace("&amp;", "&"))
    assert count == "第 2 / 3 件"
    assert (before, after) == tuple(
        f"{each.get_absolute_url()}?list=inbox&kind=pre_review" for each in (first, third)
    )
    html = client.get(url.replace("&amp;", "&")).content.decode()
    assert f'<a href="{INBOX}?kind=pre_review">备案审批</a>' in html
    assert "list=inbox&amp;kind=pre_review" in html.split('id="acts"')[1], "also through the acts"


def test_after_an_answer_the_next_one_is_at_hand(world: Drive, on_day: OnDay, sign: Sign) -> None:
    """Although the case of an answered filing has no limit any more, by which the list is
    sorted.
    """
    first, second, third, _ = many(world, on_day)
    world.record(first.case, "committee_talk", by=world.decider)
    on_day(world.day("approve"))
    client = sign(world.decider)
    url = f"{address('accept', first)}?list=inbox"
    response = client.post(url, answer(world, first, confirmed="yes"))
    assert response.status_code == 302
    assert fresh(first).state == FilingItem.State.ACCEPTED
    assert response.headers["Location"] == f"{second.get_absolute_url()}?list=inbox"
    shown = client.get(response.headers["Location"]).text
    assert f"{first.case.person.name}</a>：批准接收。" in shown
    back = re.search(rf'已答复<a href="({first.get_absolute_url()}[^"]+)"', shown)
    assert back is not None
    assert going(client, back[1].replace("&amp;", "&")) == (
        "列表中还有 3 件",
        "",
        f"{second.get_absolute_url()}?list=inbox",
    )
    again = client.post(
        back[1].replace("&amp;", "&").replace("?", "accept/?"), answer(world, first)
    )
    assert again.status_code == 422, "nothing is answered from there"
    data = own_form(
        **{
            "reasons-TOTAL_FORMS": "0",
            "reasons-INITIAL_FORMS": "0",
            "return-note": "请补正",
            "note": "请补正",
        }
    )
    returned = client.post(f"{address('return', second)}?list=inbox", data)
    assert returned.headers["Location"] == f"{third.get_absolute_url()}?list=inbox"


def test_a_confirmation_sent_twice_goes_on_to_the_same_item(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    _, first, second, _ = many(world, on_day)
    client, data = sign(world.decider), answer(world, first)
    asked = client.post(f"{address('accept', first)}?list=inbox&kind=pre_review", data).text
    form = re.search(r'<form class="confirm" method="post" action="([^"]+)"', asked)
    assert form is not None
    url = form[1].replace("&amp;", "&")
    for _ in range(2):
        done = client.post(url, data | {"confirmed": "yes"})
        assert done.headers["Location"] == f"{second.get_absolute_url()}?list=inbox&kind=pre_review"


def test_what_was_sent_up_is_gone_through_in_its_own_order(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    _, first, second, _ = many(world, on_day)
    client = sign(world.secretary)
    assert f"{first.get_absolute_url()}?list=waiting" in client.get(SENT).content.decode()
    count, _, after = going(client, f"{first.get_absolute_url()}?list=waiting")
    assert (count, after) == ("第 1 / 4 件", f"{second.get_absolute_url()}?list=waiting")
    assert going(client, first.get_absolute_url()) == ("", "", ""), "nothing waits for a branch"


@pytest.mark.parametrize(
    "query", ["list=nonsense&kind=nonsense", "at=WyJ4Il0", "list=inbox&at=" + "W" * 2000]
)
def test_a_broken_list_is_the_inbox(world: Drive, on_day: OnDay, sign: Sign, query: str) -> None:
    item = submitted(world, "pre_review", on_day)
    client = sign(world.decider)
    assert going(client, f"{item.get_absolute_url()}?{query}")[0] == "第 1 / 1 件"
    give_back(world, item, world.day("pre_review"))
    assert going(client, f"{item.get_absolute_url()}?{query}") == ("", "", "")
