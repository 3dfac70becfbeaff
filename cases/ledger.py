"""From entries to the facts in force: corrections applied, annulled and undone entries left out.

Everything derived (a case's facts and status days) can be rebuilt from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from branches.models import Organization
from cases.facts.admission import AdmissionMeeting
from cases.facts.base import FACTS, StepFacts, merge, without_sensitive
from cases.facts.case import (
    CODES,
    CaseFacts,
    Extension,
    Facts,
    PersonFacts,
    Recording,
    Sponsor,
    Steps,
)
from cases.facts.cultivation import Shortlist
from cases.facts.probation import ConversionMeeting, ConversionOutcome
from cases.facts.target import Nominate
from cases.facts.values import Kind, OrganizationThen
from cases.models import Case, Entry
from cases.procedure import PLACE, STEP, TURN


@dataclass
class Ledger:
    """The facts in force while entries are read one by one.

    steps       `{code: facts}`
    extensions  those decided before the step 23 in force
    round       codes of steps that an approved extension left in force until new ones are there
    recorded    `{code: when its acts in force were recorded}`, of those recorded on a later day
    """

    steps: dict[str, StepFacts] = field(default_factory=dict)
    extensions: tuple[Extension, ...] = ()
    round: set[str] = field(default_factory=set)
    extended: tuple[Extension, ...] = ()
    recorded: dict[str, tuple[Recording, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: CaseFacts) -> Ledger:
        """The ledger as it was left, to go on with one entry."""
        steps: dict[str, StepFacts] = {}
        for code in CODES:
            if (step := facts.steps.get(code)) is not None:
                steps[code] = step
        extension = Facts(facts).extension_in_force if facts.awaits_new_meeting else None
        recorded: dict[str, tuple[Recording, ...]] = {}
        for each in facts.recorded:
            recorded[each.code] = (*recorded.get(each.code, ()), each)
        extended = (extension,) if extension else ()
        return cls(steps, facts.extensions, set(facts.earlier_round), extended, recorded)

    def take(
        self, row: Entry, facts: StepFacts | None, recorded: tuple[Recording, ...] = ()
    ) -> None:
        """Go on with one entry that stands, its facts as `standing` yields them, and when it was
        recorded.
        """
        if facts is None:
            earlier = row.facts.get("extension")
            if earlier is not None:
                earlier = msgspec.convert(earlier, Extension)
            self.take_turn(row.code, earlier)
        elif row.kind == Entry.Kind.STEP:
            self.take_step(row.code, facts, recorded)
        else:
            self.supplement(row.code, facts, recorded)

    def take_step(self, code: str, facts: StepFacts, recorded: tuple[Recording, ...] = ()) -> None:
        if (self.round or self.extended) and STEP[code].no >= 22:
            self._begin_new_round(code)
        self.round.discard(code)
        if STEP[code].lasts:
            self.supplement(code, facts, recorded)
            return
        self.recorded.pop(code, None)
        self.steps[code] = facts
        self._note(code, recorded)

    def supplement(self, code: str, facts: StepFacts, recorded: tuple[Recording, ...] = ()) -> None:
        """Facts that follow an act, or are all that is known of one (then with what was asked
        for).
        """
        old = self.steps.get(code)
        self.steps[code] = facts if old is None else merge(old, facts)
        self._note(code, recorded)

    def _note(self, code: str, recorded: tuple[Recording, ...]) -> None:
        """Keep when it was recorded, where that was on a later day."""
        late = tuple(each for each in recorded if each.recorded_on > each.on)
        if late:
            self.recorded[code] = (*self.recorded.get(code, ()), *late)

    def take_turn(self, code: str, earlier: Extension | None = None) -> None:
        """`earlier`: what a workbook says of an extension whose steps 23 and 24 it does not
        have.
        """
        turn = TURN[code]
        if turn.extends and (extension := earlier or self._extension()):
            self.extended += (extension,)
            after = [step for step in self.steps if PLACE[step] > PLACE[turn.target]]
            self.round = {step for step in after if STEP[step].outcome is None}  # not the archive
        if turn.undoes:
            for step in [step for step in self.steps if PLACE[step] > PLACE[turn.last_kept]]:
                self.undo(step)

    def _extension(self) -> Extension | None:
        """What the steps 23 and 24 in force extend by, as last corrected."""
        # as in `write`
        return Facts(CaseFacts(steps=Steps(**self.steps))).extension_in_force  # type: ignore[arg-type]

    def undo(self, code: str) -> None:
        """Take a step back; examinations and reports stay."""
        facts = self.steps.pop(code)
        if STEP[code].lasts:
            kept = {name: getattr(facts, name) for name in KEPT if hasattr(facts, name)}
            self.steps[code] = FACTS[code](**kept)
        else:
            self.recorded.pop(code, None)

    def _begin_new_round(self, code: str) -> None:
        """A new step 22 or 23 puts the later ones of the round that extended out of force."""
        self.extensions += self.extended
        self.extended = ()
        for step in [step for step in self.round if PLACE[step] > PLACE[code]]:
            self.round.remove(step)
            del self.steps[step]
            self.recorded.pop(step, None)

    def write(self, facts: CaseFacts) -> CaseFacts:
        """The document of the case with what is in force here."""
        document = msgspec.structs.replace(
            facts,
            steps=Steps(**self.steps),  # type: ignore[arg-type]  # a field per code
            extensions=self.extensions,
            earlier_round=tuple(sorted(self.round)),
            recorded=tuple(each for code in CODES for each in self.recorded.get(code, ())),
        )
        if self.extended and not document.awaits_new_meeting:  # else that meeting tells of it
            extensions = self.extensions + self.extended
            document = msgspec.structs.replace(document, extensions=extensions)
        return _without_others_of_undone(document)


def _without_others_of_undone(facts: CaseFacts) -> CaseFacts:
    """The document without what others' rows say of acts that are not in force any more."""
    contacts, introducers, elsewhere = facts.contacts, facts.introducers, facts.elsewhere
    if not _names(facts.steps.appoint_contacts, "contacts"):
        contacts = None
    if not _names(facts.steps.appoint_introducers, "introducers"):
        introducers = None
    if not form_number(facts):
        elsewhere = msgspec.structs.replace(elsewhere, form_number_uses=())
    return msgspec.structs.replace(
        facts, contacts=contacts, introducers=introducers, elsewhere=elsewhere
    )


