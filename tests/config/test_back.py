"""The way back leads to lists of this site alone."""

from __future__ import annotations

import pytest

from config.back import back_to


def test_a_list_with_its_place() -> None:
    back = back_to("/inspections/3/findings/?rule=A05&after=x#finding-7")
    assert back == ("/inspections/3/findings/?rule=A05&after=x#finding-7", "检查发现的问题")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://elsewhere.test/inspections/3/",
        "//elsewhere.test/inspections/3/",
        "/\\elsewhere.test/inspections/3/",
        "//[/inspections/3/",
        "javascript:alert(1)",
        "/logout/",
        "/nothing/",
        "/inspections/3/" + "?" * 1000,
    ],
)
def test_nothing_else_is_linked(address: str) -> None:
    assert back_to(address) is None
