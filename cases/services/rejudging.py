"""Judging all cases of a subtree again, a batch a transaction, in one process or several.

Several begin as forks of this one and take every n-th case each, so no process waits for another.
What they write is what one process would write: a batch locks its cases, and its judgement rests on
nothing that another batch changes.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import connection, connections, transaction
from django.db.models import F
from django.db.models.functions import Mod

from branches.memory import remembering
from cases.models import Case
from cases.services import judging

#: Called with cases judged; may raise to stop.
Progress = Callable[[int], None]


def silent(_done: int) -> None:
    """No progress."""


@dataclass(frozen=True)
class Pace:
    """How quick it was. `peak_mib`: of the process that took most memory."""

    cases: int
    seconds: float
    workers: int
    peak_mib: float

    @property
    def per_second(self) -> float:
        return self.cases / max(self.seconds, 1e-9)

    @property
    def per_worker(self) -> float:
        """Cases per second of one process."""
        return self.per_second / self.workers


def rejudge_below(
    path: str, today: date, *, workers: int = 1, rebuilds: bool = False, most: int | None = None
) -> Pace:
    """Judge the cases below the organization of that path again, "" all; of them the first `most`
    by id.

    rebuilds  also the facts, from the entries, and what is derived of sponsorships, member list and
              other cases
    """
    began, last = time.perf_counter(), None
    if most is not None:
        ids = (
            Case.objects.filter(branch__path__startswith=path)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        last = ids[most - 1 : most].first()
    if workers == 1:  # here, also inside a transaction
        counts = [(rejudge_share(path, today, rebuilds=rebuilds, until=last), _peak())]
    else:
        connections.close_all()  # no process goes on with another's
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            share = partial(_measured_share, path, today, workers, rebuilds, last)
            counts = list(pool.map(share, range(workers)))
    cases, peak = sum(count for count, _ in counts), max(peak for _, peak in counts)
    return Pace(cases, time.perf_counter() - began, workers, peak)


def rejudge_share(
    path: str,
    today: date,
    *,
    place: int = 0,
    of: int = 1,
    rebuilds: bool = False,
    until: int | None = None,
    progress: Progress = silent,
) -> int:
    """Judge the cases whose id leaves `place` when divided by `of`. Begun again it judges all
    again.

    Returns how many there were.
    """
    cases = Case.objects.filter(branch__path__startswith=path).order_by("pk")
    if until is not None:
        cases = cases.filter(pk__lte=until)
    if of > 1:
        cases = cases.annotate(share=Mod(F("pk"), of)).filter(share=place)
    again = judging.rebuild if rebuilds else judging.judge_again
    done = last = 0
    while ids := list(cases.filter(pk__gt=last).values_list("pk", flat=True)[: judging.BATCH]):
        with (
            transaction.atomic(),
            remembering(),
        ):  # a batch is short: nothing that is remembered is old
            _commit_lazily()
            done += again(case_ids=ids, today=today)
        last = ids[-1]
        progress(done)
    return done


def _commit_lazily() -> None:
    """Let the commit not wait for the disk: what a crash takes back is derived, and judged again
    with the rest.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def _measured_share(
    path: str, today: date, of: int, rebuilds: bool, until: int | None, place: int
) -> tuple[int, float]:
    try:
        return (
            rejudge_share(path, today, place=place, of=of, rebuilds=rebuilds, until=until),
            _peak(),
        )
    finally:
        connections.close_all()


def _peak() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
