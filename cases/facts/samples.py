"""One lawful case: the facts of each step as they keep every rule, in either edition.

Pure arithmetic and facts, for the demonstration, which adds words and chance, and for tests, which
plant a breach. The facts are those that people give; what the services add (the organizations as
they stood) is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import msgspec

from . import admission, application, cultivation, probation, target, values
from .arithmetic import ONE_DAY, add_months
from .base import StepFacts

#: The papers that go up with the resolution of step 15.
SENT_UP = (
    values.Paper.FORM,
    values.Paper.APPLICATION,
    values.Paper.REVIEW,
    values.Paper.CULTIVATION,
    values.Paper.ACTIVIST_RECORD,
)
#: The papers of the archive, as both editions want them.
ARCHIVED = tuple(paper for paper in values.Paper if paper is not values.Paper.CULTIVATION)
#: Months after the decision of step 3, and after the meeting of step 15, in which somebody examines
#: and reports.
EXAMINED, REPORTED, EXAMINED_ON_PROBATION = (5, 10), (2, 4, 6, 8, 10, 12), (3, 6, 9, 11)
#: Whose opinions are heard before the conversion. Source: 《细则》 2014 第三十三条, 2026
#: 第三十二条.
HEARD_AT_CONVERSION = (values.Heard.GROUP, values.Heard.MEMBERS, values.Heard.MASSES)

BALLOT = values.Ballot(
    should_attend=10,
    present=9,
    given_out=9,
    taken_back=9,
    in_favour=8,
    against=0,
    abstaining=1,
    spoiled=0,
    written=1,
    written_in_favour=1,
    is_secret=True,
    is_one_by_one=True,
)
FIRST, SECOND = values.NamedMember(name="王一", member=1), values.NamedMember(name="李二", member=2)


def days(start: date) -> dict[str, date]:
    """The lawful day of each step of a case whose application came on `start`."""
    day = {"apply": start, "talk": start + timedelta(14), "shortlist": add_months(start, 7)}
    day |= _after(day["shortlist"], file_activist=2, appoint_contacts=7)
    year = add_months(day["shortlist"], 12)
    day |= _after(
        year, cultivate=5, nominate=14, list_consent=24, list_target=50, appoint_introducers=57
    )
    day |= _after(
        year, political_review=70, train=75, committee_review=85, pre_review=92, fill_form=96
    )
    meeting = day["admission_meeting"] = year + timedelta(106)
    day |= _after(
        meeting, committee_talk=10, approve=30, file_with_department=35, enrol=37, oath=44
    )
    expiry = add_months(meeting, 12)
    day |= _after(expiry, probation=-20, request_conversion=-10, conversion_meeting=5)
    return day | _after(expiry, approve_conversion=35, archive=50)


def _after(day: date, **offsets: int) -> dict[str, date]:
    return {code: day + timedelta(offset) for code, offset in offsets.items()}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Of which branch and people a lawful case is, and on which days its steps were taken.

    days  `{step code: day}`, at least of the step asked for and of those that it follows from
    """

    days: Mapping[str, date]
    branch: str = "第一党支部"
    has_committee: bool = True
    secretary: str = "王一"
    organizer: str = "赵三"
    contacts: tuple[values.NamedMember, ...] = (FIRST, SECOND)
    introducers: tuple[values.NamedMember, ...] = (FIRST, SECOND)
    ballot: values.Ballot = field(default=BALLOT)
    form_number: str = "A0001"

    @property
    def deciders(self) -> values.Meeting:
        """Who decides steps 3 and 7 in this branch. Source: 《细则》第八条、第十三条."""
        return (
            values.Meeting.BRANCH_COMMITTEE if self.has_committee else values.Meeting.BRANCH_MEETING
        )


def facts(code: str, sample: Sample, **more: Any) -> Any:
    """The lawful facts of a step, with more of them or others; an instance of its facts class."""
    return msgspec.structs.replace(STEPS[code](sample, sample.days[code]), **more)


def apply(sample: Sample, on: date) -> StepFacts:
    """1: by the applicant's own hand, at the unit that has an organization."""
    return application.Apply(
        on=on,
        letter_on=on,
        is_own_hand=True,
        is_citizen=True,
        stratum=application.Stratum.WORKER,
        unit_situation=application.UnitSituation.WITH_ORGANIZATION,
        is_migrant=False,
        competence=application.Competence.UNIT,
    )


