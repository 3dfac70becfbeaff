"""The context processor of every page."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from branches.actor import Actor
from branches.acts import Role
from branches.carrying import mark_of
from branches.models import Installation
from config.back import back_to
from config.kit.clock import fixed_day, today
from config.navigation import ACCOUNT, NAVIGATION, Item, Section, items


def page(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` needs beside the page's own context.

    `fixed_day` is the day fixed by JISHI_TODAY, or None. The rest is asked of the database only
    where a template asks, so a piece without head costs nothing; a process not started for a demo
    (JISHI_DEMO) never asks `demo`, which is None on any database not marked as demo.
    """
    day = today()
    # A page that is made before the sign-in has neither account nor actor.
    user: Any = getattr(request, "user", AnonymousUser())
    actor: Actor = getattr(request, "actor", Actor(user, day))

    def shown(sections: tuple[Section, ...]) -> list[Item]:
        if not actor.is_signed_in:
            return []
        return items(sections, actor.rights, request.path)

    def roles() -> str:
        held = {grant.role for grant in actor.rights.grants}
        return "、".join(role.label for role in Role if role in held)

    return {
        "today": day,
        "fixed_day": fixed_day(),
        "upload_most": settings.UPLOAD_MOST,
        "account": lambda: mark_of(user) if actor.is_signed_in else "",
        "demo": cache(lambda: _demo(day)),  # several places of a page ask
        "navigation": lambda: shown(NAVIGATION),
        "user_menu": lambda: shown(ACCOUNT),
        "user_note": roles,
        "back": lambda: back_to(request.GET.get("back", "")),
    }


class Demo(NamedTuple):
    """Of which day the demo world is, and how many days old; None: an early one, which did not
    keep it.
    """

    made_on: date | None
    days_old: int | None


def _demo(day: date) -> Demo | None:
    """The demo world that this process serves."""
    if not settings.DEMO or (installation := Installation.demo()) is None:
        return None
    made_on, days_old = installation.demo_on, None
    if made_on is not None:
        days_old = (day - made_on).days
    return Demo(made_on, days_old)
