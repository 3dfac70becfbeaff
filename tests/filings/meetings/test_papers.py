"""The working sheets before a meeting, and its minutes after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest

from branches.acts import Role
from filings.meetings.models import Meeting
from filings.meetings.views import onpaper
from filings.meetings.views.sheets import sheet_of
from filings.papers.press.meeting import BALLOTS, MOST_SHEETS, TALLY, data_of
from tests.cases.views.conftest import Sign
from tests.factories import make_discipline, make_user
from tests.filings.meetings.build import DAY, CommitteeWorld, MeetingWorld
from tests.filings.meetings.test_committee import confirm, typed
from tests.filings.meetings.test_views import typed as typed_of_branch

pytestmark = pytest.mark.django_db


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_branch_prints_its_agenda_ballots_and_tally(
    on_day: Callable[[date], None], sign: Sign
) -> None:
    on_day(DAY)
    world = MeetingWorld(voters=4)
    make_discipline(world.members[0], kind="probation_within_party", from_on=DAY)
    client = sign(world.secretary)
    told = client.get(f"{world.page}papers/agenda/", follow=True)
    assert "还没有选择讨论的人员" in told.text
    case = world.add("admission_meeting", "王一")
    rows = typed_of_branch((case, "admission_meeting"), ballot__should_attend="3")
    client.post(world.page, {**rows, "save": "1"})
    sheet = sheet_of(world.of, world.actor(), Meeting.objects.get().data)
    meeting = onpaper.before(sheet)
    assert (meeting.expected, len(meeting.members), len(meeting.left_out)) == (3, 3, 1)
    (ballots,) = data_of(BALLOTS, meeting)
    assert (ballots.name, ballots.matter, ballots.copies) == ("王一", "接收为中共预备党员", 3)
    assert ballots.sheets == [[1, 2], [3]]
    assert data_of(TALLY, meeting)[0].counts[3] == "无效票"
    printed = client.get(f"{world.page}papers/sign-in/")
    assert printed.headers["Content-Type"] == "application/pdf"
    assert "留党察看" in text_of(printed.content)
    assert client.get(f"{world.page}papers/other/").status_code == 404


def test_of_very_many_ballots_two_of_each_are_made(on_day: Callable[[date], None]) -> None:
    on_day(DAY)
    world = MeetingWorld(voters=0)
    case = world.add("conversion_meeting", "王一")
    many = str(2 * MOST_SHEETS + 1)
    sent = typed_of_branch((case, "conversion_meeting"), ballot__should_attend=many)
    data = {name: text if isinstance(text, list) else [text] for name, text in sent.items()}
    (ballots,) = data_of(BALLOTS, onpaper.before(sheet_of(world.of, world.actor(), data)))
    assert (ballots.copies, ballots.matter) == (None, "转为中共正式党员")


def test_a_committee_prints_its_minutes(on_day: Callable[[date], None], sign: Sign) -> None:
    on_day(DAY)
    world = CommitteeWorld()
    client = sign(world.decider)
    passed, refused = world.file("pre_review", "王一"), world.file("list_consent", "李二")
    row = f"p{refused.case_id}"
    more = {f"{row}-votes-in_favour": "1", f"{row}-votes-against": "5", f"{row}-note": "继续培养"}
    client.post(world.page, typed(passed, refused) | more | {f"{row}-votes-abstaining": "0"})
    assert confirm(client, world.page, passed, refused).status_code == 302
    held = Meeting.objects.get()
    page = f"/meetings/held/{held.pk}/minutes/"
    text = text_of(client.get(page).content)
    for words in ("党委会会议记录", "王一", "赞成 5", "决定：通过", "赞成 1", "决定：未通过"):
        assert words in text
    outside = make_user(Role.COMMITTEE_SECRETARY, world.tree.other_root)
    assert sign(outside).get(page).status_code == 404
    assert sign(outside).get(f"{world.page}papers/sign-in/").status_code == 404
    above = make_user(Role.COMMITTEE_SECRETARY, world.tree.city)
    assert sign(above).get(f"{world.page}papers/sign-in/").status_code == 403
    assert sign(world.secretary).get(page).status_code == 404
