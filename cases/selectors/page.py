"""What the page of a case shows, within a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choose
from django.db.models import Q, When, prefetch_related_objects

from branches.actor import Actor
from branches.fields import EncryptedJSONField
from branches.line import Line as OrganizationLine
from branches.models import User
from branches.models.person import sealed
from cases.facts.case import edition_on
from cases.ledger import fold
from cases.models import Case, Disclosure, Entry, Finding, Obligation, Sponsorship
from cases.models.disclosure import PERSON
from cases.models.sight import Sight, sight_of
from cases.procedure import STEPS
from cases.selectors.acting import SPONSORSHIPS
from cases.selectors.acts import TAKING_BACK, FilingOption, NextAct, Situation, next_acts
from cases.selectors.bar import BarStage, stage_bar
from cases.selectors.findings import ShownFinding, shown_findings
from cases.selectors.other_acts import Link, changes_of, other_acts
from cases.selectors.timeline import Line, shows, timeline
from cases.selectors.wording import Fact, facts_shown, sensitive_labels, spelled

LOOKS_SHOWN = 100


@dataclass(frozen=True)
class ShownFacts:
    """The facts in force of one step; `masked` are the labels of what is covered."""

    code: str
    title: str
    facts: list[Fact]
    masked: list[str]


@dataclass(frozen=True)
class ShownDuty:
    """An obligation in words; `day` None: it has no last day."""

    day: date | None
    earliest_on: date | None
    text: str
    article: str | None


@dataclass(frozen=True)
class CasePage:
    """See `case_page`. `acts`: those that may come next; `entries`: all of them, `seen` those that
    the user sees. What only one tab shows is made when that tab asks.
    """

    situation: Situation
    sight: Sight
    stages: tuple[BarStage, ...]
    acts: tuple[NextAct, ...]
    findings: list[ShownFinding]
    duties: list[ShownDuty]
    entries: list[Entry]
    seen: list[Entry]

    @property
    def case(self) -> Case:
        return self.situation.case

    @property
    def mine(self) -> tuple[NextAct, ...]:
        """What the user may do, what can be done now first; taking back leads nowhere and is
        last.
        """
        own = [act for act in self.acts if act.is_mine and act.button]
        return tuple(sorted(own, key=lambda act: (bool(act.reason), act.kind == TAKING_BACK)))

    @property
    def next(self) -> NextAct | None:
        """What the user may do now, else the act in turn; None when the case is closed, or where
        a contact or introducer sees nothing of it.
        """
        for act in self.mine:
            if not act.reason and act.kind != TAKING_BACK:
                return act
        return self.acts[0] if self.acts else None

    @property
    def others(self) -> tuple[NextAct, ...]:
        """The other acts that are the user's."""
        return tuple(act for act in self.mine if act is not self.next)

    @property
    def awaited(self) -> tuple[NextAct, ...]:
        """What others do, the act in turn first."""
        return tuple(act for act in self.acts if act is not self.next and self._is_awaited(act))

    @staticmethod
    def _is_awaited(act: NextAct) -> bool:
        return not (act.is_mine and act.button)

    @property
    def next_due_on(self) -> date | None:
        """The nearest day of what is shown."""
        return min((duty.day for duty in self.duties if duty.day), default=None)

    @property
    def other_acts(self) -> list[Link]:
        """The turns and replacements that the user may take."""
        return other_acts(self.situation)

    @property
    def sponsors(self) -> list[Sponsorship]:
        """The contacts and introducers, those of before too."""
        return list(self.case.sponsorships.all())

    @property
    def timeline(self) -> list[Line]:
        """Every entry, latest first, with what the user may do to it."""
        return timeline(self.seen, changes_of(self.situation, self.entries), self.sight.hidden)

    @property
    def facts(self) -> list[ShownFacts]:
        """The facts in force, step by step."""
        return shown_facts(self.case, self.seen, self.sight.hidden)


def case_page(
    case: Case, actor: Actor, line: OrganizationLine, options: Sequence[FilingOption] = ()
) -> CasePage:
    """The page; `case` with person and branch joined, `options` those of its filings."""
    sight = sight_of(case, actor)
    numbers = sight.hidden_numbers
    prefetch_related_objects([case], SPONSORSHIPS)
    every = entries_of(case)
    obligations = [row for row in Obligation.objects.filter(case=case) if row.step not in numbers]
    findings = [row for row in Finding.objects.filter(case=case) if row.step not in numbers]
    situation = Situation(case, actor, line, tuple(obligations), options)
    acts = tuple(
        act
        for act in next_acts(situation)
        if act.code not in sight.hidden and (act.is_mine or not sight.is_elsewhere)
    )
    urls = {
        act.no: act.url
        for act in reversed(acts)
        if act.url and not act.reason and act.kind != TAKING_BACK
    }
    return CasePage(
        situation=situation,
        sight=sight,
        stages=stage_bar(situation, sight, urls),
        acts=acts,
        findings=shown_findings(findings, obligations, actor.today, urls),
        duties=[
            ShownDuty(row.until_on, row.earliest_on, spelled(row.text), row.article)
            for row in obligations
        ],
        entries=every,
        seen=[entry for entry in every if shows(entry, sight)],
    )


def entries_of(case: Case) -> list[Entry]:
    """The entries, each with its `author` (his name) and tied to the one it replaces.

    What is encrypted stays so, and `has_sealed` tells whether there is some; but for why a filing
    was `returned`.
    """
    is_filing = Q(kind=Entry.Kind.FILING)
    returned = When(is_filing, then="sealed")
    rows = (
        case.entries.annotate(
            has_sealed=Q(sealed__isnull=False) & ~is_filing,
            returned=Choose(returned, default=None, output_field=EncryptedJSONField()),
            author=User.full_name_of("recorded_by"),
        )
        .defer("sealed")
        .order_by("sequence")
    )
    found = {row.pk: row for row in rows}
    for row in found.values():
        if row.replaces_id:
            row.replaces = found[row.replaces_id]
    return list(found.values())


def looks_at(case: Case) -> list[Disclosure]:
    """Who looked at what is masked, the last first; one query."""
    rows = case.disclosures.select_related("user__person")
    return list(rows.defer(*sealed("user__person"))[:LOOKS_SHOWN])


def shown_facts(case: Case, entries: Sequence[Entry], hidden: frozenset[str]) -> list[ShownFacts]:
    """The facts in force, a group a step that has some."""
    sealed = {entry.code for entry in entries if getattr(entry, "has_sealed", False)}
    found: list[ShownFacts] = []
    for step in STEPS:
        facts = case.facts.steps.get(step.code)
        if facts is None or step.code in hidden:
            continue
        masked = sensitive_labels(type(facts)) if step.code in sealed else []
        term = step.term_in(edition_on(facts.on)) if facts.on else step.term
        found.append(ShownFacts(step.code, f"{step.no} {term}", facts_shown(facts), masked))
    return found


def disclosed(case: Case, what: str) -> list[Fact]:
    """What is masked of the step `what`, or of the person: for who is logged as having looked."""
    if what == PERSON:
        values: Mapping[str, str | None] = {
            "身份证号": case.person.identity_number,
            "手机": case.person.phone,
        }
        return [Fact(label, value or "") for label, value in values.items()]
    facts = fold(case.entries.order_by("sequence"), sealed=True).steps.get(what)
    return facts_shown(facts, sensitive=True)
