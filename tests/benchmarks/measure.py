"""How a request is measured: in this process, with everything but the network."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from branches.models import User

RUNS, WARM = 50, 5


@dataclass(frozen=True)
class Request:
    """What is asked for: by whom, where; `data` is sent by POST, and what it writes is rolled
    back.
    """

    name: str
    user: User
    path: str
    query: Mapping[str, str] | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Figures:
    """What a request costs; times in milliseconds, `kib` without compression."""

    queries: int
    median_ms: float
    p95_ms: float
    kib: float

    def beside(self, bare: Figures) -> dict[str, float]:
        """As the report has it, with the ratio to the bare page."""
        return {
            "queries": self.queries,
            "median_ms": round(self.median_ms, 1),
            "p95_ms": round(self.p95_ms, 1),
            "kib": round(self.kib, 1),
            "ratio": round(self.median_ms / bare.median_ms, 1),
        }


def measure(request: Request) -> Figures:
    """Ask once counting the queries, then `RUNS` times by the clock."""
    client = Client()
    client.force_login(request.user)

    def ask() -> Any:
        if request.data is None:
            return client.get(request.path, request.query or {})
        return _rolled_back(lambda: client.post(request.path, request.data))

    for _ in range(WARM):
        response = ask()
    expected = 200 if request.data is None else 302
    if response.status_code != expected:
        raise RuntimeError(
            f"{request.name}: {response.status_code} instead of {expected}\n{response.text[:3000]}"
        )
    queries = _count(ask)
    gc.collect()
    gc.freeze()
    times = sorted(_clock(ask) for _ in range(RUNS))
    gc.unfreeze()
    return Figures(queries, median(times), quantiles(times, n=20)[-1], len(response.content) / 1024)


def _rolled_back(ask: Callable[[], Any]) -> Any:
    with transaction.atomic():
        response = ask()
        transaction.set_rollback(True)
    return response


def _count(ask: Callable[[], Any]) -> int:
    count = 0

    def tally(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(tally):
        ask()
    return count


def _clock(ask: Callable[[], Any]) -> float:
    began = perf_counter()
    ask()
    return (perf_counter() - began) * 1000


def bare(user: User) -> Request:
    """The page that the others are compared with."""
    return Request("bare", user, reverse("bare"))
