"""The daily reminder: tell each account what is overdue or due within seven days, as a notice on
its page 我的.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from branches.actor import Actor
from branches.models import User
from branches.services.calendar import give_notices
from cases.selectors.agenda import reminder
from config.kit.clock import today
from config.management.service import ServiceCommand
from filings.planning.selectors.duties import duty_reminder

KEY = "reminder"


class Command(ServiceCommand):
    help = (
        "Give each account one notice of what is overdue or due within seven days. To be run once a"
        " day; twice does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        day = today()
        given = give_notices(rows=_reminders(day), on=day)
        self.stdout.write(f"{given}")


def _reminders(day: date) -> Iterator[tuple[User, str, str]]:
    """Accounts with a post today, and those of contacts and introducers."""
    posts = Q(appointments__from_on__lte=day) & (
        Q(appointments__until_on=None) | Q(appointments__until_on__gt=day)
    )
    for user in (
        User.objects.get_queryset()
        .filter(posts | Q(person__isnull=False), is_active=True)
        .distinct()
    ):
        actor = Actor(user, day)
        texts = [reminder(actor), duty_reminder(actor)]
        if text := "；".join(filter(None, texts)):
            yield user, KEY, text
