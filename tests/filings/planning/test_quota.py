"""Quotas: handed down level by level, never more than there is; used, reserved and left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from branches.actor import Actor
from branches.acts import Role
from branches.models import Organization, User
from cases.facts.arithmetic import Calendar
from cases.facts.case import Steps
from cases.facts.target import Train
from cases.models import Case
from cases.services.errors import Refused
from filings.models import FilingItem
from filings.planning.models import Quota
from filings.planning.selectors.forecast import earliest_meeting, forecast, last_start
from filings.planning.selectors.quota import own_quota, quota_box, quota_year
from filings.planning.services import quota as services
from tests.factories import make_user
from tests.filings.planning.build import Plan, admitted, make_case, reserving
from tests.kept import kept

TODAY = date(2027, 3, 1)


@pytest.fixture
def plan(db: None) -> Plan:
    return kept(Plan)


def grant_root(plan: Plan, number: int, *, by: User | None = None, year: int = 2027) -> Quota:
    return services.set_root_quota(
        root=plan.tree.city, year=year, number=number, by=Actor(by or plan.city_officer, TODAY)
    )


def hand_down(
    parent: Organization, by: User, numbers: dict[Organization, int | None], year: int = 2027
) -> None:
    services.hand_down(
        parent=parent,
        year=year,
        numbers={organization.pk: number for organization, number in numbers.items()},
        by=Actor(by, TODAY),
    )


def granted(organization: Organization, year: int = 2027) -> int | None:
    return (
        Quota.objects.filter(organization=organization, year=year)
        .values_list("granted", flat=True)
        .first()
    )


def test_level_by_level(plan: Plan) -> None:
    tree = plan.tree
    grant_root(plan, 10)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 6})
    hand_down(
        tree.bureau, plan.decider, {tree.branch: 4, tree.other_branch: 1, tree.general_branch: 1}
    )
    hand_down(tree.bureau, plan.bureau_officer, {tree.branch: 3, tree.other_branch: None})
    assert [granted(each) for each in (tree.bureau, tree.branch, tree.other_branch)] == [6, 3, 1]
    general = make_user(Role.GENERAL_BRANCH_SECRETARY, tree.general_branch)
    hand_down(tree.general_branch, general, {tree.far_branch: 1})
    assert granted(tree.far_branch) == 1


def test_children_never_get_more_than_the_parent(plan: Plan) -> None:
    tree = plan.tree
    grant_root(plan, 5)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 5})
    hand_down(tree.bureau, plan.decider, {tree.branch: 4})
    with pytest.raises(Refused, match="合计 6 名，超过本组织指标 5 名，多出 1 名"):
        hand_down(tree.bureau, plan.decider, {tree.other_branch: 2})
    hand_down(tree.bureau, plan.decider, {tree.other_branch: 1})
    assert granted(tree.other_branch) == 1


def test_a_quota_is_not_lowered_below_what_was_handed_down(plan: Plan) -> None:
    tree = plan.tree
    grant_root(plan, 5)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 5})
    hand_down(tree.bureau, plan.decider, {tree.branch: 3})
    with pytest.raises(Refused) as refused:
        hand_down(tree.city, plan.city_officer, {tree.bureau: 2})
    assert [reason.field for reason in refused.value.reasons] == [str(tree.bureau.pk)]
    with pytest.raises(Refused, match="不能少于"):
        grant_root(plan, 4)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 3})
    assert granted(tree.bureau) == 3


def test_nothing_is_handed_down_before_it_was_granted(plan: Plan) -> None:
    with pytest.raises(Refused, match="还没有下达"):
        hand_down(plan.tree.bureau, plan.decider, {plan.tree.branch: 1})


def test_only_straight_below(plan: Plan) -> None:
    grant_root(plan, 5)
    for other in (plan.tree.branch, plan.tree.stranger, plan.tree.city_department):
        with pytest.raises(Refused, match="直接下级"):
            hand_down(plan.tree.city, plan.city_officer, {other: 1})
    with pytest.raises(Refused, match="由上级下达"):
        services.set_root_quota(
            root=plan.tree.bureau, year=2027, number=1, by=Actor(plan.decider, TODAY)
        )


def test_who_may(plan: Plan) -> None:
    for user in (plan.clerk, plan.secretary, plan.decider, plan.administrator, plan.stranger):
        with pytest.raises(PermissionDenied):
            grant_root(plan, 5, by=user)
    grant_root(plan, 5)
    for user in (plan.clerk, plan.secretary, plan.city_officer):
        with pytest.raises(PermissionDenied):
            hand_down(plan.tree.bureau, user, {plan.tree.branch: 1})


@pytest.mark.parametrize(
    ("year", "is_taken"), [(2026, False), (2027, True), (2028, True), (2029, False)]
)
def test_years(plan: Plan, year: int, is_taken: bool) -> None:
    if is_taken:
        assert grant_root(plan, 5, year=year).granted == 5
    else:
        with pytest.raises(Refused, match="2027年和2028年"):
            grant_root(plan, 5, year=year)


def test_application_goes_up_until_it_is_granted(plan: Plan) -> None:
    tree = plan.tree

    def apply(by: User, number: int) -> Quota:
        return services.apply(
            organization=tree.branch,
            year=2028,
            number=number,
            grounds="两名发展对象",
            by=Actor(by, TODAY),
        )

    for user in (plan.stranger, plan.decider):
        with pytest.raises(PermissionDenied):
            apply(user, 1)
    apply(plan.secretary, 1)
    assert apply(plan.secretary, 2).applied == 2
    shown = quota_year(tree.bureau, 2028, TODAY)
    assert (
        shown.applied_below,
        {row.organization: row.applied for row in shown.children}[tree.branch],
    ) == (2, 2)
    grant_root(plan, 5, year=2028)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 5}, 2028)
    hand_down(tree.bureau, plan.decider, {tree.branch: 1}, 2028)
    with pytest.raises(Refused, match="不能再申请"):
        apply(plan.secretary, 3)


def at_once(acts: Sequence[Callable[[], str]]) -> list[str]:
    """What the acts gave, each in a thread of its own, sorted."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> str:
        try:
            barrier.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_two_at_once_cannot_exceed_it_together() -> None:
    plan = kept(Plan)
    tree = plan.tree
    grant_root(plan, 5)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 5})

    def act(child: Organization, by: User) -> str:
        try:
            hand_down(tree.bureau, User.objects.get(pk=by.pk), {child: 3})
        except Refused:
            return "refused"
        return "done"

    acts = [
        partial(act, tree.branch, plan.decider),
        partial(act, tree.other_branch, plan.bureau_officer),
    ]
    assert at_once(acts) == ["done", "refused"]
    assert sorted(filter(None, (granted(tree.branch), granted(tree.other_branch)))) == [3]


