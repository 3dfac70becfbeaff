"""What this database is for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import models


class Installation(models.Model):
    """One row that marks a database as demo; nobody can sign in by one click, or reset, any
    other.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    is_demo = models.BooleanField(default=False)
    demo_accounts = models.JSONField(
        default=list, help_text="[[username, label], …], as the login page offers them"
    )
    demo_on = models.DateField(null=True, help_text="the day that the demo world was made for")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="installation_one_row")
        ]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "in use"

    @classmethod
    def is_demo_database(cls) -> bool:
        """Whether this database was marked as demo."""
        return cls.objects.filter(is_demo=True).exists()

    @classmethod
    def demo(cls) -> Installation | None:
        """The mark of a demo database, None on any other."""
        return cls.objects.filter(is_demo=True).first()

    @classmethod
    def mark_as_demo(cls, accounts: Sequence[tuple[str, str]] = (), on: date | None = None) -> None:
        """Mark the database; for the loader of the demo world.

        accounts  (username, label) of the login page
        on        the day that the world was made for
        """
        listed = [list(account) for account in accounts]
        cls.objects.update_or_create(
            id=1, defaults={"is_demo": True, "demo_accounts": listed, "demo_on": on}
        )
