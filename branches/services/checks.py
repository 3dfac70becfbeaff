"""What several services ask before they write."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import models

from branches.models import User
from branches.rights import rights_of


def require_administrator(by: User | None, today: date, *paths: str) -> None:
    """Raise PermissionDenied unless `by` administers the organizations at all these paths."""
    if by is not None and not all(rights_of(by, today).is_administrator_of(path) for path in paths):
        raise PermissionDenied("您不是该组织的系统管理员。")


def save_checked(row: models.Model, *, exclude: Collection[str] = ()) -> None:
    """Save a row after its fields and constraints were checked, so that a breach is a sentence
    beside its field.
    """
    row.full_clean(exclude=set(exclude))
    row.save()
