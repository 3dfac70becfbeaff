"""Persons, members, disciplines: what is refused, what follows, who is told."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from branches import services
from branches.actor import Actor
from branches.acts import Role
from branches.identity import compose
from branches.models import Member, Person, User
from branches.models.person import NameKey
from config.kit import name_key
from tests.factories import (
    LONG_AGO,
    Tree,
    identity_number,
    make_discipline,
    make_member,
    make_person,
    make_tree,
    make_user,
)

DAY = date(2026, 5, 18)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


@pytest.fixture
def administrator(tree: Tree) -> User:
    return make_user(Role.ADMINISTRATOR, tree.city)


@pytest.fixture
def told() -> Iterator[list[tuple[int, date]]]:
    """What an app above is told of members: (member, day)."""
    calls: list[tuple[int, date]] = []

    def react(member: Member, today: date) -> None:
        calls.append((member.pk, today))

    services.on_member_change.append(react)
    yield calls
    services.on_member_change.remove(react)


def test_sex_and_birth_come_from_the_identity_number(db: None) -> None:
    number = compose(area="450100", birth_on=date(1980, 2, 29), serial=1)
    person = services.register_person(
        person=Person(name=" 曾伟 ", identity_number=f" {number.translate(FULL_WIDTH)}")
    )
    assert (person.name, person.identity_number) == ("曾伟", number)
    assert (person.sex, person.birth_on) == ("male", date(1980, 2, 29))


def test_the_same_number_is_the_same_person(db: None) -> None:
    number = identity_number(1)
    one = services.register_person(person=Person(name="曾伟", identity_number=number))
    assert (
        services.register_person(person=Person(name="曾伟", identity_number=f" {number.lower()} "))
        == one
    )
    with pytest.raises(ValidationError, match="另一姓名"):
        services.register_person(person=Person(name="曾芳", identity_number=number))


def test_a_wrong_check_digit_is_said_beside_the_field(db: None) -> None:
    number = identity_number(1)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    with pytest.raises(ValidationError) as refusal:
        services.register_person(person=Person(name="曾伟", identity_number=wrong))
    assert "校验码" in refusal.value.message_dict["identity_number"][0]


def test_a_corrected_name_is_found_by_its_new_readings(tree: Tree, administrator: User) -> None:
    person = make_member(tree.branch).person
    services.update_person(person=person, name="单雄信", by=Actor(administrator, DAY))
    assert list(Person.objects.called("sxx")) == [person]


@pytest.mark.parametrize(
    "text", ["阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽．买", "阿依 古丽买买提"]
)
def test_a_name_is_found_whatever_its_dot(tree: Tree, text: str) -> None:
    person = services.register_person(person=Person(name="阿依古丽‧买买提依明"))
    services.register_person(person=Person(name="阿迪力"))
    assert person.name == "阿依古丽·买买提依明"
    assert list(Person.objects.called(text)) == [person]


def test_signs_alone_are_in_no_name(tree: Tree) -> None:
    services.register_person(person=Person(name="阿依古丽·买买提"))
    assert not Person.objects.called("·").exists()


def test_what_nobody_sees_is_no_part_of_a_name(db: None) -> None:
    assert (
        services.register_person(person=Person(name=" 易\u202e文\u200b斌\ufeff ")).name == "易文斌"
    )


def test_the_database_compares_names_as_the_kit_does(db: None) -> None:
    signs = "".join(map(chr, range(1, 0x3400))) + "ＡｂＺ．･\u3000\ufeff𠮷\U000e0041"
    unlike = {
        "İ",
        *(sign for sign in signs if unicodedata.category(sign) == "Cn"),
    }  # of İ Python makes two characters
    names = [f"甲{sign}乙" for sign in signs if sign not in unlike]
    template = NameKey.template % {"expressions": "name"}
    with connection.cursor() as cursor:
        # our own words
        cursor.execute(f"SELECT name, {template} FROM unnest(%s) AS name", [names])  # noqa: S608
        found = dict(cursor.fetchall())
    assert {name: key for name, key in found.items() if key != name_key(name)} == {}


def test_another_persons_number(tree: Tree, administrator: User) -> None:
    one, other = make_member(tree.branch).person, make_member(tree.branch).person
    with pytest.raises(ValidationError, match="另一人"):
        services.update_person(
            person=one, identity_number=other.identity_number, by=Actor(administrator, DAY)
        )


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, None])
def test_only_the_administrator_corrects_persons(tree: Tree, role: Role | None) -> None:
    person = make_member(tree.branch).person
    with pytest.raises(PermissionDenied):
        services.update_person(
            person=person, name="改名", by=Actor(make_user(role, tree.branch), DAY)
        )


def test_one_membership_at_a_time(tree: Tree, administrator: User) -> None:
    member = make_member(tree.branch)
    with pytest.raises(ValidationError, match="已是党员"):
        make_member(tree.other_branch, person=member.person)
    services.end_member(member=member, until_on=DAY, by=Actor(administrator, DAY))
    assert make_member(tree.other_branch, person=member.person, from_on=DAY).pk


def test_not_in_another_root(tree: Tree, administrator: User) -> None:
    with pytest.raises(PermissionDenied):
        services.add_member(
            member=Member(
                person=make_person(),
                organization=tree.stranger,
                standing="full",
                from_on=DAY,
            ),
            by=Actor(administrator, DAY),
        )
    stranger = make_member(tree.stranger)
    with pytest.raises(PermissionDenied):
        services.end_member(member=stranger, until_on=DAY, by=Actor(administrator, DAY))
    with pytest.raises(PermissionDenied):
        services.record_discipline(
            member=stranger,
            kind="warning",
            from_on=DAY,
            until_on=None,
            by=Actor(administrator, DAY),
        )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"standing": "probationary", "full_on": DAY}, "预备党员没有转正日期"),
        ({"joined_on": DAY, "full_on": LONG_AGO}, "不能早于入党日期"),
        ({"from_on": DAY, "until_on": LONG_AGO}, "不能早于编入日期"),
    ],
)
def test_impossible_memberships(tree: Tree, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        make_member(tree.branch, **fields)


def test_every_change_of_a_member_is_told_in_the_transaction(
    tree: Tree, administrator: User, told: list[tuple[int, date]]
) -> None:
    member = make_member(tree.branch, standing="probationary")
    services.update_member(
        member=member, standing="full", full_on=DAY, by=Actor(administrator, DAY)
    )
    discipline = make_discipline(member, from_on=LONG_AGO)
    services.update_discipline(discipline=discipline, until_on=DAY, by=Actor(administrator, DAY))
    assert told == [
        (member.pk, LONG_AGO),
        (member.pk, DAY),
        (member.pk, LONG_AGO),
        (member.pk, DAY),
    ]


def test_a_refusal_from_above_takes_the_change_back(tree: Tree) -> None:
    def refuse(member: Member, today: date) -> None:
        raise ValidationError("不行")

    services.on_member_change.append(refuse)
    try:
        with pytest.raises(ValidationError):
            make_member(tree.branch)
    finally:
        services.on_member_change.remove(refuse)
    assert not Member.objects.exists()


def test_discipline_ends_after_it_begins(tree: Tree) -> None:
    with pytest.raises(ValidationError, match="不能早于处分起"):
        make_discipline(make_member(tree.branch), from_on=DAY, until_on=LONG_AGO)


def test_who_may_enter_and_transfer(tree: Tree, administrator: User) -> None:
    by = Actor(administrator, DAY)
    member = make_member(tree.branch)
    theirs = make_member(tree.stranger)
    person = Person(name="曾伟", identity_number=identity_number(1))
    entered = Member(organization=tree.stranger, standing="full", from_on=DAY)
    with pytest.raises(PermissionDenied):
        services.enter_member(person=person, member=entered, by=by)
    assert not Person.objects.filter(name="曾伟").exists()
    for moved, to in ((theirs, tree.branch), (member, tree.stranger)):
        with pytest.raises(PermissionDenied):
            services.transfer_member(member=moved, to=to, on=DAY, by=by)
    assert not Member.objects.exclude(until_on=None).exists(), "nothing is half done"


def test_those_above_are_told_of_both_memberships(
    tree: Tree, administrator: User, told: list[tuple[int, date]]
) -> None:
    member = make_member(tree.branch)
    told.clear()
    entered = services.transfer_member(
        member=member, to=tree.other_branch, on=DAY, by=Actor(administrator, DAY)
    )
    assert told == [(member.pk, DAY), (entered.pk, DAY)]
