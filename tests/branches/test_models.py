"""Every constraint of the database, tried to be broken past the services; and the history that
triggers keep.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import InternalError

from branches.actor import Actor
from branches.acts import Role
from branches.models import (
    Appointment,
    Discipline,
    Installation,
    Job,
    Member,
    Organization,
    Person,
    User,
)
from tests.factories import (
    LONG_AGO,
    Tree,
    make_appointment,
    make_discipline,
    make_member,
    make_organization,
    make_person,
    make_tree,
    make_user,
)

DAY = date(2026, 5, 18)
pytestmark = pytest.mark.django_db


def member(**fields: Any) -> Member:
    return make_member(make_organization(), **fields)


def post() -> Appointment:
    return make_appointment(make_user(), Role.BRANCH_SECRETARY, make_organization())


def job() -> Job:
    return Job.objects.create(owner=make_user(), kind="check")


def installation() -> Installation:
    Installation.mark_as_demo()
    return Installation.objects.get()


BREAKS: dict[str, tuple[Callable[[], models.Model], dict[str, Any]]] = {
    "organization_kind_known": (make_organization, {"kind": "club"}),
    "organization_only_committee_approves": (make_organization, {"has_approval_power": True}),
    "installation_one_row": (installation, {"id": 2}),
    "person_identity_with_hash": (make_person, {"identity_hash": None}),
    "user_no_superuser": (make_user, {"is_superuser": True}),
    "member_standing_known": (member, {"standing": "friend"}),
    "member_from_before_until": (member, {"until_on": date(1999, 1, 1)}),
    "member_full_day_only_of_full": (member, {"full_on": DAY, "standing": "probationary"}),
    "member_joined_before_full": (member, {"full_on": date(1999, 1, 1)}),
    "discipline_kind_known": (lambda: make_discipline(member()), {"kind": "gossip"}),
    "discipline_from_before_until": (
        lambda: make_discipline(member()),
        {"from_on": DAY, "until_on": LONG_AGO},
    ),
    "appointment_role_known": (post, {"role": "king"}),
    "appointment_from_before_until": (post, {"until_on": date(1999, 1, 1)}),
    "job_state_known": (job, {"state": "lost"}),
}


@pytest.mark.parametrize("name", BREAKS)
def test_check_holds(name: str) -> None:
    make, change = BREAKS[name]
    row = make()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**change)


def test_every_check_is_tried() -> None:
    tried = {Appointment, Discipline, Installation, Job, Member, Organization, Person, User}
    checks = {
        constraint.name
        for model in tried
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    }
    assert checks == BREAKS.keys()


def test_one_current_membership() -> None:
    one = member()
    with pytest.raises(IntegrityError, match="member_one_current_membership"), transaction.atomic():
        Member.objects.create(
            person=one.person, organization=make_organization(), standing="full", from_on=LONG_AGO
        )


def test_a_post_is_held_once() -> None:
    one = post()
    with pytest.raises(IntegrityError, match="appointment_held_once"), transaction.atomic():
        Appointment.objects.create(
            user=one.user, role=one.role, organization=one.organization, from_on=DAY
        )


def test_identity_number_and_code_are_unique() -> None:
    one, other = make_person(), make_person()
    with pytest.raises(IntegrityError, match="identity_hash"), transaction.atomic():
        Person.objects.filter(pk=other.pk).update(identity_hash=one.identity_hash)
    first, second = make_organization(), make_organization()
    with pytest.raises(IntegrityError, match="code"), transaction.atomic():
        Organization.objects.filter(pk=second.pk).update(code=first.code)


TRACKED: dict[str, Callable[[], models.Model]] = {
    "organization": make_organization,
    "person": make_person,
    "user": make_user,
    "member": member,
    "discipline": lambda: make_discipline(member()),
    "appointment": post,
}


@pytest.mark.parametrize("name", TRACKED)
def test_raw_deletion_leaves_its_history_which_nobody_can_change(name: str) -> None:
    row = TRACKED[name]()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("DELETE FROM branches_organizationuserpermission")
        # names of this file
        cursor.execute(f"DELETE FROM branches_{name} WHERE id = %s", [row.pk])  # noqa: S608
        labels_of = (
            f"SELECT pgh_label FROM branches_{name}event WHERE pgh_obj_id = %s ORDER BY pgh_id"  # noqa: S608
        )
        cursor.execute(labels_of, [row.pk])
        labels = [label for (label,) in cursor.fetchall()]
        assert (labels[0], labels[-1]) == ("insert", "delete")
        for change in (
            f"UPDATE branches_{name}event SET pgh_label = ''",  # noqa: S608
            f"DELETE FROM branches_{name}event",  # noqa: S608
        ):
            with pytest.raises(InternalError, match="append_only"), transaction.atomic():
                cursor.execute(change)


def test_secrets_have_no_history() -> None:
    columns = {
        (table, column.name)
        for table in ("branches_personevent", "branches_userevent")
        for column in connection.introspection.get_table_description(connection.cursor(), table)
    }
    names = {column for _, column in columns}
    assert not names & {"identity_number", "identity_hash", "phone", "password", "last_login"}


@pytest.mark.parametrize(
    ("standing", "full_on", "day", "is_full"),
    [
        ("full", None, LONG_AGO, True),
        ("full", DAY, date(2026, 5, 17), False),
        ("full", DAY, DAY, True),
        ("full", None, date(1999, 12, 31), False),
        ("full", None, date(2026, 12, 31), True),
        ("full", None, date(2027, 1, 1), False),
        ("probationary", None, DAY, False),
    ],
)
def test_full_member_on_a_day(
    standing: str, full_on: date | None, day: date, is_full: bool
) -> None:
    one = member(standing=standing, full_on=full_on, until_on=date(2027, 1, 1))
    assert one.is_full_on(day) is is_full
    assert Member.objects.full_on_day(day).filter(pk=one.pk).exists() is is_full


@pytest.mark.parametrize(
    ("from_on", "until_on", "day", "counts"),
    [
        (None, DAY, DAY, False),
        (DAY, None, date(2030, 1, 1), True),
        (DAY, DAY, DAY, True),
        (LONG_AGO, DAY, date(2026, 5, 19), False),
        (DAY, None, date(2026, 5, 17), False),
    ],
)
def test_discipline_counts(
    from_on: date | None, until_on: date | None, day: date, counts: bool
) -> None:
    assert Discipline(kind="warning", from_on=from_on, until_on=until_on).counts_on(day) is counts


def test_visible_to_of_people() -> None:
    tree: Tree = make_tree()
    near, far, stranger = (
        make_member(each) for each in (tree.branch, tree.far_branch, tree.stranger)
    )
    discipline = make_discipline(far)
    secretary = make_user(Role.GENERAL_BRANCH_SECRETARY, tree.general_branch)
    assert set(Member.objects.visible_to(Actor(secretary, DAY))) == {far}
    assert set(Person.objects.visible_to(Actor(secretary, DAY))) == {far.person}
    assert set(Discipline.objects.visible_to(Actor(secretary, DAY))) == {discipline}
    administrator = make_user(Role.ADMINISTRATOR, tree.city)
    assert set(Member.objects.visible_to(Actor(administrator, DAY))) == {near, far}
    assert stranger.person not in Person.objects.visible_to(Actor(administrator, DAY))
    assert set(User.objects.visible_to(Actor(administrator, DAY))) == {secretary, administrator}
    assert set(Appointment.objects.visible_to(Actor(administrator, DAY))) == set(
        Appointment.objects.all()
    )
    nobody = make_user()
    assert set(User.objects.visible_to(Actor(nobody, DAY))) == {nobody}
    for model in (Member, Person, Discipline, Appointment, Job):
        assert not model._default_manager.visible_to(Actor(nobody, DAY)).exists()


def test_jobs_are_seen_by_their_owner() -> None:
    own = job()
    job()
    assert own.owner is not None
    assert list(Job.objects.visible_to(Actor(own.owner, DAY))) == [own]
