"""Persons, members, disciplines."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from branches import identity, names
from branches.actor import Actor
from branches.fields import keyed_hash
from branches.models import Discipline, Member, Organization, Person
from branches.services.checks import require_administrator, save_checked
from branches.services.reactions import on_member_change, on_person_change
from config import kit


def build_person(
    *,
    name: str,
    identity_number: str | None = None,
    phone: str | None = None,
    ethnicity: str = "",
    sex: str = "",
    birth_on: date | None = None,
) -> Person:
    """A person not yet saved, with all that follows from name and identity number; for bulk imports
    too.

    Raises ValidationError for an identity number that cannot be.
    """
    person = Person(name=name, phone=phone or None, ethnicity=ethnicity, sex=sex, birth_on=birth_on)
    _fill(person, identity_number)
    return person


@transaction.atomic
def register_person(
    *,
    name: str,
    identity_number: str | None = None,
    phone: str | None = None,
    ethnicity: str = "",
    sex: str = "",
    birth_on: date | None = None,
) -> Person:
    """The person of this identity number, new if there is none. Rights are the caller's business.

    Raises ValidationError when the number belongs to a person of another name.
    """
    person = build_person(
        name=name,
        identity_number=identity_number,
        phone=phone,
        ethnicity=ethnicity,
        sex=sex,
        birth_on=birth_on,
    )
    if not person.identity_hash:
        save_checked(person)
        return person
    with (
        connection.cursor() as cursor
    ):  # two who register one person at once do so one after the other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [person.identity_hash]
        )
    if known := Person.objects.filter(identity_hash=person.identity_hash).first():
        if kit.name_key(known.name) != kit.name_key(person.name):
            raise ValidationError(
                {"identity_number": "这个公民身份号码已登记在另一姓名之下，请核对。"}
            )
        return known
    save_checked(person)
    return person


@transaction.atomic
def update_person(*, person: Person, by: Actor, **changes: Any) -> Person:
    """Change what is known of a person; `identity_number` brings sex and birth date with it."""
    if not by.is_system and not Person.objects.administered_by(by).filter(pk=person.pk).exists():
        require_administrator(by, "")
    person = Person.objects.select_for_update().get(pk=person.pk)
    for field, value in changes.items():
        setattr(person, field, value)
    _fill(person, person.identity_number)
    if (
        Person.objects.filter(identity_hash=person.identity_hash or "")
        .exclude(pk=person.pk)
        .exists()
    ):
        raise ValidationError({"identity_number": "这个公民身份号码已登记在另一人名下，请核对。"})
    save_checked(person)
    for react in on_person_change:
        react(person, by.today)
    return person


@transaction.atomic
def add_member(
    *,
    person: Person,
    organization: Organization,
    standing: str,
    from_on: date,
    by: Actor,
    joined_on: date | None = None,
    full_on: date | None = None,
    until_on: date | None = None,
) -> Member:
    """Enter a person as member of an organization."""
    require_administrator(by, organization.path)
    if not organization.is_open_on(from_on):
        raise ValidationError({"organization": "该组织已经撤销。"})
    member = Member(
        person=person,
        organization=organization,
        standing=standing,
        joined_on=joined_on,
        full_on=full_on,
        from_on=from_on,
        until_on=until_on,
    )
    return _save_member(member, by.today)


@transaction.atomic
def update_member(*, member: Member, by: Actor, **changes: Any) -> Member:
    """Change standing or days of a membership; conversion sets `standing` and `full_on`."""
    member = (
        Member.objects.select_for_update(of=("self",))
        .select_related("organization")
        .get(pk=member.pk)
    )
    require_administrator(by, member.organization.path)
    for field, value in changes.items():
        setattr(member, field, value)
    return _save_member(member, by.today)


def end_member(*, member: Member, until_on: date, by: Actor) -> Member:
    """End a membership: `until_on` is the first day without it."""
    return update_member(member=member, by=by, until_on=until_on)


@transaction.atomic
def record_discipline(
    *, member: Member, kind: str, from_on: date | None, until_on: date | None, by: Actor
) -> Discipline:
    """Record a discipline; both days count."""
    require_administrator(by, member.organization.path)
    return _save_discipline(
        Discipline(member=member, kind=kind, from_on=from_on, until_on=until_on), by.today
    )


@transaction.atomic
def update_discipline(*, discipline: Discipline, by: Actor, **changes: Any) -> Discipline:
    """Change kind or days of a discipline; its history is kept."""
    discipline = (
        Discipline.objects.select_for_update(of=("self",))
        .select_related("member__organization")
        .get(pk=discipline.pk)
    )
    require_administrator(by, discipline.member.organization.path)
    for field, value in changes.items():
        setattr(discipline, field, value)
    return _save_discipline(discipline, by.today)


def _fill(person: Person, identity_number: str | None) -> None:
    person.name = kit.spelled_name(person.name)
    person.pinyin = names.search_text(person.name)
    if not identity_number:
        person.identity_number = person.identity_hash = None
        return
    try:
        number = identity.check(identity_number)
    except ValidationError as error:
        raise ValidationError({"identity_number": error.messages}) from error
    person.identity_number, person.identity_hash = number, keyed_hash(number)
    person.sex, person.birth_on = identity.sex(number), identity.birth_on(number)


def _save_member(member: Member, today: date) -> Member:
    save_checked(member)
    for react in on_member_change:
        react(member, today)
    return member


def _save_discipline(discipline: Discipline, today: date) -> Discipline:
    save_checked(discipline)
    for react in on_member_change:
        react(discipline.member, today)
    return discipline
