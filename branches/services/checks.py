"""What several services ask before they write."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import models

from branches.actor import Actor
from branches.models import Organization


def require_administrator(actor: Actor, organization: Organization | None) -> None:
    """Raise PermissionDenied unless the actor administers the organization; None, which stands for
    no place in the tree, is administered by the system alone.
    """
    if actor.is_system:
        return
    if organization is None or not actor.rights.is_administrator_of(organization.path):
        raise PermissionDenied("您不是该组织的系统管理员。")


def save_checked(row: models.Model, *, exclude: Collection[str] = ()) -> None:
    """Save a row after its fields and constraints were checked, so that a breach is a sentence
    beside its field.
    """
    row.full_clean(exclude=set(exclude))
    row.save()
