"""Commands that no person watches: a service or a timer runs them, and what goes wrong is a line
of the log.
"""

from __future__ import annotations

import logging
import sys

from django.core.management import BaseCommand

from config.kit.doing import doing
from config.logs import log_uncaught

logger = logging.getLogger("jishi.commands")


class ServiceCommand(BaseCommand):
    """A refusal (CommandError) stays one plain line; every other error is logged with its
    traceback.
    """

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as a process of its own. Ends it with 1 after an error."""
        log_uncaught()
        with doing(command=argv[1]):
            try:
                super().run_from_argv(argv)
            except Exception:
                logger.exception("The command %s failed", argv[1])
                sys.exit(1)
