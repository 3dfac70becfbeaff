"""Measure, and print the figures as JSON: `python -m tests.benchmarks --cases 100000 --only
judging`.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from datetime import date

TODAY = date(2026, 11, 24)  # the world of one day is the same in every run


def main() -> None:
    """Make the world, ask for every page, report."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--cases", type=int, default=8000, help="800, 8000, 80000 or 100000: a multiple of 160"
    )
    parser.add_argument(
        "--only", choices=["pages", "papers", "judging"], help="a part; otherwise all of them"
    )
    parser.add_argument(
        "--drop", action="store_true", help="drop the database afterwards; otherwise it is kept"
    )
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["JISHI_TODAY"] = TODAY.isoformat()
    import django

    django.setup()
    print(
        json.dumps(
            report(options.cases, options.only, keep=not options.drop), ensure_ascii=False, indent=1
        )
    )


def report(cases: int, only: str | None, *, keep: bool) -> dict[str, object]:
    """The figures asked for, in one world."""
    from cases.models import Case
    from tests.benchmarks.worlds import world

    found: dict[str, object] = {}
    with world(cases, TODAY, keep=keep):
        found["cases"] = Case.objects.count()
        if only in (None, "pages"):
            found |= pages()
        if only in (None, "papers"):
            found["papers"] = papers()
        if only in (None, "judging"):
            found["judging"] = judged()
    return found


def judged() -> dict[str, object]:
    """Judging all again, and the summary of the year."""
    from tests.benchmarks.judging import judging
    from tests.benchmarks.worlds import tell

    tell("judging")
    return judging(TODAY)


def papers() -> dict[str, object]:
    """One-page papers, a dossier, a roster and forms, each in a process as the worker's, and the
    web process.
    """
    from tests.benchmarks.apart import apart, environment
    from tests.benchmarks.web import web
    from tests.benchmarks.worlds import copy, tell

    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as store, copy() as database:
        variables = environment(database, store)
        for work in ("one_page", "dossier", "roster", "forms"):
            tell(work)
            found[work] = apart(work, variables)
        tell("web process")
        found["web_peak_mib"] = web(variables, TODAY)
    return found


def pages() -> dict[str, object]:
    """The figures of each page, with those of the bare one."""
    from django.test import override_settings

    from branches.models import User
    from tests.benchmarks.measure import bare, measure
    from tests.benchmarks.pages import requests
    from tests.benchmarks.worlds import tell

    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    page_settings = override_settings(
        DEBUG=False,
        ROOT_URLCONF="tests.benchmarks.urls",
        ALLOWED_HOSTS=["testserver"],
        STORAGES=storages,
        SESSION_COOKIE_SECURE=False,
        CSRF_COOKIE_SECURE=False,
    )
    with page_settings:
        base = measure(bare(User.objects.get(username="officer")))
        found = {}
        for request in requests(TODAY):
            tell(request.name)
            found[request.name] = measure(request).beside(base)
        return {"bare": base.beside(base), "pages": found}


if __name__ == "__main__":
    main()
