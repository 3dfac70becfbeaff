"""审议: what a general branch, or a committee without power of approval, does on the way: pass on
or return.

Source: 《细则》 2014 第二十三条, 2026 第二十二条.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization
from cases.may.acting import Acting, require_acting
from cases.models import Entry
from cases.services import effects, locking
from cases.services.sent import Sent
from cases.services.writing import Author
from filings import may
from filings.models import FilingItem
from filings.selectors.standing import past_of
from filings.services import common


@transaction.atomic
def deliberate(*, item_id: int, on: date, note: str, by: Actor, sent: Sent) -> Entry:
    """Record the 审议 of the organization where the item lies and pass it on; it never decides."""
    item = common.lock_item(item_id, by)
    if entry := locking.entry_of(item.case, sent):
        return entry
    acting = _acting(item, by)
    common.refuse_for(may.deliberate(item, acting.organization, past_of(item)))
    common.check_day(on, by.today, not_before=item.submitted_on)
    way = [*item.filing.through, item.filing.receiver_id]
    item.holder_id = way[way.index(item.holder_id) + 1]
    item.state, item.assigned_to = FilingItem.State.SUBMITTED, None
    item.save(update_fields=["holder", "state", "assigned_to"])
    author, organization = Author(actor=by, acting=acting, sent=sent), acting.organization.name
    entry = common.log(item, "deliberated", on, author, note=note, organization=organization)
    effects.save(item.case)
    return entry


def _acting(item: FilingItem, actor: Actor) -> Acting:
    """As what the user deliberates: where it lies now, else at another organization on the way."""
    way = Organization.objects.filter(pk__in=item.filing.through)
    order = sorted(way, key=lambda organization: organization.pk != item.holder_id)
    return require_acting(actor, Act.DELIBERATE, order)
