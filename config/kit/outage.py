"""Whether an error means that the database could not be reached, or was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2

#: SQLSTATE of a server that closes or refuses connections: shut down, crashed, starting up, full of
#: connections. Source: PostgreSQL, Appendix A. Class 08 (connection exceptions) belongs here too.
_REFUSED = frozenset({"57P01", "57P02", "57P03", "57P05", "53300"})


def is_outage(error: BaseException) -> bool:
    """Whether the error, or one that it was raised from, is of a database that is away.

    Django wraps the driver's errors; a deadlock, a full disk or a query that was cancelled is no
    outage.
    """
    return any(_is_lost_connection(each) for each in _chain(error))


def _is_lost_connection(error: BaseException) -> bool:
    if not isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
        return False
    code = error.pgcode
    if code is not None:
        return code.startswith("08") or code in _REFUSED
    # Without a code it was no answer of a server. What is left are errors of the program, such as a
    # closed cursor.
    return isinstance(error, psycopg2.OperationalError) or "connection" in str(error)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
