"""The dependencies as `pyproject.toml` and the locks name them."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from config.settings import BASE_DIR

PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
RUN = PROJECT["project"]["dependencies"]
DEV = PROJECT["dependency-groups"]["dev"]
#: Below the next major version; below the next minor one where the major is 0.
BOUND = re.compile(r"~=([1-9]\d*\.\d+|0\.\d+\.\d+)$")


@pytest.mark.parametrize("line", [*RUN, *DEV])
def test_every_version_has_the_same_kind_of_bound(line: str) -> None:
    bounds = [str(each) for each in Requirement(line).specifier]
    assert any(BOUND.match(each) for each in bounds), line


@pytest.mark.parametrize(
    ("lock", "lines"), [("requirements.lock", RUN), ("requirements-dev.lock", [*RUN, *DEV])]
)
def test_the_lock_pins_what_the_bounds_allow(lock: str, lines: list[str]) -> None:
    text = (BASE_DIR / lock).read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, flags=re.MULTILINE))
    for wanted in map(Requirement, lines):
        assert pinned[wanted.name] in wanted.specifier, wanted
