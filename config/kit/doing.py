"""What is being done just now: the log writes it beside every line that is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})
_doing: ContextVar[Mapping[str, Any]] = ContextVar("doing", default=NOTHING)


@contextmanager
def doing(**values: Any) -> Iterator[None]:
    """Within it, this is done too: `doing(job=7, kind="import")`."""
    token = _doing.set({**_doing.get(), **values})
    try:
        yield
    finally:
        _doing.reset(token)


def done_now() -> Mapping[str, Any]:
    """Everything of the `doing` around this call."""
    return _doing.get()


def begin(**values: Any) -> None:
    """Do this and nothing else from now on, in this thread."""
    _doing.set(values)


def nothing() -> None:
    """Do nothing from now on, in this thread."""
    _doing.set(NOTHING)
