"""How a day is read while it is typed: the page asks, so that no script reads days by itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from branches.access import SIGNED_IN, audience
from config import kit
from config.kit.fields import DayField

if TYPE_CHECKING:
    from branches.access import SignedInRequest

#: No day is written longer.
LONGEST = 60


def reading_of(text: str, *, lies_ahead: bool, latest: str = "") -> dict[str, str]:
    """How a page answers what is typed in a day field, as the field will take it.

    `day`: the day in ISO form, `reading`: as a page repeats it, `wrong`: why it cannot be taken.
    Of a text that says nothing all are empty. `latest`: the last day allowed, in ISO form.
    """
    answer = {"day": "", "reading": "", "wrong": ""}
    field = DayField(latest=_day_in(latest), lies_ahead=lies_ahead, required=False)
    try:
        found = field.clean(text[:LONGEST])
    except ValidationError as error:
        return answer | {"wrong": "".join(error.messages)}
    if found is None:
        return answer
    return answer | {"day": found.isoformat(), "reading": f"= {kit.with_weekday(found)}"}


def _day_in(text: str) -> date | None:
    """The day in ISO form that a page of ours sent; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
