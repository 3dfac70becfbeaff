"""审议: what a general branch, or a committee without power of approval, does on the way: pass on or return.

Source: 《细则》 2014 第二十三条, 2026 第二十二条.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from branches.acts import Act
from branches.models import User
from cases.models import Entry
from cases.services import writing
from cases.services.acting import require_acting
from cases.services.errors import Refused
from filings.models import FilingItem
from filings.services import common


@transaction.atomic
def deliberate(*, item_id: int, on: date, note: str, deliberated_by: User, today: date, request_id: UUID) -> Entry:
    """Record the 审议 of the organization where the item lies and pass it on; it never decides."""
    item = common.lock_item(item_id, deliberated_by, today)
    if entry := writing.entry_of(item.case, request_id):
        return entry
    acting = require_acting(deliberated_by, Act.DELIBERATE, [item.holder], today)
    common.require_open(item)
    if item.holder_id not in item.filing.through:
        raise Refused.because("这项报送不在审议环节。")
    common.check_day(on, today, not_before=item.submitted_on)
    way = [*item.filing.through, item.filing.receiver_id]
    item.holder_id = way[way.index(item.holder_id) + 1]
    item.state = FilingItem.State.SUBMITTED
    item.save(update_fields=["holder", "state"])
    entry = common.log(
        item, "deliberated", on, user=deliberated_by, acting=acting, request_id=request_id, note=note,
        organization=acting.organization.name,
    )  # fmt: skip
    writing.save(item.case)
    return entry
