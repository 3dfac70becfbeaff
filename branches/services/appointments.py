"""Posts, and the permissions derived from them."""

from datetime import date

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from branches.actor import Actor
from branches.acts import Kind, Role
from branches.models import Appointment, Organization, OrganizationUserPermission, User
from branches.rights import appointed
from branches.services.checks import require_administrator, save_checked


@transaction.atomic
def derive_rights(*, user: User, today: date) -> None:
    """Rewrite the user's guardian rows so that they say what his appointments say today."""
    # Two requests of a new day derive one after the other.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    codenames = dict(
        Permission.objects.filter(
            content_type__app_label="branches",
            content_type__model="organization",
            codename__in=Role.values,
        ).values_list("codename", "pk")
    )
    wanted = set()
    for role, organization_id, _ in appointed(user, today):
        wanted.add((codenames[role], organization_id))
    gone, there = [], set()
    for row in OrganizationUserPermission.objects.filter(user=user):
        key = (row.permission_id, row.content_object_id)
        there.add(key)
        if key not in wanted:
            gone.append(row.pk)
    OrganizationUserPermission.objects.filter(pk__in=gone).delete()
    OrganizationUserPermission.objects.bulk_create(
        OrganizationUserPermission(user=user, permission_id=permission, content_object_id=at)
        for permission, at in sorted(wanted - there)
    )
    User.objects.filter(pk=user.pk).update(rights_on=today)
    user.rights_on = today


@transaction.atomic
def appoint(*, post: Appointment, by: Actor) -> Appointment:
    """Give a user a post; `post` is not saved yet."""
    user = User.objects.select_for_update(no_key=True).get(pk=post.user_id)
    organization = Organization.objects.get(pk=post.organization_id)
    require_administrator(by, organization)
    _refuse_own(by, user)
    if not by.is_system and not User.objects.administered_by(by).filter(pk=user.pk).exists():
        raise PermissionDenied("该账号不在您管理的组织内。")
    post.full_clean()
    if not organization.admits(Role(post.role)):
        raise ValidationError({"role": _misfit(Role(post.role))})
    if not organization.is_open_on(post.from_on) or not organization.is_open_on(by.today):
        raise ValidationError({"organization": "该组织已经撤销。"})
    others = Appointment.objects.filter(user=user, role=post.role, organization=organization)
    if any(_overlap(post, other) for other in others):
        raise ValidationError({"from_on": "该账号在这段时间已担任这一职务。"})
    post.save()
    derive_rights(user=user, today=by.today)
    return post


@transaction.atomic
def end_appointment(*, appointment: Appointment, until_on: date, by: Actor) -> Appointment:
    """End a running post: `until_on` is the first day without it. A post that has ended stays as
    it is.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=appointment.user_id)
    appointment = Appointment.objects.select_related("organization").get(pk=appointment.pk)
    require_administrator(by, appointment.organization)
    _refuse_own(by, user)
    if appointment.until_on is not None and appointment.until_on <= by.today:
        raise ValidationError({"until_on": "该任职已经结束，不能再改。"})
    if appointment.until_on is not None and until_on > appointment.until_on:
        raise ValidationError({"until_on": "不能延后离任日期；续任请另行登记任职。"})
    appointment.until_on = until_on
    save_checked(appointment)
    derive_rights(user=user, today=by.today)
    return appointment


def _refuse_own(by: Actor, user: User) -> None:
    if by.key == user.pk:
        raise ValidationError({"user": "管理员不能任命自己，也不能变更自己的任职。"})


def _misfit(role: Role) -> str:
    place = "、".join(kind.label for kind in Kind if kind in role.held_at)
    if role.is_held_at_root:
        place = f"最上级的{place}"
    return f"{role.label}只能在{place}担任。"


def _overlap(one: Appointment, other: Appointment) -> bool:
    return (other.until_on is None or one.from_on < other.until_on) and (
        one.until_on is None or other.from_on < one.until_on
    )
