"""What papers read of one case: the facts in force with the sensitive ones, and drafts where a
step is not done; `loading` fills it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

import msgspec
from django.utils.timezone import make_aware

from branches.line import Line
from branches.models import Member, Organization, Person
from cases.facts.arithmetic import add_months
from cases.facts.case import CODES, CaseFacts, Extension, Facts, Steps, edition_on
from cases.facts.probation import ConversionOutcome
from cases.facts.profile import NATIONAL, Profile
from cases.facts.target import Inquiry
from cases.facts.values import NamedMember
from cases.models import Case
from cases.procedure import PLACE, STEP, Body
from cases.services.rounds import Round, Rounds
from filings.papers.kept.models import ArchivePackage
from filings.papers.sheets.kit.naming import MEETING, STEPS_OF, RoundName, round_names, usual_round
from filings.papers.sheets.kit.numbers import Issued


@dataclass(frozen=True)
class Subject:
    """One case as papers read it: as it stands, or as it stood in one round of a step, on one day.

    steps     the facts in force; of a step not done, what its worksheet holds
    whole     the same, whatever day the paper has
    drafts    codes of the steps read from a worksheet
    ahead     the facts that a round not yet begun reads, worksheets among them
    members   `{id: member}` of those named as contacts and introducers
    numbers   the 发文字号 in force that name this case
    package   the archive package made last
    local     titles of the papers that local rules ask for beside, in the order of the steps
    today     the day of printing; no paper prints it, but edition and line above go by it
    no, round_number   the round of which step the facts are; 0: the case as it stands
    day       the own day of the paper, later than which it tells of nothing; None: not known
    """

    case: Case
    steps: Steps
    line: Line
    today: date
    rounds: Rounds
    whole: Steps
    ahead: Steps
    profile: Profile = NATIONAL
    drafts: frozenset[str] = frozenset()
    members: dict[int, Member] = field(default_factory=dict)
    numbers: tuple[Issued, ...] = ()
    package: ArchivePackage | None = None
    local: tuple[str, ...] = ()
    is_masked: bool = False
    no: int = 0
    round_number: int = 0
    day: date | None = None

    @property
    def person(self) -> Person:
        return self.case.person

    @property
    def branch(self) -> Organization:
        return self.case.branch

    def at(self, no: int, number: int | None = None) -> Subject:
        """The case in a round of the step numbered `no`; None: in the one that is printed when
        nobody names one.

        Raises LookupError for a round that the step does not have.
        """
        if number is None:
            number = self.usual_round(no)
        if number not in {each.number for each in self.rounds_of(no)}:
            raise LookupError(number)
        begun = self.rounds.of.get(no, ())
        if number > len(begun):
            return replace(self, no=no, round_number=number, steps=self.ahead, whole=self.ahead)
        if begun[number - 1].ended_at is None:
            return replace(self, no=no, round_number=number)
        steps = begun[number - 1].steps
        return replace(
            self, no=no, round_number=number, steps=steps, whole=steps, drafts=frozenset()
        )

    def rounds_of(self, no: int) -> list[RoundName]:
        """The rounds of the step, with the one that may come next."""
        return round_names(self.rounds, no, self.case)

    def usual_round(self, no: int) -> int:
        """The round whose papers are meant when nobody names one."""
        is_drafted = any(step.code in self.drafts_ahead for step in STEPS_OF[no])
        return usual_round(self.rounds, no, self.case, is_drafted=is_drafted)

    @property
    def drafts_ahead(self) -> frozenset[str]:
        """Codes of the steps of which the next round has a worksheet."""
        known = [code for code in CODES if self.ahead.get(code) is not None]
        return frozenset(code for code in known if self.rounds.ahead.get(code) is None)

    def on(self, day: date | None) -> Subject:
        """The case as it stood at the end of the day; None: whatever is known."""
        if day is None:
            return self
        return replace(self, day=day, steps=as_of(self.steps, day))

    @property
    def round(self) -> Round | None:
        """The round that the facts are of; None where it is not begun."""
        rounds = self.rounds.of.get(self.no, ())
        return rounds[self.round_number - 1] if 0 < self.round_number <= len(rounds) else None

    @property
    def is_out_of_reach(self) -> bool:
        """Whether the case was closed before it came to this step: nobody will take it any more."""
        return self.case.closed_on is not None and self.no > max(self.rounds.of, default=0)

    @property
    def edition(self) -> int:
        """The edition in force on the paper's own day, or that governs its step while it has
        none.
        """
        if self.day is not None:
            return edition_on(self.day)
        return self.edition_of(STEPS_OF[self.no][-1].code) if self.no else edition_on(self.today)

    def edition_of(self, code: str) -> int:
        """The edition that governs the step: by its day, or by today while it is not done."""
        facts = self.whole.get(code)
        if facts is not None and facts.on is not None:
            return edition_on(facts.on)
        # a step that was passed over is judged by what came after it
        later = [day for each, day in case_days(self.whole) if PLACE[each] > PLACE[code]]
        return edition_on(min(later, default=self.today))

    def sent_on(self, code: str) -> date | None:
        """The day on which the report of the step went up, answered or not."""
        facts, sent = self.whole.get(code), self.round.sent_on if self.round else None
        day: date | None = getattr(facts, "submitted_on", None)
        if code in ("file_activist", "file_with_department") and facts is not None:
            day = facts.on
        if code == "list_consent" and facts is None:
            listed = self.whole.list_target
            if listed is not None and listed.on is not None and edition_on(listed.on) == 2014:
                day = listed.on
        if day is not None:
            return day
        return sent if self.round else self.rounds.sent.get(STEP[code].no)

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """The extensions of the probation approved by the paper's day, but for the one that this
        round decides.
        """
        own = self.whole.conversion_meeting if self.no >= MEETING else None
        decided = own.on if own is not None and own.outcome is ConversionOutcome.EXTEND else None
        found = []
        for each in self.round.extensions if self.round else self.rounds.extensions:
            approved_on = each.approved_on
            is_later = self.day is not None and approved_on is not None and approved_on > self.day
            is_own = decided is not None and each.meeting_on == decided
            if not is_later and not is_own:
                found.append(each)
        return tuple(found)

    @property
    def expiry(self) -> date | None:
        """The expiry of the probation with those extensions; None: not known."""
        meeting = self.steps.admission_meeting
        if meeting is None or meeting.on is None:
            return None
        day = add_months(meeting.on, 12)
        for extension in self.extensions:
            if extension.months is None:
                return None
            day = add_months(day, extension.months)
        return day

    def organization_of(self, body: Body) -> Organization | None:
        """The organization that acts as this body for the branch."""
        return {
            Body.BRANCH: self.branch,
            Body.COMMITTEE: self.line.committee,
            Body.DEPARTMENT: self.line.department,
        }[body]

    def name_of(self, body: Body) -> str | None:
        organization = self.organization_of(body)
        return organization.name if organization else None

    def units_of(self, body: Body) -> tuple[str, ...]:
        """Codes of the organization that acts as this body and of those above it, nearest first."""
        organization = self.organization_of(body) or self.branch
        above = (each.code for each in self.line.above if each.path in organization.ancestor_paths)
        return (organization.code, *above)

    def round_of(self, number: Issued) -> int:
        """The round of this step that a 发文字号 is of."""
        return number.rounds.get(self.case.pk) or self.round_open_on(number.issued_on)

    def round_open_on(self, day: date) -> int:
        """The round of this step that was open on the day."""
        return self.rounds.at(self.no, make_aware(datetime.combine(day, time.min)))

    def latest_number(self, code: str) -> str | None:
        """The last number of a paper that names this case in this round, alone or with others."""
        found = (
            each.text
            for each in self.numbers
            if each.paper == code and self.round_of(each) == self.round_number
        )
        return next(found, None)

    def member(self, named: NamedMember) -> Member | None:
        """The member list's row of a contact or introducer; None for a name only."""
        return self.members.get(named.member) if named.member is not None else None


