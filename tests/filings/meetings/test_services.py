"""The draft of a meeting, kept by several; and the meeting closed: all recorded, or none."""

from __future__ import annotations

from uuid import uuid4

import msgspec
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from branches.acts import Role
from cases.models import Case, Entry, Worksheet
from cases.services import Refused, Stale
from cases.services.worksheets import Differs, Late, Window
from filings.meetings import services
from filings.meetings.models import Meeting
from filings.meetings.selectors.known import usual, voters_of
from filings.meetings.selectors.turn import cases_in_turn
from tests.factories import make_discipline, make_member, make_user
from tests.filings.meetings.build import DAY, MeetingWorld, ticked

pytestmark = pytest.mark.django_db
TWO = ("admission_meeting", "conversion_meeting")


@pytest.fixture
def world() -> MeetingWorld:
    return MeetingWorld()


def test_one_prepares_and_another_goes_on_and_closes(world: MeetingWorld) -> None:
    cases = [world.add(code, name) for code, name in zip(TWO, ("王一", "李二"), strict=True)]
    first = world.keep({"place": ["会议室"]}, by=world.colleague)
    meeting = world.keep(ticked(*cases))
    assert (meeting.pk, meeting.version, meeting.opened_by) == (first.pk, 2, world.colleague)
    decided = [world.decided(case, code) for case, code in zip(cases, TWO, strict=True)]
    closed = world.close(meeting, *decided, version=2)
    assert [entry.code for entry in closed.entries.order_by("case_id")] == list(TWO)
    assert [Case.objects.get(pk=case.pk).state for case in cases] == list(TWO)
    assert (closed.held_on, closed.closed_by, closed.version) == (DAY, world.secretary, 3)
    assert not Meeting.objects.drafts().exists()
    assert {entry.facts["ballot"]["in_favour"] for entry in Entry.objects.all()} == {8}


def test_rows_that_are_not_recorded_go_on_as_a_draft(world: MeetingWorld) -> None:
    one, two = (world.add("admission_meeting", name) for name in ("王一", "李二"))
    meeting = world.keep(ticked(one, two))
    closed = world.close(meeting, world.decided(one, "admission_meeting"))
    draft = Meeting.objects.drafts().get()
    assert draft.data["chosen"] == [str(two.pk)]
    assert closed.data["chosen"] == [str(one.pk)]
    assert draft.data.keys() == {"place", "chosen", f"p{two.pk}-ballot-in_favour"}
    assert draft.version > closed.version


def test_all_are_recorded_or_none(world: MeetingWorld) -> None:
    one, two = (world.add("admission_meeting", name) for name in ("王一", "李二"))
    meeting = world.keep(ticked(one, two))
    bad = world.facts("admission_meeting").ballot  # type: ignore[attr-defined]
    void = msgspec.structs.replace(bad, present=4)
    with pytest.raises(Refused, match="李二：支部大会"):
        world.close(
            meeting,
            world.decided(one, "admission_meeting"),
            world.decided(two, "admission_meeting", ballot=void),
        )
    assert not Entry.objects.exists()
    assert Meeting.objects.get().closed_at is None


def test_a_request_sent_twice_records_once(world: MeetingWorld) -> None:
    case, request_id = world.add("admission_meeting", "王一"), uuid4()
    meeting = world.keep(ticked(case))
    decided = world.decided(case, "admission_meeting")
    made = [world.close(meeting, decided, request_id=request_id) for _ in range(2)]
    assert made[0] == made[1]
    assert Entry.objects.count() == 1
    with pytest.raises(Stale):
        world.close(meeting, decided)


@pytest.mark.parametrize("what", ["draft", "case"])
def test_what_changed_since_the_page_was_made_is_told(world: MeetingWorld, what: str) -> None:
    case = world.add("admission_meeting", "王一")
    meeting, decided = world.keep(ticked(case)), world.decided(case, "admission_meeting")
    if what == "draft":
        world.keep(ticked(case, place=["别处"]), by=world.colleague)
    else:
        Case.objects.filter(pk=case.pk).update(version=decided.version + 1)
    with pytest.raises(Stale):
        world.close(meeting, decided)
    assert not Entry.objects.exists()


def test_nobody_closes_without_persons_or_with_those_of_another_branch(world: MeetingWorld) -> None:
    meeting = world.keep({})
    with pytest.raises(Refused, match="没有可以登记的人员"):
        world.close(meeting)
    case = world.add("admission_meeting", "王一")
    Case.objects.filter(pk=case.pk).update(branch=world.tree.other_branch)
    with pytest.raises(Case.DoesNotExist):
        world.close(meeting, world.decided(case, "admission_meeting"))


def test_only_who_records_steps_of_the_branch_keeps_and_closes(world: MeetingWorld) -> None:
    case, clerk = world.add("admission_meeting", "王一"), make_user(Role.CLERK, world.tree.bureau)
    meeting, decided = world.keep(ticked(case)), world.decided(case, "admission_meeting")
    with pytest.raises(PermissionDenied):
        world.keep({}, by=clerk)
    with pytest.raises(PermissionDenied):
        world.close(meeting, decided, by=clerk)
    with pytest.raises(PermissionDenied):
        services.drop_meeting(of=world.of, by=world.actor(clerk), began=1)
    stranger = make_user(Role.BRANCH_SECRETARY, world.tree.other_branch)
    with pytest.raises(Meeting.DoesNotExist):
        world.close(meeting, decided, by=stranger)
    assert Meeting.objects.visible_to(world.actor(clerk)).count() == 1
    assert Meeting.objects.visible_to(world.actor(stranger)).count() == 0


