"""What the manual of a role tells, and what not."""

from __future__ import annotations

from pathlib import Path

import pytest

from branches.acts import Role
from filings.desk.guide import manual
from filings.desk.guide.manual import READERS, Reader


def views(reader: Reader) -> set[str]:
    return {page.view for chapter in manual.chapters(reader) for page in chapter.pages}


def test_a_secretary_records_and_a_clerk_does_not_decide() -> None:
    secretary = Reader(Role.BRANCH_SECRETARY)
    assert {"new_case", "step", "meeting", "filing_submit"} <= views(secretary)
    assert not {"filing_refuse", "inspection_new", "admin:index"} & views(secretary)
    clerk = Reader(Role.CLERK)
    assert {"filings", "filing_return", "form_book"} <= views(clerk)
    assert "meeting" in views(clerk), "of a committee"
    assert "new_case" not in views(clerk)


def test_an_administrator_is_told_of_no_case() -> None:
    told = views(Reader(Role.ADMINISTRATOR))
    assert {"admin:index", "holidays", "exchange", "me"} <= told
    assert not {"case", "cases", "step", "filings", "plan", "case_papers"} & told


def test_contacts_are_told_of_their_cases_alone() -> None:
    told = views(Reader(None))
    assert {"workbench", "case", "examinations"} <= told
    assert not {"new_case", "step", "filings", "statistics_of", "admin:index"} & told


def does(reader: Reader) -> dict[str, str]:
    return {task.step.code: task.does for task in manual.tasks(reader)}


def test_the_steps_of_a_role_are_those_of_the_procedure() -> None:
    secretary = does(Reader(Role.BRANCH_SECRETARY))
    assert secretary["talk"] == "登记"
    assert secretary["approve"] == "报送"
    assert "committee_talk" not in secretary
    assert does(Reader(Role.COMMITTEE_SECRETARY))["approve"] == "答复"
    assert does(Reader(Role.CLERK))["approve"] == "受理、审核，提出拟办意见"
    assert does(Reader(Role.GENERAL_BRANCH_SECRETARY)) == {
        "approve": "审议",
        "approve_conversion": "审议",
    }
    assert set(does(Reader(None))) == {"cultivate", "probation"}
    assert does(Reader(Role.ADMINISTRATOR)) == {}


def test_words_and_states_are_those_of_the_pages_told_of() -> None:
    chapters = manual.chapters(Reader(Role.ADMINISTRATOR))
    words = [word for word, _ in manual.words_of(chapters)]
    assert "任职" in words
    assert "轮次" not in words
    assert "工作日" in [signs.title for signs in manual.signs_of(chapters)]


def test_a_picture_is_one_of_a_page_of_a_manual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manual, "PICTURES", tmp_path / "manual")
    (tmp_path / "manual").mkdir()
    (tmp_path / "clerk-workbench.jpg").write_bytes(b"outside")
    assert manual.picture("clerk-workbench") is None
    (tmp_path / "manual" / "clerk-workbench.jpg").write_bytes(b"picture")
    (tmp_path / "manual" / "secret.jpg").write_bytes(b"no page")
    assert manual.picture("clerk-workbench") == tmp_path / "manual" / "clerk-workbench.jpg"
    assert manual.picture("secret") is None
    assert manual.picture("../clerk-workbench") is None
    assert manual.picture_name(READERS["clerk"], "workbench") == "clerk-workbench"
    assert manual.picture_name(READERS["clerk"], "cases") == ""
