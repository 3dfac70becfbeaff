#!/usr/bin/env python
"""Run Django's management commands for Jishi."""

import os
import sys

from config.failures import in_one_line, require_libraries

#: Commands whose failing is a line whatever it is; of the others an unknown failure is for who
#: keeps the site.
FOR_FIRST_USERS = frozenset({"demo", "demo_reset", "load_demo", "preflight"})


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    is_first = bool(FOR_FIRST_USERS.intersection(sys.argv[1:2]))
    with in_one_line(always=is_first):
        if is_first:
            require_libraries()
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
