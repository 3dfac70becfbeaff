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


def reading_of(text: str, *, lies_ahead: bool, latest: str = "") -> dict[str, str]:
    """How a page answers what is typed in a day field.

    `day`: the day in ISO form, `reading`: as a page repeats it, `wrong`: why it cannot be taken.
    Of a text that says nothing all are empty. `latest`: the last day allowed, in ISO form.
    """
    answer = {"day": "", "reading": "", "wrong": ""}
    if kit.says_nothing(text):
        return answer
    try:
        found = kit.read_day(text[:LONGEST], today=today(), lies_ahead=lies_ahead)
    except kit.NotRead as reason:
        return answer | {"wrong": f"{reason}。"}
    reading = f"= {kit.with_weekday(found)}"
    if latest and found.isoformat() > latest:
        return answer | {"wrong": f"{reading}，晚于今天。"}
    return answer | {"day": found.isoformat(), "reading": reading}


@audience(SIGNED_IN)
@require_GET
def read_day(request: SignedInRequest) -> JsonResponse:
    """How the text of a day field is read; `ahead`: the field's day lies ahead; `max`: the last
    day allowed.
    """
    asked = request.GET
    return JsonResponse(
        reading_of(asked.get("text", ""), lies_ahead="ahead" in asked, latest=asked.get("max", ""))
    )
