"""Every paper prints, and says what the record says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest

from cases.facts.base import Choice
from cases.facts.values import NamedMember
from filings.papers.values import printed_values
from tests.filings.papers.conftest import Printed

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]  # one process renders them all


def test_every_value_is_printed(printed: dict[str, Printed]) -> None:
    assert len(printed) > 45
    missing = [
        (code, value)
        for code, each in printed.items()
        for text in [each.text]
        for value in printed_values(each.sheet.data)
        if "".join(value.split()) not in text
    ]
    assert missing == []


def leaves(value: Any) -> Iterator[Any]:
    """What a paper's data is made of, at its ends."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def test_a_paper_holds_values_only(printed: dict[str, Printed]) -> None:
    """No row and no query: a unit's own template can follow them nowhere."""
    values = str, int, date, Choice, NamedMember, type(None)
    other = {
        (code, type(value)) for code, each in printed.items() for value in leaves(each.sheet.data)
        if not isinstance(value, values)
    }  # fmt: skip
    assert other == set()
