"""What contacts and introducers see of a case: of the steps 10 and 12–18 nothing, until step 19
is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from difflib import unified_diff

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Role
from branches.models import User
from cases.facts.probation import Probation
from cases.facts.values import Examination
from cases.models import Case, Entry, Finding, Obligation, Sponsorship
from cases.models.sight import HIDDEN_FROM_SPONSORS, of_sponsor
from cases.procedure import CLOSED, PLACE, STEP, STEPS, TURNS
from cases.selectors.agenda import days_of, reminder
from cases.selectors.lists import Row
from tests.cases.services.drive import Drive
from tests.cases.views.conftest import Sign
from tests.factories import make_appointment

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]
HIDDEN_STATES = [
    "train",
    "committee_review",
    "pre_review",
    "fill_form",
    "admission_meeting",
    "committee_talk",
    "approve",
    "file_with_department",
]


def read(client: Client, url: str) -> str:
    """A page without what differs from request to request, and without the versions that its
    forms carry.
    """
    response = client.get(url)
    assert response.status_code == 200, url
    html = response.content.decode()
    html = re.sub(r'"x-csrftoken": "[^"]*"', "", html)
    return re.sub(r'(name="(csrfmiddlewaretoken|request_id|version)" value=")[^"]*', r"\1", html)


def pages(case: Case) -> list[str]:
    """What a contact reaches of a case."""
    listed = reverse("cases")
    number = case.number
    return [
        reverse("workbench"),
        reverse("overview"),
        *(f"{case.get_absolute_url()}{tab}" for tab in ("", "?tab=history", "?tab=facts")),
        reverse("plan", args=[number]),
        reverse("case_papers", args=[number]),
        listed,
        f"{listed}?state=train",
        f"{listed}?stage=4",
        f"{listed}?due=overdue",
        f"{listed}?finding=any",
        f"{listed}?todo=overdue",
    ]


def seen(client: Client, user: User, case: Case, day: date) -> dict[str, str]:
    """All that a contact gets to see, also the calendar and the reminder."""
    found = {url: read(client, url) for url in pages(case)}
    fresh = User.objects.get(pk=user.pk)
    found["calendar"] = repr(list(days_of(Actor(fresh, day))))
    return found | {"reminder": reminder(Actor(User.objects.get(pk=user.pk), day))}


#: The words of the hidden steps: their names, and those of the turns and outcomes that come of
#: them. Two names go on as those of steps that are seen.
WORDS = [
    *(STEP[code].term for code in sorted(HIDDEN_FROM_SPONSORS)),
    *(turn.term for turn in TURNS if turn.seen_as),
    "支部大会未通过",
    "上级党委未批准",
]


def hidden_words(text: str) -> list[str]:
    return [word for word in WORDS if re.search(f"{word}(?!转正)", text)]


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What changed on any page, line by line."""
    assert before.keys() == after.keys()
    found = []
    for url, text in before.items():
        lines = unified_diff(text.splitlines(), after[url].splitlines(), lineterm="", n=0)
        found += [f"{url}: {line}" for line in lines]
    return found


def lacks_hidden_words(found: dict[str, str]) -> None:
    for url, text in found.items():
        assert hidden_words(text) == [], url


def answers(client: Client, case: Case) -> list[int]:
    """What addresses of hidden steps answer."""
    number = case.number
    shown = [("supplement", "probation"), ("step", "approve_conversion")]
    sent = []
    for code in sorted(HIDDEN_FROM_SPONSORS):
        shown += [(name, code) for name in ("step", "supplement")]
        sent += [(name, code) for name in ("step", "check", "reveal")]
    got = [client.get(reverse(name, args=[number, code])).status_code for name, code in shown]
    return got + [
        client.post(reverse(name, args=[number, code])).status_code for name, code in sent
    ]


