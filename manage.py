#!/usr/bin/env python
"""Run Django's management commands for Jishi."""

import os
import sys

from config.failures import in_one_line

#: Commands whose failing is a line whatever it is; of the others an unknown failure is for who keeps the site.
FOR_FIRST_USERS = frozenset({"demo", "demo_days", "demo_reset", "load_demo", "preflight"})


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with in_one_line(always=bool(FOR_FIRST_USERS.intersection(sys.argv[1:2]))):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
