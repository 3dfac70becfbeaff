"""The form of a filing that an imported case went past without, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from branches.acts import Role
from cases.facts.admission import Approve
from cases.forms import step_form
from cases.models import Entry
from tests.cases.importing.build import BRANCH, COMMITTEE
from tests.cases.importing.past import IN_2026, TODAY, facts_of, imported, user
from tests.cases.sent import sent
from tests.cases.views.conftest import Sign

pytestmark = pytest.mark.django_db
OnDay = Callable[[date], None]


def test_the_form_begins_with_what_is_known_and_is_taken_once(
    tmp_path: Path, on_day: OnDay, sign: Sign
) -> None:
    case = imported(tmp_path, IN_2026, lacking=(17,))
    on_day(TODAY)
    author, facts = user(Role.COMMITTEE_SECRETARY, COMMITTEE), facts_of("approve", IN_2026)
    address, client = reverse("step", args=[case.number, "approve"]), sign(author)
    assert f'href="{address}"' in client.get(case.get_absolute_url()).text
    text = client.get(address).text
    assert "现在补登" in text
    assert 'value="2026年8月24日"' in text  # probation from the branch meeting
    data = sent(facts, step_form("approve").names, version=case.version)
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    entry = case.entries.get(code="approve", kind=Entry.Kind.STEP)
    assert isinstance(entry.step_facts, Approve)
    assert entry.step_facts.approver is not None  # the workbook knew it without the day
    assert not entry.step_facts.missing("papers")
    assert "已经登记" in client.get(address).text


def test_the_branch_is_told_who_enters_it(tmp_path: Path, on_day: OnDay, sign: Sign) -> None:
    case = imported(tmp_path, IN_2026, lacking=(4,))
    on_day(TODAY)
    client = sign(user(Role.BRANCH_SECRETARY, BRANCH))
    text = client.get(case.get_absolute_url()).text
    assert "补登：4 上级党委备案" in text
    assert "测试市林业局党委 党委书记、党委委员、组织员、党务业务主办" in text
    assert client.get(reverse("step", args=[case.number, "file_activist"])).status_code == 403