def test_while_hidden_steps_are_done_nothing_changes(
    world: Drive, on_day: OnDay, sign: Sign
) -> None:
    """From step 11 until 19 is recorded every page is the same, whatever waits, is late or was
    found.
    """
    case = world.to("train")
    day = world.day("file_with_department")
    on_day(day)
    client = sign(world.contact)
    before = seen(client, world.contact, case, day)
    statuses = answers(client, case)
    assert set(statuses) == {404}
    assert "11 开展集中培训，上级办理中" in before[case.get_absolute_url()]
    assert "案卷已办结" not in before[case.get_absolute_url()]
    lacks_hidden_words(before)
    for code in HIDDEN_STATES[1:]:
        if STEP[code].route is not None:
            item = world.submit(Case.objects.get(pk=case.pk), code)
            assert differences(before, seen(client, world.contact, case, day)) == [], (
                f"{code} waits"
            )
            world.accept(item)
        elif code == "committee_talk":
            world.record(case, code, by=world.decider)
        else:
            world.record(case, code)
        Obligation.objects.create(
            case=case, rule="D20", step=STEP[code].no, due_on=date(2020, 1, 1), text="逾期"
        )
        Finding.objects.create(
            case=case, rule="D06", severity="void", edition=2026, step=STEP[code].no, message="问题"
        )
        assert Case.objects.get(pk=case.pk).state == code
        assert differences(before, seen(client, world.contact, case, day)) == [], code
        assert answers(client, case) == statuses


@pytest.mark.parametrize("first", [["political_review", "train"], ["train", "political_review"]])
def test_the_political_review_does_not_show(
    world: Drive, on_day: OnDay, sign: Sign, first: list[str]
) -> None:
    """Before and after it the page is the same, whether the training came before it or not."""
    case = world.to("appoint_introducers")
    on_day(world.day("train"))
    client = sign(world.contact)
    if first[0] == "train":
        world.record(case, "train")
    before = seen(client, world.contact, case, world.day("train"))
    done = "11 开展集中培训" if first[0] == "train" else "9 确定入党介绍人"
    assert f"{done}，上级办理中" in before[case.get_absolute_url()]
    lacks_hidden_words(before)
    world.record(case, "political_review")
    assert differences(before, seen(client, world.contact, case, world.day("train"))) == []


def test_with_step_19_it_is_told_again(world: Drive, on_day: OnDay, sign: Sign) -> None:
    """Also where it was recorded before step 18."""
    case = world.to("approve")
    world.record(case, "enrol")
    on_day(world.day("enrol"))
    client = sign(world.contact)
    text = read(client, case.get_absolute_url())
    assert "<dd>19 编入党支部和党小组</dd>" in " ".join(text.split())
    assert "预备党员" in text
    assert [row.case for row in listed(client, "?state=enrol")] == [case]
    assert listed(client, "?state=train") == []
    assert [row.case for row in listed(client, "?stage=4")] == [case]


def listed(client: Client, query: str) -> list[Row]:
    rows: list[Row] = client.get(reverse("cases") + query).context["rows"]
    return rows


def test_the_filters_go_by_what_is_seen(world: Drive, on_day: OnDay, sign: Sign) -> None:
    case = world.to("committee_talk")
    on_day(world.day("approve"))
    client = sign(world.contact)
    assert [row.case for row in listed(client, "?state=train")] == [case]
    assert listed(client, "?state=enrol") == []
    assert client.get(reverse("cases"), {"state": "committee_talk"}).context["filter"].errors, (
        "no such choice"
    )
    reader = sign(world.clerk)
    assert [row.case for row in listed(reader, "?state=committee_talk")] == [case]
    assert listed(reader, "?state=train") == []
    options = read(client, reverse("cases"))
    assert 'value="train"' in options
    assert 'value="committee_talk"' not in options
    assert 'value="committee_talk"' in read(reader, reverse("cases"))


