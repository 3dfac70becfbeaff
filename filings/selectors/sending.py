"""What a filing would be, before it is sent: for one case or a selection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from branches.actor import Actor
from branches.line import Line, line_of
from branches.models import Organization
from branches.models.person import sealed
from cases.may import Reason
from cases.may.acting import Acting, find_acting, organization_of
from cases.models import Case, Finding, Obligation
from cases.procedure import STEP, Step
from cases.selectors.findings import ShownFinding, shown_findings
from cases.selectors.wording import written
from filings import may
from filings.kinds import KINDS
from filings.selectors.standing import submit_refusal

OTHER_SENDER = Reason("报送组织与第一个案卷不同，请分别报送。")


@dataclass(frozen=True)
class PlanRow:
    """One case of the filing: what it rests on (step, day), what was found, and why it cannot go
    up.
    """

    case: Case
    rests_on: list[tuple[str, str]]
    findings: list[ShownFinding]
    barred: Reason | None


@dataclass(frozen=True)
class Plan:
    """A filing before it is sent. `acting` None: the user has no right to send it; `receiver`
    None: there is nobody.
    """

    step: Step
    acting: Acting | None
    receiver: Organization | None
    between: tuple[Organization, ...]
    rows: list[PlanRow]

    @property
    def barred(self) -> list[PlanRow]:
        """The cases that cannot go up: then none does."""
        return [row for row in self.rows if row.barred]


@dataclass(frozen=True)
class KindChoice:
    """A kind of filing for a selection of cases: those ready, and those that are not, with why."""

    step: Step
    name: str
    ready: list[Case]
    barred: list[tuple[Case, Reason]]

    @property
    def query(self) -> str:
        return "&".join(f"case={case.number}" for case in self.ready)


def cases_of(numbers: Sequence[str], actor: Actor) -> list[Case]:
    """The cases with these numbers that the user sees; one query."""
    rows = (
        Case.objects.visible_to(actor).filter(number__in=numbers).select_related("person", "branch")
    )
    return list(rows.defer(*sealed("person")).order_by("number"))


def lines_of(cases: Iterable[Case], today: date) -> dict[int, Line]:
    """`{branch id: the line above}`; one query a branch."""
    branches = {case.branch_id: case.branch for case in cases}
    return {pk: line_of(branch, today) for pk, branch in branches.items()}


def plan_of(code: str, cases: Sequence[Case], actor: Actor) -> Plan:
    """The filing of this kind for these cases, who must be one at least."""
    step, lines = STEP[code], lines_of(cases, actor.today)
    route, first = KINDS[step.code].route, lines[cases[0].branch_id]
    sender = organization_of(first, route.sender)
    findings = _findings(cases, actor.today)
    rows = []
    for case in cases:
        row = PlanRow(
            case=case,
            rests_on=_resting(case, step),
            findings=findings[case.pk],
            barred=_barred(case, step, lines[case.branch_id], sender),
        )
        rows.append(row)
    return Plan(
        step=step,
        acting=find_acting(actor, route.submit, [sender]),
        receiver=organization_of(first, route.receiver),
        between=may.between(first, route),
        rows=rows,
    )


def _barred(case: Case, step: Step, line: Line, sender: Organization | None) -> Reason | None:
    if organization_of(line, KINDS[step.code].route.sender) != sender:
        return OTHER_SENDER
    return submit_refusal(case, step, line)


def _resting(case: Case, step: Step) -> list[tuple[str, str]]:
    found = []
    for code in KINDS[step.code].route.rests_on:
        row, facts = STEP[code], case.facts.steps.get(code)
        day = "尚未登记"
        if facts is not None and facts.on is not None:
            day = written(facts.on)
        found.append((f"{row.no} {row.term}", day))
    return found


def _findings(cases: Sequence[Case], today: date) -> dict[int, list[ShownFinding]]:
    """`{case id: what was found and what is overdue}`; two queries."""
    found: dict[int, list[Finding]] = defaultdict(list)
    owed: dict[int, list[Obligation]] = defaultdict(list)
    for finding in Finding.objects.filter(case__in=cases):
        found[finding.case_id].append(finding)
    for duty in Obligation.objects.filter(case__in=cases):
        owed[duty.case_id].append(duty)
    return {case.pk: shown_findings(found[case.pk], owed[case.pk], today) for case in cases}


def kinds_of(cases: Sequence[Case], actor: Actor) -> list[KindChoice]:
    """The kinds of which something could go up, or that come next in one of the cases and are
    barred.
    """
    lines = lines_of(cases, actor.today)
    found = []
    for kind in KINDS.values():
        step = kind.step
        ready: list[Case] = []
        barred: list[tuple[Case, Reason]] = []
        others: list[tuple[Case, Reason]] = []
        for case in cases:
            line = lines[case.branch_id]
            if not may.is_next(case, step) or not _may(case, step, actor, line):
                others.append((case, _not_now(case)))
            elif why := submit_refusal(case, step, line):
                barred.append((case, why))
            else:
                ready.append(case)
        if ready or barred:
            found.append(KindChoice(step, kind.short, ready, barred + others))
    return found


def _may(case: Case, step: Step, actor: Actor, line: Line) -> bool:
    route = KINDS[step.code].route
    return find_acting(actor, route.submit, [organization_of(line, route.sender)]) is not None


def _not_now(case: Case) -> Reason:
    return Reason(f"案卷现处于「{case.state_label}」。")
