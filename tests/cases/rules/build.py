"""Cases to plant one breach in: `lawful` keeps every rule of both editions, `facts` holds only what it is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace as replace_fields
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from cases.facts import admission, application, cultivation, probation, target, values
from cases.facts.arithmetic import Calendar, add_months
from cases.facts.base import FACTS, StepFacts
from cases.facts.case import CODES, CaseFacts, Facts, MemberRecord, PersonFacts, Profile, Sponsor, Steps
from cases.rules.engine import RULES, Finding, Obligation, judge

#: First day of a case all of which falls under the 2014 edition, and of one all of which falls under that of 2026.
IN_2014, IN_2026 = date(2019, 3, 1), date(2026, 6, 1)

BRANCH = values.OrganizationThen(
    code="ZB", name="第一党支部", kind=values.Kind.BRANCH, has_branch_committee=True, is_above_branch=False
)
SMALL_BRANCH = msgspec.structs.replace(BRANCH, has_branch_committee=False)
COMMITTEE = values.OrganizationThen(code="DW", name="某某党委", kind=values.Kind.COMMITTEE, has_approval_power=True)
GENERAL_BRANCH = values.OrganizationThen(
    code="ZZ", name="某某党总支", kind=values.Kind.GENERAL_BRANCH, has_approval_power=False
)
FULL_MEMBER = MemberRecord(standing="full", joined_on=date(2005, 7, 1), full_on=date(2006, 7, 1))
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


def days(start: date) -> dict[str, date]:
    """The lawful day of each step of a case whose application came on `start`."""
    day = {"apply": start, "talk": start + timedelta(14), "shortlist": add_months(start, 7)}
    day |= _after(day["shortlist"], file_activist=2, appoint_contacts=7)
    year = add_months(day["shortlist"], 12)
    day |= _after(year, cultivate=5, nominate=14, list_consent=24, list_target=50, appoint_introducers=57)
    day |= _after(year, political_review=70, train=75, committee_review=85, pre_review=92, fill_form=96)
    meeting = day["admission_meeting"] = year + timedelta(106)
    day |= _after(meeting, committee_talk=10, approve=30, file_with_department=35, enrol=37, oath=44)
    expiry = add_months(meeting, 12)
    day |= _after(expiry, probation=-20, request_conversion=-10, conversion_meeting=5)
    return day | _after(expiry, approve_conversion=35, archive=50)


def _after(day: date, **offsets: int) -> dict[str, date]:
    return {code: day + timedelta(offset) for code, offset in offsets.items()}


def _stage_one_to_three(day: dict[str, date]) -> dict[str, StepFacts]:
    shortlisted, nominated, consent = day["shortlist"], day["nominate"], day["list_consent"]
    return {
        "apply": application.Apply(
            on=day["apply"],
            letter_on=day["apply"],
            is_own_hand=True,
            is_citizen=True,
            stratum=application.Stratum.WORKER,
            unit_situation=application.UnitSituation.WITH_ORGANIZATION,
            is_migrant=False,
            competence=application.Competence.UNIT,
        ),
        "talk": application.Talk(
            on=day["talk"],
            talker="王一",
            capacity=application.TalkerCapacity.SECRETARY,
            topics=tuple(application.TalkTopic),
        ),
        "shortlist": cultivation.Shortlist(
            on=shortlisted,
            recommended_by=cultivation.Recommendation.MEMBERS,
            recommended_on=shortlisted - timedelta(7),
            meeting=values.Meeting.BRANCH_COMMITTEE,
            is_agreed=True,
            branch=BRANCH,
        ),
        "file_activist": cultivation.FileActivist(on=day["file_activist"], answered_on=day["file_activist"]),
        "appoint_contacts": cultivation.AppointContacts(
            on=day["appoint_contacts"],
            contacts=(values.NamedMember(name="王一", member=1), values.NamedMember(name="李二", member=2)),
        ),
        "cultivate": cultivation.Cultivate(
            on=day["cultivate"],
            examinations=tuple(values.Examination(on=add_months(shortlisted, months)) for months in (5, 10)),
            reports=tuple(values.Report(on=add_months(shortlisted, months)) for months in (2, 4, 6, 8, 10, 12)),
        ),
        "nominate": target.Nominate(
            on=nominated,
            opinions=tuple(values.Opinion(kind=kind, on=nominated - timedelta(3)) for kind in values.Heard),
            meeting=values.Meeting.BRANCH_COMMITTEE,
            is_agreed=True,
            branch=BRANCH,
        ),
        "list_consent": target.ListConsent(on=consent),
        "list_target": target.ListTarget(
            on=day["list_target"],
            notice_from=consent + timedelta(2),
            notice_to=day["list_target"] - timedelta(1),
            places=(values.Place.UNIT, values.Place.RESIDENCE),
            result=target.NoticeResult.CLEAR,
        ),
        "appoint_introducers": target.AppointIntroducers(
            on=day["appoint_introducers"],
            introducers=(values.NamedMember(name="王一", member=1), values.NamedMember(name="李二", member=2)),
        ),
        "political_review": target.PoliticalReview(
            on=day["political_review"],
            methods=(target.ReviewMethod.TALK, target.ReviewMethod.LETTER),
            inquiries=(target.Inquiry(unit="某某单位", replied_on=day["political_review"] - timedelta(5)),),
            places=tuple(target.ReviewPlace),
            needs_joint_review=False,
            has_document=True,
            is_qualified=True,
        ),
        "train": target.Train(
            on=day["train"],
            start_on=day["train"] - timedelta(2),
            organizer=target.TrainingBody.COMMITTEE,
            days=3,
            hours=24,
            is_passed=True,
        ),
    }


def _stage_four(day: dict[str, date]) -> dict[str, StepFacts]:
    meeting = day["admission_meeting"]
    return {
        "committee_review": admission.CommitteeReview(on=day["committee_review"], is_passed=True),
        "pre_review": admission.PreReview(
            on=day["pre_review"],
            needs_discipline_opinion=False,
            leaves_within_three_months=False,
            is_qualified=True,
            is_written=True,
            reviewer=COMMITTEE,
        ),
        "fill_form": admission.FillForm(
            form_number="A0001", issued_on=day["pre_review"] + timedelta(1), on=day["fill_form"]
        ),
        "admission_meeting": admission.AdmissionMeeting(
            on=meeting,
            ballot=BALLOT,
            introducers_present=True,
            resolution=tuple(values.ResolutionItem),
            is_passed=True,
        ),
        "committee_talk": admission.CommitteeTalk(
            on=day["committee_talk"],
            talker="赵三",
            capacity=admission.CommitteeTalkerCapacity.ORGANIZER,
            is_favourable=True,
        ),
        "approve": admission.Approve(
            on=day["approve"],
            received_on=meeting + timedelta(5),
            deliberations=(),
            approver=COMMITTEE,
            between=(),
            is_collective=True,
            is_one_by_one=True,
            is_approved=True,
            papers=(
                values.Paper.FORM,
                values.Paper.APPLICATION,
                values.Paper.REVIEW,
                values.Paper.CULTIVATION,
                values.Paper.ACTIVIST_RECORD,
            ),
            probation_from=meeting,
            probation_to=add_months(meeting, 12) - timedelta(1),
            branch_told_on=day["approve"] + timedelta(1),
            person_told_on=day["approve"] + timedelta(2),
            announced_on=day["approve"] + timedelta(3),
        ),
        "file_with_department": admission.FileWithDepartment(
            on=day["file_with_department"], received_on=day["file_with_department"], number="2021-1"
        ),
    }


def _stage_five(day: dict[str, date]) -> dict[str, StepFacts]:
    meeting, converted, expiry = (
        day["admission_meeting"],
        day["conversion_meeting"],
        add_months(day["admission_meeting"], 12),
    )
    papers = [paper for paper in values.Paper if paper is not values.Paper.CULTIVATION]
    return {
        "enrol": probation.Enrol(on=day["enrol"], branch="第一党支部", group="第一党小组"),
        "oath": probation.Oath(on=day["oath"]),
        "probation": probation.Probation(
            on=day["probation"],
            examinations=tuple(values.Examination(on=add_months(meeting, months)) for months in (3, 6, 9, 11)),
        ),
        "request_conversion": probation.RequestConversion(on=day["request_conversion"], is_written=True),
        "conversion_meeting": probation.ConversionMeeting(
            on=converted,
            opinions=tuple(
                values.Opinion(kind=kind, on=converted - timedelta(2))
                for kind in (values.Heard.GROUP, values.Heard.MEMBERS, values.Heard.MASSES)
            ),
            committee_review_on=converted - timedelta(1),
            outcome=probation.ConversionOutcome.ON_TIME,
            ballot=BALLOT,
            resolution=tuple(values.ResolutionItem),
            is_passed=True,
        ),
        "approve_conversion": probation.ApproveConversion(
            on=day["approve_conversion"],
            deliberations=(),
            approver=COMMITTEE,
            between=(),
            is_collective=True,
            is_one_by_one=True,
            is_approved=True,
            full_from=expiry,
            secretary_talk_on=day["approve_conversion"] + timedelta(2),
            announced_on=day["approve_conversion"] + timedelta(3),
        ),
        "archive": probation.Archive(
            on=day["archive"],
            papers=tuple(values.ArchivedPaper(kind=paper) for paper in papers),
            kept_in=probation.Keeping.PARTY,
        ),
    }


def lawful(until: str = "archive", start: date = IN_2014) -> Facts:
    """A case that keeps every rule, with the steps up to `until` in the order of the procedure.

    It keeps what either edition asks for, so `start` may lie anywhere, also where the case straddles both.
    """
    return lawful_on(days(start), until)


def lawful_on(day: dict[str, date], until: str = "archive") -> Facts:
    """As `lawful`, with these days of the steps."""
    steps = _stage_one_to_three(day) | _stage_four(day) | _stage_five(day)
    kept = CODES[: CODES.index(until) + 1]
    sponsors = tuple(Sponsor(name=name, member=FULL_MEMBER) for name in ("王一", "李二"))
    return Facts(
        CaseFacts(
            steps=Steps(**{code: steps[code] for code in kept}),  # type: ignore[arg-type]  # a field per code
            person=PersonFacts(birth_on=date(1995, 1, 15), sex="男", is_migrant=False),
            branch=BRANCH,
            contacts=_since(sponsors, day["appoint_contacts"]) if "appoint_contacts" in kept else None,
            introducers=_since(sponsors, day["appoint_introducers"]) if "appoint_introducers" in kept else None,
            opened_on=day["apply"],
            closed_on=day["archive"] if until == "archive" else None,
            outcome="completed" if until == "archive" else None,
        )
    )


def _since(sponsors: Iterable[Sponsor], since: date) -> tuple[Sponsor, ...]:
    return tuple(msgspec.structs.replace(sponsor, since=since) for sponsor in sponsors)


def facts(**steps: StepFacts) -> Facts:
    """A case of which nothing is known but these steps (`talk=Talk(on=…)`)."""
    return Facts(CaseFacts(steps=Steps(**steps)))  # type: ignore[arg-type]  # a field per code


def change(old: Facts, code: str, **values: Any) -> Facts:
    """`old` with some facts of one step changed; the step is made when there is none."""
    step = old.steps.get(code)
    return old.with_step(code, FACTS[code](**values) if step is None else msgspec.structs.replace(step, **values))


def without(old: Facts, *codes: str) -> Facts:
    """`old` with these steps missing."""
    for code in codes:
        old = old.with_step(code, None)
    return old


def of_case(old: Facts, **values: Any) -> Facts:
    """`old` with fields of its `CaseFacts` changed (`contacts=…`, `extensions=…`)."""
    return replace_fields(old, case=msgspec.structs.replace(old.case, **values))


def under(old: Facts, *, calendar: Calendar | None = None, **profile: Any) -> Facts:
    """`old` under a calendar and a local profile."""
    return replace_fields(old, calendar=calendar or old.calendar, profile=Profile(**profile))


def day_of(of: Facts, code: str) -> date:
    """The day of a step that has one."""
    day = of.day(code)
    assert day is not None, code
    return day


def found(of: Facts, rule: str, on: date = date(2035, 12, 31)) -> list[Finding]:
    """What one rule finds, judged on `on`."""
    return list(judge(of, on, [RULES[rule]]).findings)


def due(of: Facts, rule: str, on: date) -> list[Obligation]:
    """The obligations one rule yields on `on`."""
    return list(judge(of, on, [RULES[rule]]).obligations)


def brief(findings: Iterable[Finding]) -> list[tuple[str, int, str | None, int | None, date | None, date | None]]:
    """(severity, edition, article, step, due, actual) of each, for tables."""
    return [(f.severity.code, f.edition, f.article, f.step, f.due, f.actual) for f in findings]


def editions(article_2014: str | None, article_2026: str | None) -> pytest.MarkDecorator:
    """The test runs in both editions, with the first day of a case, the edition and its article."""
    rows = [(IN_2014, 2014, article_2014), (IN_2026, 2026, article_2026)]
    return pytest.mark.parametrize(("start", "edition", "article"), rows)


def is_silent_when_stopped(case: Facts, rule: str) -> bool:
    """Whether the rule, which finds something in `case`, is silent once the admission was not passed or refused."""
    assert found(case, rule)
    assert found(change(case, "approve", is_approved=None), rule)
    stopped = (change(case, "admission_meeting", is_passed=False), change(case, "approve", is_approved=False))
    return not any(found(each, rule) for each in stopped)


def extended(case: Facts, months: int | None = 6) -> tuple[Facts, date]:
    """The case whose meeting of step 23 extended, approved in step 24; and the first expiry."""
    first = add_months(day_of(case, "admission_meeting"), 12)
    case = change(
        case, "conversion_meeting", on=first, outcome=probation.ConversionOutcome.EXTEND, months=months, is_passed=True
    )
    return change(case, "approve_conversion", on=first + timedelta(20), is_approved=True, full_from=None), first
