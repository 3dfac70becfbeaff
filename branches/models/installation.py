"""What this database is for."""

from django.db import models


class Installation(models.Model):
    """One row that marks a database as demo; nobody can sign in by one click, or reset, any other."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_one_row")]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "in use"

    @classmethod
    def is_demo_database(cls) -> bool:
        """Whether this database was marked as demo."""
        return cls.objects.filter(is_demo=True).exists()

    @classmethod
    def mark_as_demo(cls) -> None:
        """Mark the database; for the loader of the demo world."""
        cls.objects.update_or_create(id=1, defaults={"is_demo": True})
