"""Measure, and print the figures as JSON: `python -m tests.benchmarks --cases 8000`."""

from __future__ import annotations

import argparse
import json
import os
from datetime import date

TODAY = date(2026, 11, 24)  # the world of one day is the same in every run


def main() -> None:
    """Make the world, ask for every page, report."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=8000, help="800, 8000 or 80000: a multiple of 160")
    parser.add_argument("--drop", action="store_true", help="drop the database afterwards; otherwise it is kept")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["JISHI_TODAY"] = TODAY.isoformat()
    import django

    django.setup()
    print(json.dumps(report(options.cases, keep=not options.drop), ensure_ascii=False, indent=1))


def report(cases: int, *, keep: bool) -> dict[str, object]:
    """The figures of each page, with those of the bare one."""
    from django.test import override_settings

    from branches.models import User
    from cases.models import Case
    from tests.benchmarks.measure import bare, measure
    from tests.benchmarks.pages import requests
    from tests.benchmarks.worlds import tell, world

    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    page_settings = override_settings(
        DEBUG=False, ROOT_URLCONF="tests.benchmarks.urls", ALLOWED_HOSTS=["testserver"], STORAGES=storages,
        SESSION_COOKIE_SECURE=False, CSRF_COOKIE_SECURE=False,
    )  # fmt: skip
    with page_settings, world(cases, TODAY, keep=keep):
        base = measure(bare(User.objects.get(username="officer")))
        pages = {}
        for request in requests(TODAY):
            tell(request.name)
            pages[request.name] = measure(request).beside(base)
        return {"cases": Case.objects.count(), "bare": base.beside(base), "pages": pages}


if __name__ == "__main__":
    main()
