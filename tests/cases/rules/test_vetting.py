"""Truth tables of C07 to C16."""

from datetime import date

import pytest

from cases.facts.admission import CommitteeReview
from cases.facts.case import DisciplineSpan, Facts, MemberRecord, PersonFacts, Sponsor
from cases.facts.target import (
    AppointIntroducers,
    Inquiry,
    PoliticalReview,
    ReviewMethod,
    ReviewPlace,
    Train,
    TrainingBody,
)

from .build import (
    FULL_MEMBER,
    IN_2014,
    IN_2026,
    brief,
    change,
    facts,
    found,
    lawful,
    of_case,
    under,
    without,
)

D = date
BEFORE, AFTER = D(2026, 5, 10), D(2026, 5, 11)


@pytest.mark.parametrize("start", [IN_2014, IN_2026])
@pytest.mark.parametrize("rule", [f"C{no:02}" for no in range(7, 17)])
def test_lawful_case_has_no_finding(start: date, rule: str) -> None:
    assert found(lawful(start=start), rule) == []


def _introduced(*introducers: Sponsor, on: date = AFTER) -> Facts:
    return of_case(facts(appoint_introducers=AppointIntroducers(on=on)), introducers=introducers)


def _full(name: str, **span: date) -> Sponsor:
    return Sponsor(name=name, member=FULL_MEMBER, **span)


def test_c07_exactly_two() -> None:
    for day, edition in ((BEFORE, 2014), (AFTER, 2026)):
        wrong = [("void", edition, "第十四条", 9, None, day)]
        assert found(_introduced(_full("王一"), _full("李二"), on=day), "C07") == []
        assert brief(found(_introduced(_full("王一"), on=day), "C07")) == wrong
        assert brief(found(_introduced(_full("王一"), _full("王一"), on=day), "C07")) == wrong
        assert (
            brief(found(_introduced(_full("王一"), _full("李二"), _full("赵三"), on=day), "C07"))
            == wrong
        )
        assert brief(found(_introduced(on=day), "C07")) == [
            ("void", edition, "第十四条", 9, None, None)
        ]


def test_c07_counts_those_of_the_day_of_step_9() -> None:
    gone, later = _full("赵三", until=AFTER), _full("钱四", since=D(2026, 5, 12))
    assert found(_introduced(_full("王一", since=AFTER), _full("李二"), gone, later), "C07") == []
    staying = _full("赵三", until=D(2026, 5, 12))
    assert len(found(_introduced(_full("王一"), _full("李二"), staying), "C07")) == 1


@pytest.mark.parametrize(
    ("member", "is_lawful"),
    [
        (MemberRecord(standing="full", joined_on=D(2025, 5, 11)), True),
        (MemberRecord(standing="full", joined_on=D(2025, 5, 12)), False),
        (MemberRecord(standing="probationary", joined_on=D(2024, 5, 12)), False),
        (MemberRecord(standing="full"), True),
        (None, True),
    ],
)
def test_c07_full_members(member: MemberRecord | None, is_lawful: bool) -> None:
    case = _introduced(_full("王一"), Sponsor(name="李二", member=member))
    assert brief(found(case, "C07")) == (
        [] if is_lawful else [("void", 2026, "第十四条", 9, None, AFTER)]
    )


def test_c07_missing_and_unknown() -> None:
    assert found(without(lawful("train"), "appoint_introducers"), "C07") == []
    missing = without(lawful("committee_review"), "appoint_introducers")
    assert brief(found(missing, "C07")) == [("void", 2014, "第十四条", 9, None, None)]
    assert found(of_case(missing, unknown_steps=("appoint_introducers",)), "C07") == []
    assert found(facts(appoint_introducers=AppointIntroducers(on=AFTER, asked=())), "C07") == []
    asked = facts(appoint_introducers=AppointIntroducers(on=AFTER))
    assert brief(found(asked, "C07")) == [("void", 2026, "第十四条", 9, None, None)]


def _disciplined(kind: str, since: date | None, until: date | None, on: date) -> Facts:
    span = DisciplineSpan(kind=kind, since=since, until=until)
    member = MemberRecord(standing="full", joined_on=D(2005, 7, 1), disciplines=(span,))
    return _introduced(_full("王一"), Sponsor(name="李二", member=member), on=on)


SPANS = [
    (AFTER, AFTER, True),
    (D(2026, 5, 12), None, False),
    (D(2024, 1, 1), D(2026, 5, 10), False),
    (D(2024, 1, 1), D(2026, 5, 12), True),
    (D(2024, 1, 1), None, True),
    (None, D(2027, 1, 1), False),
    (None, None, False),
]


