"""All facts in force of one case, as `Case.facts` stores them and rules and papers read them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import msgspec

from .admission import (
    AdmissionMeeting,
    Approve,
    CommitteeReview,
    CommitteeTalk,
    FileWithDepartment,
    FillForm,
    PreReview,
)
from .application import Apply, Talk
from .arithmetic import Calendar, add_months
from .base import NUMBERS, StepFacts
from .cultivation import AppointContacts, Cultivate, FileActivist, Shortlist
from .cut import is_later, step_as_of
from .probation import (
    ApproveConversion,
    Archive,
    ConversionMeeting,
    ConversionOutcome,
    Enrol,
    Oath,
    Probation,
    RequestConversion,
)
from .profile import NATIONAL, Profile
from .target import (
    AppointIntroducers,
    ListConsent,
    ListTarget,
    Nominate,
    PoliticalReview,
    Train,
)
from .values import OrganizationThen

#: First day of the 2026 edition. Source: 《细则》 2026 第四十四条.
EDITION_2026 = date(2026, 5, 11)
#: Last day of the week between issue and publication, in which stricter rules only advise.
TRANSITION_LAST = date(2026, 5, 17)


def edition_on(day: date) -> int:
    """The edition in force: 2014 or 2026."""
    return 2026 if day >= EDITION_2026 else 2014


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A part of `Case.facts`."""


class Steps(_Part, frozen=True, kw_only=True):
    """The facts in force of each step; a field per code, in the order of the procedure."""

    apply: Apply | None = None
    talk: Talk | None = None
    shortlist: Shortlist | None = None
    file_activist: FileActivist | None = None
    appoint_contacts: AppointContacts | None = None
    cultivate: Cultivate | None = None
    nominate: Nominate | None = None
    list_consent: ListConsent | None = None
    list_target: ListTarget | None = None
    appoint_introducers: AppointIntroducers | None = None
    political_review: PoliticalReview | None = None
    train: Train | None = None
    committee_review: CommitteeReview | None = None
    pre_review: PreReview | None = None
    fill_form: FillForm | None = None
    admission_meeting: AdmissionMeeting | None = None
    committee_talk: CommitteeTalk | None = None
    approve: Approve | None = None
    file_with_department: FileWithDepartment | None = None
    enrol: Enrol | None = None
    oath: Oath | None = None
    probation: Probation | None = None
    request_conversion: RequestConversion | None = None
    conversion_meeting: ConversionMeeting | None = None
    approve_conversion: ApproveConversion | None = None
    archive: Archive | None = None

    def get(self, code: str) -> StepFacts | None:
        facts: StepFacts | None = getattr(self, code)
        return facts

    def edition_of(self, code: str, today: date) -> int:
        """The edition that governs the step: by its day; not done, by the next act that has one;
        else by today.
        """
        for each in CODES[CODES.index(code) :]:
            if (facts := self.get(each)) is not None and facts.on is not None:
                return edition_on(facts.on)
        return edition_on(today)

    def as_of(self, day: date) -> Steps:
        """What was there at the end of `day`."""
        changes: dict[str, Any] = {}
        for code in CODES:
            facts = getattr(self, code)
            if facts is not None and (cut := step_as_of(facts, day)) is not facts:
                changes[code] = cut
        if not changes:
            return self
        return msgspec.structs.replace(self, **changes)


#: The step codes in the order of the procedure.
CODES: tuple[str, ...] = Steps.__struct_fields__


class PersonFacts(_Part, frozen=True, kw_only=True):
    """The person, as far as rules ask."""

    birth_on: date | None = None
    sex: str | None = None
    is_migrant: bool | None = None


class DisciplineSpan(_Part, frozen=True, kw_only=True):
    """A discipline in force from–to, both included; `kind` as `branches.models.Discipline.Kind`."""

    kind: str
    since: date | None = None
    until: date | None = None


