"""Many decide one item at once, in real threads with real transactions: one decision, clear
refusals.
"""

from __future__ import annotations

from uuid import uuid4

import pytest

from branches.actor import Actor
from branches.acts import Role
from cases.models import Entry
from cases.services import Refused
from cases.services.sent import Sent
from filings import services
from filings.models import FilingItem
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, check_fold
from tests.cases.services.test_threads import at_once, kinds
from tests.factories import make_user
from tests.filings.pages import STATE, fresh

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]
MANY = 50


def test_fifty_decisions_of_one_item_make_one() -> None:
    """By five people, half of them against: whoever comes first decides, all others read who it
    was and when.
    """
    world = Drive(IN_2026)
    item = world.submit(world.to("committee_review"), "pre_review")
    deciders = [make_user(Role.COMMITTEE_MEMBER, world.tree.bureau) for _ in range(5)]
    day, version = world.day("pre_review"), fresh(item).case.version

    def decide(number: int) -> Entry:
        by = deciders[number % 5]
        if number % 2:
            return services.refuse(
                item_id=item.pk,
                answer=services.NegativeAnswer(
                    on=day,
                    turn="refuse_pre_review",
                    note="不具备条件",
                    facts=world.step("pre_review", is_qualified=False),
                ),
                by=Actor(by, day),
                sent=Sent(uuid4(), version=version),
            )
        return services.accept(
            item_id=item.pk,
            facts=world.step("pre_review"),
            by=Actor(by, day),
            sent=Sent(uuid4(), version=version),
        )

    results = at_once(MANY, decide)
    assert kinds(results) == {"Entry": 1, "Refused": MANY - 1}
    now = FilingItem.objects.select_related("answered_by__person").get(pk=item.pk)
    assert now.answered_by is not None
    sentence = (
        f"这项报送已由{now.answered_by.get_full_name()}于 {day} 答复：{now.get_state_display()}。"
    )
    assert {str(result) for result in results if isinstance(result, Refused)} == {sentence}
    assert now.case.entries.filter(code="pre_review", kind=Entry.Kind.STEP).count() == 1
    assert now.case.state == ("pre_review" if now.state == STATE.ACCEPTED else "appoint_contacts")
    check_fold(now.case)


def test_submitting_at_once_makes_one_item() -> None:
    world = Drive(IN_2026)
    case = world.to("committee_review")
    results = at_once(10, lambda _: world.submit(case, "pre_review"))
    assert kinds(results)["FilingItem"] == 1
    assert FilingItem.objects.filter(kind="pre_review").count() == 1


def test_withdrawing_and_deciding_at_once_does_one_of_both() -> None:
    world = Drive(IN_2026)
    item = world.submit(world.to("committee_review"), "pre_review")
    day = world.day("pre_review")

    def act(number: int) -> Entry:
        if number:
            return world.accept(fresh(item))
        return services.withdraw(
            item_id=item.pk, by=Actor(world.secretary, day), sent=Sent(uuid4())
        )

    results = at_once(2, act)
    assert kinds(results)["Entry"] == 1
    assert fresh(item).state in (STATE.ACCEPTED, STATE.WITHDRAWN)
