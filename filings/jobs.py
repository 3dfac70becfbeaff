"""The long work of filings: many clean ones accepted one after the other."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from branches.actor import Actor
from branches.models import User
from branches.services.jobs import Run, work
from cases.models import Case
from cases.services import Refused, Stale, end_pages
from cases.services.sent import Sent
from config.kit.clock import today
from filings.models import FilingItem
from filings.selectors.addresses import pages_of_item
from filings.services import accept_one_clean
from filings.services.batch import ACCEPT

CHANGED = "您确认之后案卷又有变动，请核对后逐件办理。"
UNSEEN = "不在您的查看范围内。"
ALONE = "须写明理由，请逐件办理。"


@work(ACCEPT, "一并接收备案")
def perform(
    run: Run, *, items: list[list[int]], on: str, user: int, request_id: str
) -> dict[str, Any]:
    """Each in a transaction of its own; begun again it finds those done by their request. What the
    user may do is asked now, not when it was ordered.

    The result: `done`, ids of the items accepted; `left`, `[[id, why not]]`; no names.
    """
    actor, done, left = Actor(User.objects.get(pk=user), today()), [], []
    sent = Sent(UUID(request_id))
    for number, (pk, version) in enumerate(items):
        run.progress(number, len(items), "正在逐件接收")
        if why := _left(pk, date.fromisoformat(on), actor, sent.for_one(pk, version)):
            left.append([pk, why])
        else:
            done.append(pk)
    return {"url": reverse("filings_accepted", args=[run.job_id]), "done": done, "left": left}


def _left(pk: int, on: date, actor: Actor, sent: Sent) -> str:
    """Accept one item; why it could not be, "" where it was."""
    try:
        accept_one_clean(item_id=pk, on=on, by=actor, sent=sent)
    except Refused as refused:
        texts = []
        for reason in refused.reasons:
            texts.append(f"{reason.text}{ALONE}" if reason.wants_reason else reason.text)
        return "".join(texts)
    except Stale:
        return CHANGED
    except PermissionDenied as denied:
        return str(denied)
    except (FilingItem.DoesNotExist, Case.DoesNotExist):
        return UNSEEN
    end_pages(pages=pages_of_item(pk), by=actor.account)
    return ""