KEPT = ("examinations", "reports", "activities")


def standing(
    entries: Iterable[Entry], *, sealed: bool = False
) -> Iterator[tuple[Entry, StepFacts | None]]:
    """The steps, supplements and turns that stand, in their sequence, each with its facts as
    last corrected.
    """
    for row, chain in _standing_chains(entries):
        yield row, (chain[-1].step_facts if sealed else chain[-1].open_facts)


def _standing_chains(entries: Iterable[Entry]) -> Iterator[tuple[Entry, list[Entry]]]:
    """As `standing`, each with itself and its corrections in their order."""
    rows = list(entries)
    gone = {row.replaces_id for row in rows if row.kind == Entry.Kind.ANNULMENT}
    corrected = {
        row.replaces_id: row
        for row in rows
        if row.kind == Entry.Kind.CORRECTION and row.pk not in gone
    }
    for row in rows:
        if row.pk in gone or row.kind not in (
            Entry.Kind.STEP,
            Entry.Kind.SUPPLEMENT,
            Entry.Kind.TURN,
        ):
            continue
        chain = [row]
        while chain[-1].pk in corrected:
            chain.append(corrected[chain[-1].pk])
        yield row, chain


def fold(entries: Iterable[Entry], *, sealed: bool = False) -> Ledger:
    """The ledger after all `entries` of one case, given in their sequence; `sealed`: with the
    sensitive facts.
    """
    ledger = Ledger()
    for row, chain in _standing_chains(entries):
        facts = chain[-1].step_facts if sealed else chain[-1].open_facts
        ledger.take(row, facts, () if facts is None else _recordings(chain, facts))
    return ledger


def _recordings(chain: Iterable[Entry], facts: StepFacts) -> tuple[Recording, ...]:
    """When an act and its corrections were recorded, all of the day that the last of them gives;
    none of an import.
    """
    rows = [row for row in chain if row.organization_id is not None]
    return tuple(recording(row.code, facts, rows[-1].taken_on, row.day_recorded) for row in rows)


def recording(code: str, facts: StepFacts, taken_on: date, recorded_on: date) -> Recording:
    """When an act was recorded. What answers a filing is an act of the day of the answer, not of
    the submission.
    """
    answered_on: date | None = getattr(facts, "answered_on", None)
    return Recording(code=code, on=answered_on or taken_on, recorded_on=recorded_on)


def with_step(facts: CaseFacts, code: str, step: StepFacts, today: date) -> CaseFacts:
    """The document with a step taken, as recorded today; `step`: without what is sensitive."""
    ledger = Ledger.of(facts)
    recorded = () if step.on is None else (recording(code, step, step.on, today),)
    ledger.take_step(code, step, recorded)
    return ledger.write(facts)


