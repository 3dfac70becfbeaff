"""Truth tables of C04 to C06, and C17: consent and public notice before a development target is
listed.
"""

from datetime import date
from types import MappingProxyType

import pytest

from cases.facts.application import Apply
from cases.facts.arithmetic import Calendar
from cases.facts.case import Facts, PersonFacts
from cases.facts.target import AppointIntroducers, ListConsent, ListTarget, Nominate, NoticeResult
from cases.facts.values import Place
from cases.rules.target import years_of_notice

from .build import (
    IN_2014,
    IN_2026,
    brief,
    change,
    due,
    facts,
    found,
    lawful,
    of_case,
    under,
    without,
)

D = date
ALL_2026 = frozenset({2026, 2027})


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("rule", ["C04", "C05", "C06", "C17"])
def test_lawful_case_has_no_finding(start: date, rule: str) -> None:
    assert found(lawful(start=start), rule) == []


def _listed(
    listed: date | None,
    *,
    consent: date | None = None,
    posted: date | None = None,
    ended: date | None = None,
) -> Facts:
    step = ListTarget(on=listed, notice_from=posted, notice_to=ended, places=tuple(Place))
    return facts(list_consent=ListConsent(on=consent), list_target=step)


@pytest.mark.parametrize(
    ("consent", "posted", "listed", "wanted"),
    [
        (
            D(2026, 6, 2),
            D(2026, 6, 1),
            D(2026, 6, 20),
            ("void", 2026, D(2026, 6, 1), D(2026, 6, 2)),
        ),
        (D(2026, 6, 1), D(2026, 6, 1), D(2026, 6, 20), None),
        (D(2026, 5, 31), D(2026, 6, 1), D(2026, 6, 20), None),
        (D(2026, 6, 2), D(2026, 6, 1), None, ("void", 2026, D(2026, 6, 1), D(2026, 6, 2))),
        (D(2026, 6, 2), None, D(2026, 6, 20), None),
        (None, D(2026, 6, 1), D(2026, 6, 20), ("void", 2026, D(2026, 6, 1), None)),
        (None, None, D(2026, 6, 20), ("void", 2026, None, None)),
        (None, D(2026, 6, 1), None, None),
        (None, D(2026, 5, 1), D(2026, 5, 10), None),
        (None, D(2026, 5, 1), D(2026, 5, 11), ("advise", 2026, D(2026, 5, 1), None)),
        (None, D(2026, 5, 1), D(2026, 5, 17), ("advise", 2026, D(2026, 5, 1), None)),
        (None, D(2026, 5, 1), D(2026, 5, 18), ("void", 2026, D(2026, 5, 1), None)),
        (D(2026, 5, 10), D(2026, 5, 1), D(2026, 6, 20), None),
        (
            D(2026, 5, 11),
            D(2026, 5, 10),
            D(2026, 6, 20),
            ("advise", 2026, D(2026, 5, 10), D(2026, 5, 11)),
        ),
        (
            D(2026, 5, 17),
            D(2026, 5, 10),
            D(2026, 6, 20),
            ("advise", 2026, D(2026, 5, 10), D(2026, 5, 17)),
        ),
        (
            D(2026, 5, 18),
            D(2026, 5, 10),
            D(2026, 6, 20),
            ("void", 2026, D(2026, 5, 10), D(2026, 5, 18)),
        ),
    ],
)
def test_c04_consent_before_the_notice(
    consent: date | None,
    posted: date | None,
    listed: date | None,
    wanted: tuple[str, int, date | None, date | None] | None,
) -> None:
    """The edition is that of the committee's answer, where that is unknown of step 8."""
    case = _listed(listed, consent=consent, posted=posted)
    expected = (
        [] if wanted is None else [(wanted[0], wanted[1], "第十三条", 8, wanted[2], wanted[3])]
    )
    assert brief(found(case, "C04")) == expected


def test_c04_finds_a_missing_step_8_once_step_9_has_a_day() -> None:
    for day, edition in ((D(2026, 5, 10), 2014), (D(2026, 5, 11), 2026), (D(2026, 6, 1), 2026)):
        case = facts(
            nominate=Nominate(on=D(2026, 5, 1)), appoint_introducers=AppointIntroducers(on=day)
        )
        assert brief(found(case, "C04")) == [("void", edition, "第十三条", 8, None, None)]
        assert found(without(case, "appoint_introducers"), "C04") == []
        assert found(of_case(case, unknown_steps=("list_target",)), "C04") == []
        consented = change(case, "list_consent", on=D(2026, 5, 9))
        assert found(consented, "C04")[0].edition == 2014


