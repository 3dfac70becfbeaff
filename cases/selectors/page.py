"""All that the page of a case shows, within a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from branches.models import User
from branches.rights import rights_of
from cases.models import Case, Disclosure, Entry, Finding, Obligation, Sponsorship
from cases.models.case import HIDDEN_FROM_SPONSORS
from cases.procedure import STEP, STEPS
from cases.rules.engine import RULES, Severity, overdue
from cases.rules.engine import Obligation as Duty
from cases.selectors.bar import BarStage, stage_bar
from cases.selectors.timeline import Line, timeline
from cases.selectors.wording import Fact, facts_shown, sensitive_labels, spelled

LOOKS_SHOWN = 10


@dataclass(frozen=True)
class ShownFinding:
    """A finding as `_components/findings.html` shows it."""

    severity: str
    title: str
    article: str | None
    edition: int
    message: str
    remedy: str
    is_overdue: bool = False


@dataclass(frozen=True)
class ShownFacts:
    """The facts in force of one step; `masked` are the labels of what is covered."""

    code: str
    title: str
    facts: list[Fact]
    masked: list[str]


@dataclass(frozen=True)
class CasePage:
    case: Case
    is_sponsor: bool
    stages: tuple[BarStage, ...]
    findings: list[ShownFinding]
    obligations: list[Obligation]
    timeline: list[Line]
    facts: list[ShownFacts]
    sponsors: list[Sponsorship]
    looks: list[Disclosure]

    @property
    def next_due_on(self) -> date | None:
        """The nearest day of what is shown."""
        return min((row.until_on for row in self.obligations if row.until_on), default=None)


def sees_as_sponsor(case: Case, user: User, today: date) -> bool:
    """Whether the user sees the case as contact or introducer only, by no right of reading."""
    return not rights_of(user, today).reads(case.branch.path)


def hidden_codes(case: Case, user: User, today: date) -> frozenset[str]:
    """The steps of which the user sees nothing."""
    return HIDDEN_FROM_SPONSORS if sees_as_sponsor(case, user, today) else frozenset()


def case_page(case: Case, user: User, today: date) -> CasePage:
    """The page; `case` with person and branch joined."""
    hidden = hidden_codes(case, user, today)
    numbers = {STEP[code].no for code in hidden}
    entries = [entry for entry in entries_of(case) if entry.code not in hidden]
    obligations = [row for row in Obligation.objects.filter(case=case) if row.step not in numbers]
    findings = [row for row in Finding.objects.filter(case=case) if row.step not in numbers]
    return CasePage(
        case=case,
        is_sponsor=bool(hidden),
        stages=stage_bar(case, obligations, today, hidden),
        findings=shown_findings(findings, obligations, today),
        obligations=obligations,
        timeline=timeline(entries),
        facts=shown_facts(case, entries, hidden),
        sponsors=list(case.sponsorships.all()),
        looks=[] if hidden else list(_looks(case)),
    )


def entries_of(case: Case) -> Iterable[Entry]:
    """The entries with their authors; what is encrypted stays so, `has_sealed` tells whether there is some."""
    replacing = Entry.objects.only("kind", "replaces")
    return (
        case.entries.annotate(has_sealed=Q(sealed__isnull=False))
        .select_related("organization", "recorded_by__person")
        .defer("sealed", "recorded_by__person__identity_number", "recorded_by__person__phone")
        .prefetch_related(Prefetch("replaced_by", replacing))
        .order_by("sequence")
    )


def _looks(case: Case) -> Iterable[Disclosure]:
    rows = case.disclosures.select_related("user__person")
    return rows.defer("user__person__identity_number", "user__person__phone")[:LOOKS_SHOWN]


def shown_findings(findings: Sequence[Finding], obligations: Sequence[Obligation], today: date) -> list[ShownFinding]:
    """What was found and what is overdue, gravest first."""
    shown = [
        ShownFinding(
            row.severity, RULES[row.rule].title, row.article, row.edition, spelled(row.message),
            _remedy(row.severity, row.step, is_done=row.actual_on is not None),
        )
        for row in findings
        if row.rule in RULES
    ]  # fmt: skip
    for row in obligations:
        if found := overdue(duty_of(row), today):
            remedy = f"尽快办理第 {row.step} 步并登记；办理日期照实填写。" if row.step else "尽快办理并登记。"
            title = RULES[found.rule].title
            message = f"已逾期 {(today - found.due).days} 天。{spelled(found.message)}" if found.due else found.message
            shown.append(ShownFinding(found.severity.code, title, found.article, found.edition, message, remedy, True))
    return sorted(shown, key=lambda each: (Severity.of(each.severity).rank, not each.is_overdue))


def duty_of(row: Obligation) -> Duty:
    """A stored obligation as the engine has it."""
    return Duty(row.rule, row.step, row.article, row.due_on, row.earliest_on, row.void_from_on, row.text, row.is_silent)


def _remedy(severity: str, step: int | None, *, is_done: bool) -> str:
    terms = [row.term for row in STEPS if row.no == step]
    what = f"第 {step} 步「{terms[-1]}」" if terms else "这一项"
    if not is_done:
        return f"核对{what}：已经办理的，登记或用「更正」补齐；没有办理的，尽快补办。"
    if severity == Severity.VOID.code:
        return f"登记有误的，用「更正」改正；属实的，{what}无效，须报上级党委研究，依规重新办理。"
    if severity == Severity.CORRECT.code:
        return f"登记有误的，用「更正」改正；属实的，写明{what}的情况并整改。"
    return "登记有误的，用「更正」改正；属实的，今后注意。"


def shown_facts(case: Case, entries: Sequence[Entry], hidden: frozenset[str]) -> list[ShownFacts]:
    """The facts in force, a group a step that has some."""
    sealed = {entry.code for entry in entries if getattr(entry, "has_sealed", False)}
    found: list[ShownFacts] = []
    for step in STEPS:
        facts = case.facts.steps.get(step.code)
        if facts is None or step.code in hidden:
            continue
        masked = sensitive_labels(type(facts)) if step.code in sealed else []
        found.append(ShownFacts(step.code, f"{step.no} {step.term}", facts_shown(facts), masked))
    return found
