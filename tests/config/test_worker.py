"""What the worker does beside the jobs."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from config.management.commands import worker


def test_the_watch_goes_on_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over, calls = threading.Event(), []

    def requeue() -> None:
        calls.append("requeue")
        if len(calls) == 1:
            raise OSError("away")

    def chores() -> None:
        calls.append("chores")
        is_over.set()

    monkeypatch.setattr(worker, "WATCH_EVERY", 0.001)
    monkeypatch.setattr(worker, "CHORES_EVERY", 2)
    monkeypatch.setattr(worker, "requeue_lost_jobs", requeue)
    monkeypatch.setattr(worker, "do_chores", chores)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    worker._watch(is_over)
    assert calls == ["requeue", "requeue", "requeue", "chores"]
