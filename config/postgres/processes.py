"""The processes of a server, as /proc shows them: those that serve, and those that a crash left."""

import os
import signal
from contextlib import suppress
from pathlib import Path


def is_server_of(data: Path, pid: str) -> bool:
    """Whether process `pid` is a postgres of this data folder, and not one that got the same number
    later.
    """
    try:
        arguments = Path(f"/proc/{int(pid)}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return False
    return arguments[0].endswith(b"postgres") and os.fsencode(data.resolve()) in arguments


def is_dying(pid: str) -> bool:
    """Whether process `pid` is a postgres that was killed and still gives its memory back (not one
    to be reaped yet).

    It holds the shared memory of its server that long, and no other server of the folder can start.
    """
    try:
        status = Path(f"/proc/{int(pid)}/stat").read_text()
        command_line = Path(f"/proc/{int(pid)}/cmdline").read_bytes()
    except (OSError, ValueError):
        return False
    name, state = status.rpartition(")")[0].partition("(")[2], status.rpartition(")")[2].split()[0]
    return name == "postgres" and state not in "ZX" and not command_line


def end_orphans(data: Path) -> bool:
    """Ask the processes that a killed server of this folder left to end at once; whether there were
    any.

    They would notice by themselves, but not before the query they are at is over. SIGQUIT is what
    their server sends them when one of them crashes.
    """
    found = False
    for process in Path("/proc").glob("[0-9]*"):
        if _is_postgres_child(process, data) and not _is_postgres(
            process.with_name(_parent(process))
        ):
            with suppress(ProcessLookupError):
                os.kill(int(process.name), signal.SIGQUIT)
            found = True
    return found


def _is_postgres_child(process: Path, data: Path) -> bool:
    """Whether the process (its folder in /proc) serves a server in `data`: such ones are named
    "postgres: …".
    """
    try:
        return (
            _is_postgres(process)
            and (process / "cwd").readlink() == data
            and (process / "cmdline").read_bytes().startswith(b"postgres: ")
        )
    except OSError:  # ended, or somebody else's
        return False


def _is_postgres(process: Path) -> bool:
    try:
        return (process / "exe").readlink().name.removesuffix(" (deleted)") == "postgres"
    except OSError:
        return False


def _parent(process: Path) -> str:
    """The number of the process's parent; "0" where it has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[1]
    except OSError:
        return "0"
