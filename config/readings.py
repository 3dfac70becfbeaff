"""How a day is read while it is typed: the page asks, so that no script reads days by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from branches.access import SIGNED_IN, audience
from config import kit
from config.clock import today

if TYPE_CHECKING:
    from branches.access import SignedInRequest

#: No day is written longer.
LONGEST = 60


def reading_of(text: str, *, lies_ahead: bool) -> dict[str, str]:
    """`day`: the day in ISO form; `reading`: as a page repeats it. Both empty where the text
    names no day.
    """
    try:
        found = kit.read_day(text[:LONGEST], today=today(), lies_ahead=lies_ahead)
    except kit.NotRead:
        return {"day": "", "reading": ""}
    return {"day": found.isoformat(), "reading": f"= {kit.with_weekday(found)}"}


@audience(SIGNED_IN)
@require_GET
def read_day(request: SignedInRequest) -> JsonResponse:
    """How the text of a day field is read; `ahead`: the field's day lies ahead."""
    return JsonResponse(reading_of(request.GET.get("text", ""), lies_ahead="ahead" in request.GET))
