"""The context processor of every page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from branches.acts import Role
from branches.models import Installation
from branches.rights import rights_of
from config.clock import fixed_day, today
from config.navigation import ACCOUNT, NAVIGATION, Item, Section, items


def page(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` needs beside the page's own context.

    `fixed_day` is the day fixed by JISHI_TODAY, or None. The rest is asked of the database only where a template asks,
    so a piece without head costs nothing; a process not started for a demo (JISHI_DEMO) never asks `is_demo`.
    """
    day = today()

    def shown(sections: tuple[Section, ...]) -> list[Item]:
        return items(sections, rights_of(request.user, day), request.path) if request.user.is_authenticated else []

    def roles() -> str:
        held = {grant.role for grant in rights_of(request.user, day).grants}
        return "、".join(role.label for role in Role if role in held)

    return {
        "today": day,
        "fixed_day": fixed_day(),
        "upload_most": settings.UPLOAD_MOST,
        "is_demo": cache(lambda: settings.DEMO and Installation.is_demo_database()),  # two places of a page ask
        "navigation": lambda: shown(NAVIGATION),
        "user_menu": lambda: shown(ACCOUNT),
        "user_note": roles,
    }