def test_the_order_and_the_pages_of_the_list_go_by_what_is_seen(
    world: Drive, on_day: OnDay, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two cases the one whose hidden day presses is not the first one, nor does it stand on
    another page.
    """
    monkeypatch.setattr("cases.selectors.lists.PAGE_SIZE", 1)
    first, second = (
        world.to("appoint_contacts", world.open_case(seed=700 + no)) for no in range(2)
    )
    on_day(world.day("appoint_contacts"))
    soon = world.day("appoint_contacts") + timedelta(5)
    Obligation.objects.filter(case=second).update(due_on=soon)
    Obligation.objects.create(case=first, rule="D20", step=17, due_on=date(2020, 1, 1), text="逾期")
    Case.objects.filter(pk=first.pk).update(next_due_on=date(2020, 1, 1))
    client = sign(world.contact)
    page = client.get(reverse("cases")).context
    assert [row.case for row in page["rows"]] == [second]
    assert page["rows"][0].due_on == soon
    following = client.get(reverse("cases"), {"after": page["page"].next}).context
    assert [row.case for row in following["rows"]] == [first]
    assert client.get(reverse("cases"), {"due": "overdue"}).context["rows"] == []
    reader = sign(world.secretary)
    assert [row.case for row in reader.get(reverse("cases")).context["rows"]] == [first]


def test_who_reads_elsewhere_sees_both_as_they_are(world: Drive, on_day: OnDay, sign: Sign) -> None:
    """A secretary of another branch who stands by a person here."""
    case = world.to("committee_talk")
    make_appointment(world.contact, Role.BRANCH_SECRETARY, world.tree.stranger)
    on_day(world.day("approve"))
    client = sign(world.contact)
    assert "11 开展集中培训，上级办理中" in read(client, case.get_absolute_url())
    assert [figure.count for figure in client.get(reverse("overview")).context["funnel"]] == [
        0,
        0,
        1,
        0,
        0,
    ]
    make_appointment(world.contact, Role.BRANCH_SECRETARY, world.tree.branch)
    assert "16 上级党委派人谈话" in read(sign(world.contact), case.get_absolute_url())


@pytest.mark.parametrize("turn", ["refuse_pre_review", "close_refused", "refuse_admission"])
def test_a_turn_that_a_hidden_step_led_to_tells_its_effect_alone(
    world: Drive, on_day: OnDay, sign: Sign, turn: str
) -> None:
    kind = "pre_review" if turn == "refuse_pre_review" else "approve"
    route = STEP[kind].route
    assert route is not None
    case = world.to(route.follows)
    item = world.submit(case, kind)
    world.refuse(item, turn, world.day(kind))
    on_day(world.day(kind))
    client = sign(world.contact)
    found = {url: read(client, url) for url in pages(case)}
    lacks_hidden_words(found)
    text = found[case.get_absolute_url()] + found[f"{case.get_absolute_url()}?tab=history"]
    assert "尚不成熟" not in text
    if turn == "close_refused":
        assert "案卷已办结" in text
        assert "结案" in text
    else:
        assert "退回继续培养" in text
        assert "第 2 轮" in text
    entry = Entry.objects.filter(case=case, code=turn).get()
    assert client.get(reverse("correct", args=[case.number, entry.pk])).status_code == 404
    assert client.get(reverse("annul", args=[case.number, entry.pk])).status_code == 404


def test_an_introducer_examines_from_step_19_on(world: Drive, on_day: OnDay, sign: Sign) -> None:
    """Before it the page would tell of the approval; who reads the branch may."""
    case = world.to("approve")
    day = world.day("enrol")
    on_day(day)
    client, url = sign(world.contact), reverse("supplement", args=[case.number, "probation"])
    assert Sponsorship.objects.filter(
        case=case, kind="introducer", member__person=world.contact.person
    ).exists()
    assert client.get(url).status_code == 404
    facts = Probation(examinations=(Examination(on=day, conclusion="表现良好"),))
    with pytest.raises(PermissionDenied):
        world.supplement(case, "probation", facts, day, by=User.objects.get(pk=world.contact.pk))
    world.record(case, "enrol")
    assert client.get(url).status_code == 200
    entry = world.supplement(
        case, "probation", facts, day, by=User.objects.get(pk=world.contact.pk)
    )
    assert entry.role == "introducer"


def test_every_state_has_its_sight(world: Drive) -> None:
    """The states as they read; whatever the state, none of a hidden step."""
    case = world.open_case()
    labels = {}
    for step in STEPS:
        case.facts = type(case.facts)()
        case.__dict__["state"] = step.code
        labels[step.code] = of_sponsor(case).state_label
    for code, label in labels.items():
        assert hidden_words(label) == [], code
        if code not in HIDDEN_FROM_SPONSORS and PLACE[code] < PLACE["appoint_introducers"]:
            assert label == f"{STEP[code].no} {STEP[code].term}"
    assert labels["file_with_department"] == "9 确定入党介绍人，上级办理中", (
        "no training is recorded"
    )
    case.__dict__["state"] = CLOSED
    assert of_sponsor(case).place == -1