def talk(sample: Sample, on: date) -> StepFacts:
    """2: with all that the edition of 2026 wants said."""
    return application.Talk(
        on=on,
        talker=sample.secretary,
        capacity=application.TalkerCapacity.SECRETARY,
        topics=tuple(application.TalkTopic),
    )


def shortlist(sample: Sample, on: date) -> StepFacts:
    """3: recommended, then decided by the branch."""
    return cultivation.Shortlist(
        on=on,
        recommended_by=cultivation.Recommendation.MEMBERS,
        recommended_on=on - timedelta(7),
        meeting=sample.deciders,
        is_agreed=True,
    )


def file_activist(sample: Sample, on: date) -> StepFacts:
    """4: filed and answered."""
    return cultivation.FileActivist(on=on, answered_on=on)


def appoint_contacts(sample: Sample, on: date) -> StepFacts:
    """5: two full members."""
    return cultivation.AppointContacts(on=on, contacts=sample.contacts)


def cultivate(sample: Sample, on: date) -> StepFacts:
    """6: examined within each half year, with reports."""
    since = sample.days["shortlist"]
    return cultivation.Cultivate(
        on=on,
        examinations=tuple(values.Examination(on=add_months(since, months)) for months in EXAMINED),
        reports=tuple(values.Report(on=add_months(since, months)) for months in REPORTED),
    )


def nominate(sample: Sample, on: date) -> StepFacts:
    """7: all four kinds heard, then decided by the branch."""
    return target.Nominate(
        on=on,
        opinions=tuple(values.Opinion(kind=kind, on=on - timedelta(3)) for kind in values.Heard),
        meeting=sample.deciders,
        is_agreed=True,
    )


def list_consent(sample: Sample, on: date) -> StepFacts:
    """8 of 2026: consent before the notice."""
    return target.ListConsent(on=on)


def list_target(sample: Sample, on: date) -> StepFacts:
    """8: listed after a notice at both places that began after the consent; 26 days of it hold
    any holiday.
    """
    return target.ListTarget(
        on=on,
        notice_from=sample.days["list_consent"] + timedelta(2),
        notice_to=on - ONE_DAY,
        places=(values.Place.UNIT, values.Place.RESIDENCE),
        result=target.NoticeResult.CLEAR,
    )


def appoint_introducers(sample: Sample, on: date) -> StepFacts:
    """9: two full members."""
    return target.AppointIntroducers(on=on, introducers=sample.introducers)


def political_review(sample: Sample, on: date) -> StepFacts:
    """10: concluded in a document after the replies."""
    return target.PoliticalReview(
        on=on,
        methods=(target.ReviewMethod.TALK, target.ReviewMethod.FILES, target.ReviewMethod.LETTER),
        inquiries=(target.Inquiry(unit="某某单位", replied_on=on - timedelta(5)),),
        places=tuple(target.ReviewPlace),
        needs_joint_review=False,
        has_document=True,
        is_qualified=True,
    )


def train(sample: Sample, on: date) -> StepFacts:
    """11: three days by the committee."""
    return target.Train(
        on=on,
        start_on=on - timedelta(2),
        organizer=target.TrainingBody.COMMITTEE,
        days=3,
        hours=24,
        is_passed=True,
    )


def committee_review(sample: Sample, on: date) -> StepFacts:
    """12: passed."""
    return admission.CommitteeReview(on=on, is_passed=True)


def pre_review(sample: Sample, on: date) -> StepFacts:
    """13: passed, and told in writing."""
    return admission.PreReview(
        on=on,
        needs_discipline_opinion=False,
        leaves_within_three_months=False,
        is_qualified=True,
        is_written=True,
    )


def fill_form(sample: Sample, on: date) -> StepFacts:
    """14: issued after the pre-review, then filled."""
    return admission.FillForm(
        form_number=sample.form_number, issued_on=sample.days["pre_review"] + ONE_DAY, on=on
    )


