"""What gunicorn is told wherever it is started in this folder: `gunicorn config.wsgi`. Its
options go before this.
"""

import logging.config
import sys
from typing import Any

from gunicorn import util
from gunicorn.glogging import Logger as GunicornLogger

from config.kit.doing import nothing
from config.logs import NotALevel, chosen_level, log_uncaught, logging_settings

try:
    logging.config.dictConfig(logging_settings(chosen_level()))
except NotALevel as wrong:
    sys.exit(str(wrong))
log_uncaught()


class Logger(GunicornLogger):  # type: ignore[misc]  # gunicorn ships no types
    """Hands its lines to the log of the site."""

    def setup(self, cfg: Any) -> None:
        """No handlers of its own."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


logger_class = Logger


def write_error(sock: Any, status: int, reason: str, detail: str) -> None:
    """Answer with a page of ours what gunicorn refuses before it is a request: it has no setting
    for this.
    """
    from config.refusals import (
        unreadable,
    )  # the site is set up by now, and was not when this file was read

    page = unreadable(status)
    head = [
        f"HTTP/1.1 {status} {reason}",
        "Connection: close",
        f"Content-Type: {page.headers['Content-Type']}",
        f"Content-Length: {len(page.content)}",
    ]
    util.write_nonblock(sock, "\r\n".join([*head, "", ""]).encode("latin-1") + page.content)


util.write_error = write_error
limit_request_line = 8190  # the most that gunicorn knows: a search for 800 characters
control_socket_disable = (
    True  # it would lie in the home of the user, and all instances would share it
)


def pre_request(worker: object, request: object) -> None:
    """Forget the request before this one: what was said of a file that was still being sent
    names it until now.
    """
    nothing()
