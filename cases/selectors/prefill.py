"""What a step's form begins with: nothing is asked that the case, the person or the member list
says already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from branches.actor import Actor
from branches.acts import Act, Role
from cases.facts.admission import AdmissionMeeting, Approve
from cases.facts.application import Talk, TalkerCapacity
from cases.facts.arithmetic import ONE_DAY, add_months
from cases.facts.base import FACTS, StepFacts
from cases.facts.case import Facts
from cases.facts.cultivation import AppointContacts, Shortlist
from cases.facts.probation import (
    ApproveConversion,
    Archive,
    ConversionMeeting,
    ConversionOutcome,
    Enrol,
)
from cases.facts.target import (
    AppointIntroducers,
    ListTarget,
    Nominate,
    PoliticalReview,
    ReviewPlace,
)
from cases.facts.values import ArchivedPaper, Ballot, Heard, Meeting, NamedMember, Opinion, Place
from cases.models import Case, Entry, Sponsorship
from cases.rules.conversion import papers_wanted
from cases.rules.steps import is_migrant
from cases.selectors.roster import voters_on


def known_facts(case: Case, code: str, by: Actor) -> StepFacts | None:
    """The facts of the step that are known before anything is typed by this account; at most one
    query. None: none are.
    """
    make = _KNOWN.get(FACTS[code])
    return make(case, by) if make else None


#: The post that a talk names, of one who records for the branch.
POSTS = {
    Role.BRANCH_SECRETARY: TalkerCapacity.SECRETARY,
    Role.ORGANIZATION_MEMBER: TalkerCapacity.COMMITTEE_MEMBER,
}


def _talk(case: Case, by: Actor) -> StepFacts:
    """Who records for the branch commonly talked, where the branch talked the last time. Of a
    talk entered afterwards nobody knows.
    """
    if case.state != "apply":
        return Talk()
    role = by.rights.role_for(Act.RECORD, case.branch_id)
    if role not in POSTS or by.account.person is None:
        return Talk(place=_last_place(case, by))
    return Talk(talker=by.account.person.name, capacity=POSTS[role], place=_last_place(case, by))


def _last_place(case: Case, by: Actor) -> str | None:
    """Where the last talk of the branch was held, of those that say so."""
    seen = Case.objects.visible_to(by).filter(branch=case.branch_id)
    talks = Entry.objects.filter(case__in=seen, code="talk", facts__has_key="place")
    return talks.order_by("-recorded_at").values_list("facts__place", flat=True).first()


def _meeting(case: Case) -> Meeting | None:
    """Who decides 3 and 7: the branch committee, where there is none the branch meeting."""
    if case.branch.has_branch_committee is None:
        return None
    return Meeting.BRANCH_COMMITTEE if case.branch.has_branch_committee else Meeting.BRANCH_MEETING


def _shortlist(case: Case, _by: Actor) -> StepFacts:
    return Shortlist(meeting=_meeting(case))


def _sponsors(case: Case, kind: Sponsorship.Kind) -> tuple[NamedMember, ...] | None:
    rows = case.sponsorships.filter(kind=kind, until_on__isnull=True)
    return tuple(NamedMember(name=row.name, member=row.member_id) for row in rows) or None


def _contacts(case: Case, _by: Actor) -> StepFacts:
    return AppointContacts(contacts=_sponsors(case, Sponsorship.Kind.CONTACT))


def _introducers(case: Case, _by: Actor) -> StepFacts:
    """The introducers there are, else the contacts: 《细则》第十四条 has them commonly be the
    introducers.
    """
    rows = list(case.sponsorships.filter(until_on__isnull=True))
    kinds = {row.kind for row in rows}
    kind = Sponsorship.Kind.CONTACT
    if Sponsorship.Kind.INTRODUCER in kinds:
        kind = Sponsorship.Kind.INTRODUCER
    named = tuple(
        NamedMember(name=row.name, member=row.member_id) for row in rows if row.kind == kind
    )
    return AppointIntroducers(introducers=named or None)


def _heard(*kinds: Heard) -> tuple[Opinion, ...]:
    return tuple(Opinion(kind=kind) for kind in kinds)


def _nominate(case: Case, _by: Actor) -> StepFacts:
    return Nominate(meeting=_meeting(case), opinions=_heard(*Heard))


def _list_target(case: Case, _by: Actor) -> StepFacts:
    return ListTarget(
        places=(Place.ORIGIN, Place.DESTINATION) if is_migrant(Facts(case.facts)) else None
    )


def _political_review(case: Case, _by: Actor) -> StepFacts:
    return PoliticalReview(places=tuple(ReviewPlace) if is_migrant(Facts(case.facts)) else None)


def _admission(case: Case, by: Actor) -> StepFacts:
    return AdmissionMeeting(ballot=Ballot(should_attend=voters_on(case.branch, by.today)))


def _approve(case: Case, _by: Actor) -> StepFacts:
    """Source: 《细则》 2014 第三十一条, 2026 第三十条: probation runs from the branch meeting."""
    meeting = case.facts.steps.admission_meeting
    if meeting is None or meeting.on is None:
        return Approve()
    return Approve(probation_from=meeting.on, probation_to=add_months(meeting.on, 12) - ONE_DAY)


def _enrol(case: Case, _by: Actor) -> StepFacts:
    return Enrol(branch=case.branch.name)


def _conversion(case: Case, by: Actor) -> StepFacts:
    ballot = Ballot(should_attend=voters_on(case.branch, by.today))
    return ConversionMeeting(
        ballot=ballot, opinions=_heard(Heard.GROUP, Heard.MEMBERS, Heard.MASSES)
    )


def _approve_conversion(case: Case, _by: Actor) -> StepFacts:
    meeting = case.facts.steps.conversion_meeting
    is_on_time = meeting is not None and meeting.outcome is ConversionOutcome.ON_TIME
    return ApproveConversion(full_from=Facts(case.facts).expiry if is_on_time else None)


def _archive(case: Case, by: Actor) -> StepFacts:
    papers: Iterable[ArchivedPaper] = (
        ArchivedPaper(kind=kind) for kind in papers_wanted(Facts(case.facts), by.today)
    )
    return Archive(papers=tuple(papers))


_KNOWN: dict[type[StepFacts], Callable[[Case, Actor], StepFacts]] = {
    Talk: _talk,
    Shortlist: _shortlist,
    AppointContacts: _contacts,
    Nominate: _nominate,
    ListTarget: _list_target,
    AppointIntroducers: _introducers,
    PoliticalReview: _political_review,
    AdmissionMeeting: _admission,
    Approve: _approve,
    Enrol: _enrol,
    ConversionMeeting: _conversion,
    ApproveConversion: _approve_conversion,
    Archive: _archive,
}
