"""Letting the database count what was written in bulk."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model


def count_rows(models: Iterable[type[Model]] = ()) -> None:
    """Let the database count the tables of the models, of none named all.

    Until it has, it takes tables that were filled just now for empty, and plans so badly that a
    page of the list takes minutes; by itself it counts them only after a while.
    """
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
