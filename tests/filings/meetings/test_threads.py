"""Two close one meeting at the same moment: it is recorded once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from cases.models import Entry
from filings.meetings.models import Meeting
from tests.cases.services.test_threads import at_once, kinds
from tests.filings.meetings.build import MeetingWorld, ticked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


@pytest.mark.parametrize(
    ("is_one_request", "gives"),
    [(True, {"Meeting": 2}), (False, {"Meeting": 1, "Stale": 1})],
)
def test_closed_by_two_at_once_it_is_recorded_once(
    is_one_request: bool, gives: dict[str, int]
) -> None:
    world = MeetingWorld()
    cases = [world.add("admission_meeting", name) for name in ("王一", "李二")]
    meeting, same = world.keep(ticked(*cases)), uuid4()
    decided = [world.decided(case, "admission_meeting") for case in cases]
    users = [world.secretary, world.secretary if is_one_request else world.colleague]

    def close(number: int) -> Meeting:
        request_id = same if is_one_request else uuid4()
        return world.close(meeting, *decided, by=users[number], request_id=request_id)

    assert kinds(at_once(2, close)) == gives
    assert Entry.objects.count() == 2
    assert Meeting.objects.get().entries.count() == 2


def test_begun_by_two_at_once_there_is_one_draft() -> None:
    world = MeetingWorld()
    users = [world.secretary, world.colleague]
    at_once(2, lambda number: world.keep({"place": [str(number)]}, by=users[number]))
    assert Meeting.objects.get().version == 2
