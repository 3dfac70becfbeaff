"""Reads of the app that join."""

from datetime import date

from django.db.models import QuerySet

from branches.models import Appointment, Installation, User


def own_appointments(user: User) -> QuerySet[Appointment]:
    """The user's posts, running and past, latest first."""
    return user.appointments.select_related("organization").order_by("-from_on", "pk")


def last_ended(user: User, today: date) -> Appointment | None:
    """The post of the user that ended last; None where none has."""
    ended = user.appointments.filter(until_on__lte=today).select_related("organization")
    return ended.order_by("-until_on", "-pk").first()


def demo_accounts() -> list[tuple[str, str]]:
    """(username, label) of the accounts that sign in by one click; none on a database not marked as demo."""
    installation = Installation.objects.filter(is_demo=True).first()
    return [(username, label) for username, label in installation.demo_accounts] if installation else []
