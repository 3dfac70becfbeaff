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
from django.db.models import F, QuerySet
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
    shares = [Share(path, place, workers, last) for place in range(workers)]
    if workers == 1:  # here, also inside a transaction
        counts = [(rejudge_share(shares[0], today, rebuilds=rebuilds), _peak())]
    else:
        connections.close_all()  # no process goes on with another's
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            measured = partial(_measured_share, today=today, rebuilds=rebuilds)
            counts = list(pool.map(measured, shares))
    cases, peak = sum(count for count, _ in counts), max(peak for _, peak in counts)
    return Pace(cases, time.perf_counter() - began, workers, peak)


@dataclass(frozen=True)
class Share:
    """What one process judges: of the cases below the organization of the path those whose id
    leaves `place` when divided by `of`, and is not beyond `until`.
    """

    path: str
    place: int = 0
    of: int = 1
    until: int | None = None

    def cases(self) -> QuerySet[Case]:
        """The cases by id."""
        cases = Case.objects.filter(branch__path__startswith=self.path).order_by("pk")
        if self.until is not None:
            cases = cases.filter(pk__lte=self.until)
        if self.of > 1:
            cases = cases.annotate(share=Mod(F("pk"), self.of)).filter(share=self.place)
        return cases


def rejudge_share(
    share: Share, today: date, *, rebuilds: bool = False, progress: Progress = silent
) -> int:
    """Judge the cases of the share. Begun again it judges all again.

    Returns how many there were.
    """
    cases = share.cases()
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


def _measured_share(share: Share, today: date, *, rebuilds: bool) -> tuple[int, float]:
    try:
        return rejudge_share(share, today, rebuilds=rebuilds), _peak()
    finally:
        connections.close_all()


def _peak() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