def test_c04_consent_that_nobody_asked_for_is_unknown() -> None:
    imported = facts(list_target=ListTarget(on=D(2026, 6, 20), asked=("notice_from",)))
    assert found(imported, "C04") == []
    assert found(change(imported, "list_consent", asked=()), "C04") == []
    assert len(found(change(imported, "list_consent", asked=("on",)), "C04")) == 1
    assert len(found(facts(list_target=ListTarget(on=D(2026, 6, 20))), "C04")) == 1


# Monday 1 June 2026; the fifth working day after it is Monday 8 June.
@pytest.mark.parametrize(
    ("posted", "ended", "listed", "limit"),
    [
        (D(2026, 6, 1), D(2026, 6, 8), D(2026, 6, 9), None),
        (D(2026, 6, 1), D(2026, 6, 8), D(2026, 6, 30), None),
        (D(2026, 6, 1), D(2026, 6, 9), D(2026, 6, 10), None),
        (D(2026, 6, 1), D(2026, 6, 7), D(2026, 6, 30), D(2026, 6, 9)),
        (D(2026, 6, 1), D(2026, 6, 8), D(2026, 6, 8), D(2026, 6, 9)),
        (D(2026, 6, 1), D(2026, 6, 12), D(2026, 6, 12), D(2026, 6, 9)),
        (D(2026, 6, 1), D(2026, 6, 12), D(2026, 6, 11), D(2026, 6, 9)),
        (D(2026, 6, 1), None, D(2026, 6, 9), None),
        (D(2026, 6, 1), None, D(2026, 6, 8), D(2026, 6, 9)),
        (D(2026, 6, 5), D(2026, 6, 12), D(2026, 6, 13), None),
        (D(2026, 6, 6), D(2026, 6, 11), D(2026, 6, 13), D(2026, 6, 13)),
        (D(2026, 6, 6), D(2026, 6, 12), D(2026, 6, 13), None),
        (D(2026, 6, 30), None, D(2026, 6, 9), D(2026, 7, 8)),
    ],
)
def test_c05_five_working_days_after_the_first_day_of_the_notice(
    posted: date, ended: date | None, listed: date, limit: date | None
) -> None:
    case = _listed(listed, consent=D(2026, 5, 20), posted=posted, ended=ended)
    wanted = [] if limit is None else [("void", 2026, "第十三条", 8, limit, listed)]
    assert brief(found(case, "C05")) == wanted


@pytest.mark.parametrize(
    ("answered", "listed", "severity"),
    [
        (D(2026, 5, 10), D(2026, 6, 2), None),
        (D(2026, 5, 11), D(2026, 6, 2), "advise"),
        (D(2026, 5, 17), D(2026, 6, 2), "advise"),
        (D(2026, 5, 18), D(2026, 6, 2), "void"),
        (None, D(2026, 5, 10), None),
        (None, D(2026, 5, 11), "advise"),
        (None, D(2026, 5, 17), "advise"),
        (None, D(2026, 5, 18), "void"),
    ],
)
def test_c05_and_c06_follow_the_day_of_the_answer(
    answered: date | None, listed: date, severity: str | None
) -> None:
    case = _listed(listed, consent=answered, posted=listed)
    case = of_case(change(case, "list_target", places=()), person=PersonFacts(is_migrant=True))
    assert [each.severity.code for each in found(case, "C05")] == (
        [] if severity is None else [severity]
    )
    lowered = {"void": "correct"}.get(severity or "", severity)
    assert [each.severity.code for each in found(case, "C06")] == (
        [] if severity is None else [lowered]
    )


def test_c05_adverse_result_first_then_no_notice() -> None:
    listed = D(2026, 6, 9)
    breach = [("void", 2026, "第十三条", 8, None, listed)]
    adverse = change(
        _listed(listed, posted=D(2026, 6, 8)), "list_target", result=NoticeResult.ADVERSE
    )
    assert brief(found(adverse, "C05")) == breach
    assert "有影响" in found(adverse, "C05")[0].message
    assert brief(found(change(adverse, "list_target", notice_from=None), "C05")) == breach
    no_notice = _listed(listed)
    assert brief(found(no_notice, "C05")) == breach
    assert found(change(no_notice, "list_target", asked=("notice_to",)), "C05") == []
    assert found(change(no_notice, "list_target", on=None), "C05") == []


def test_c05_in_2014_only_where_the_profile_says_so() -> None:
    case = _listed(D(2025, 6, 6), posted=D(2025, 6, 2))
    assert found(case, "C05") == []
    assert found(under(case, notice_days_2014=3), "C05") == []
    assert brief(found(under(case, notice_days_2014=5), "C05")) == [
        ("advise", 2014, None, 8, D(2025, 6, 10), D(2025, 6, 6))
    ]


