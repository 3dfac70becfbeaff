"""Every paper prints, and says what the record says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest

from cases.facts.base import Choice
from cases.facts.target import Inquiry, PoliticalReview
from cases.facts.values import Examination, NamedMember
from filings.papers.sheets.cultivation import examination_rows
from filings.papers.sheets.kit.values import printed_values, shown
from filings.papers.sheets.vetting import open_points
from tests.filings.papers.conftest import Printed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("papers"),
]  # one process renders them all


def test_every_value_is_printed(printed: dict[str, Printed]) -> None:
    assert len(printed) > 45
    missing = [
        (code, value)
        for code, each in printed.items()
        for text in [each.text]
        for value in printed_values(each.sheet.data)
        if "".join(value.split()) not in text
    ]
    assert missing == []
    assert {code: each.missing for code, each in printed.items() if each.missing} == {}


def leaves(value: Any) -> Iterator[Any]:
    """What a paper's data is made of, at its ends."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def test_a_paper_holds_values_only(printed: dict[str, Printed]) -> None:
    """No row and no query: a unit's own template can follow them nowhere."""
    values = str, int, date, Choice, NamedMember, type(None)
    other = {
        (code, type(value)) for code, each in printed.items() for value in leaves(each.sheet.data)
        if not isinstance(value, values)
    }  # fmt: skip
    assert other == set()


#: Which values of the record stand on which paper, said here anew: the data classes are not asked.
ON_PAPER = {
    "application_receipt": ("apply.on", "apply.letter_on"),
    "talk_record": ("talk.on", "talk.talker", "talk.place", "talk.summary", "apply.history.0.what"),
    "shortlist_register": ("shortlist.recommended_by", "shortlist.recommended_on", "shortlist.recommender",
                           "shortlist.recommender_count", "shortlist.on", "shortlist.present"),
    "shortlist_minutes": ("shortlist.on", "shortlist.meeting"),
    "activist_roster": ("file_activist.on", "file_activist.answered_on"),
    "activist_notice": ("shortlist.on", "file_activist.answered_on"),
    "contact_appointment": ("appoint_contacts.on", "appoint_contacts.contacts.1"),
    "cultivation_record": ("cultivate.examinations.0.on", "cultivate.examinations.0.by", "cultivate.activities.0.what",
                           "cultivate.examinations.0.conclusion"),
    "thought_reports": ("cultivate.reports.0.on", "cultivate.reports.0.note"),
    "nomination_opinions": ("nominate.opinions.0.on", "nominate.opinions.0.summary"),
    "nomination_minutes": ("nominate.on", "nominate.present"),
    "target_roster": ("nominate.on", "shortlist.on", "apply.on"),
    "introducer_register": ("appoint_introducers.on", "appoint_introducers.introducers.0"),
    "inquiry_letter": ("political_review.inquiries.0.unit", "political_review.inquiries.0.sent_on"),
    "reply_excerpts": ("political_review.inquiries.0.replied_on", "political_review.inquiries.0.reply"),
    "review_report": ("political_review.findings", "political_review.on", "apply.relatives.1.name"),
    "class_roster": ("train.class_name", "train.start_on", "train.on", "train.hours", "train.certificate"),
    "training_certificate": ("train.mode", "train.days", "train.certificate"),
    "review_minutes": ("committee_review.on", "committee_review.present", "committee_review.remarks"),
    "pre_review_request": ("pre_review.submitted_on", "talk.on", "committee_review.on"),
    "pre_review_reply": ("pre_review.on", "pre_review.remarks"),
    "form_data": ("fill_form.form_number", "fill_form.issued_on", "fill_form.on", "apply.former_name", "apply.degree",
                  "apply.school", "apply.league_joined_on", "apply.registered_address", "apply.stratum"),
    "admission_count": ("admission_meeting.on", "admission_meeting.ballot.in_favour", "admission_meeting.chair",
                        "admission_meeting.ballot.given_out", "admission_meeting.tellers",
                        "admission_meeting.opinions.0.name"),
    "admission_minutes": ("admission_meeting.chair", "admission_meeting.recorder"),
    "admission_resolution": ("admission_meeting.on", "admission_meeting.resolution_text"),
    "committee_talk_record": ("committee_talk.on", "committee_talk.talker", "committee_talk.opinion"),
    "admission_request": ("approve.submitted_on", "admission_meeting.on"),
    "admission_reply": ("approve.on", "approve.probation_from", "approve.probation_to", "approve.remarks"),
    "approval_count": ("approve.votes.should_attend", "approve.votes.present", "approve.votes.in_favour"),
    "admission_notice": ("approve.on", "approve.probation_to", "approve.person_told_on"),
    "department_roster": ("approve.on", "fill_form.form_number", "file_with_department.number"),
    "enrolment_notice": ("enrol.on", "enrol.branch", "enrol.group"),
    "oath_record": ("oath.on", "oath.place", "oath.organizer"),
    "probation_record": ("probation.examinations.0.on", "probation.reports.0.note", "approve.probation_to"),
    "conversion_receipt": ("request_conversion.on",),
    "conversion_opinions": ("conversion_meeting.opinions.0.on",),
    "conversion_count": ("conversion_meeting.on", "conversion_meeting.tellers", "conversion_meeting.ballot.in_favour"),
    "conversion_resolution": ("conversion_meeting.resolution_text",),
    "conversion_request": ("approve_conversion.submitted_on", "request_conversion.on", "conversion_meeting.on",
                           "approve.probation_to"),
    "conversion_reply": ("approve_conversion.on", "approve_conversion.full_from"),
    "archive_list": ("archive.on", "archive.kept_in", "archive.papers.0.kind", "archive.papers.0.pages"),
    "full_record": ("apply.on", "train.on", "fill_form.form_number", "oath.on", "conversion_meeting.on", "archive.on"),
}  # fmt: skip


