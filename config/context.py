"""The context processor of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from branches.models import Installation
from config.clock import fixed_day, today


def page(request: HttpRequest) -> dict[str, Any]:
    """`today`; `fixed_day`: the day fixed by JISHI_TODAY or None; `is_demo`: asked of the database only where a template asks.

    A process not started for a demo (JISHI_DEMO) never asks.
    """
    return {
        "today": today(),
        "fixed_day": fixed_day(),
        "is_demo": lambda: settings.DEMO and Installation.is_demo_database(),
    }