def _calendar(years: frozenset[int] = ALL_2026) -> Calendar:
    """National Day of 2026: 1 to 7 October off, Saturday 10 October worked."""
    days = {D(2026, 10, day): False for day in range(1, 8)} | {D(2026, 10, 10): True}
    names = {D(2026, 10, day): "国庆节" for day in range(1, 8)}
    return Calendar(days=MappingProxyType(days), years=years, names=MappingProxyType(names))


def test_c05_names_the_holidays_it_skipped() -> None:
    case = under(
        _listed(D(2026, 10, 10), consent=D(2026, 9, 1), posted=D(2026, 9, 29)), calendar=_calendar()
    )
    assert brief(found(case, "C05")) == [
        ("void", 2026, "第十三条", 8, D(2026, 10, 13), D(2026, 10, 10))
    ]
    assert (
        found(case, "C05")[0].message
        == "公示应不少于 5 个工作日，并在列为发展对象之前结束：公示 2026-09-29 至 2026-10-09，"
        "应不早于 2026-10-13 列为发展对象，实际 2026-10-10（不计放假的 国庆节 2026-10-01 至"
        " 2026-10-07）"
    )


def test_c05_earliest_listing_day_while_the_notice_runs() -> None:
    case = under(_listed(None, consent=D(2026, 9, 1), posted=D(2026, 9, 29)), calendar=_calendar())
    (duty,) = due(case, "C05", D(2026, 9, 30))
    assert (duty.earliest, duty.due, duty.article) == (D(2026, 10, 13), None, "第十三条")
    assert (
        duty.text
        == "应不早于 2026-10-13：公示自 2026-09-29 的次日起满 5 个工作日（不计放假的 国庆节"
        " 2026-10-01 至 2026-10-07）"
    )
    longer = change(case, "list_target", notice_to=D(2026, 10, 20))
    (duty,) = due(longer, "C05", D(2026, 10, 20))
    assert duty.earliest == D(2026, 10, 21)
    assert "且到 2026-10-20 止" in duty.text
    shorter = change(case, "list_target", notice_to=D(2026, 9, 30))
    assert [each.earliest for each in due(shorter, "C05", D(2026, 10, 20))] == [D(2026, 10, 13)]


def test_c05_beyond_the_loaded_calendar_counts_for_now() -> None:
    case = under(_listed(None, consent=D(2026, 9, 1), posted=D(2026, 9, 29)), calendar=Calendar())
    (duty,) = due(case, "C05", D(2026, 9, 30))
    assert (duty.earliest, duty.text) == (
        D(2026, 10, 7),
        "应不早于 2026-10-07：公示自 2026-09-29 的次日起满 5 个工作日"
        "（暂算：2026 年节假日安排尚未载入）",
    )
    partly = under(_listed(None, posted=D(2026, 12, 30)), calendar=_calendar(frozenset({2026})))
    assert "暂算：2027 年节假日安排尚未载入" in due(partly, "C05", D(2027, 1, 1))[0].text


def test_years_of_a_notice_are_those_its_working_days_are_counted_by() -> None:
    on = D(2027, 1, 20)
    calendar = _calendar(frozenset({2026}))

    def years(
        posted: date | None, listed: date | None = None, consent: date | None = None
    ) -> list[int]:
        consent = consent or D(2026, 12, 1)
        return list(
            years_of_notice(
                under(_listed(listed, consent=consent, posted=posted), calendar=calendar), on
            )
        )

    assert years(D(2026, 12, 24)) == [2026]
    assert years(D(2026, 12, 25)) == [
        2026,
        2027,
    ], "Friday; the fifth working day after it is 1 January for now"
    assert years(D(2027, 2, 4), listed=D(2027, 2, 12)) == [2027], "also where it passes"
    assert years(None) == []
    assert years(D(2026, 5, 1), consent=D(2026, 5, 10)) == [], "2014 asks for no notice"


def test_c05_says_by_which_years_the_earliest_day_was_counted() -> None:
    case = under(
        _listed(D(2027, 2, 10), consent=D(2027, 1, 4), posted=D(2027, 2, 4)), calendar=Calendar()
    )
    (finding,) = found(case, "C05", D(2027, 3, 1))
    assert (finding.due, finding.years) == (D(2027, 2, 12), (2027,))
    assert "暂算：2027 年节假日安排尚未载入" in finding.message
    known = under(case, calendar=Calendar(years=frozenset({2027})))
    (finding,) = found(known, "C05", D(2027, 3, 1))
    assert (finding.due, finding.years) == (D(2027, 2, 12), ())


