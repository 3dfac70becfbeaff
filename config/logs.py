"""The log: one line of JSON on standard error for each record, of the web server, the worker and
commands alike.

A line says what happened (`message`, and `exception` with its traceback), in which request
(`request_id`, `method`, `path`, `status`) or job (`job`, `kind`), and for which account (its
number; the administrator's pages know the name).

No personal data: the part of an address after `?` is not written, nor what was typed into the
request, nor the rows that PostgreSQL quotes in its errors; identity numbers and phone numbers are
covered wherever they stand. docs/logs.md tells the administrator how to read it.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import psycopg2
from pythonjsonlogger.json import JsonFormatter

from config.kit import mask, masked
from config.kit.doing import done_now

if TYPE_CHECKING:
    from django.http import HttpRequest

LEVEL = "JISHI_LOG_LEVEL"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")  # the least level of what is written
BEIJING = ZoneInfo("Asia/Shanghai")
# characters of a traceback or message: log collectors cut lines, and what is cut is no JSON
LONGEST = 12_000
PHONE = re.compile(r"(?<![0-9])1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
QUERY = re.compile(r"\?[^\s'\"]+")
#: Typed words shorter than this are no names; covering them everywhere would leave no readable
#: text.
SHORTEST_TYPED = 2
LEFT_OUT = "…"
#: JSON escapes line feeds; these it may write as they are.
LINE_BREAKS = {ord(each): f"\\u{ord(each):04x}" for each in "\x85\u2028\u2029"}

logger = logging.getLogger("jishi.process")


class NotALevel(ValueError):  # says what was found
    """`JISHI_LOG_LEVEL` is no level."""


def chosen_level() -> str:
    """The level that the environment names; INFO where it names none. Raises NotALevel."""
    text = os.environ.get(LEVEL, "")
    level = text.strip().upper() or "INFO"
    if level not in LEVELS:
        raise NotALevel(
            f"{LEVEL}={text!r} is no level: write one of {', '.join(LEVELS)}, or unset it."
        )
    return level


def logging_settings(level: str) -> dict[str, Any]:
    """`LOGGING`: lines of Jishi, gunicorn and Django from `level` on, of other libraries from
    WARNING on.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"level": {"()": "config.logs.LevelFilter", "level": level}},
        "formatters": {"json": {"()": "config.logs.Formatter"}},
        "handlers": {
            "stderr": {"()": "config.logs.Handler", "formatter": "json", "filters": ["level"]}
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "jishi": {"level": level},
            "django": {"level": "INFO", "handlers": []},
            "gunicorn.http.wsgi": {
                "level": "ERROR"
            },  # warns of each HEAD, whose page Django makes and nobody is sent
            # Told of a job by `jishi.jobs`, with its kind and account.
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
        },
    }


def level_of(record: logging.LogRecord) -> int:
    """The level a line is written with.

    Django warns of every answer from 400 on. Of those only a refused right (403) is worth a look: a
    form with a mistake (422), an old link (404) and a case that somebody else changed (409) are
    everyday life. Addresses of other hosts and forged cookies, which Django calls errors, are what
    scanners send.
    """
    if record.name.startswith("django.security"):
        return logging.WARNING
    status = getattr(record, "status_code", None)
    if (
        record.name == "django.request"
        and status is not None
        and 400 <= status < 500
        and status != 403
    ):
        return logging.DEBUG
    return record.levelno