class MemberRecord(_Part, frozen=True, kw_only=True):
    """What the member list says of a contact or introducer."""

    standing: str
    joined_on: date | None = None
    full_on: date | None = None
    disciplines: tuple[DisciplineSpan, ...] = ()

    def is_full_on(self, day: date) -> bool | None:
        """Whether he was a full member on `day`: from one year after joining, unless still on
        probation; None: unknown.

        Source: `docs/specification/rules.md`, B05.
        """
        if self.full_on is not None:
            return day >= self.full_on
        if self.joined_on is None:
            return None
        return self.standing != "probationary" and day >= add_months(self.joined_on, 12)


class Sponsor(_Part, frozen=True, kw_only=True):
    """A contact or introducer, from–to; `until` is the first day without him. `member` None: not
    on the member list.
    """

    name: str
    since: date | None = None
    until: date | None = None
    member: MemberRecord | None = None


class Extension(_Part, frozen=True, kw_only=True):
    """An extension of probation decided earlier; `months` None: length unknown."""

    meeting_on: date | None = None
    approved_on: date | None = None
    months: int | None = None

    @property
    def decided_on(self) -> date | None:
        """The day of the approval, or of the meeting where that is unknown."""
        return self.approved_on or self.meeting_on


class OtherCase(_Part, frozen=True, kw_only=True):
    """Another case of the same person that counts for F05, from–to, both included."""

    since: date
    until: date | None = None


class Elsewhere(_Part, frozen=True, kw_only=True):
    """What other cases and lists say of this person and this form number; names nobody.

    form_number_uses  days on which other cases filled a form with this number, sorted
    """

    open_cases: tuple[OtherCase, ...] = ()
    member_since: date | None = None
    form_number_uses: tuple[date, ...] = ()

    def as_of(self, day: date) -> Elsewhere:
        """What was there at the end of `day`."""
        cases = tuple(other for other in self.open_cases if other.since <= day)
        uses = tuple(used for used in self.form_number_uses if used <= day)
        if len(cases) == len(self.open_cases) and len(uses) == len(self.form_number_uses):
            return self
        return msgspec.structs.replace(self, open_cases=cases, form_number_uses=uses)


class ReceivedPaper(_Part, frozen=True, kw_only=True):
    """A signed paper that came in for the step `code`; `lacks` names the marks that are not
    ticked: 签名, 盖章.
    """

    code: str
    title: str
    on: date
    lacks: tuple[str, ...] = ()


class Recording(_Part, frozen=True, kw_only=True):
    """An act `on` a day, of the step `code`, that was recorded on a later day by the
    application's clock.
    """

    code: str
    on: date
    recorded_on: date


class CaseFacts(_Part, frozen=True, kw_only=True):
    """The JSON document of `Case.facts`.

    opened_on   day the case was opened in this system; None: it came from an import (all its acts
                are history)
    contacts, introducers   None: unknown
    earlier_round  codes of steps that an approved extension left in force until new ones are there
    extensions  those decided before the meeting of step 23 that is in force
    unknown_steps   codes of steps whose day nobody asked for (a workbook without that column): not
                    missing, not due
    received    papers that came in and are in force; kept by `cases.services.receiving`
    recorded    of the acts in force, supplements and corrections too, those recorded on a later
                day; none of an import
    closed_on   day the case was closed, with its outcome
    """

    steps: Steps = msgspec.field(default_factory=Steps)
    person: PersonFacts = msgspec.field(default_factory=PersonFacts)
    branch: OrganizationThen | None = None
    contacts: tuple[Sponsor, ...] | None = None
    introducers: tuple[Sponsor, ...] | None = None
    extensions: tuple[Extension, ...] = ()
    earlier_round: tuple[str, ...] = ()
    elsewhere: Elsewhere = msgspec.field(default_factory=Elsewhere)
    unknown_steps: tuple[str, ...] = ()
    received: tuple[ReceivedPaper, ...] = ()
    recorded: tuple[Recording, ...] = ()
    opened_on: date | None = None
    closed_on: date | None = None
    outcome: str | None = None

    @property
    def awaits_new_meeting(self) -> bool:
        """Whether the meeting of step 23 in force extended the probation, so that another is to
        come.
        """
        return "conversion_meeting" in self.earlier_round


