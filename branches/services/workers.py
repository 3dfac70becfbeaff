"""A worker says that it runs, so that pages can say when none does."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from branches.models import Worker
from branches.services.jobs import chore

#: A worker that was killed leaves its row, which nobody needs for longer.
KEPT_FOR = timedelta(days=1)


def worker_runs(*, name: str) -> None:
    """A sign of life of the worker of that name; its first one makes its row."""
    Worker.objects.update_or_create(name=name, defaults={"beat_at": Now()})


def worker_ended(*, name: str) -> None:
    """The worker ends by itself: nobody has to wait until its last sign is old."""
    Worker.objects.filter(name=name).delete()


@chore
def forget_killed_workers() -> None:
    """Take away the rows of workers that were killed."""
    Worker.objects.filter(beat_at__lt=Now() - KEPT_FOR).delete()