def test_used_reserved_and_left_by_subtree(plan: Plan) -> None:
    tree = plan.tree
    grant_root(plan, 4)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 4})
    hand_down(tree.bureau, plan.decider, {tree.branch: 1, tree.general_branch: 2})
    admitted(tree.branch, date(2027, 1, 1))
    admitted(tree.branch, date(2027, 12, 31))
    admitted(tree.branch, date(2026, 12, 31))
    admitted(tree.far_branch, date(2027, 6, 1))
    admitted(tree.stranger, date(2027, 6, 1))
    reserving(tree.far_branch)
    reserving(tree.far_branch, held=date(2027, 2, 1))
    reserving(tree.far_branch, held=date(2026, 12, 31))
    make_case(tree.far_branch, state="committee_review")
    shown = quota_year(tree.bureau, 2027, TODAY)
    assert (shown.own.used, shown.own.reserved, shown.own.left, shown.own.over) == (3, 2, -1, 0)
    found = {
        row.organization: (row.used, row.reserved, row.left, row.over) for row in shown.children
    }
    assert found[tree.branch] == (2, 0, -1, 1)
    assert found[tree.general_branch] == (1, 2, -1, 0)
    assert found[tree.other_branch] == (0, 0, None, 0)
    assert (shown.handed_down, shown.undistributed) == (3, 1)
    before = quota_year(tree.bureau, 2026, TODAY).own
    assert (before.used, before.reserved) == (1, 1), "the meeting was held last year"


def test_the_box_where_admission_is_decided(plan: Plan) -> None:
    tree = plan.tree
    case = reserving(tree.far_branch, held=date(2027, 2, 1))
    assert quota_box(case, Actor(plan.decider, TODAY)).lines == []
    grant_root(plan, 4)
    hand_down(tree.city, plan.city_officer, {tree.bureau: 2})
    box = quota_box(case, Actor(plan.decider, TODAY))
    assert [(row.organization, row.left) for row in box.lines] == [(tree.bureau, 1)]
    city_box = quota_box(case, Actor(plan.city_officer, TODAY))
    assert [(row.organization, row.left) for row in city_box.lines] == [
        (tree.bureau, 1),
        (tree.city, 3),
    ]
    assert (box.barred, box.article, box.edition) == ([], "第三十八条", 2026)
    admitted(tree.branch, date(2027, 1, 1))
    admitted(tree.other_branch, date(2027, 1, 1))
    assert [row.organization for row in quota_box(case, Actor(plan.decider, TODAY)).barred] == [
        tree.bureau
    ]
    held_in_2026 = reserving(tree.far_branch, held=date(2026, 5, 1))
    old = quota_box(held_in_2026, Actor(plan.decider, TODAY))
    assert (old.year, old.article, old.lines) == (2026, "第三十九条", [])


