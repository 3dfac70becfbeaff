"""Generated cases: a lawful one has no finding of weight, and delaying an act never cures its
lateness.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import cases.rules  # noqa: F401  # registers the rules
from cases.facts.arithmetic import add_months, votes_needed
from cases.facts.case import CODES, EDITION_2026, Facts
from cases.facts.values import Ballot, Deliberation, Heard, Opinion
from cases.rules.engine import Severity, judge

from .build import GENERAL_BRANCH, change, day_of, days, found, lawful, lawful_on

FAR = date(2045, 1, 1)

starts = st.dates(date(2014, 6, 1), date(2030, 12, 31))


@st.composite
def ballots(draw: st.DrawFn) -> Ballot:
    """A ballot that passed, all its numbers in agreement."""
    should_attend = draw(st.integers(3, 60))
    present = draw(st.integers(votes_needed(should_attend), should_attend))
    written = draw(st.integers(0, should_attend - present))
    written_in_favour = draw(st.integers(0, written))
    given_out = draw(st.integers(min(present, votes_needed(should_attend)), present))
    in_favour = draw(
        st.integers(max(votes_needed(should_attend) - written_in_favour, 0), given_out)
    )
    against = draw(st.integers(0, given_out - in_favour))
    abstaining = draw(st.integers(0, given_out - in_favour - against))
    spoiled = draw(st.integers(0, given_out - in_favour - against - abstaining))
    return Ballot(
        should_attend=should_attend,
        present=present,
        given_out=given_out,
        taken_back=in_favour + against + abstaining + spoiled,
        in_favour=in_favour,
        against=against,
        abstaining=abstaining,
        spoiled=spoiled,
        written=written,
        written_in_favour=written_in_favour,
        is_secret=True,
        is_one_by_one=True,
    )


@st.composite
def until_target(draw: st.DrawFn) -> Facts:
    """A lawful case whose days up to the pre-review lie anywhere within the limits."""
    day = days(draw(starts))

    def after(first: date, least: int, most: int) -> date:
        return first + timedelta(draw(st.integers(least, most)))

    day["talk"] = draw(st.dates(day["apply"], add_months(day["apply"], 1)))
    decided = day["shortlist"] = after(day["talk"], 0, 200)
    day["file_activist"], day["appoint_contacts"] = after(decided, 0, 20), after(decided, 0, 30)
    day["cultivate"] = add_months(decided, 12)
    day["nominate"] = after(day["cultivate"], 0, 60)
    day["list_consent"] = after(day["nominate"], 0, 30)
    day["list_target"] = after(
        day["list_consent"], 10, 40
    )  # the notice from two days after the one to the day before
    vetted = ("appoint_introducers", "political_review", "train")
    day |= {code: after(day["list_target"], 0, 60) for code in vetted}
    day["committee_review"] = after(max(day[code] for code in vetted), 5, 30)
    day["pre_review"] = after(day["committee_review"], 0, 30)
    return lawful_on(day)


@st.composite
def lawful_cases(draw: st.DrawFn) -> tuple[Facts, date]:
    """A case that keeps every rule, its days anywhere within the limits, and a day on which to
    judge it.
    """
    case = draw(until_target())

    def between(first: date, last: date) -> date:
        return draw(st.dates(first, last))

    reviewed = day_of(case, "pre_review")
    met = between(reviewed, add_months(reviewed, 1))
    approved = between(met, add_months(met, draw(st.sampled_from((3, 6)))))
    expiry = add_months(met, 12)
    asked = between(max(approved, expiry - timedelta(90)), max(approved, expiry))
    converted = between(max(asked, expiry), add_months(max(asked, expiry), 1))
    confirmed = between(converted, add_months(converted, 3))
    steps: dict[str, dict[str, Any]] = {
        "fill_form": {"issued_on": reviewed, "on": between(reviewed, met)},
        "admission_meeting": {"on": met, "ballot": draw(ballots())},
        "committee_talk": {"on": between(met, approved)},
        "approve": {
            "on": approved,
            "late_reason": "特殊情况" if approved > add_months(met, 3) else None,
            "between": (GENERAL_BRANCH,),
            "deliberations": (Deliberation(organization="ZZ", on=between(met, approved)),),
            "probation_from": met,
            "probation_to": expiry - timedelta(1),
            "branch_told_on": approved,
            "person_told_on": approved,
            "announced_on": approved,
        },
        "file_with_department": {"on": approved},
        "enrol": {"on": approved},
        "oath": {"on": between(approved, min(add_months(approved, 1), asked))},
        "probation": {"on": asked},
        "request_conversion": {"on": asked},
        "conversion_meeting": {
            "on": converted,
            "ballot": draw(ballots()),
            "opinions": tuple(Opinion(kind=kind, on=converted) for kind in Heard),
            "committee_review_on": converted,
        },
        "approve_conversion": {
            "on": confirmed,
            "full_from": expiry,
            "secretary_talk_on": confirmed,
            "announced_on": confirmed,
        },
        "archive": {"on": confirmed},
    }
    for code, values in steps.items():
        case = change(case, code, **values)
    judged_on = draw(st.sampled_from([day_of(case, code) for code in CODES]))
    return case, draw(st.sampled_from([judged_on, FAR]))


@given(lawful_cases())
def test_a_lawful_case_has_no_finding_of_weight(judged: tuple[Facts, date]) -> None:
    case, on = judged
    weighty = [
        finding for finding in judge(case, on).findings if finding.severity is not Severity.ADVISE
    ]
    # The reason for a late approval is given with it; until then the approval is overdue.
    assert [
        finding for finding in weighty if finding.rule != "D20" or finding.actual is not None
    ] == []


#: Rules with a last permitted day, the act it is about, and the last step such a case has.
LATENESS = {
    "A05": ("talk", "talk"),
    "D01": ("committee_review", "pre_review"),
    "D06": ("admission_meeting", "admission_meeting"),
    "D18": ("committee_talk", "approve"),
    "D20": ("approve", "approve"),
    "E02": ("oath", "oath"),
    "E05": ("conversion_meeting", "conversion_meeting"),
    "E11": ("approve_conversion", "approve_conversion"),
}


@given(
    starts,
    st.sampled_from(sorted(LATENESS)),
    st.integers(0, 300),
    st.integers(1, 400),
    st.integers(0, 800),
)
def test_delaying_an_act_never_removes_a_lateness(
    start: date, rule: str, late: int, more: int, wait: int
) -> None:
    code, until = LATENESS[rule]
    case = lawful(until, start)
    held = day_of(case, code) + timedelta(late)
    on = held + timedelta(wait)
    is_found = bool(found(change(case, code, on=held), rule, on))
    if is_found:
        assert found(change(case, code, on=held + timedelta(more)), rule, on)


def test_the_delays_that_are_tried_do_come_late() -> None:
    for start in (date(2019, 3, 1), date(2026, 6, 1)):
        for rule, (code, until) in LATENESS.items():
            case = lawful(until, start)
            held = day_of(case, code) + timedelta(200)
            is_limited = held >= EDITION_2026 or rule not in ("D06", "E02")
            assert bool(found(change(case, code, on=held), rule, FAR)) is is_limited
