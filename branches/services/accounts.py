"""Accounts and passwords."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from branches.actor import Actor
from branches.models import Organization, Person, User
from branches.services.checks import require_administrator, save_checked


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str,
    organization: Organization | None,
    by: Actor,
    person: Person | None = None,
) -> User:
    """Make an account with a first password that its owner must change."""
    require_administrator(by, organization)
    if (
        not by.is_system
        and person is not None
        and not Person.objects.administered_by(by).filter(pk=person.pk).exists()
    ):
        raise PermissionDenied("该人员不在您管理的组织内。")
    user = User(
        username=User.normalize_username(username), person=person, organization=organization
    )
    _set_password(user, password, must_change=True)
    save_checked(user)
    return user


@transaction.atomic
def update_user(*, user: User, by: Actor, **changes: Any) -> User:
    """Change `username`, `person`, `organization` or `is_active` of an account."""
    user = (
        User.objects.select_for_update(of=("self",)).select_related("organization").get(pk=user.pk)
    )
    _require_account(by, user)
    if "organization" in changes:
        require_administrator(by, changes["organization"])
    if by.key == user.pk and changes.get("is_active") is False:
        raise ValidationError({"is_active": "不能停用自己的账号。"})
    for field, value in changes.items():
        setattr(user, field, value)
    save_checked(user)
    return user


@transaction.atomic
def reset_password(*, user: User, password: str, by: Actor) -> User:
    """Give an account a new first password that its owner must change; its sessions end."""
    user = (
        User.objects.select_for_update(of=("self",)).select_related("organization").get(pk=user.pk)
    )
    _require_account(by, user)
    _set_password(user, password, must_change=True)
    user.save(update_fields=["password", "must_change_password"])
    return user


@transaction.atomic
def change_password(*, user: User, password: str) -> User:
    """Set the owner's own password; his other sessions end."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.check_password(password):
        raise ValidationError({"password": "新密码不能与原密码相同。"})
    _set_password(user, password, must_change=False)
    user.save(update_fields=["password", "must_change_password"])
    return user


@transaction.atomic
def end_first_visit(*, user: User) -> User:
    """Put the tasks of a first visit away for good; harmless where that was done."""
    user.first_visit_over = True
    user.save(update_fields=["first_visit_over"])
    return user


def _require_account(actor: Actor, user: User) -> None:
    require_administrator(actor, user.organization)


def _set_password(user: User, password: str, *, must_change: bool) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    user.must_change_password = must_change