def case_days(steps: Steps) -> list[tuple[str, date]]:
    """(code, day) of the steps done, in the order of the procedure."""
    found = []
    for code in CODES:
        facts = steps.get(code)
        if facts is not None and facts.on is not None:
            found.append((code, facts.on))
    return found


def as_of(steps: Steps, day: date) -> Steps:
    """The facts as they stood at the end of the day, the answers to inquiries among them."""
    cut = Facts(CaseFacts(steps=steps)).as_of(day).steps
    review = cut.political_review
    if review is None or not review.inquiries:
        return cut
    asked = tuple(
        _inquiry_as_of(each, day)
        for each in review.inquiries
        if each.sent_on is None or each.sent_on <= day
    )
    return msgspec.structs.replace(
        cut, political_review=msgspec.structs.replace(review, inquiries=asked)
    )


def _inquiry_as_of(inquiry: Inquiry, day: date) -> Inquiry:
    if inquiry.replied_on is None or inquiry.replied_on <= day:
        return inquiry
    return Inquiry(unit=inquiry.unit, sent_on=inquiry.sent_on)


def contacts_of(steps: Steps) -> Sequence[NamedMember]:
    """The contacts now, replacements applied."""
    facts = steps.appoint_contacts
    return _current(facts.contacts or (), facts.replacements or ()) if facts else ()


def introducers_of(steps: Steps) -> Sequence[NamedMember]:
    """The introducers now, replacements applied."""
    facts = steps.appoint_introducers
    return _current(facts.introducers or (), facts.replacements or ()) if facts else ()


def _current(named: Iterable[NamedMember], replacements: Iterable[Any]) -> tuple[NamedMember, ...]:
    found = list(named)
    for replacement in replacements:
        for at, member in enumerate(found):
            if member == replacement.old:
                found[at] = replacement.new
    return tuple(found)