def recorded(steps: Any, path: str) -> str:
    """A value of the record as it is written."""
    value = steps
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else getattr(value, part)
    assert value not in (None, "", ()), path
    return "".join(shown(value).split())


def test_the_values_of_the_record_stand_on_its_papers(printed: dict[str, Printed]) -> None:
    missing = [
        (code, path, recorded(each.sheet.subjects[0].steps, path))
        for code, paths in ON_PAPER.items()
        for each in [printed[code]]
        for text in [each.text]
        for path in paths
        if recorded(each.sheet.subjects[0].steps, path) not in text
    ]
    assert missing == []


def test_a_certificate_names_the_committee_that_held_the_class(printed: dict[str, Printed]) -> None:
    text = printed["training_certificate"].text
    assert f"由{printed['training_certificate'].sheet.data.unit}组织" in text
    assert "由基层党委组织" not in text


def test_each_examination_names_the_period_it_looks_back_on() -> None:
    first, second = Examination(on=date(2025, 1, 9)), Examination(on=date(2025, 7, 1))
    rows = examination_rows((second, first), date(2024, 7, 2))
    assert [(row.since, row.on) for row in rows] == [
        (date(2024, 7, 2), first.on),
        (first.on, second.on),
    ]
    assert examination_rows((first,), None)[0].since is None


def test_what_a_review_asked_and_did_not_get_is_an_open_point() -> None:
    day = date(2025, 1, 9)
    silent, unsealed = (
        Inquiry(unit="甲镇党委"),
        Inquiry(unit="乙街道", replied_on=day, is_sealed=False),
    )
    whole = Inquiry(unit="丙社区", replied_on=day, is_sealed=True)
    review = PoliticalReview(on=day, inquiries=(silent, unsealed, whole), needs_joint_review=True)
    assert (
        open_points(review)
        == "甲镇党委尚未复函；乙街道的复函未加盖公章；联审（执纪执法等部门意见）尚未取得"
    )
    assert open_points(PoliticalReview(on=day, inquiries=(whole,))) is None
