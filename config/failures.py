"""What goes wrong before anything is served, in one plain line that says what to do;
JISHI_TRACE=1 shows the rest.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TRACE = "JISHI_TRACE"
MORE = f"{TRACE}=1 shows the rest"
#: What WeasyPrint opens; the Debian packages that bring them.
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
DISK_FULL = "The disk is full: make room, then start again."
NO_ADDRESS = (
    "DATABASE_URL is no address of PostgreSQL: write postgres://USER:PASSWORD@HOST:5432/NAME, or"
    " unset it."
)
NO_TABLES = "The database has no tables yet, or old ones: run make demo, or manage.py migrate."


class MissingLibrary(Exception):  # names the library and what to do
    """A system library that papers are printed with is missing."""


def require_libraries() -> None:
    """Raise MissingLibrary before an import of WeasyPrint does, which says so in many lines of
    its own.
    """
    for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
        try:
            ctypes.CDLL(name)
        except OSError:
            raise MissingLibrary(
                f"{name} is missing. As root: apt-get install {LIBRARIES}"
            ) from None


@contextmanager
def in_one_line(*, always: bool) -> Iterator[None]:
    """End the process with one line in place of a traceback: of what is known here, or of
    anything.
    """
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as failure:
        line = line_of(failure)
        if os.environ.get(TRACE) or not (line or always):
            raise
        sys.exit(f"{line or f'{type(failure).__name__}: {said(failure)}'} ({MORE})")


def line_of(failure: BaseException) -> str:
    """The line for what failed, by what it comes from; "" where it is not known what to do."""
    for failed in reversed(list(chain(failure))):
        if known := _known(failed, said(failure)):
            return known
    return ""


def chain(failure: BaseException) -> Iterator[BaseException]:
    """The failure and those that it comes from."""
    seen: BaseException | None = failure
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def said(failure: BaseException) -> str:
    """What the failure says, in one line."""
    lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
    return " / ".join(lines) or type(failure).__name__


def _known(failure: BaseException, text: str) -> str:
    if isinstance(failure, ImportError):
        return _import(failure)
    if isinstance(failure, OSError):
        return _system(failure)
    if type(failure).__name__ == "DiskFull" or "No space left on device" in text:
        return DISK_FULL
    if (say := _BY_NAME.get(type(failure).__name__)) is not None:
        return say(text)
    return ""


def _embedded(text: str) -> str:
    if "failed as user" in text:
        return f"{text}. To begin anew, without the data that are there: remove var/postgres."
    return text


#: {name of an exception: what to say}; by name, so that nothing need be imported that may be what
#: is broken.
_BY_NAME: dict[str, Callable[[str], str]] = {
    "EmbeddedServerError": _embedded,
    "ImproperlyConfigured": str,
    "MissingLibrary": str,
    "NotADay": str,
    "NotALevel": str,
    "UnfitInstallation": str,
    "UnknownSchemeError": lambda text: NO_ADDRESS,
    "ParseError": lambda text: NO_ADDRESS,
    "UndefinedTable": lambda text: NO_TABLES,
    "UndefinedColumn": lambda text: NO_TABLES,
    "InsufficientPrivilege": lambda text: (
        f"The database allows this role too little: {text}. Make it the owner."
    ),
    "OperationalError": lambda text: (
        f"The database does not answer: {text}. See that PostgreSQL runs and that DATABASE_URL is"
        " right; without DATABASE_URL the embedded one is used."
    ),
}


def _import(failure: ImportError) -> str:
    missing = ""
    if failure.name:
        missing = f" ({failure.name})"
    return f"A Python package is missing or broken{missing}: remove .venv and run make setup."


def _system(failure: OSError) -> str:
    """Of the operating system: a file, a folder, a library."""
    if "cannot load library" in str(failure):
        return f"A system library for printing is missing. As root: apt-get install {LIBRARIES}"
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if failure.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        place = failure.filename or "a file"
        return (
            f"{place}: {failure.strerror}. Start it as the user who owns this folder, or where one"
            " may write."
        )
    return ""
