"""Every paper prints, and says what the record says."""

from __future__ import annotations

import pytest

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