@pytest.mark.parametrize(("since", "until", "is_in_force"), SPANS)
def test_c08_and_c09_from_the_first_day_to_the_last(
    since: date | None, until: date | None, is_in_force: bool
) -> None:
    void = [("void", 2026, "第十四条", 9, None, AFTER)] if is_in_force else []
    advice = [("advise", 2026, "第十四条", 9, None, AFTER)] if is_in_force else []
    barred = _disciplined("probation_within_party", since, until, AFTER)
    assert (brief(found(barred, "C08")), found(barred, "C09")) == (void, [])
    for kind in ("warning", "serious_warning", "removal"):
        unsuited = _disciplined(kind, since, until, AFTER)
        assert (found(unsuited, "C08"), brief(found(unsuited, "C09"))) == ([], advice)


def test_c08_holds_in_both_editions_and_c09_only_in_2026() -> None:
    barred = _disciplined("probation_within_party", D(2025, 1, 1), None, BEFORE)
    assert brief(found(barred, "C08")) == [("void", 2014, "第十四条", 9, None, BEFORE)]
    assert found(_disciplined("warning", D(2025, 1, 1), None, BEFORE), "C09") == []


def test_c08_and_c09_without_the_facts() -> None:
    for rule in ("C08", "C09"):
        assert found(_introduced(_full("王一"), Sponsor(name="李二")), rule) == []
        assert found(facts(appoint_introducers=AppointIntroducers(on=AFTER)), rule) == []
        assert found(of_case(facts(), introducers=(_full("王一"),)), rule) == []


def _reviewed(on: date | None, *, reported: date | None = None, **step: object) -> Facts:
    case = change(
        facts(), "political_review", on=on, **{"is_qualified": True, "has_document": True} | step
    )
    case = change(case, "committee_review", on=D(2026, 6, 1))
    return case if reported is None else change(case, "pre_review", on=reported)


@pytest.mark.parametrize(
    ("concluded", "is_lawful"),
    [(D(2026, 6, 9), True), (D(2026, 6, 10), True), (D(2026, 6, 11), False)],
)
def test_c10_before_the_pre_review(concluded: date, is_lawful: bool) -> None:
    wanted = [] if is_lawful else [("void", 2026, "第十六条", 10, D(2026, 6, 10), concluded)]
    assert brief(found(_reviewed(concluded, reported=D(2026, 6, 10)), "C10")) == wanted
    bad_as_well = _reviewed(concluded, reported=D(2026, 6, 10), is_qualified=False)
    assert brief(found(bad_as_well, "C10"))[0][4:] == (
        (None, concluded) if is_lawful else wanted[0][4:]
    )


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        ({"is_qualified": False}, (None, D(2026, 5, 1))),
        ({"is_qualified": None}, (D(2026, 6, 10), None)),
        ({"has_document": False}, (D(2026, 6, 10), None)),
        ({"has_document": None}, None),
        ({"is_qualified": None, "asked": ()}, None),
    ],
)
def test_c10_bad_result_counts_when_the_case_went_on(
    step: dict[str, object], wanted: object
) -> None:
    case = _reviewed(D(2026, 5, 1), reported=D(2026, 6, 10), **step)
    assert [each[4:] for each in brief(found(case, "C10"))] == ([wanted] if wanted else [])
    assert [each[:4] for each in brief(found(case, "C10"))] == (
        [("void", 2014, "第十六条", 10)] if wanted else []
    )
    assert found(without(case, "committee_review", "pre_review"), "C10") == []
    assert bool(found(without(case, "pre_review"), "C10")) is bool(wanted), "step 12 is enough"


def test_c10_missing_once_step_12_has_a_day() -> None:
    case = _reviewed(None)
    assert brief(found(case, "C10")) == [("void", 2026, "第十六条", 10, None, None)]
    reported = change(case, "pre_review", on=D(2026, 6, 10))
    assert brief(found(reported, "C10")) == [("void", 2026, "第十六条", 10, D(2026, 6, 10), None)]
    assert found(change(without(case, "committee_review"), "train", on=D(2026, 6, 1)), "C10") == []
    assert found(of_case(case, unknown_steps=("political_review",)), "C10") == []


REGISTERED, RESIDENCE = ReviewPlace


