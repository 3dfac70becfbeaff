"""What a process carries that only starts."""

import os
import subprocess
import sys

from django.conf import settings

#: Packages that only papers, uploads, charts, workbooks, calendars or new names need.
HEAVY = (
    "PIL",
    "icalendar",
    "openpyxl",
    "pikepdf",
    "pypdfium2",
    "pypinyin",
    "segno",
    "weasyprint",
    "xlsxwriter",
)
START = """
import sys
import django
from django.urls import get_resolver

django.setup()
for pattern in get_resolver().url_patterns:
    getattr(pattern, "url_patterns", None)
print(*sys.modules, sep="\\n")
"""


def test_a_process_that_only_starts_imports_nothing_that_only_some_work_needs() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    started = subprocess.run(
        [sys.executable, "-c", START],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    imported = set(started.stdout.split())
    assert "filings.papers.press.views.printing" in imported
    assert sorted(imported.intersection(HEAVY)) == []
