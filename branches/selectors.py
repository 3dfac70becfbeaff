"""Reads of the app that join."""

from django.db.models import QuerySet

from branches.models import Appointment, Installation, User


def own_appointments(user: User) -> QuerySet[Appointment]:
    """The user's posts, running and past, latest first."""
    return user.appointments.select_related("organization").order_by("-from_on", "pk")


def demo_accounts() -> list[tuple[str, str]]:
    """(username, label) of the accounts that sign in by one click; none on a database not marked as demo."""
    installation = Installation.objects.filter(is_demo=True).first()
    return [(username, label) for username, label in installation.demo_accounts] if installation else []