def admission_meeting(sample: Sample, on: date) -> StepFacts:
    """15: passed by secret ballot, the introducers present."""
    return admission.AdmissionMeeting(
        on=on,
        ballot=sample.ballot,
        introducers_present=True,
        resolution=tuple(values.ResolutionItem),
        is_passed=True,
    )


def committee_talk(sample: Sample, on: date) -> StepFacts:
    """16: by an organizer, between meeting and approval."""
    return admission.CommitteeTalk(
        on=on,
        talker=sample.organizer,
        capacity=admission.CommitteeTalkerCapacity.ORGANIZER,
        is_favourable=True,
    )


def approve(sample: Sample, on: date) -> StepFacts:
    """17: approved together and one by one; told and announced in the days after."""
    meeting = sample.days["admission_meeting"]
    return admission.Approve(
        on=on,
        is_collective=True,
        is_one_by_one=True,
        is_approved=True,
        probation_from=meeting,
        probation_to=add_months(meeting, 12) - ONE_DAY,
        branch_told_on=on + timedelta(1),
        person_told_on=on + timedelta(2),
        announced_on=on + timedelta(3),
    )


def file_with_department(sample: Sample, on: date) -> StepFacts:
    """18: filed and received."""
    return admission.FileWithDepartment(on=on, received_on=on, number="2021-1")


def enrol(sample: Sample, on: date) -> StepFacts:
    """19: in branch and group."""
    return probation.Enrol(on=on, branch=sample.branch, group="第一党小组")


def oath(sample: Sample, on: date) -> StepFacts:
    """20: within a month of the approval."""
    return probation.Oath(on=on)


def on_probation(sample: Sample, on: date) -> StepFacts:
    """21: examined each quarter."""
    meeting = sample.days["admission_meeting"]
    examined = (add_months(meeting, months) for months in EXAMINED_ON_PROBATION)
    return probation.Probation(
        on=on, examinations=tuple(values.Examination(on=day) for day in examined)
    )


def request_conversion(sample: Sample, on: date) -> StepFacts:
    """22: in writing."""
    return probation.RequestConversion(on=on, is_written=True)


def conversion_meeting(sample: Sample, on: date) -> StepFacts:
    """23: opinions heard and reviewed before, then passed by secret ballot."""
    return probation.ConversionMeeting(
        on=on,
        opinions=tuple(
            values.Opinion(kind=kind, on=on - timedelta(3)) for kind in HEARD_AT_CONVERSION
        ),
        committee_review_on=on - timedelta(2),
        outcome=probation.ConversionOutcome.ON_TIME,
        ballot=sample.ballot,
        resolution=tuple(values.ResolutionItem),
        is_passed=True,
    )


def approve_conversion(sample: Sample, on: date) -> StepFacts:
    """24: approved together and one by one; talked to and announced in the days after."""
    return probation.ApproveConversion(
        on=on,
        is_collective=True,
        is_one_by_one=True,
        is_approved=True,
        full_from=add_months(sample.days["admission_meeting"], 12),
        secretary_talk_on=on + timedelta(2),
        announced_on=on + timedelta(3),
    )


def archive(sample: Sample, on: date) -> StepFacts:
    """25: all papers."""
    papers = tuple(values.ArchivedPaper(kind=paper) for paper in ARCHIVED)
    return probation.Archive(on=on, papers=papers, kept_in=probation.Keeping.PARTY)


STEPS: dict[str, Callable[[Sample, date], StepFacts]] = {
    "apply": apply,
    "talk": talk,
    "shortlist": shortlist,
    "file_activist": file_activist,
    "appoint_contacts": appoint_contacts,
    "cultivate": cultivate,
    "nominate": nominate,
    "list_consent": list_consent,
    "list_target": list_target,
    "appoint_introducers": appoint_introducers,
    "political_review": political_review,
    "train": train,
    "committee_review": committee_review,
    "pre_review": pre_review,
    "fill_form": fill_form,
    "admission_meeting": admission_meeting,
    "committee_talk": committee_talk,
    "approve": approve,
    "file_with_department": file_with_department,
    "enrol": enrol,
    "oath": oath,
    "probation": on_probation,
    "request_conversion": request_conversion,
    "conversion_meeting": conversion_meeting,
    "approve_conversion": approve_conversion,
    "archive": archive,
}