@pytest.mark.parametrize(
    ("is_migrant", "places", "is_lawful"),
    [
        (True, (REGISTERED, RESIDENCE), True),
        (True, (REGISTERED,), False),
        (True, (RESIDENCE,), False),
        (True, (), False),
        (True, None, False),
        (False, (), True),
        (None, (), True),
    ],
)
@pytest.mark.parametrize(("day", "edition"), [(BEFORE, 2014), (AFTER, 2026)])
def test_c11_both_places(
    is_migrant: bool | None,
    places: tuple[ReviewPlace, ...] | None,
    is_lawful: bool,
    day: date,
    edition: int,
) -> None:
    case = facts(political_review=PoliticalReview(on=day, places=places))
    case = of_case(case, person=PersonFacts(is_migrant=is_migrant))
    assert brief(found(case, "C11")) == (
        [] if is_lawful else [("correct", edition, "第十六条", 10, None, None)]
    )


def test_c11_what_was_not_asked_is_unknown() -> None:
    case = of_case(
        facts(political_review=PoliticalReview(on=AFTER, asked=())),
        person=PersonFacts(is_migrant=True),
    )
    assert found(case, "C11") == []
    assert found(change(case, "political_review", on=None, places=(), asked=None), "C11") == []


@pytest.mark.parametrize(
    ("replies", "latest"),
    [
        ((D(2026, 5, 10), D(2026, 5, 9)), None),
        ((D(2026, 5, 10), D(2026, 5, 11)), D(2026, 5, 11)),
        ((D(2026, 5, 12), D(2026, 5, 11)), D(2026, 5, 12)),
        ((None, D(2026, 5, 9)), None),
        ((None,), None),
        ((), None),
    ],
)
def test_c12_latest_reply_by_the_edition_of_the_conclusion(
    replies: tuple[date | None, ...], latest: date | None
) -> None:
    inquiries = tuple(Inquiry(replied_on=day) for day in replies)
    case = facts(political_review=PoliticalReview(on=BEFORE, inquiries=inquiries))
    assert brief(found(case, "C12")) == (
        [] if latest is None else [("correct", 2014, None, 10, BEFORE, latest)]
    )


def test_c12_a_reply_after_the_day_of_judging_is_not_looked_at() -> None:
    case = facts(
        political_review=PoliticalReview(on=BEFORE, inquiries=(Inquiry(replied_on=D(2026, 6, 1)),))
    )
    assert found(case, "C12", D(2026, 5, 31)) == []
    assert len(found(case, "C12", D(2026, 6, 1))) == 1


@pytest.mark.parametrize(
    ("concluded", "met", "limit"),
    [
        (D(2025, 5, 11), D(2026, 5, 10), None),
        (D(2025, 5, 11), D(2026, 5, 11), None),
        (D(2025, 5, 11), D(2026, 5, 12), D(2026, 5, 11)),
        (D(2024, 2, 29), D(2025, 3, 1), D(2025, 2, 28)),
        (None, D(2026, 5, 12), None),
    ],
)
def test_c13_one_year(concluded: date | None, met: date, limit: date | None) -> None:
    case = change(
        facts(political_review=PoliticalReview(on=concluded)), "admission_meeting", on=met
    )
    edition = 2026 if met >= AFTER else 2014
    assert brief(found(case, "C13")) == (
        [] if limit is None else [("advise", edition, None, 15, limit, met)]
    )


def test_c13_the_profile_may_shorten_it() -> None:
    case = change(
        facts(political_review=PoliticalReview(on=D(2026, 1, 1))),
        "admission_meeting",
        on=D(2026, 7, 2),
    )
    assert brief(found(under(case, review_valid_months=6), "C13")) == [
        ("advise", 2026, None, 15, D(2026, 7, 1), D(2026, 7, 2))
    ]


@pytest.mark.parametrize(
    ("days", "hours", "is_lawful"),
    [
        (3, None, True),
        (2, None, False),
        (None, 24, True),
        (None, 23, False),
        (2, 24, True),
        (3, 23, True),
        (2, 23, False),
        (0, None, False),
        (None, 0, False),
        (0, 23, False),
        (0, 0, True),
        (None, None, True),
    ],
)
@pytest.mark.parametrize(("day", "edition"), [(BEFORE, 2014), (AFTER, 2026)])
def test_c14_days_or_hours(
    days: int | None, hours: int | None, is_lawful: bool, day: date, edition: int
) -> None:
    train = Train(on=day, days=days, hours=hours, organizer=TrainingBody.COMMITTEE)
    wanted = [] if is_lawful else [("correct", edition, "第十七条", 11, None, day)]
    assert brief(found(facts(train=train), "C14")) == wanted
    excused = change(facts(train=train), "train", special_case="在外执行任务")
    assert brief(found(excused, "C14")) == wanted
    undated = facts(train=Train(days=days, hours=hours), committee_review=CommitteeReview(on=day))
    assert brief(found(undated, "C14")) == [(*breach[:5], None) for breach in wanted]


