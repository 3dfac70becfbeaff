"""A web process is warm before its first request."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.template import Template
from django.template.loader import get_template

from config.warming import TEMPLATES, warm

WARM = """
import sys
import django

django.setup()
from config.warming import warm

warm()
print(*sys.modules, sep="\\n")
"""


def test_no_template_is_left_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    warm()

    def fail(template: Template) -> None:
        raise AssertionError(f"{template.name} was compiled anew")

    monkeypatch.setattr(Template, "compile_nodelist", fail)
    for path in TEMPLATES.rglob("*.html"):
        get_template(path.relative_to(TEMPLATES).as_posix())


def test_the_views_are_imported_and_nothing_that_only_prints() -> None:
    warmed = subprocess.run(
        [sys.executable, "-c", WARM],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        check=True,
        text=True,
    )
    imported = set(warmed.stdout.split())
    assert "filings.papers.press.views.printing" in imported
    assert "weasyprint" not in imported