# -- keeping ---------------------------------------------------------------------------------------


def window(world: MeetingWorld, began: int, *, has_seen: bool = False) -> Window:
    return Window(page=world.page, id=uuid4(), began=began, has_seen=has_seen)


def test_a_text_of_another_window_is_kept_aside_and_can_be_chosen(world: MeetingWorld) -> None:
    mine = window(world, 0)
    world.keep({"place": ["一楼"]}, window=mine)
    world.keep({"place": ["二楼"]}, window=mine)  # the same window goes on
    with pytest.raises(Differs):
        world.keep({"place": ["三楼"]}, by=world.colleague, window=window(world, 0))
    aside = Worksheet.objects.get(owner=world.colleague, is_aside=True)
    services.use_aside(
        aside_id=aside.pk,
        of=world.of,
        by=world.actor(world.colleague),
        window=window(world, 2),
    )
    assert Meeting.objects.get().data == {"place": ["三楼"]}
    world.keep({"place": ["四楼"]}, window=window(world, 2, has_seen=True))
    assert Meeting.objects.get().data == {"place": ["四楼"]}
    kept = Worksheet.objects.filter(is_aside=True).values_list("owner", flat=True)
    assert list(kept) == [world.colleague.pk]


def test_a_page_of_a_closed_meeting_begins_no_new_one(world: MeetingWorld) -> None:
    one, two = (world.add("admission_meeting", name) for name in ("王一", "李二"))
    old = window(world, 0)
    meeting = world.keep(ticked(one, two), window=old)
    world.close(meeting, world.decided(one, "admission_meeting"))
    with pytest.raises(Late):  # the rest goes on, and is not that page's
        world.keep(ticked(one, two), window=old)
    world.close(Meeting.objects.drafts().get(), world.decided(two, "admission_meeting"), version=3)
    with pytest.raises(Late):
        world.keep(ticked(one, two), window=old)
    assert world.keep({"place": ["会议室"]}, window=window(world, 4)).version == 5


def test_a_draft_is_thrown_away_as_it_was_seen(world: MeetingWorld) -> None:
    world.keep({"place": ["会议室"]})
    with pytest.raises(Late):
        services.drop_meeting(of=world.of, by=world.actor(), began=0)
    services.drop_meeting(of=world.of, by=world.actor(), began=1)
    assert not Meeting.objects.exists()


def test_a_branch_has_one_draft_and_a_closed_meeting_its_day(world: MeetingWorld) -> None:
    meeting = world.keep({})
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(
            organization=world.branch,
            kind=world.of.kind.code,
            version=2,
            opened_by=world.secretary,
            saved_by=world.secretary,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(closed_at="2028-04-16T10:00Z")


# -- what is known ---------------------------------------------------------------------------------


def test_the_last_meeting_tells_what_is_usual(world: MeetingWorld) -> None:
    case = world.add("admission_meeting", "王一")
    assert usual(world.of, world.actor()) == dict.fromkeys(
        ("place", "chair", "tellers", "recorder"), ""
    )
    meeting = world.keep(ticked(case, chair=["赵一"]))
    world.close(meeting, world.decided(case, "admission_meeting", chair="钱二", recorder="孙三"))
    told = usual(world.of, world.actor())
    assert (told["place"], told["chair"]) == ("三楼会议室", "赵一")
    closed = Meeting.objects.get()
    closed.entries.clear()
    closed.delete()
    told = usual(world.of, world.actor())
    assert (told["place"], told["chair"], told["recorder"]) == ("", "钱二", "孙三")


def test_who_should_attend_has_a_vote_that_day(world: MeetingWorld) -> None:
    make_member(world.branch, standing="probationary")
    make_discipline(world.members[0], kind="probation_within_party", from_on=DAY)
    found = voters_of(world.of, DAY)
    assert (found.on, found.count) == (DAY, 9)
    assert {each.reason.partition("，")[0] for each in found.left_out} == {
        "预备党员",
        "受留党察看处分",
    }


def test_those_in_turn_are_of_the_branch_and_in_sight(world: MeetingWorld) -> None:
    converting = world.add("conversion_meeting", "李二")
    admitted = world.add("admission_meeting", "王一")
    other = world.add("admission_meeting", "孙三")
    Case.objects.filter(pk=other.pk).update(branch=world.tree.other_branch)
    own = world.add("admission_meeting", "郑四")
    world.secretary.person = own.person
    world.secretary.save()
    assert cases_in_turn(world.branch, world.actor()) == [admitted, converting]


def test_a_row_about_oneself_stays_as_others_filled_it_in(world: MeetingWorld) -> None:
    case, own = world.add("admission_meeting", "王一"), world.add("admission_meeting", "郑四")
    world.secretary.person = own.person
    world.secretary.save()
    world.keep(ticked(case, own), by=world.colleague)
    meeting = world.keep(ticked(case, place=["别处"]))
    assert set(meeting.data["chosen"]) == {str(case.pk), str(own.pk)}
    assert meeting.data[f"p{own.pk}-ballot-in_favour"] == ["8"]
    world.close(meeting, world.decided(case, "admission_meeting"), version=2)
    assert Meeting.objects.drafts().get().data["chosen"] == [str(own.pk)]
