"""Persons, members, disciplines."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q

from branches import identity, names
from branches.actor import Actor
from branches.fields import keyed_hash
from branches.models import Discipline, Member, Organization, Person
from branches.services.checks import require_administrator, save_checked
from branches.services.reactions import on_member_change, on_person_change
from config import kit


def complete_person(*, person: Person) -> Person:
    """The person, who is not saved here, with all that follows from their name and identity number:
    spelling, readings, keyed hash, sex and day of birth. Bulk imports call it too.

    Raises ValidationError for an identity number that cannot be.
    """
    person.name = kit.spelled_name(person.name)
    person.pinyin = names.search_text(person.name)
    if not person.identity_number:
        person.identity_number = person.identity_hash = None
        return person
    try:
        number = identity.check(person.identity_number)
    except ValidationError as error:
        raise ValidationError({"identity_number": error.messages}) from error
    person.identity_number, person.identity_hash = number, keyed_hash(number)
    person.sex, person.birth_on = identity.sex(number), identity.birth_on(number)
    return person


@transaction.atomic
def register_person(*, person: Person) -> Person:
    """The registered person of this identity number; `person`, saved, where nobody has it yet.

    Rights are the caller's business.

    Raises ValidationError when the number belongs to a person of another name.
    """
    person.phone = person.phone or None
    complete_person(person=person)
    if not person.identity_hash:
        save_checked(person)
        return person
    # Two who register one person at once do so one after the other.
    with connection.cursor() as cursor:
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
        require_administrator(by, None)
    person = Person.objects.select_for_update().get(pk=person.pk)
    for field, value in changes.items():
        setattr(person, field, value)
    complete_person(person=person)
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
def add_member(*, member: Member, by: Actor) -> Member:
    """Enter a person as member of an organization; `member` is not saved yet."""
    require_administrator(by, member.organization)
    if not member.organization.is_open_on(member.from_on):
        raise ValidationError({"organization": "该组织已经撤销。"})
    return _save_member(member, by.today)


@transaction.atomic
def update_member(*, member: Member, by: Actor, **changes: Any) -> Member:
    """Change standing or days of a membership; conversion sets `standing` and `full_on`."""
    member = (
        Member.objects.select_for_update(of=("self",))
        .select_related("organization")
        .get(pk=member.pk)
    )
    require_administrator(by, member.organization)
    for field, value in changes.items():
        setattr(member, field, value)
    return _save_member(member, by.today)


def end_member(*, member: Member, until_on: date, by: Actor) -> Member:
    """End a membership: `until_on` is the first day without it."""
    return update_member(member=member, by=by, until_on=until_on)


@transaction.atomic
def enter_member(*, person: Person, member: Member, by: Actor) -> Member:
    """Register a person, unless the identity number is known, and enter them as `member`; neither
    is saved yet.
    """
    require_administrator(by, member.organization)
    member.person = register_person(person=person)
    return add_member(member=member, by=by)


@transaction.atomic
def transfer_member(*, member: Member, to: Organization, on: date, by: Actor) -> Member:
    """End a running membership on a day and begin one in another organization on the same day.

    What is known of the member goes along, with the disciplines that still count on that day.
    Returns the new membership.
    """
    member = (
        Member.objects.select_for_update(of=("self",))
        .select_related("organization")
        .get(pk=member.pk)
    )
    if member.until_on is not None:
        raise ValidationError("此人已登记离开，不能再转出。")
    if to.pk == member.organization_id:
        raise ValidationError({"organization": "此人已在这个组织。"})
    try:
        update_member(member=member, by=by, until_on=on)
    except ValidationError as error:
        raise ValidationError({"on": error.messages}) from error
    entered = Member(
        person_id=member.person_id,
        organization=to,
        standing=member.standing,
        joined_on=member.joined_on,
        full_on=member.full_on,
        from_on=on,
    )
    add_member(member=entered, by=by)
    still = Q(until_on__isnull=True) | Q(until_on__gte=on)
    for each in Discipline.objects.filter(still, member=member):
        record_discipline(
            member=entered, kind=each.kind, from_on=each.from_on, until_on=each.until_on, by=by
        )
    return entered


@transaction.atomic
def record_discipline(
    *, member: Member, kind: str, from_on: date | None, until_on: date | None, by: Actor
) -> Discipline:
    """Record a discipline; both days count."""
    require_administrator(by, member.organization)
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
    require_administrator(by, discipline.member.organization)
    for field, value in changes.items():
        setattr(discipline, field, value)
    return _save_discipline(discipline, by.today)


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