def test_c14_another_organizer() -> None:
    case = facts(train=Train(on=AFTER, days=3, organizer=TrainingBody.OTHER))
    assert brief(found(case, "C14")) == [("correct", 2026, "第十七条", 11, None, AFTER)]
    assert len(found(change(case, "train", days=2), "C14")) == 1
    assert found(change(case, "train", on=None), "C14") == []
    assert found(change(case, "train", organizer=TrainingBody.COUNTY_DEPARTMENT), "C14") == []
    assert found(change(case, "train", organizer=None), "C14") == []


@pytest.mark.parametrize(
    ("train", "is_lawful"),
    [
        (None, False),
        (Train(), False),
        (Train(on=D(2026, 6, 20)), True),
        (Train(days=1), True),
        (Train(hours=1), True),
        (Train(days=0), False),
        (Train(special_case="在外执行任务"), True),
    ],
)
def test_c15_no_day_no_measure_no_special_case(train: Train | None, is_lawful: bool) -> None:
    case = facts(committee_review=CommitteeReview(on=D(2026, 6, 1)))
    case = case.with_step("train", train)
    assert brief(found(case, "C15")) == (
        [] if is_lawful else [("void", 2026, "第十七条", 11, None, None)]
    )
    assert found(without(case, "committee_review"), "C15") == []
    assert found(of_case(case, unknown_steps=("train",)), "C15") == []


@pytest.mark.parametrize(("day", "edition"), [(BEFORE, 2014), (AFTER, 2026)])
def test_c15_no_days_and_no_hours_are_no_training(day: date, edition: int) -> None:
    """Whatever day the step has: then C15 and not C14; with a recorded special case neither."""
    void = [("void", edition, "第十七条", 11, None, None)]
    case = facts(train=Train(on=day, days=0, hours=0, organizer=TrainingBody.OTHER, is_passed=True))
    assert brief(found(case, "C15")) == void
    assert found(case, "C14") == []
    excused = change(case, "train", special_case="在外执行任务")
    assert found(excused, "C15") == found(excused, "C14") == []
    undated = change(case, "train", on=None)
    assert found(undated, "C15") == found(undated, "C14") == [], "not yet due"
    gone_on = change(undated, "committee_review", on=day)
    assert brief(found(gone_on, "C15")) == void
    assert found(gone_on, "C14") == []


def test_what_is_no_training_and_no_conclusion_moves_nothing() -> None:
    assert Train(on=AFTER, days=0, hours=0, is_passed=True).is_negative
    assert not Train(on=AFTER, days=0, hours=0, special_case="在外执行任务").is_negative
    assert not Train(on=AFTER, days=0, hours=24, is_passed=True).is_negative
    assert not Train(on=AFTER, days=0).is_negative
    assert PoliticalReview(on=AFTER, is_qualified=True, has_document=False).is_negative
    assert not PoliticalReview(on=AFTER, is_qualified=True).is_negative


# C16


@pytest.mark.parametrize(("day", "edition"), [(BEFORE, 2014), (AFTER, 2026)])
@pytest.mark.parametrize(
    ("methods", "is_lawful"),
    [((), False), (None, False), *(((method,), True) for method in ReviewMethod)],
)
def test_c16_at_least_one_method(
    methods: tuple[ReviewMethod, ...] | None, is_lawful: bool, day: date, edition: int
) -> None:
    case = facts(political_review=PoliticalReview(on=day, methods=methods, is_qualified=True))
    wrong = [("correct", edition, "第十六条", 10, None, None)]
    assert brief(found(case, "C16")) == ([] if is_lawful else wrong)
    assert found(change(case, "political_review", asked=("is_qualified",)), "C16") == [], (
        "a workbook"
    )
    assert found(change(case, "political_review", on=None), "C16") == []


@pytest.mark.parametrize("words", ["无", "否", "/", "——", " ", "。。"])
def test_words_that_say_nothing_are_no_special_case(words: str) -> None:
    train = Train(on=AFTER, days=0, hours=0, special_case=words)
    assert train.is_negative
    assert len(found(facts(train=train), "C15")) == 1
    assert (
        found(facts(train=Train(on=AFTER, days=0, hours=0, special_case="在外执行任务")), "C15")
        == []
    )


def test_no_training_is_never_passed() -> None:
    assert Train(on=AFTER, days=0, hours=0, is_passed=True).contradiction is not None
    assert Train(on=AFTER, days=0, hours=0, is_passed=False).contradiction is None
    assert Train(on=AFTER, days=0, hours=24, is_passed=True).contradiction is None
