"""What is kept of every change: one event row for each insert, update and delete, written by
triggers.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(*, exclude: Sequence[str] = ()) -> Callable[[M], M]:
    """Keep the history of a model, deletions included, without the fields in `exclude`."""
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    track: Callable[[M], M] = pghistory.track(*events, exclude=list(exclude))
    return track
