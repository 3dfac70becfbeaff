"""What many tests begin with, made by the services once a process and put in at once in every
later test.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import Max, Model
from pghistory.models import Event

from branches.models import Organization, Person, User

T = TypeVar("T")

_kept: dict[Any, tuple[Any, list[list[Model]]]] = {}


def kept(make: Callable[[], T]) -> T:
    """What `make` makes in the tables of `branches`, and nowhere else; its rows keep their primary
    keys.

    Where a table it fills is not empty, it is made by the services again. A test with real
    transactions empties every table at its end, and permissions come back under other keys: what
    was kept before holds no longer.
    """
    if any(model._base_manager.exists() for model in (Organization, Person, User)):
        return make()
    key = make, Permission.objects.aggregate(last=Max("pk"))["last"]
    if key in _kept:
        made, tables = deepcopy(_kept[key])
        for rows in tables:
            type(rows[0])._base_manager.bulk_create(rows)
        return made  # type: ignore[no-any-return]
    made = make()
    models = [
        model
        for model in apps.get_app_config("branches").get_models()
        if not issubclass(model, Event)
    ]
    tables = [list(model._base_manager.all()) for model in models]
    _kept[key] = deepcopy((made, [rows for rows in tables if rows]))
    return made
