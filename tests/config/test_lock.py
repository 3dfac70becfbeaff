"""Two test runs of one checkout come one after the other."""

from pathlib import Path
from threading import Event, Thread
from typing import cast

import pytest

from tests.conftest import take_lock


class Reporter:
    """Stands for pytest's configuration and its terminal: remembers that the wait was told."""

    def __init__(self) -> None:
        self.told = Event()
        self.pluginmanager = self

    def getplugin(self, name: str) -> "Reporter":
        assert name == "terminalreporter"
        return self

    def write_line(self, line: str, *, flush: bool) -> None:
        assert flush
        assert line == "Waiting for another test run of this checkout to end."
        self.told.set()


def test_second_run_says_so_and_waits(tmp_path: Path) -> None:
    first, second, through = Reporter(), Reporter(), Event()

    def run_again() -> None:
        with take_lock(tmp_path / "test.lock", cast("pytest.Config", second)):
            through.set()

    handle = take_lock(tmp_path / "test.lock", cast("pytest.Config", first))
    again = Thread(target=run_again)
    again.start()
    assert second.told.wait(30)
    assert not through.is_set()
    handle.close()
    again.join(30)
    assert through.is_set()
    assert not first.told.is_set()
