"""Many counts in one query, none above a cap: no page counts more rows than it can say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from branches.models import User


class RowCount(Subquery):
    """How many rows a query gives."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def capped_counts(user: User, wanted: Mapping[str, QuerySet[Any]], cap: int) -> dict[str, int]:
    """`{name: count}`, each counted up to `cap` + 1; one query."""
    counts = {name: RowCount(rows.order_by().values("pk")[: cap + 1]) for name, rows in wanted.items()}
    row = User.objects.filter(pk=user.pk).values_list(*counts.values())
    return dict(zip(counts, row.get(), strict=True))
