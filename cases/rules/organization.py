"""Rules about an organization and a year: B07, D25, D26, D27. Their findings have no step, no case
and no person.

Where the catalogue leaves the reading open:

* B07 is owed once a calendar year by each committee with power of approval that is the nearest one
  above the branch of an activist, from 2026 on also by the organization department of the committee
  next above (the one that step 18 is filed with). The year is over at the end of 31 December:
  judged on that day or later, an analysis not held is missing. An organization of which the system
  only has imported cases is unknown: the workbook has no column for analyses.
* D25 is judged wherever a quota was handed down, on the admissions below (branch meetings of the
  year).
* D26 is judged for branches: no admission for n years, counted from the last one, or where there
  never was one from the day of the first activist; and there are activists or development targets
  on the day of judging.
* D27 is judged for committees with power of approval on all admissions below, when the year is
  over, from SURGE_LEAST admissions on: of fewer a share says nothing. More than the share has to
  lie within the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..facts.arithmetic import add_months
from ..facts.case import EDITION_2026, edition_on
from ..facts.profile import NATIONAL, Profile
from ..facts.values import Kind
from .engine import Breach, Duty, Finding, Is, Judgement, Obligation, Severity

#: Admissions of a year below which their distribution over the year is not judged.
SURGE_LEAST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationFacts:
    """What is known of one organization in one year.

    approves       it is a committee with power of approval
    owes_analysis  it approves for, or as the department next above supervises, branches with
                   activists on the day
    analyses       days on which the ranks were analysed for this year; None: unknown
    quota          admissions handed down to it for this year; None: none
    admissions     days of the year's branch meetings that admitted somebody below it, also after
                   the day of judging
    activists      activists and development targets below it on the day
    active_since   day of the last admission below it, or where there is none of the first activist;
                   None: neither
    """

    kind: Kind
    year: int
    approves: bool = False
    owes_analysis: bool = False
    analyses: Sequence[date] | None = None
    quota: int | None = None
    admissions: Sequence[date] = ()
    activists: int = 0
    active_since: date | None = None
    profile: Profile = NATIONAL

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    def admissions_until(self, on: date) -> list[date]:
        """The days of the admissions not later than `on`, sorted."""
        return sorted(day for day in self.admissions if day <= on)


Check = Callable[[OrganizationFacts, date], Iterator[Breach | Duty]]


@dataclass(frozen=True, slots=True)
class OrganizationRule:
    """One rule of the catalogue about organizations; it has no step."""

    id: str
    title: str
    e2014: Is
    e2026: Is
    check: Check

    def in_edition(self, edition: int) -> Is:
        return self.e2014 if edition == 2014 else self.e2026


ORGANIZATION_RULES: dict[str, OrganizationRule] = {}


def organization_rule(id: str, *, title: str, e2014: Is, e2026: Is) -> Callable[[Check], Check]:
    """Register a rule about organizations."""

    def register(check: Check) -> Check:
        assert id not in ORGANIZATION_RULES, id
        ORGANIZATION_RULES[id] = OrganizationRule(id, title, e2014, e2026, check)
        return check

    return register


def judge_organization(facts: OrganizationFacts, on: date) -> Judgement:
    """Judge the organization's year as it stood at the end of `on`; findings ordered by rule,
    due, actual, message.
    """
    findings: list[Finding] = []
    obligations: list[Obligation] = []
    for rule in ORGANIZATION_RULES.values():
        for result in rule.check(facts, on):
            if isinstance(result, Duty):
                article = rule.in_edition(edition_on(on)).article
                obligations.append(
                    Obligation(
                        rule.id,
                        None,
                        article,
                        result.due,
                        result.earliest,
                        result.void_from,
                        result.text,
                    )
                )
            else:
                findings.append(_finding(rule, result, on))
    findings.sort(
        key=lambda each: (each.rule, each.due or date.max, each.actual or date.max, each.message)
    )
    return Judgement(tuple(findings), tuple(obligations))


def _finding(rule: OrganizationRule, breach: Breach, on: date) -> Finding:
    edition = edition_on(breach.act_on or breach.actual or on)
    reading = rule.in_edition(edition)
    severity = breach.severity or reading.severity
    return Finding(
        rule.id, severity, edition, reading.article, None, breach.due, breach.actual, breach.text
    )


@organization_rule(
    "B07",
    title="每年分析入党积极分子队伍",
    e2014=Is("第十一条", Severity.CORRECT),
    e2026=Is("第十一条", Severity.CORRECT),
)
def analysis_of_the_year(facts: OrganizationFacts, on: date) -> Iterator[Breach | Duty]:
    """The ranks are analysed once a year; by the department only in years that end under the
    2026 edition.
    """
    if not facts.owes_analysis or facts.analyses is None or on.year < facts.year:
        return
    due = facts.last_day
    if facts.kind is Kind.DEPARTMENT and due < EDITION_2026:
        return
    held = min((day for day in facts.analyses if day <= on), default=None)
    if held is None:
        text = f"{facts.year}年应对入党积极分子队伍状况作一次分析：应不迟于 {due}"
        if on < due:
            yield Duty(text, due=due)
        else:
            yield Breach(f"{text}，尚未登记", due=due)
    elif held > due:
        yield Breach(
            f"{facts.year}年的入党积极分子队伍分析应不迟于 {due}，实际 {held}", due=due, actual=held
        )


@organization_rule(
    "D25",
    title="不超过下达的发展党员指标",
    e2014=Is("第三十九条", Severity.CORRECT),
    e2026=Is("第三十八条", Severity.CORRECT),
)
def within_quota(facts: OrganizationFacts, on: date) -> Iterator[Breach]:
    """Admissions of the year at most the quota; the first one beyond it is the act that breaks
    the rule. Source: the article, and for the quota itself what was handed down to the unit.
    """
    admitted = facts.admissions_until(on)
    if facts.quota is None or len(admitted) <= facts.quota:
        return
    over = len(admitted) - facts.quota
    yield Breach(
        f"{facts.year}年接收预备党员 {len(admitted)} 名，下达指标 {facts.quota} 名，超出 {over} 名",
        actual=admitted[facts.quota],
    )


@organization_rule(
    "D26",
    title="有入党积极分子而长期不发展党员",
    e2014=Is("第三条", Severity.ADVISE),
    e2026=Is("第三条、第三十七条", Severity.ADVISE),
)
def not_inactive(facts: OrganizationFacts, on: date) -> Iterator[Breach]:
    """No closed-door attitude (关门主义): an admission at least every n years while there are
    activists.
    """
    if facts.kind is not Kind.BRANCH or not facts.activists or facts.active_since is None:
        return
    years = facts.profile.inactive_years
    due = add_months(facts.active_since, 12 * years)
    if on > due:
        since = f"自 {facts.active_since} 起已超过 {years} 年没有接收预备党员"
        yield Breach(f"有入党积极分子和发展对象 {facts.activists} 名，{since}", due=due, act_on=on)


@organization_rule(
    "D27",
    title="不在短期内突击发展党员",
    e2014=Is("第三条", Severity.ADVISE),
    e2026=Is("第三条", Severity.ADVISE),
)
def no_surge(facts: OrganizationFacts, on: date) -> Iterator[Breach]:
    """At most the profile's share of a year's admissions within its window of days, both ends
    included.
    """
    if not facts.approves or on < facts.last_day:
        return
    admitted = facts.admissions_until(facts.last_day)
    if len(admitted) < SURGE_LEAST:
        return
    first, last, count = busiest(admitted, facts.profile.surge_days)
    if 100 * count > facts.profile.surge_share * len(admitted):
        yield Breach(
            f"{facts.year}年接收预备党员 {len(admitted)} 名，其中 {count} 名集中在 {first} 至"
            f" {last} 的"
            f" {(last - first).days + 1} 天内，超过全年的 {facts.profile.surge_share}%",
            actual=last,
        )


def busiest(days: Sequence[date], length: int) -> tuple[date, date, int]:
    """First day, last day and number of the most of the sorted `days` within `length` days; the
    earliest such.
    """
    best = (days[0], days[0], 1)
    start = 0
    for end, day in enumerate(days):
        while day - days[start] > timedelta(length - 1):
            start += 1
        if end - start + 1 > best[2]:
            best = (days[start], day, end - start + 1)
    return best
