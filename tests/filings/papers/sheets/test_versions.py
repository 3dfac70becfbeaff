"""What a printed code is compared by: whoever changes the data of a paper says so."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields
from typing import get_type_hints

from django.conf import settings

from filings.papers.sheets.catalogue import in_order
from filings.papers.sheets.kit.registry import VERSION

#: Where a type is written is no data.
MODULE = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Z])")
#: `{version: SHA-256 over names and types of all papers' fields}`; versions that were in use stay.
DATA = {2: "ca126440ddee930a11539a740b381d930a0616b1db9b53bcb4d5cd47bc961cde"}


def data_of_all() -> str:
    """One figure for what the digests of all papers are taken over."""
    lines = []
    for paper in in_order():
        hints = get_type_hints(paper.cls)  # without the marks: a label is no data
        types = [(each.name, str(hints[each.name])) for each in fields(paper.cls)]
        lines.append(MODULE.sub("", f"{paper.code} {types}"))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_a_change_of_the_data_is_a_new_version() -> None:
    """Else every code printed before it would say that the record was changed."""
    assert DATA[VERSION] == data_of_all(), (
        "raise VERSION in the registry, and say it in docs/papers.md"
    )


def test_the_versions_are_told() -> None:
    told = (settings.BASE_DIR / "docs" / "papers.md").read_text(encoding="utf-8")
    assert all(f"\n| {version} | " in told for version in (1, *DATA))