@dataclass(frozen=True, slots=True)
class Facts:
    """All a rule needs: the case, the calendar and the local profile.

    steps  those of the case; every rule asks it
    days   {step code: day} of the steps that have one, in the order of the procedure; dozens of
           rules ask it
    last   number of the last step that has a day, 0 when none has
    """

    case: CaseFacts
    calendar: Calendar = Calendar()
    profile: Profile = NATIONAL
    steps: Steps = field(init=False, repr=False, compare=False)
    days: dict[str, date] = field(init=False, repr=False, compare=False)
    last: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        steps = self.case.steps
        days: dict[str, date] = {}
        last = 0
        for code in CODES:
            step = getattr(steps, code)
            if step is not None and step.on is not None:
                days[code] = step.on
                if code != "list_consent":
                    last = NUMBERS[code]
        object.__setattr__(self, "steps", steps)
        object.__setattr__(self, "days", days)
        object.__setattr__(self, "last", last)

    def day(self, code: str) -> date | None:
        """The day of the step, None when it has none."""
        return self.days.get(code)

    def first_day_from(self, no: int) -> date | None:
        """The day of the first step numbered `no` or later that has one."""
        for code, day in self.days.items():
            if NUMBERS[code] >= no and code != "list_consent":
                return day
        return None

    def went_past(self, no: int) -> bool:
        """Whether step `no` or a later one has a day."""
        return self.last >= no

    @property
    def first_expiry(self) -> date | None:
        """Expiry (预备期满) without any extension: one year after the meeting of step 15."""
        start = self.day("admission_meeting")
        if start is None:
            return None
        return add_months(start, 12)

    @property
    def expiry_before_meeting(self) -> date | None:
        """Expiry that the meeting of step 23 has to await: with the extensions decided before
        it. None: unknown.
        """
        return self._extended(self.case.extensions)

    @property
    def expiry(self) -> date | None:
        """Expiry that runs now: also with the extension of the step 23 in force, once approved.
        None: unknown.
        """
        extensions = self.case.extensions
        if (extension := self.extension_in_force) is not None:
            extensions += (extension,)
        return self._extended(extensions)

    @property
    def extension_in_force(self) -> Extension | None:
        """The extension that the steps 23 and 24 in force decided and approved."""
        meeting, approval = self.steps.conversion_meeting, self.steps.approve_conversion
        if meeting is None or meeting.on is None or meeting.outcome is not ConversionOutcome.EXTEND:
            return None
        if (
            meeting.is_passed is False
            or approval is None
            or approval.on is None
            or approval.is_approved is False
        ):
            return None
        return Extension(meeting_on=meeting.on, approved_on=approval.on, months=meeting.months)

    def _extended(self, extensions: tuple[Extension, ...]) -> date | None:
        day = self.first_expiry
        for extension in extensions:
            if day is None or extension.months is None:
                return None
            day = add_months(day, extension.months)
        return day

    def with_step(self, code: str, step: StepFacts | None) -> Facts:
        """These facts with the step `code` as given."""
        return replace(
            self,
            case=msgspec.structs.replace(
                self.case, steps=msgspec.structs.replace(self.steps, **{code: step})
            ),
        )

    def as_of(self, day: date) -> Facts:
        """The case as it stood at the end of `day`: acts and facts dated later are not looked
        at.
        """
        case = self.case
        changes: dict[str, Any] = {}
        if (steps := case.steps.as_of(day)) is not case.steps:
            changes["steps"] = steps
        for name in ("contacts", "introducers"):
            sponsors = getattr(case, name) or ()
            there = tuple(each for each in sponsors if not is_later(each.since, day))
            if len(there) < len(sponsors):
                changes[name] = there
        decided = tuple(each for each in case.extensions if not is_later(each.decided_on, day))
        if len(decided) < len(case.extensions):
            changes["extensions"] = decided
        if (elsewhere := case.elsewhere.as_of(day)) is not case.elsewhere:
            changes["elsewhere"] = elsewhere
        recorded = tuple(each for each in case.recorded if each.recorded_on <= day)
        if len(recorded) < len(case.recorded):
            changes["recorded"] = recorded
        if is_later(case.closed_on, day):
            changes |= {"closed_on": None, "outcome": None}
        if not changes:
            return self
        return replace(self, case=msgspec.structs.replace(case, **changes))
