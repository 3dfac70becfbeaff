"""What may come next: every state has something, and what a page offers is what the services
take.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from branches.actor import Actor
from branches.acts import Role
from branches.line import line_of, lines_of
from branches.models import User
from cases.models import Case
from cases.models.sight import Sight, of_sponsor, whole
from cases.procedure import PLACE, STEP
from cases.selectors.acts import TAKING_BACK, NextAct, Situation, next_acts
from cases.selectors.bar import BarStage, stage_bar
from cases.selectors.page import case_page
from filings.selectors.options import filing_options
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, fresh
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Drive:
    return Drive(IN_2026)


def bar(world: Drive, case: Case, today: date, sight: Sight) -> tuple[BarStage, ...]:
    line = line_of(case.branch, today)
    actor = Actor(world.secretary, today)
    return stage_bar(Situation(case, actor, line, tuple(case.obligations.all())), sight)


def acts(case: Case, user: User, today: date) -> tuple[NextAct, ...]:
    case = fresh(case)
    line = line_of(case.branch, today)
    options = filing_options(case, Actor(user, today), line)
    return next_acts(
        Situation(case, Actor(user, today), line, tuple(case.obligations.all()), options)
    )


def test_every_state_of_a_case_has_a_next_act_somebody_may_do(world: Drive) -> None:
    """Along the whole line: one act is in turn, and of branch, committee and department at least
    one may do it.
    """
    case = world.open_case()
    for state in STEP:
        if state == "archive":
            break
        case = world.to(state, case)
        today = world.day(state)
        found = [
            acts(case, user, today) for user in (world.secretary, world.decider, world.officer)
        ]
        assert all(each[0].is_in_turn for each in found), state
        assert any(act.is_mine for each in found for act in each if act.is_in_turn), state
        assert all(act.title and act.who and act.article for each in found for act in each), state
    world.to("archive", case)
    assert acts(case, world.secretary, world.day("archive")) == ()


@pytest.mark.parametrize("code", ["talk", "shortlist", "appoint_contacts", "nominate", "fill_form"])
def test_what_is_offered_is_taken(world: Drive, code: str) -> None:
    before = [step for step in STEP if PLACE[step] < PLACE[code]][-1]
    case, today = world.to(before), world.day(code)
    act = next(
        each
        for each in acts(case, world.secretary, today)
        if each.code == code and each.kind == "record"
    )
    assert (act.reason, act.is_mine) == ("", True)
    world.record(case, code)
    assert all(
        each.code != code or each.kind != "record" for each in acts(case, world.secretary, today)
    )


def test_a_barred_act_says_why(world: Drive) -> None:
    case = world.to("oath")
    today = world.day("oath")
    completion = next(
        act
        for act in acts(case, world.secretary, today)
        if act.code == "probation" and act.kind == "record"
    )
    assert "期满前三个月起才能办理" in completion.reason
    request = next(
        act for act in acts(case, world.secretary, today) if act.code == "request_conversion"
    )
    assert "期满前三个月起才能办理" in request.reason
    assert all(
        act.reason == "您没有办理这一步的权限。"
        for act in acts(case, world.officer, today)
        if act.kind == "record"
    )


def test_steps_that_may_come_early_are_offered_before_their_turn(world: Drive) -> None:
    codes = {
        act.code for act in acts(world.to("list_target"), world.secretary, world.day("list_target"))
    }
    assert {"appoint_introducers", "political_review", "train"} <= codes
    assert "committee_review" not in codes


def test_what_arises_later_is_asked_for_until_it_is_there(world: Drive) -> None:
    case = world.to("committee_talk")
    world.accept(world.submit(case, "approve"))
    today = world.day("approve") + timedelta(10)
    [act] = [each for each in acts(case, world.secretary, today) if each.code == "approve"]
    assert act.kind == "supplement"
    assert "通知本人日期" in act.title
    world.announce(case, "approve")
    assert all(each.code != "approve" for each in acts(case, world.secretary, today))


def test_examinations_are_due_by_the_rule_of_the_half_year(world: Drive) -> None:
    case = world.to("appoint_contacts")
    today = world.day("appoint_contacts")
    first = acts(case, world.contact, today)[0]
    assert (first.kind, first.code, first.is_mine) == ("supplement", "cultivate", True)
    assert first.due_on == date(2027, 7, 1)
    assert "培养联系人（直接责任）" in first.who


def test_the_lines_of_many_branches_are_those_of_each(world: Drive) -> None:
    tree, day = world.tree, world.start
    branches = [tree.branch, tree.far_branch, tree.stranger]
    assert lines_of(branches, day) == {branch.pk: line_of(branch, day) for branch in branches}
    assert lines_of([], day) == {}


def test_the_bar_has_25_steps_each_with_its_day(world: Drive) -> None:
    case = fresh(world.to("train"))
    stages = bar(world, case, world.day("train"), whole(case))
    steps = [step for stage in stages for step in stage.steps]
    assert [step.no for step in steps] == list(range(1, 26))
    assert [step.no for step in steps if step.is_checkpoint] == [2, 3, 4, 8, 13, 18]
    assert [step.no for step in steps if step.state == "done"] == list(range(1, 12))
    assert [step.no for step in steps if step.state == "now"] == [12]
    assert [(stage.state, stage.done, stage.total) for stage in stages] == [
        ("done", 2, 2),
        ("done", 4, 4),
        ("done", 5, 5),
        ("now", 0, 7),
        ("todo", 0, 7),
    ]
    assert steps[9].day == world.day("political_review")


def test_the_bar_of_a_contact_has_one_present_stage(world: Drive) -> None:
    """The hidden step before one that is seen to be done is done too."""
    case = fresh(world.to("train"))
    stages = bar(world, case, world.day("train"), of_sponsor(case))
    assert [stage.state for stage in stages] == ["done", "done", "done", "now", "todo"]
    case = fresh(world.to("political_review", world.open_case(seed=90_502)))
    stages = bar(world, case, world.day("political_review"), of_sponsor(case))
    assert [stage.state for stage in stages] == ["done", "done", "now", "todo", "todo"]


def test_the_bar_marks_what_is_overdue(world: Drive) -> None:
    case = fresh(world.open_case())
    stages = bar(world, case, world.day("apply") + timedelta(40), whole(case))
    talk = stages[0].steps[1]
    assert (talk.state, talk.note, talk.day) == ("overdue", "最迟", date(2026, 7, 1))


def test_a_department_officer_is_offered_nothing_of_the_branch(world: Drive) -> None:
    case = world.to("shortlist")
    officer = make_user(Role.DEPARTMENT_OFFICER, world.tree.bureau_department)
    assert not any(act.is_mine for act in acts(case, officer, world.day("shortlist")))


def test_taking_a_filing_back_is_offered_beside_and_leads_nowhere(world: Drive) -> None:
    case, today = world.to("shortlist"), world.day("file_activist")
    world.submit(case, "file_activist")
    first, *others = acts(case, world.secretary, today)
    assert (first.code, first.is_in_turn, first.button) == ("file_activist", True, "")
    assert "等待答复" in first.title
    back = next(act for act in others if act.kind == TAKING_BACK)
    assert (back.is_in_turn, back.is_mine, back.reason) == (False, True, "")
    line = line_of(fresh(case).branch, today)
    page = case_page(
        fresh(case),
        Actor(world.secretary, today),
        line,
        filing_options(fresh(case), Actor(world.secretary, today), line),
    )
    assert back.url not in {step.url for stage in page.stages for step in stage.steps}


def test_what_lasts_goes_on_while_something_is_due(world: Drive) -> None:
    """The next examination, between the end of step 6 and step 7."""
    case, today = world.to("cultivate"), world.day("cultivate")
    assert case.obligations.filter(step=6).exists()
    act = next(act for act in acts(case, world.contact, today) if act.code == "cultivate")
    assert (act.kind, act.is_mine, act.reason) == ("supplement", True, "")
