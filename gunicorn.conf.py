"""What gunicorn is told wherever it is started in this folder: `gunicorn config.wsgi`. Its options go before this."""

import logging.config
import os
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from config.kit.doing import nothing
from config.logs import log_uncaught, logging_settings

logging.config.dictConfig(logging_settings(os.environ.get("JISHI_LOG_LEVEL", "INFO").upper()))
log_uncaught()


class Logger(GunicornLogger):  # type: ignore[misc]  # gunicorn ships no types
    """Hands its lines to the log of the site."""

    def setup(self, cfg: Any) -> None:
        """No handlers of its own."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


logger_class = Logger
control_socket_disable = True  # it would lie in the home of the user, and all instances would share it


def pre_request(worker: object, request: object) -> None:
    """Forget the request before this one: what was said of a file that was still being sent names it until now."""
    nothing()
