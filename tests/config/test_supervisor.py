"""The parent of `make demo`: what ends starts again, what cannot run is given up, nothing is
left behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from config import supervisor
from config.supervisor import GRACE, PAUSES, SOON, TRIES, Kept, Supervisor, lives

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_KIB = 20 * 1024  # of memory that it may ever hold
PATIENCE = 60  # seconds that a process may take to do what it is waited for


class Process:
    """A process of a test: it runs until `returncode` is set."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode

    def wait(self) -> int:
        assert self.returncode is not None
        return self.returncode


class World:
    """A clock that moves by `sleep` alone, and processes that end when they are told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.started: list[tuple[float, str]] = []
        self.processes: list[Process] = []
        self.children: set[int] = set()  # groups in which another process lives
        self.sent: list[tuple[int, int]] = []
        monkeypatch.setattr(
            supervisor, "_signal", lambda group, number: self.sent.append((group, number))
        )
        monkeypatch.setattr(supervisor, "lives", lambda group: group in self.children)

    def start(self, command: list[str], environment: Mapping[str, str]) -> Process:
        self.started.append((self.now, command[0]))
        self.processes.append(Process(len(self.started)))
        return self.processes[-1]

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def turn(self, watch: Supervisor, seconds: float) -> list[bool]:
        self.now += seconds
        return [watch.look_after(kept) for kept in watch.kept]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def watch_of(world: World, *names: str) -> Supervisor:
    kept = [Kept(name, [name]) for name in names]
    return Supervisor(kept, {}, clock=lambda: world.now, sleep=world.sleep, start=world.start)  # type: ignore[arg-type]


def test_what_ends_starts_again_after_a_pause_and_the_other_stays(world: World) -> None:
    watch = watch_of(world, "server", "worker")
    world.turn(watch, 0)
    world.processes[0].returncode = -9
    assert world.turn(watch, SOON) == [True, True]
    assert world.sent == [(1, signal.SIGTERM)]
    world.turn(watch, PAUSES[0] - 0.1)
    assert len(world.started) == 2
    world.turn(watch, 0.1)
    assert world.started[2:] == [(100 + SOON + PAUSES[0], "server")]


def test_pauses_grow_until_it_is_given_up(world: World) -> None:
    watch = watch_of(world, "worker")
    pauses: list[float] = []
    goes_on = [True]
    while goes_on == [True]:
        goes_on = world.turn(watch, 0)
        if goes_on == [True] and watch.kept[0].ended_at is None:
            world.processes[-1].returncode = 1
        elif goes_on == [True]:
            pauses.append(watch.kept[0].pause)
            world.turn(watch, watch.kept[0].pause)
            world.processes[-1].returncode = 1
    assert pauses == list(PAUSES)
    assert len(world.started) == TRIES


def test_a_long_life_forgives_the_ends_before(world: World) -> None:
    watch = watch_of(world, "worker")
    world.turn(watch, 0)
    for _ in range(2 * TRIES):
        world.processes[-1].returncode = 1
        assert world.turn(watch, SOON) == [True]
        world.turn(watch, PAUSES[0])
    assert len(world.started) == 2 * TRIES + 1


def test_it_starts_again_only_when_its_children_are_gone_and_they_are_killed_after_their_grace(
    world: World,
) -> None:
    watch = watch_of(world, "server")
    world.turn(watch, 0)
    world.children.add(1)
    world.processes[0].returncode = -9
    world.turn(watch, SOON)
    world.turn(watch, GRACE)
    assert (len(world.started), world.sent) == (1, [(1, signal.SIGTERM)])
    world.turn(watch, 0.1)
    assert world.sent[1:] == [(1, signal.SIGKILL)]
    world.children.clear()
    world.turn(watch, 0.1)
    assert len(world.started) == 2


def test_an_interrupt_ends_all_in_order(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = watch_of(world, "server", "worker")

    def sleep(seconds: float) -> None:
        world.now += seconds
        if not world.sent:
            world.children.update({1, 2})
            for process in world.processes:
                process.returncode = 0
            raise KeyboardInterrupt
        world.children.discard(1)

    watch.sleep = sleep
    assert watch.run() is None
    assert world.sent == [
        (1, signal.SIGTERM),
        (2, signal.SIGTERM),
        (1, signal.SIGKILL),
        (2, signal.SIGKILL),
    ]
    assert world.now >= 100 + GRACE  # the second had its grace


def test_the_name_of_what_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = watch_of(world, "server", "worker")
    monkeypatch.setattr(Process, "poll", lambda process: 1)
    monkeypatch.setattr(Process, "wait", lambda process: 1)
    assert watch.run() == "server"


PROGRAM = """
import signal, sys
from config.supervisor import Kept, Supervisor, _interrupt
signal.signal(signal.SIGTERM, _interrupt)
signal.signal(signal.SIGHUP, _interrupt)
child = "trap '' HUP; sleep 1000 & echo $$; wait"
Supervisor([Kept("one", ["sh", "-c", child]), Kept("two", ["sh", "-c", child])], {}).run()
print("over", "django" in sys.modules, flush=True)
"""


@pytest.fixture
def real() -> Iterator[subprocess.Popen[str]]:
    """A supervisor of two shells, each with a child of its own; prints the number of each shell.

    Its output is not read to the end: a child that a killed shell left would hold it open.
    """
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def wait_until_gone(groups: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(lives(group) for group in groups):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_behind(real: subprocess.Popen[str], number: int) -> None:
    assert real.stdout is not None
    groups = [int(real.stdout.readline()), int(real.stdout.readline())]
    assert all(lives(group) for group in groups)
    real.send_signal(number)
    assert real.stdout.readline() == "over False\n"
    assert not any(lives(group) for group in groups)


def test_it_is_a_small_process(real: subprocess.Popen[str]) -> None:
    assert real.stdout is not None
    for _ in range(2):  # both run
        real.stdout.readline()
    status = Path(f"/proc/{real.pid}/status").read_text()
    (most,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    assert int(most.split()[1]) < MOST_KIB
    real.send_signal(signal.SIGTERM)
    assert real.stdout.readline() == "over False\n"


def test_a_killed_child_is_started_again(real: subprocess.Popen[str]) -> None:
    assert real.stdout is not None
    groups = [int(real.stdout.readline()), int(real.stdout.readline())]
    os.kill(groups[0], signal.SIGKILL)
    groups.append(int(real.stdout.readline()))
    wait_until_gone(groups[:1])  # with the child that the shell left
    assert all(lives(group) for group in groups[1:])
    real.send_signal(signal.SIGTERM)
    assert real.stdout.readline() == "over False\n"


def test_a_killed_supervisor_leaves_no_process_that_it_started(real: subprocess.Popen[str]) -> None:
    assert real.stdout is not None
    shells = [int(real.stdout.readline()), int(real.stdout.readline())]
    real.kill()
    deadline = time.monotonic() + PATIENCE
    while any(_runs(shell) for shell in shells):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    for shell in shells:
        supervisor._signal(
            shell, signal.SIGKILL
        )  # their own children, which look after themselves in gunicorn


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