@dataclass(frozen=True)
class Addition:
    """What a supplement adds: the step it is added to, facts that arose later, and their day."""

    code: str
    facts: StepFacts
    taken_on: date


def with_supplement(facts: CaseFacts, addition: Addition, today: date) -> CaseFacts:
    """The document with the facts added to their step, as recorded today, without what is
    sensitive.
    """
    code, more = addition.code, without_sensitive(addition.facts)
    ledger = Ledger.of(facts)
    ledger.supplement(code, more, (recording(code, more, addition.taken_on, today),))
    return ledger.write(facts)


def with_turn(facts: CaseFacts, code: str) -> CaseFacts:
    """The document after a turn."""
    ledger = Ledger.of(facts)
    ledger.take_turn(code)
    return ledger.write(facts)


def as_it_stood(case: Case, facts: StepFacts) -> StepFacts:
    """`facts` with the branch as it stands, where the rules judge by that later; and what the
    form asked about.
    """
    if isinstance(facts, WITH_BRANCH):
        return msgspec.structs.replace(facts, branch=organization_then(case.branch))
    if isinstance(facts, ConversionMeeting):
        return msgspec.structs.replace(facts, is_on_resolution=True)
    return facts


#: The facts that keep the branch as it stood.
WITH_BRANCH = (Shortlist, Nominate, AdmissionMeeting)


def organization_then(
    organization: Organization, *, is_above_branch: bool = True
) -> OrganizationThen:
    """An organization as it stands, for keeping in an entry."""
    return OrganizationThen(
        code=organization.code,
        name=organization.name,
        kind=Kind.of(organization.kind),
        has_approval_power=organization.has_approval_power,
        has_branch_committee=organization.has_branch_committee,
        is_provisional=organization.is_provisional,
        is_above_branch=is_above_branch,
    )


def with_case(case: Case) -> CaseFacts:
    """The document of the case with what its columns, its person and its branch say."""
    facts: CaseFacts = case.facts
    apply = facts.steps.apply
    person = PersonFacts(
        birth_on=case.person.birth_on,
        sex=case.person.sex or None,
        is_migrant=apply.is_migrant if apply else None,
    )
    return msgspec.structs.replace(
        facts,
        person=person,
        branch=organization_then(case.branch),
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        outcome=case.outcome or None,
    )


#: Contacts and introducers, each as what, in their order.
Sponsors = Sequence[tuple[str, Sponsor]]


def with_sponsors(facts: CaseFacts, sponsors: Sponsors) -> CaseFacts:
    """The document with contacts and introducers as `sponsors_of` found them."""

    def of_kind(wanted: str) -> tuple[Sponsor, ...]:
        return tuple(sponsor for kind, sponsor in sponsors if kind == wanted)

    contacts = introducers = None
    if _names(facts.steps.appoint_contacts, "contacts"):
        contacts = of_kind("contact")
    if _names(facts.steps.appoint_introducers, "introducers"):
        introducers = of_kind("introducer")
    return msgspec.structs.replace(facts, contacts=contacts, introducers=introducers)


def _names(step: StepFacts | None, name: str) -> bool:
    return step is not None and getattr(step, name) is not None


def form_number(facts: CaseFacts) -> str:
    """The number of the form of 14, "" where there is none."""
    form = facts.steps.fill_form
    if form is None:
        return ""
    return form.form_number or ""


def set_status_days(case: Case) -> None:
    """Copy the status days and the form number from the facts in force to the columns."""
    steps, facts = case.facts.steps, Facts(case.facts)
    case.applied_on = steps.apply.on if steps.apply else None
    case.activist_on = _day_if_positive(steps.shortlist)
    case.target_on = _day_if_positive(steps.list_target)
    case.probation_on = case.expires_on = case.full_on = None
    if _day_if_positive(steps.approve) is not None:
        case.probation_on = _day_if_positive(steps.admission_meeting)
    if case.probation_on is not None:
        case.expires_on = facts.expiry
    approval, meeting = steps.approve_conversion, steps.conversion_meeting
    if (
        approval
        and _day_if_positive(approval)
        and (meeting is None or meeting.outcome is ConversionOutcome.ON_TIME)
    ):
        case.full_on = approval.full_from or facts.expiry
    case.form_number = form_number(case.facts)


def _day_if_positive(step: StepFacts | None) -> date | None:
    return None if step is None or step.is_negative else step.on
