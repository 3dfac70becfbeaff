"""What a user keeps of the list of cases: conditions under a name, and the columns shown."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from branches.models import User
from cases.may import Reason
from cases.models import ListColumns, SavedView
from cases.models.saved import QUERY_LENGTH
from cases.services.errors import Refused

MOST = 20


@transaction.atomic
def save_view(*, user: User, name: str, query: str) -> SavedView:
    """Keep the conditions under the name, which may have stood for others. Raises Refused
    without, or beyond `MOST`.
    """
    if not query:
        raise Refused([Reason("请先选择条件，再保存。", "name")])
    if len(query) > QUERY_LENGTH:
        raise Refused([Reason("条件太长，不能保存。", "name")])
    User.objects.select_for_update().get(
        pk=user.pk
    )  # one after the other, so that two do not pass the limit
    others = user.saved_views.exclude(name=name)
    if others.count() >= MOST:
        raise Refused([Reason(f"最多保存 {MOST} 个，请先删除不用的。", "name")])
    view, _ = SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query})
    return view


def drop_view(*, view: SavedView) -> None:
    """The conditions are kept no more."""
    view.delete()


def choose_columns(*, user: User, codes: Sequence[str]) -> None:
    """Show these columns from now on; none: the usual ones."""
    if codes:
        ListColumns.objects.update_or_create(user=user, defaults={"codes": list(codes)})
    else:
        ListColumns.objects.filter(user=user).delete()
