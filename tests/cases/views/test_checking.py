"""核对结果 is the service's own decision: it says 可以登记 if and only if what was typed is
recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches.acts import Role
from cases.facts.admission import Approve
from cases.facts.base import StepFacts
from cases.facts.cultivation import Cultivate
from cases.facts.probation import Probation
from cases.facts.values import Examination, Report
from cases.forms import step_form, supplement_form
from cases.models import Case
from cases.procedure import PLACE, STEPS
from tests.cases.importing import past
from tests.cases.importing.build import COMMITTEE
from tests.cases.rules.build import IN_2014, IN_2026
from tests.cases.sent import sent
from tests.cases.services.drive import Drive, fresh
from tests.cases.views.conftest import Sign

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]
Data = dict[str, Any]

EDITIONS = pytest.mark.parametrize("start", [IN_2014, IN_2026], ids=["2014", "2026"])
READY = 'class="checked-ready"'
#: What the panel shows of each state.
STATES = {
    "missing": "还缺 ",
    "wrong": "读不出或不允许",
    "barred": "现在不能登记",
    "refused": "违反规定，不能登记",
    "open": "写明理由后才能登记",
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Filling:
    """What somebody typed, on which day."""

    name: str
    day: date
    data: Data


def states(text: str) -> set[str]:
    """The states that the panel of a page or a piece shows."""
    found = {name for name, words in STATES.items() if words in text}
    return found | ({"ready"} if READY in text else set())


def without(data: Data, name: str) -> Data:
    return {
        key: value for key, value in data.items() if key != name and not key.startswith(f"{name}-")
    }


def fillings(data: Data, day: date) -> Iterator[Filling]:
    """Of the lawful POST of a form: as it is, empty, in part, what cannot be read, too early,
    late, and stale.
    """
    own = {name: value for name, value in data.items() if name in ("version", "request_id")}
    typed = {
        name: value
        for name, value in data.items()
        if name not in own and not name.endswith("_FORMS")
    }
    yield Filling("lawful", day, data)
    yield Filling("empty", day, own | {name: "0" for name in data if name.endswith("_FORMS")})
    for name in sorted({name.split("-")[0] for name in typed})[:2]:
        yield Filling(f"without {name}", day, without(data, name))
    days = {
        name: date.fromisoformat(value)
        for name, value in typed.items()
        if DAY.fullmatch(str(value))
    }
    for name in list(days)[-1:]:
        yield Filling(f"{name} unreadable", day, data | {name: "2026/13/1"})
        yield Filling(f"{name} tomorrow", day, data | {name: (day + timedelta(1)).isoformat()})
    for earlier in (100, 400):
        moved = {name: (on - timedelta(earlier)).isoformat() for name, on in days.items()}
        yield Filling(f"{earlier} days before", day, data | moved)
    moved = {name: (on + timedelta(250)).isoformat() for name, on in days.items()}
    yield Filling("all of it late", day + timedelta(250), data | moved)
    for name in [name for name, value in typed.items() if value in ("yes", "no")][-2:]:
        yield Filling(
            f"{name} the other way", day, data | {name: "no" if data[name] == "yes" else "yes"}
        )
    if "ballot-in_favour" in data:
        for number in ("-1", "2"):
            yield Filling(f"{number} in favour", day, data | {"ballot-in_favour": number})
        yield Filling(
            "not passed by open vote", day, data | {"is_passed": "no", "ballot-is_secret": "no"}
        )
        short = {"ballot-in_favour": "2", "ballot-against": "6", "ballot-written_in_favour": "0"}
        yield Filling("votes short, not passed", day, data | short | {"is_passed": "no"})
    yield Filling("stale", day, data | {"version": str(int(data["version"]) - 1)})


def is_recorded(client: Client, url: str, data: Data) -> bool:
    """Whether the service records what is sent; taken back at once."""
    with transaction.atomic():
        status = client.post(url, data | {"request_id": str(uuid4())}).status_code
        transaction.set_rollback(True)
    assert status in (302, 409, 422)
    return status == 302


def check_all(
    client: Client, on_day: OnDay, page: str, check: str, found: Iterator[Filling]
) -> dict[str, set[str]]:
    """Look at each filling, then send it, without and with the reasons asked: `{name: states
    shown}`.
    """
    shown = {}
    for filling in found:
        on_day(filling.day)
        text = client.post(check, filling.data).text
        shown[filling.name] = states(text)
        wanted = re.findall(r'<textarea id="(reason-\w+)"', text)
        assert ("ready" in states(text)) is is_recorded(client, page, filling.data), (
            page,
            filling.name,
            text,
        )
        assert states(text) == {"ready"} or "ready" not in states(text), (page, filling.name)
        if wanted and "late" in filling.name:
            for reason in ("——", "因公外出，后补办"):
                data = filling.data | dict.fromkeys(wanted, reason)
                text = client.post(check, data).text
                assert ("ready" in states(text)) is is_recorded(client, page, data), (
                    page,
                    filling.name,
                    reason,
                    text,
                )
            shown[f"{filling.name}, with reasons"] = states(text)
    return shown


@EDITIONS
def test_of_every_step_the_panel_says_what_the_service_does(
    start: date, sign: Sign, on_day: OnDay
) -> None:
    world = Drive(start)
    case, seen = world.open_case(), set()
    clients = {"committee_talk": sign(world.decider)}
    secretary = sign(world.secretary)
    for step in STEPS:
        case = fresh(case)
        if case.place >= PLACE[step.code]:  # in 2014 the answer to a filing lists the target
            continue
        if step.route is None:
            client = clients.get(step.code, secretary)
            data = sent(world.step(step.code), step_form(step.code).names, version=case.version)
            args = [case.number, step.code]
            shown = check_all(
                client,
                on_day,
                reverse("step", args=args),
                reverse("check", args=args),
                fillings(data, world.day(step.code)),
            )
            assert shown["lawful"] == {"ready"}, (step.code, shown)
            assert "missing" in shown["empty"], step.code
            assert shown["stale"] == {"barred"}, step.code
            assert all(
                "wrong" in each
                for name, each in shown.items()
                if name.endswith(("unreadable", "tomorrow"))
            )
            seen |= {state for each in shown.values() for state in each}
        world.take(case, step.code)
    assert seen == {*STATES, "ready"}


@EDITIONS
def test_of_supplements_the_panel_says_what_the_service_does(
    start: date, sign: Sign, on_day: OnDay
) -> None:
    world = Drive(start)
    case = world.to("appoint_contacts")
    day = world.day("appoint_contacts") + timedelta(100)
    examined = (Examination(on=day, by="王一", conclusion="表现良好"),)
    for facts in (
        Cultivate(examinations=examined, reports=(Report(on=day, note="学习"),)),
        Cultivate(reports=(Report(on=day),)),
    ):
        shown = checked_supplements(world, sign, on_day, case, "cultivate", facts, day)
        assert shown["lawful"] == {"ready"}
        assert shown["stale"] == {"barred"}
        assert shown["empty"] == {"missing"}
    world.to("committee_talk", case)
    world.accept(world.submit(case, "approve"))
    day = world.day("approve") + timedelta(3)
    told = Approve(branch_told_on=day, person_told_on=day, announced_on=day)
    assert checked_supplements(world, sign, on_day, case, "approve", told, day)["lawful"] == {
        "ready"
    }
    day = world.day("approve") + timedelta(60)
    later = Probation(examinations=(Examination(on=day, by="王一", conclusion="表现良好"),))
    assert checked_supplements(world, sign, on_day, case, "probation", later, day)["lawful"] == {
        "ready"
    }


def checked_supplements(
    world: Drive, sign: Sign, on_day: OnDay, case: Case, code: str, facts: StepFacts, day: date
) -> dict[str, set[str]]:
    case = fresh(case)
    form = supplement_form(code, case.facts.steps.get(code))
    assert form is not None
    data = sent(facts, form.names, version=case.version)
    args = [case.number, code]
    return check_all(
        sign(world.secretary),
        on_day,
        reverse("supplement", args=args),
        reverse("check_supplement", args=args),
        fillings(data, day),
    )


@pytest.mark.parametrize(
    ("no", "code", "role"),
    [(13, "pre_review", Role.ORGANIZER), (17, "approve", Role.COMMITTEE_SECRETARY)],
)
def test_of_a_step_that_an_import_went_past_it_says_the_same(
    tmp_path: Path, sign: Sign, on_day: OnDay, no: int, code: str, role: Role
) -> None:
    case = past.imported(tmp_path, past.IN_2026, lacking=(no,))
    client, args = sign(past.user(role, COMMITTEE)), [case.number, code]
    data = sent(past.facts_of(code, past.IN_2026), step_form(code).names, version=case.version)
    late = data | {"on": past.TODAY.isoformat()}
    found = (Filling("lawful", past.TODAY, data), Filling("late", past.TODAY, late))
    shown = check_all(
        client, on_day, reverse("step", args=args), reverse("check", args=args), iter(found)
    )
    assert shown["lawful"] == {"ready"}
    assert shown["late"] == {
        "open"
    }  # history: nothing is refused, and what it breaks wants a reason
    assert shown["late, with reasons"] == {"ready"}


def test_what_a_supplement_lacks_is_a_link(sign: Sign, on_day: OnDay) -> None:
    """Also where no single field is lacking; and a row that was begun is not called nothing."""
    world = Drive(IN_2026)
    case = world.to("appoint_contacts")
    on_day(world.day("appoint_contacts") + timedelta(9))
    args, form = [case.number, "cultivate"], supplement_form("cultivate", None)
    assert form is not None
    client = sign(world.secretary)
    nothing = '<a href="#examinations-rows">请至少填写一项要补充的内容。</a>'
    assert nothing in client.get(reverse("supplement", args=args)).text
    data = sent(Cultivate(), form.names, version=case.version)
    assert nothing in client.post(reverse("check_supplement", args=args), data).text
    begun = data | {
        "examinations-TOTAL_FORMS": "1",
        "examinations-0-on": world.day("appoint_contacts").isoformat(),
    }
    text = client.post(reverse("check_supplement", args=args), begun).text
    assert "还缺 1 项" in text
    assert '<a href="#id_examinations-0-conclusion">考察第 1 行 考察意见</a>' in text


def test_a_supplement_asks_no_more_of_the_database_for_more_rows(sign: Sign, on_day: OnDay) -> None:
    world = Drive(IN_2026)
    case = world.to("appoint_contacts")
    day = world.day("appoint_contacts") + timedelta(30)
    on_day(day)
    client, args = sign(world.contact), [case.number, "cultivate"]
    form = supplement_form("cultivate", None)
    assert form is not None

    def queries(rows: int) -> int:
        examined = tuple(
            Examination(on=day - timedelta(n), by="王一", conclusion="好") for n in range(rows)
        )
        data = sent(Cultivate(examinations=examined), form.names, version=fresh(case).version)
        with CaptureQueriesContext(connection) as captured:
            assert READY in client.post(reverse("check_supplement", args=args), data).text
        return len(captured)

    client.get(reverse("supplement", args=args))
    assert queries(1) == queries(3)
