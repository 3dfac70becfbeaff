"""Many at once, in real threads with real transactions: one entry, one case, clear refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from branches.actor import Actor
from branches.acts import Role
from branches.models import Person
from cases import services
from cases.facts.application import Apply
from cases.models import Case, Entry
from cases.services import Refused, Stale
from cases.services.opening import next_number
from cases.services.sent import Sent
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, check_fold, fresh
from tests.factories import identity_number, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


@pytest.fixture
def drive() -> Drive:
    return Drive(IN_2026)


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act(0)` to `act(count - 1)` give or raise, all started together, each on its own
    connection.
    """
    barrier = Barrier(count)

    def run(number: int) -> Any:
        try:
            barrier.wait()
            return act(number)
        except (Refused, Stale) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_two_secretaries_saving_one_step_make_one_entry(drive: Drive) -> None:
    case = drive.open_case()
    users = [drive.secretary, make_user(Role.ORGANIZATION_MEMBER, drive.tree.branch)]
    results = at_once(2, lambda number: drive.record(case, "talk", by=users[number], version=1))
    assert kinds(results) == {"Entry": 1, "Stale": 1}
    stale = next(result for result in results if isinstance(result, Stale))
    assert [entry.code for entry in stale.since] == ["talk"]
    assert case.entries.count() == 2
    check_fold(case)


def test_one_request_sent_ten_times_makes_one_entry(drive: Drive) -> None:
    case, request_id = drive.open_case(), uuid4()
    results = at_once(10, lambda _: drive.record(case, "talk", version=1, request_id=request_id))
    assert kinds(results) == {"Entry": 10}
    assert {result.pk for result in results} == {Entry.objects.get(request_id=request_id).pk}
    assert fresh(case).version == 2


def open_case(drive: Drive, request_id: UUID, seed: int = 500) -> Case:
    apply = drive.step("apply")
    assert isinstance(apply, Apply)
    return services.open_case(
        branch=drive.tree.branch,
        applicant=services.Applicant(
            name="周文静",
            identity_number=identity_number(seed),
            ethnicity="汉族",
            phone="13800000000",
        ),
        facts=apply,
        by=Actor(drive.secretary, drive.start),
        sent=Sent(request_id),
    )


def test_opening_twice_at_once_for_one_person_makes_one_case(drive: Drive) -> None:
    results = at_once(4, lambda _: open_case(drive, uuid4()))
    assert kinds(results) == {"Case": 1, "Refused": 3}
    assert all(
        "已有未办结的案卷" in str(result) for result in results if isinstance(result, Refused)
    )
    assert (Case.objects.count(), Person.objects.filter(name="周文静").count()) == (1, 1)


def test_opening_by_one_request_sent_four_times_makes_one_case(drive: Drive) -> None:
    request_id = uuid4()
    results = at_once(4, lambda _: open_case(drive, request_id))
    assert kinds(results) == {"Case": 4}
    assert len({result.pk for result in results}) == 1


def test_case_numbers_are_given_once_under_eight_threads(drive: Drive) -> None:
    numbers = [
        number
        for batch in at_once(8, lambda _: [next_number(2026) for _ in range(10)])
        for number in batch
    ]
    assert sorted(numbers) == [f"2026-{number:04d}" for number in range(1, 81)]


def test_one_form_number_taken_by_two_cases_at_once_is_found_in_both(drive: Drive) -> None:
    cases = [drive.to("pre_review"), drive.to("pre_review", drive.open_case(seed=501))]
    reasons = {"D04": "待查"}
    results = at_once(
        2, lambda no: drive.record(cases[no], "fill_form", reasons=reasons, form_number="1234567")
    )
    assert kinds(results) == {"Entry": 2}
    assert [list(case.findings.values_list("rule", flat=True)) for case in cases] == [
        ["D04"],
        ["D04"],
    ]
