"""The parent of `make demo`: keeps web server and worker running, and ends them with itself.

    python -m config.supervisor PORT

A small process that imports neither Django nor an app. Whatever ends is started again after a pause
that grows; what ends soon after its start time and again is given up, with all. Each of the two is
a session of its own, so Ctrl-C reaches this process alone, which ends them in order; when this
process is killed the kernel ends them.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent
#: glibc gives each thread a heap of its own, and keeps in it what a print or a scan took: 340 MiB a
#: process without these. With them there are two heaps, and what is larger than 256 KiB goes back
#: to the system at once: 285 MiB.
HEAPS = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "262144",
}
GRACE = 10.0  # seconds a process has to end by itself
TURN = 0.2  # seconds between looks at the processes
SOON = 30.0  # seconds; what ends within them did not start well
TRIES = 6  # starts in a row that may end soon
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before the next start, after so many
PR_SET_PDEATHSIG = 1  # Source: linux/prctl.h

Start = Callable[[list[str], Mapping[str, str]], "subprocess.Popen[bytes]"]
_libc = ctypes.CDLL(None)


def commands(port: int) -> dict[str, list[str]]:
    """What is kept running, by the name that messages give it."""
    server = [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind={HOST}:{port}", "--preload"]
    server += ["--workers=2", "--threads=4", "--log-level=warning"]
    return {"server": server, "worker": [sys.executable, str(ROOT / "manage.py"), "worker"]}


def start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The process, in a session of its own, which the kernel asks to end when this process is
    gone.
    """
    parent = os.getpid()

    def bind_to_parent() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was gone already
            os._exit(1)

    return subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=bind_to_parent,  # this process has one thread
    )


@dataclass
class Kept:
    """One process that is kept running: the process now or last, and when to start the next."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    ended_at: float | None = None
    tries: int = 0  # starts in a row that ended soon

    @property
    def group(self) -> int:
        """The number of the process's group, in which its own children are too."""
        if self.process is None:
            return 0
        return self.process.pid

    @property
    def pause(self) -> float:
        """Seconds from its end to its next start."""
        return PAUSES[min(max(self.tries - 1, 0), len(PAUSES) - 1)]


@dataclass
class Supervisor:
    """Runs the commands; clock, sleep and start are the world's, or a test's."""

    kept: list[Kept]
    environment: Mapping[str, str]
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    start: Start = field(default=start)

    def run(self) -> str | None:
        """Keep all running until KeyboardInterrupt (None), or until one is given up (its name);
        then end all.
        """
        try:
            while True:
                for kept in self.kept:
                    if not self.look_after(kept):
                        return kept.name
                self.sleep(TURN)
        except KeyboardInterrupt:
            return None
        finally:
            self.end()

    def look_after(self, kept: Kept) -> bool:
        """Start it where it does not run and its pause is over. False when it is given up."""
        if kept.process is None:
            self._start(kept)
        elif kept.ended_at is None and kept.process.poll() is not None:
            return self._ended(kept)
        elif (
            kept.ended_at is not None
            and self.clock() >= kept.ended_at + kept.pause
            and self._is_cleared(kept)
        ):
            self._start(kept)
        return True

    def _start(self, kept: Kept) -> None:
        kept.process = self.start(kept.command, self.environment)
        kept.started_at, kept.ended_at = self.clock(), None

    def _ended(self, kept: Kept) -> bool:
        kept.ended_at = self.clock()
        if kept.ended_at - kept.started_at < SOON:
            kept.tries += 1
        else:
            kept.tries = 1
        _signal(kept.group, signal.SIGTERM)  # its children: they hold the port
        if kept.tries >= TRIES:
            return False
        say(
            "WARNING",
            f"The {kept.name} ended ({how(kept.process)}); it starts again in {kept.pause:g} s",
        )
        return True

    def _is_cleared(self, kept: Kept) -> bool:
        """Whether the children of what ended are gone; after their grace they are killed."""
        if not lives(kept.group):
            return True
        if kept.ended_at is not None and self.clock() > kept.ended_at + GRACE:
            _signal(kept.group, signal.SIGKILL)
        return False

    def end(self) -> None:
        """End all, and wait until nothing of them is left; a second interrupt kills."""
        running = [kept for kept in self.kept if kept.process is not None]
        for kept in running:
            _signal(kept.group, signal.SIGTERM)
        deadline = self.clock() + GRACE
        try:
            while self.clock() < deadline and any(lives(kept.group) for kept in running):
                self.sleep(TURN / 4)
        except KeyboardInterrupt:
            pass
        for kept in running:
            _signal(kept.group, signal.SIGKILL)
            if kept.process is not None:
                kept.process.wait()


def _signal(group: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def lives(group: int) -> bool:
    """Whether a process of the group lives; one that only waits to be reaped does not."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, _, its_group = (process / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:  # ended just now
            continue
        if int(its_group) == group and state not in "ZX":
            return True
    return False


def how(process: subprocess.Popen[bytes] | None) -> str:
    """How the process ended, in words."""
    code = None
    if process is not None:
        code = process.returncode
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit status {code}"


def say(level: str, message: str) -> None:
    """A line of the log, as `config.logs` writes them."""
    line = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "level": level,
        "message": message,
        "logger": "jishi.supervisor",
        "process": os.getpid(),
    }
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(port: int) -> int:
    """Serve the demonstration on the port until Ctrl-C or its like; the exit status."""
    for number in (signal.SIGTERM, signal.SIGHUP):  # killed, or its terminal closed
        signal.signal(number, _interrupt)
    kept = [Kept(name, command) for name, command in commands(port).items()]
    given_up = Supervisor(kept, {**os.environ, **HEAPS, "JISHI_DEMO": "1"}).run()
    if given_up is None:
        return 0
    sys.stderr.write(
        f"The {given_up} ended {TRIES} times soon after its start, and is given up; its log stands"
        " above.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
