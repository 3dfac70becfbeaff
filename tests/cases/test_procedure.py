"""The tables as a whole: complete, connected, and one with what is made from them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pgtrigger
import pytest
from django.core.management import call_command

from branches.acts import MAY, Act, Kind, Responsibility, Role
from cases.describe import describe
from cases.facts.base import FACTS, NUMBERS
from cases.facts.case import CODES
from cases.facts.probation import ConversionOutcome
from cases.machine import ANNULMENT, MOVES, Move, edges, way_back
from cases.models import Case, Entry, Sponsorship
from cases.procedure import (
    CLOSED,
    CLOSING,
    OUTCOMES,
    PLACE,
    STAGES,
    START,
    STEP,
    STEPS,
    TURN,
    TURNS,
    Body,
    Outcome,
)
from cases.rules.engine import Severity
from config.settings import BASE_DIR
from filings.models import FilingItem

DOCS = BASE_DIR / "docs"
STATES = {START, CLOSED, *STEP}


def test_numbers_run_from_1_to_25_with_8_twice() -> None:
    assert [step.no for step in STEPS] == sorted([*range(1, 26), 8])
    assert [step.stage for step in STEPS] == sorted(step.stage for step in STEPS)
    stages = {step.no: step.stage for step in STEPS}
    assert [list(stages.values()).count(stage.no) for stage in STAGES] == [2, 4, 5, 7, 7]


def test_codes_are_unique_words_short_enough_for_their_columns() -> None:
    codes = [*STEP, *TURN, START, CLOSED]
    assert len(set(codes)) == len(STEPS) + len(TURNS) + 2
    assert all(re.fullmatch("[a-z_]{3,30}", code) for code in codes)


def test_the_six_checkpoints_are_where_2014_put_them() -> None:
    assert {step.star: step.no for step in STEPS if step.star} == {
        1: 2,
        2: 3,
        3: 4,
        4: 8,
        5: 13,
        6: 18,
    }


def test_every_step_has_its_facts_in_the_order_of_the_table() -> None:
    assert list(STEP) == list(CODES)
    assert {code: step.no for code, step in STEP.items()} == NUMBERS
    assert FACTS.keys() == STEP.keys()


def test_every_step_names_articles_of_both_editions() -> None:
    one = "第[一二三四五六七八九十]+条"
    for step in STEPS:
        for edition in (2014, 2026):
            assert re.fullmatch(f"{one}(、{one})*", step.article(edition)), step.code


def test_the_line_is_connected() -> None:
    """Each row is taken from the one before it, the second row of 8 from 7 as well."""
    assert STEPS[0].after == (START,)
    for before, step in pairwise(STEPS):
        assert before.code in step.after
    assert STEP["list_target"].after == ("nominate", "list_consent")
    assert all(len(step.after) == 1 for step in STEPS if step.code != "list_target")


def test_every_state_is_reached_and_only_ends_have_no_way_on() -> None:
    reached, new = {START}, {START}
    while new:
        new = {to for state, to in edges() if state in new} - reached
        reached |= new
    assert reached == STATES
    onward = {state for step in STEPS for state in step.after} | {
        state for turn in TURNS for state in turn.after
    }
    assert STATES - onward == {CLOSED, "archive"}


def test_transitions_of_the_machine_are_the_rows_turns_and_annulments() -> None:
    rows: list[Move] = [*STEPS, *TURNS, *ANNULMENT.values()]
    wanted = {(state, move.method, move.target or None) for move in rows for state in move.after}
    found = {
        (each.source, each.name, each.target)
        for each in Case._meta.get_field("state").get_all_transitions(Case)
    }
    assert found == wanted
    assert (
        len(MOVES)
        == len({move.method for move in MOVES})
        == len(STEPS) + len(TURNS) + len(ANNULMENT)
    )


def test_edges_of_the_trigger_are_those_of_the_machine() -> None:
    found = {
        (each.source, each.target)
        for each in Case._meta.get_field("state").get_all_transitions(Case)
    }
    assert set(edges()) == {(source, target) for source, target in found if target}
    registered: list[tuple[Any, Any]] = list(pgtrigger.registered("cases.Case:state_along_edges"))
    assert [set(trigger.transitions) for _, trigger in registered] == [set(edges())]


def test_way_back_passes_along_edges_to_where_an_own_act_was_recorded() -> None:
    allowed = set(edges())
    for step in STEPS:
        if step.route is None:
            for state in set(step.after) - set(step.by_answer_from):
                assert way_back(step.code, state) == (state,)
                assert (step.code, state) in allowed
    for turn in TURNS:
        if turn.act is not None:
            assert all(way_back(turn.target, state) == (state,) for state in turn.after)
            assert all((turn.target, state) in allowed for state in turn.after)
    assert way_back("train", "list_target") == (
        "political_review",
        "appoint_introducers",
        "list_target",
    )


def test_answers_to_filings_have_no_way_back() -> None:
    rows: list[Move] = [*STEPS, *TURNS]
    forward = {(state, move.target) for move in rows for state in move.after}
    for step in STEPS:
        for state in step.after:
            if step.route is not None or state in step.by_answer_from:
                assert (step.code, state) not in set(edges()) - forward, step.code


def test_acts_recorded_before_their_turn_are_those_of_the_order() -> None:
    early = {step.no: step.early for step in STEPS if step.early}
    assert early == dict.fromkeys((5, 6), "shortlist") | dict.fromkeys(
        (10, 11), "list_target"
    ) | dict.fromkeys((19, 20, 21, 22, 23), "approve")
    assert [step.no for step in STEPS if step.lasts] == [6, 21]
    assert [step.no for step in STEPS if step.early_if] == [23]
    assert [step.no for step in STEPS if step.opens] == [21, 22]
    for outcome in ConversionOutcome:
        # a field of this class
        facts = FACTS["conversion_meeting"](outcome=outcome)  # type: ignore[call-arg]
        assert STEP["conversion_meeting"].early_if is not None
        assert STEP["conversion_meeting"].early_if(facts) is (outcome is ConversionOutcome.CANCEL)


def test_filings_are_4_8_13_17_18_24_and_their_refusals_are_turns() -> None:
    routes = {step.no: step.route for step in STEPS if step.route is not None}
    assert list(routes) == [4, 8, 13, 17, 18, 24]
    assert [no for no, route in routes.items() if route.deliberated] == [17, 24]
    assert [no for no, route in routes.items() if route.done_on_submission] == [18]
    back = {no: [TURN[code].target for code in route.refusal] for no, route in routes.items()}
    assert back == {
        4: ["talk"], 8: ["appoint_contacts"], 13: ["appoint_contacts"], 17: ["appoint_contacts", CLOSED], 18: [],
        24: ["request_conversion", ""],
    }  # fmt: skip
    assert {code for route in routes.values() for code in route.refusal} | {"extend", "cancel"} == {
        turn.code for turn in TURNS if turn.act is None
    }
    rests_on = [code for route in routes.values() for code in route.rests_on]
    assert len(rests_on) == len(set(rests_on)), (
        "a step would have two that decide on its correction"
    )


def test_turns_undo_what_comes_after_their_target_or_close() -> None:
    for turn in TURNS:
        assert turn.target in {*STEP, CLOSED, ""}
        assert turn.undoes is (turn.target != CLOSED and not turn.extends), turn.code
        if turn.undoes and turn.target:
            assert all(PLACE[turn.target] < PLACE[state] for state in turn.after), turn.code
    endings = {turn.outcome for turn in TURNS} | {step.outcome for step in STEPS} | set(CLOSING)
    assert endings - {None} == set(Outcome) == set(OUTCOMES)


#: The acts × roles table of the specification, by the letters of the columns: s secretary and
#: organization member, g general branch, c clerk, d those who decide at the committee, o
#: department, a administrator.
RIGHTS: dict[Act, str] = {
    Act.READ: "sgcdo",
    Act.OPEN_CASE: "s",
    Act.RECORD: "s",
    Act.SUBMIT: "s",
    Act.HAND_OVER: "s",
    Act.RECORD_SHARED: "scd",
    Act.TRAIN: "scdo",
    Act.EXAMINE: "s",
    Act.CLOSE: "s",
    Act.DELIBERATE: "gd",  # d: of a committee without power of approval that stands between
    Act.HANDLE: "cd",
    Act.FILE: "cd",
    Act.DECIDE: "d",
    Act.CLOSE_PROBATIONER: "d",
    Act.RECEIVE_FILING: "o",
    Act.APPLY_QUOTA: "sgcdo",
    Act.ASSIGN_QUOTA: "gdo",  # level by level
    Act.ANALYSE: "cdo",
    Act.TRAIN_STAFF: "cdo",
    Act.SET_RULES: "do",
    Act.SET_CALENDAR: "o",
    Act.INSPECT: "do",  # a committee of its branches, a department of its committees
    Act.REPORT_BACK: "sgcdo",
    Act.WAIVE: "do",
    Act.IMPORT_CASES: "scd",
    Act.ADMINISTER: "a",
}
COLUMNS: dict[str, set[Role]] = {
    "s": {Role.BRANCH_SECRETARY, Role.ORGANIZATION_MEMBER},
    "g": {Role.GENERAL_BRANCH_SECRETARY},
    "c": {Role.CLERK},
    "d": {Role.COMMITTEE_SECRETARY, Role.COMMITTEE_MEMBER, Role.ORGANIZER},
    "o": {Role.DEPARTMENT_OFFICER},
    "a": {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("act", Act)
def test_roles_may_do_what_the_specification_says(act: Act) -> None:
    assert MAY[act] == set().union(*(COLUMNS[letter] for letter in RIGHTS[act]))


def test_every_step_is_recorded_by_the_act_of_its_number() -> None:
    by_act = {
        act: [step.no for step in STEPS if step.route is None and step.act is act] for act in Act
    }
    assert {act: numbers for act, numbers in by_act.items() if numbers} == {
        Act.OPEN_CASE: [1],
        Act.RECORD: [2, 3, 5, 6, 7, 8, 9, 12, 14, 15, 19, 21, 22, 23],
        Act.RECORD_SHARED: [10, 20],
        Act.TRAIN: [11],
        Act.DECIDE: [16],
        Act.HAND_OVER: [25],
    }
    assert {step.no: step.route.answer for step in STEPS if step.route} == {
        4: Act.FILE, 8: Act.DECIDE, 13: Act.DECIDE, 17: Act.DECIDE, 18: Act.RECEIVE_FILING, 24: Act.DECIDE,
    }  # fmt: skip
    held = {
        Body.BRANCH: Kind.BRANCH,
        Body.COMMITTEE: Kind.COMMITTEE,
        Body.DEPARTMENT: Kind.DEPARTMENT,
    }
    for step in STEPS:
        for body in step.bodies if step.route is None else (step.route.sender,):
            assert any(held[body] in role.held_at for role in MAY[step.act]), step.code


def test_the_page_of_the_procedure_is_what_the_tables_print(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("print_procedure")
    printed = capsys.readouterr().out
    assert printed == describe()
    page = (DOCS / "procedure.md").read_text(encoding="utf-8")
    assert page == printed, "run: manage.py print_procedure > docs/procedure.md"


def glossary() -> dict[str, str]:
    """`{Chinese: English}` of the glossary's rows. A word stands once."""
    lines = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
    rows = [row for row in rows if row[0] not in ("Chinese", "---")]
    assert all(len(row) == 4 and row[1] for row in rows)
    words = [row[0] for row in rows]
    assert sorted(words) == sorted(set(words))
    return {row[0]: row[1] for row in rows}


#: All terms that come from tables: (code, Chinese).
TERMS: list[tuple[str, str]] = [
    *((step.code, step.term) for step in STEPS),
    *((turn.code, turn.term) for turn in TURNS),
    *((outcome.value, label) for outcome, label in OUTCOMES.items()),
    *((value, label) for value, label in Entry.Kind.choices),
    *((value, label) for value, label in Sponsorship.Kind.choices),
    *((value, label) for value, label in Role.choices),
    *((value, label) for value, label in Kind.choices),
    *((value, label) for value, label in Responsibility.choices),
    *((value, label) for value, label in FilingItem.State.choices),
    *((severity.code, severity.label) for severity in Severity),
]


@pytest.mark.parametrize(("code", "term"), TERMS, ids=[f"{code} {term}" for code, term in TERMS])
def test_every_term_of_the_tables_is_in_the_glossary(code: str, term: str) -> None:
    words = glossary()
    assert term in words
    assert f"`{code}`" in words[term]


def test_stages_and_acts_are_in_the_glossary() -> None:
    words = glossary()
    assert {name for stage in STAGES for name in (stage.person, stage.work)} <= words.keys()
    english = " ".join(words.values())
    assert [act for act in Act if f"`{act}`" not in english] == []
