"""Who may be picked, and how many have a vote."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from branches.actor import Actor
from branches.acts import Role
from cases.selectors.roster import roster_for, voters_on
from tests.factories import make_discipline, make_member, make_tree, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def test_full_members_of_the_branch_come_first_then_those_one_sees() -> None:
    tree = make_tree()
    own, other = make_member(tree.branch), make_member(tree.other_branch)
    far, new = make_member(tree.stranger), make_member(tree.branch, standing="probationary")
    gone = make_member(tree.branch, until_on=DAY)
    committee = roster_for(
        tree.branch, Actor(make_user(Role.COMMITTEE_SECRETARY, tree.bureau), DAY)
    )
    assert [heading for heading, _ in committee.groups] == ["本支部", "其他党组织"]
    assert [[key for key, _ in rows] for _, rows in committee.groups] == [
        [str(own.pk)],
        [str(other.pk)],
    ]
    assert committee.not_full == {str(new.pk): new.person.name}
    branch = roster_for(tree.branch, Actor(make_user(Role.BRANCH_SECRETARY, tree.branch), DAY))
    assert branch.names == {str(own.pk): own.person.name}
    assert not {str(far.pk), str(gone.pk)} & {*committee.names, *committee.not_full}
    assert not roster_for(
        tree.branch,
        Actor(make_user(Role.BRANCH_SECRETARY, tree.branch), DAY),
        without=own.person_id,
    ).names


@pytest.mark.parametrize(
    ("kind", "since", "until", "voters"),
    [
        ("probation_within_party", DAY, DAY, 1),
        ("probation_within_party", DAY - timedelta(9), None, 1),
        ("probation_within_party", DAY - timedelta(9), DAY - timedelta(1), 2),
        ("probation_within_party", DAY + timedelta(1), None, 2),
        ("serious_warning", DAY - timedelta(9), None, 2),
    ],
)
def test_those_under_probation_within_the_party_have_no_vote(
    kind: str, since: date, until: date | None, voters: int
) -> None:
    tree = make_tree()
    make_member(tree.branch)
    make_member(tree.branch, standing="probationary")
    make_member(tree.other_branch)
    make_discipline(make_member(tree.branch), kind=kind, from_on=since, until_on=until)
    assert voters_on(tree.branch, DAY) == voters
