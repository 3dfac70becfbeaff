"""What a printed code is compared by: whoever changes the data of a paper says so."""

from __future__ import annotations

import hashlib
from dataclasses import fields

from django.conf import settings

from filings.papers.sheets.catalogue import in_order
from filings.papers.sheets.registry import VERSION

#: `{version: SHA-256 over the names of all papers' fields}`; versions that were in use stay.
DATA = {2: "a0f65e1bf49a566921837750f37e8586a05b21a5f3319690074b02cc1707c015"}


def data_of_all() -> str:
    """One figure for what the digests of all papers are taken over."""
    lines = [
        f"{paper.code} {[(field.name, str(field.type)) for field in fields(paper.cls)]}"
        for paper in in_order()
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_a_change_of_the_data_is_a_new_version() -> None:
    """Else every code printed before it would say that the record was changed."""
    assert DATA[VERSION] == data_of_all(), (
        "raise VERSION in the registry, and say it in docs/papers.md"
    )


def test_the_versions_are_told() -> None:
    told = (settings.BASE_DIR / "docs" / "papers.md").read_text(encoding="utf-8")
    assert all(f"\n| {version} | " in told for version in (1, *DATA))