class LevelFilter(logging.Filter):
    """Keeps lines of at least `level`, by `level_of`."""

    def __init__(self, level: str) -> None:
        super().__init__()
        self.least = logging.getLevelNamesMapping()[level]

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record becomes a line."""
        return level_of(record) >= self.least


class Handler(logging.Handler):
    """Writes each line to standard error at once and whole: several processes share it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line."""
        try:
            line = self.format(record) + "\n"
            try:
                place = sys.stderr.fileno()
            except (OSError, ValueError, AttributeError):  # replaced by something that is no file
                sys.stderr.write(line)
                return
            sys.stderr.flush()
            left = line.encode(errors="backslashreplace")
            while left:
                left = left[os.write(place, left) :]
        except Exception:  # noqa: BLE001  a log that cannot be written must not end what is logged
            self.handleError(record)


class Formatter(JsonFormatter):
    """One record as one line of JSON; what is empty is left out."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        """The line; nothing in it that any reader takes for its end."""
        return super().jsonify_log_record(log_data).translate(LINE_BREAKS)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Leave out what is empty."""
        return {key: value for key, value in log_data.items() if value is not None}

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """The fields, in the order in which people read them."""
        now = done_now()
        request = getattr(record, "request", None) or now.get("request")
        if not hasattr(request, "META"):  # Django's own server gives its socket
            request = None
        hidden = list(_hidden(request))
        message = record.getMessage()
        if record.name.startswith("gunicorn"):  # it names whole addresses
            message = QUERY.sub("?" + LEFT_OUT, message)
        log_data["time"] = datetime.fromtimestamp(record.created, BEIJING).isoformat(
            timespec="milliseconds"
        )
        log_data["level"] = logging.getLevelName(level_of(record))
        log_data["message"] = _clean(message, hidden)
        log_data["logger"] = record.name
        log_data["process"] = record.process
        for key in ("command", "job", "kind", "account"):
            log_data[key] = now.get(key)
        if request is not None:
            log_data["request_id"] = getattr(request, "request_id", None)
            log_data["method"] = request.method
            log_data["path"] = _clean(request.path, hidden)
            log_data["account"] = account_of(request)
        log_data["status"] = getattr(record, "status_code", None)
        if "exc_info" in message_dict:
            log_data["exception"] = _clean(
                _without_rows(message_dict["exc_info"], record.exc_info), hidden
            )
        if "stack_info" in message_dict:
            log_data["stack"] = _clean(message_dict["stack_info"], hidden)


def account_of(request: HttpRequest) -> int | None:
    """The account that is signed in, if the request has asked for it already: a log line must
    not query.
    """
    user = getattr(request, "_cached_user", None)
    if user is None or not user.is_authenticated:
        return None
    key: int = user.pk
    return key


def _clean(text: str, hidden: list[str]) -> str:
    """The text without what must not be in a log, and not too long: of a traceback both ends are
    worth having.
    """
    for value in hidden:
        text = text.replace(value, LEFT_OUT)
    text = PHONE.sub(lambda found: mask("".join(filter(str.isdigit, found[0]))), masked(text))
    if len(text) <= LONGEST:
        return text
    head = LONGEST // 4
    left_out = len(text) - LONGEST
    return f"{text[:head]}\n… {left_out} characters left out …\n{text[head - LONGEST :]}"


def _hidden(request: HttpRequest | None) -> Iterator[str]:
    """What must not be written of a request: secrets of its address, and what was typed, the
    longest first.
    """
    if request is None:
        return
    match = getattr(request, "resolver_match", None)
    if match is not None and (secret := match.kwargs.get("secret")):
        yield secret
    typed: set[str] = set()
    # `POST` would read a body that nobody has read yet.
    for sent in filter(None, (request.GET, getattr(request, "_post", None))):
        for name, values in sent.lists():
            for value in values:
                lines = map(str.strip, value.splitlines())
                typed.update(line for line in lines if _is_telling(name, line))
    yield from sorted(typed, key=len, reverse=True)


def _is_telling(name: str, value: str) -> bool:
    """Whether a value may be a password, a name or a sentence, and not a choice, a tick or a
    number.
    """
    is_password = "password" in name or name == "old"
    return len(value) >= SHORTEST_TYPED and (
        is_password or not value.isascii() or " " in value or "@" in value
    )


def _without_rows(text: str, exc_info: Any) -> str:
    """A traceback without the rows and values that PostgreSQL quotes after the first line of its
    errors.
    """
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        driver = error if isinstance(error, psycopg2.Error) else error.__cause__
        if isinstance(driver, psycopg2.Error):
            whole = str(error)
            text = text.replace(whole.strip("\n"), whole.partition("\n")[0])
        error = error.__cause__ or error.__context__
    return text


def log_uncaught() -> None:
    """From now on what ends this process or one of its threads, and each Python warning, is a
    line of the log too.
    """
    sys.excepthook = _process_ended
    threading.excepthook = _thread_ended
    sys.unraisablehook = _not_raised
    logging.captureWarnings(True)


def _process_ended(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logger.critical("The process ended", exc_info=(kind, error, trace))


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        name = ended.thread.name if ended.thread else "?"
        logger.error(
            "The thread %s ended",
            name,
            exc_info=(ended.exc_type, ended.exc_value, ended.exc_traceback),
        )


def _not_raised(found: sys.UnraisableHookArgs) -> None:
    if found.exc_value is not None:
        logger.error(
            "Nobody could be told", exc_info=(found.exc_type, found.exc_value, found.exc_traceback)
        )