def test_c05_no_duty_without_a_notice_after_an_adverse_one_or_once_listed() -> None:
    running = _listed(None, posted=D(2026, 6, 1))
    day = D(2026, 7, 1)
    assert len(due(running, "C05", day)) == 1
    assert due(change(running, "list_target", result=NoticeResult.ADVERSE), "C05", day) == []
    assert due(change(running, "list_target", notice_from=None), "C05", day) == []
    assert due(change(running, "list_target", on=D(2026, 6, 20)), "C05", day) == []
    assert due(change(running, "appoint_introducers", on=D(2026, 6, 20)), "C05", day) == []
    assert due(of_case(running, closed_on=D(2026, 6, 20)), "C05", day) == []


BOTH = (Place.ORIGIN, Place.DESTINATION)


@pytest.mark.parametrize(
    ("is_migrant", "places", "is_lawful"),
    [
        (True, BOTH, True),
        (True, (*BOTH, Place.UNIT), True),
        (True, (Place.ORIGIN,), False),
        (True, (Place.DESTINATION, Place.UNIT), False),
        (True, (), False),
        (True, None, False),
        (False, (), True),
        (None, (), True),
    ],
)
def test_c06_both_places_of_a_migrant(
    is_migrant: bool | None, places: tuple[Place, ...] | None, is_lawful: bool
) -> None:
    step = ListTarget(on=D(2026, 6, 30), notice_from=D(2026, 6, 1), places=places)
    wanted = [] if is_lawful else [("correct", 2026, "第十三条", 8, None, None)]
    by_person = of_case(facts(list_target=step), person=PersonFacts(is_migrant=is_migrant))
    assert brief(found(by_person, "C06")) == wanted
    by_application = facts(apply=Apply(is_migrant=is_migrant), list_target=step)
    assert brief(found(by_application, "C06")) == wanted


def test_c06_without_notice_and_when_unknown() -> None:
    migrant = of_case(_listed(D(2026, 6, 30)), person=PersonFacts(is_migrant=True))
    assert brief(found(migrant, "C06")) == [("correct", 2026, "第十三条", 8, None, None)]
    unknown = change(migrant, "list_target", places=None, asked=())
    assert found(unknown, "C06") == []
    no_notice = change(unknown, "list_target", asked=("notice_from",))
    assert brief(found(no_notice, "C06")) == [("correct", 2026, "第十三条", 8, None, None)]
    assert found(change(migrant, "list_target", on=None), "C06") == []


# C17


@pytest.mark.parametrize(
    ("places", "is_lawful"),
    [
        ((Place.UNIT,), True),
        ((Place.RESIDENCE,), True),
        ((Place.RESIDENCE, Place.ORIGIN), True),
        ((Place.ORIGIN, Place.DESTINATION), False),
        ((), False),
        (None, False),
    ],
)
@pytest.mark.parametrize("is_migrant", [False, None])
def test_c17_posted_at_the_unit_or_the_residence(
    places: tuple[Place, ...] | None, is_lawful: bool, is_migrant: bool | None
) -> None:
    case = change(lawful("list_target", IN_2026), "list_target", places=places)
    case = of_case(
        change(case, "apply", is_migrant=is_migrant), person=PersonFacts(is_migrant=is_migrant)
    )
    wrong = [("correct", 2026, "第十三条", 8, None, None)]
    assert brief(found(case, "C17")) == ([] if is_lawful else wrong)


def test_c17_only_what_was_asked_of_a_notice_that_was_posted() -> None:
    case = change(lawful("list_target", IN_2026), "list_target", places=())
    assert len(found(case, "C17")) == 1
    assert found(change(case, "list_target", asked=()), "C17") == [], "a workbook"
    assert found(change(case, "list_target", notice_from=None), "C17") == [], "C05 finds that"
    assert found(change(case, "list_target", on=None), "C17") == []
    migrant = of_case(case, person=PersonFacts(is_migrant=True))
    assert found(migrant, "C17") == []
    assert len(found(migrant, "C06")) == 1


@pytest.mark.parametrize(
    ("day", "severity"),
    [(D(2026, 5, 10), None), (D(2026, 5, 11), "correct"), (D(2026, 5, 17), "correct")],
)
def test_c17_is_off_in_2014_and_not_lowered_in_the_week_of_the_issue(
    day: date, severity: str | None
) -> None:
    case = facts(list_target=ListTarget(on=day, notice_from=D(2026, 4, 1), places=()))
    assert brief(found(case, "C17")) == (
        [(severity, 2026, "第十三条", 8, None, None)] if severity else []
    )
