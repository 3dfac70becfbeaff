"""What several services ask before they write."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import models

from branches.actor import Actor


def require_administrator(actor: Actor, *paths: str) -> None:
    """Raise PermissionDenied unless the actor administers the organizations at all these paths."""
    if not actor.is_system and not all(actor.rights.is_administrator_of(path) for path in paths):
        raise PermissionDenied("您不是该组织的系统管理员。")


def save_checked(row: models.Model, *, exclude: Collection[str] = ()) -> None:
    """Save a row after its fields and constraints were checked, so that a breach is a sentence
    beside its field.
    """
    row.full_clean(exclude=set(exclude))
    row.save()
