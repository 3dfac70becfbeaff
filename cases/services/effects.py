"""What follows from an act: how the case is judged after it, what that asks, and what is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cases import ledger, may
from cases.facts.case import CaseFacts, Facts
from cases.models import Case
from cases.procedure import Step
from cases.rules.engine import Finding, Judgement, judge
from cases.selectors import others
from cases.selectors.context import context_for
from cases.services import judging, membership
from cases.services.errors import Refused


@dataclass(frozen=True)
class Before:
    """The case as an act finds it: how it is judged then, with the calendar and the profile it
    is judged by.
    """

    context: Facts
    judgement: Judgement
    today: date

    @classmethod
    def of(cls, case: Case, today: date) -> Before:
        context = context_for(case, case.facts)
        return cls(context, judge(context, today), today)

    def judge(self, document: CaseFacts) -> Judgement:
        """The judgement of the same day, calendar and profile on another document of the case."""
        return judge(replace(self.context, case=document), self.today)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On what terms an act is recorded that may bring something about.

    reasons     the reasons given, by rule
    step        the act's own, a void finding of which refuses it; of a correction that of the entry
    is_lenient  see `may.reasons.wants_reason`
    beyond      what the act brings about elsewhere, about an organization; it wants a reason as the
                case's does
    unseen      numbers of the steps that the author does not see: what is found there is asked of
                who sees them
    """

    reasons: Mapping[str, str]
    step: Step
    is_lenient: bool = False
    beyond: Iterable[Finding] = ()
    unseen: Collection[int | None] = ()

    def ask(self, before: Judgement, after: Judgement) -> None:
        """Ask for what the act brings about. Raises Refused."""
        found = [*self.beyond, *may.brought_about(before, after)]
        found = [each for each in found if each.step not in self.unseen]
        asked = may.questions(found, step=self.step.no, is_lenient=self.is_lenient)
        if standing := may.open_questions(asked, self.reasons):
            raise Refused.by(standing)


#: Of an act that has one reason of its own (a turn, an annulment, a replacement): that stands for
#: all it brings about.
ITS_OWN: None = None


@dataclass(frozen=True)
class Foreseen:
    """The document of the case as an act will leave it, and how it is judged then."""

    document: CaseFacts
    judgement: Judgement


def rejudge_and_save(
    case: Case,
    before: Before,
    terms: Terms | None,
    *,
    step: str | None = None,
    foreseen: Foreseen | None = None,
) -> None:
    """Write what follows from an act, and ask for what it brings about. Raises Refused.

    Written are the status days, the membership, the judgement, the case, and the cases that it
    concerns.

    step      the code of the act's own, which tells what other rows say of the case must be read
              again; None: all of it, as the act changes several steps or undoes some
    foreseen  what was asked about before the act was written: where it came so, it is neither
              judged nor asked again
    """
    is_sponsored = step is None or step in others.SPONSORED
    is_numbered = step is None or step in others.NUMBERED
    standing, shared = membership.Standing.before(case), judging.Shared.before(case)
    case.facts = ledger.with_case(case)
    ledger.set_status_days(case)
    shared.lock(case)
    if is_sponsored:
        case.facts = ledger.with_sponsors(case.facts, others.sponsors_of(case).get(case.pk, ()))
    if is_numbered:
        case.facts = others.with_elsewhere(case, case.facts)
    membership.follow(case, standing, before.today)
    if foreseen is not None and foreseen.document == case.facts:
        judgement, terms = foreseen.judgement, None  # asked already
    else:
        judgement = before.judge(case.facts)
    judging.store(case, judgement)
    save(case)
    shared.rejudge_others(case, before.today, is_numbered=is_numbered)
    if terms is not None:
        terms.ask(before.judgement, judgement)


#: Columns that a move changes, and those that follow from the entries.
STATE = ["state", "outcome", "closed_on"]
COLUMNS = [
    "version",
    "head",
    "pass_number",
    "applied_on",
    "activist_on",
    "target_on",
    "probation_on",
    "expires_on",
    "full_on",
    "form_number",
    "locked",
    "next_due_on",
    "facts",
]


def save(case: Case) -> None:
    """Write the columns that follow from the entries, and the last move."""
    case.save(update_fields=[*COLUMNS, *STATE] if case.is_moved else COLUMNS)
    case.is_moved = False
