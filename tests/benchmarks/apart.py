"""Work in a process of its own, so that its peak of memory is its own."""

from __future__ import annotations

import importlib
import os
import resource
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any


def environment(database: str, store: str) -> dict[str, str]:
    """What such a process finds in its environment, beside what this one has."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "BENCH_DATABASE": database,
        "BENCH_STORE": store,
    }


def apart(work: str, variables: dict[str, str], **arguments: Any) -> dict[str, Any]:
    """What the function `work` of `tests.benchmarks.papers` returns, and the peak of the process
    in MiB.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(sender, work, variables, arguments))
    process.start()
    sender.close()
    try:
        found: dict[str, Any] = receiver.recv()
    except EOFError:
        raise RuntimeError(f"{work} ended without a result.") from None
    finally:
        process.join()
    return found


def _run(
    sender: Connection, work: str, variables: dict[str, str], arguments: dict[str, Any]
) -> None:
    os.environ.update(variables)
    import django

    django.setup()
    before = peak()
    found = getattr(importlib.import_module("tests.benchmarks.papers"), work)(**arguments)
    sender.send({**found, "mib_before": before, "peak_mib": peak()})


def peak() -> int:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
