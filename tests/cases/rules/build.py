"""Cases to plant one breach in: `lawful` keeps every rule of both editions, `facts` holds only
what it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace as replace_fields
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from cases.facts import probation, samples, values
from cases.facts.arithmetic import Calendar, add_months
from cases.facts.base import FACTS, StepFacts
from cases.facts.case import CODES, CaseFacts, Facts, MemberRecord, PersonFacts, Sponsor, Steps
from cases.facts.profile import Profile
from cases.facts.samples import BALLOT as BALLOT
from cases.facts.samples import Sample
from cases.facts.samples import days as days
from cases.rules.engine import RULES, Finding, Obligation, judge

#: First day of a case all of which falls under the 2014 edition, and of one all of which falls
#: under that of 2026.
IN_2014, IN_2026 = date(2019, 3, 1), date(2026, 6, 1)

BRANCH = values.OrganizationThen(
    code="ZB",
    name="第一党支部",
    kind=values.Kind.BRANCH,
    has_branch_committee=True,
    is_above_branch=False,
)
SMALL_BRANCH = msgspec.structs.replace(BRANCH, has_branch_committee=False)
COMMITTEE = values.OrganizationThen(
    code="DW", name="某某党委", kind=values.Kind.COMMITTEE, has_approval_power=True
)
GENERAL_BRANCH = values.OrganizationThen(
    code="ZZ", name="某某党总支", kind=values.Kind.GENERAL_BRANCH, has_approval_power=False
)
FULL_MEMBER = MemberRecord(standing="full", joined_on=date(2005, 7, 1), full_on=date(2006, 7, 1))
#: What the services add to the lawful facts: the organizations as they stood, and what passed with
#: a filing.
STOOD: dict[str, dict[str, Any]] = {
    "shortlist": {"branch": BRANCH},
    "nominate": {"branch": BRANCH},
    "pre_review": {"reviewer": COMMITTEE},
    "approve": {
        "deliberations": (),
        "approver": COMMITTEE,
        "between": (),
        "papers": samples.SENT_UP,
    },
    "approve_conversion": {"deliberations": (), "approver": COMMITTEE, "between": ()},
}


def lawful(until: str = "archive", start: date = IN_2014) -> Facts:
    """A case that keeps every rule, with the steps up to `until` in the order of the procedure.

    It keeps what either edition asks for, so `start` may lie anywhere, also where the case
    straddles both.
    """
    return lawful_on(days(start), until)


def lawful_on(day: dict[str, date], until: str = "archive") -> Facts:
    """As `lawful`, with these days of the steps."""
    sample = Sample(days=day)
    kept = CODES[: CODES.index(until) + 1]
    steps = {code: samples.facts(code, sample, **STOOD.get(code, {})) for code in kept}
    if "approve" in kept:
        steps["approve"] = msgspec.structs.replace(
            steps["approve"], received_on=day["admission_meeting"] + timedelta(5)
        )
    sponsors = tuple(Sponsor(name=name, member=FULL_MEMBER) for name in ("王一", "李二"))
    return Facts(
        CaseFacts(
            steps=Steps(**steps),
            person=PersonFacts(birth_on=date(1995, 1, 15), sex="男", is_migrant=False),
            branch=BRANCH,
            contacts=(
                _since(sponsors, day["appoint_contacts"]) if "appoint_contacts" in kept else None
            ),
            introducers=(
                _since(sponsors, day["appoint_introducers"])
                if "appoint_introducers" in kept
                else None
            ),
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
    return old.with_step(
        code, FACTS[code](**values) if step is None else msgspec.structs.replace(step, **values)
    )


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


def brief(
    findings: Iterable[Finding],
) -> list[tuple[str, int, str | None, int | None, date | None, date | None]]:
    """(severity, edition, article, step, due, actual) of each, for tables."""
    return [(f.severity.code, f.edition, f.article, f.step, f.due, f.actual) for f in findings]


def editions(article_2014: str | None, article_2026: str | None) -> pytest.MarkDecorator:
    """The test runs in both editions, with the first day of a case, the edition and its article."""
    rows = [(IN_2014, 2014, article_2014), (IN_2026, 2026, article_2026)]
    return pytest.mark.parametrize(("start", "edition", "article"), rows)


def is_silent_when_stopped(case: Facts, rule: str) -> bool:
    """Whether the rule, which finds something in `case`, is silent once the admission was not
    passed or refused.
    """
    assert found(case, rule)
    assert found(change(case, "approve", is_approved=None), rule)
    stopped = (
        change(case, "admission_meeting", is_passed=False),
        change(case, "approve", is_approved=False),
    )
    return not any(found(each, rule) for each in stopped)


def extended(case: Facts, months: int | None = 6) -> tuple[Facts, date]:
    """The case whose meeting of step 23 extended, approved in step 24; and the first expiry."""
    first = add_months(day_of(case, "admission_meeting"), 12)
    case = change(
        case,
        "conversion_meeting",
        on=first,
        outcome=probation.ConversionOutcome.EXTEND,
        months=months,
        is_passed=True,
    )
    return (
        change(
            case, "approve_conversion", on=first + timedelta(20), is_approved=True, full_from=None
        ),
        first,
    )
