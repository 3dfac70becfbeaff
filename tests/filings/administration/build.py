"""What the tests of the administrator's pages share."""

from typing import Any

from django.urls import reverse


def url(view: str, row: Any) -> str:
    """The address of a page about a row."""
    return reverse(view, args=[row.pk])