def test_the_own_quota_on_the_workbench(plan: Plan) -> None:
    grant_root(plan, 4)
    assert own_quota(Actor(plan.decider, TODAY)) is None, "nothing was handed down to the committee"
    hand_down(plan.tree.city, plan.city_officer, {plan.tree.bureau: 2})
    admitted(plan.tree.branch, date(2027, 1, 1))
    own = own_quota(Actor(plan.decider, TODAY))
    assert own is not None
    assert (own.organization, own.granted, own.used, own.left) == (plan.tree.bureau, 2, 1, 1)
    city = own_quota(Actor(plan.city_officer, TODAY))
    assert city is not None
    assert (city.organization, city.granted) == (plan.tree.city, 4)
    assert own_quota(Actor(make_user(None, None), TODAY)) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_of_two_approvals_for_the_last_place_the_second_exceeds_it() -> None:
    plan = kept(Plan)
    grant_root(plan, 2)
    hand_down(plan.tree.city, plan.city_officer, {plan.tree.bureau: 1})

    def approve(case: Case) -> str:
        item, user = FilingItem(case=case, kind="approve"), User.objects.get(pk=plan.decider.pk)
        with transaction.atomic():
            found = services.exceeded_by(item, Actor(user, TODAY))
            Case.objects.filter(pk=case.pk).update(probation_on=TODAY)
        return found[0].message if found else ""

    cases = [reserving(branch, held=TODAY) for branch in (plan.tree.branch, plan.tree.far_branch)]
    first, second = at_once([partial(approve, case) for case in cases])
    assert first == ""
    assert second.endswith("接收预备党员 2 名，下达指标 1 名，超出 1 名")


def test_constraints(plan: Plan) -> None:
    def create(**fields: object) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Quota.objects.create(**({"organization": plan.tree.city, "year": 2027} | fields))

    Quota.objects.create(organization=plan.tree.city, year=2027)
    create()
    create(year=1989)
    create(year=2026, applied=1)
    create(year=2026, granted=1)
    create(year=2026, granted_on=TODAY)


# What if


def test_earliest_meeting() -> None:
    calendar = Calendar()
    # One year on Mon 2027-03-01; notice until Mon 03-08, listed on the 9th, trained 9th to 11th.
    assert earliest_meeting(date(2026, 3, 1), date(2027, 1, 1), calendar) == date(2027, 3, 11)
    assert earliest_meeting(date(2020, 3, 1), date(2027, 3, 1), calendar) == date(2027, 3, 11)


def test_last_start_is_the_boundary() -> None:
    calendar, until = Calendar(), date(2027, 12, 31)
    last = last_start(TODAY, until, calendar)
    assert earliest_meeting(last, TODAY, calendar) <= until
    assert earliest_meeting(date.fromordinal(last.toordinal() + 1), TODAY, calendar) > until
    assert last_start(date(2027, 12, 31), until, calendar) == date.min


def test_forecast_names_whom_the_user_sees(plan: Plan) -> None:
    tree, last = plan.tree, last_start(TODAY, date(2027, 12, 31), Calendar())
    trained = make_case(
        tree.branch,
        state="train",
        activist_on=date(2025, 1, 1),
        target_on=date(2026, 6, 1),
        steps=Steps(train=Train(on=date(2026, 9, 1))),
    )
    untrained = make_case(
        tree.branch, state="list_target", activist_on=date(2025, 1, 1), target_on=date(2026, 7, 1)
    )
    in_time = make_case(tree.far_branch, activist_on=last)
    make_case(tree.far_branch, activist_on=date.fromordinal(last.toordinal() + 1))
    make_case(tree.stranger, activist_on=last)
    admitted(tree.branch, date(2027, 1, 1))
    held = make_case(
        tree.branch, state="fill_form", activist_on=date(2025, 1, 1), target_on=date(2026, 8, 1)
    )
    for state in ("admission_meeting", "committee_talk"):
        make_case(
            tree.branch, state=state, activist_on=date(2025, 1, 1), target_on=date(2026, 8, 1)
        )
    found = forecast(tree.bureau, Actor(plan.decider, TODAY))
    assert [(each.case, each.earliest, each.waits_for) for each in found.targets] == [
        (trained, TODAY, "支委会审查、预审和志愿书"),
        (untrained, date(2027, 3, 3), "集中培训"),
        (held, TODAY, "支部大会"),
    ], "whom the meeting has discussed already is no candidate"
    assert [each.case for each in found.activists] == [in_time]
    assert found.total == 4
    at_the_end = forecast(tree.bureau, Actor(plan.decider, date(2027, 12, 31)))
    assert [each.case for each in at_the_end.targets] == [trained, held], (
        "three days of training do not fit any more"
    )
    assert at_the_end.activist_count == 0
