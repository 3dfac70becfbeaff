"""Which tests a change runs."""

from __future__ import annotations

import pytest

from config.settings import BASE_DIR
from tests.changed import EVERYTHING, WHOLE_TREE, chosen_for


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        ("cases/rules/order.py", {"tests/cases/rules/test_order.py"}),
        ("cases/rulebook.py", {"tests/cases/rules/test_rulebook.py"}),
        ("filings/services/answering.py", {"tests/filings/services"}),
        ("templates/cases/step.html", {"tests/cases/views"}),
        ("templates/filings/papers/talk_record.html", {"tests/filings/papers"}),
        ("static/css/badge.css", {"tests/browser"}),
        ("docs/workbook.md", {"tests/cases/importing/test_guide.py"}),
        ("tests/cases/test_forms.py", {"tests/cases/test_forms.py"}),
        ("tests/cases/rules/build.py", {"tests/cases/rules"}),
        ("tests/tree.py", {"tests/test_tree.py", "tests/test_kept_forms.py"}),
        ("tests/benchmarks/copies.py", {"tests/benchmarks"}),
        ("tests/golden/digests.json", set()),
        ("README.md", set()),
        ("tests/cases/test_gone.py", set()),
    ],
)
def test_of_a_file(changed: str, tests: set[str]) -> None:
    assert chosen_for([changed]) >= WHOLE_TREE | tests


def test_the_tests_of_the_whole_source_exist() -> None:
    assert all((BASE_DIR / test).is_file() for test in WHOLE_TREE)


@pytest.mark.parametrize(
    ("changed", "is_everything"),
    [
        ("config/settings.py", True),
        ("tests/conftest.py", True),
        ("tests/browser/conftest.py", True),
        ("tests/factories.py", True),
        ("cases/migrations/0001_initial.py", True),
        ("requirements-dev.lock", True),
        ("tests/test_tree.py", False),
        ("cases/models/case.py", False),
        ("docs/rules.md", False),
    ],
)
def test_on_what_every_test_rests(changed: str, is_everything: bool) -> None:
    assert bool(EVERYTHING.fullmatch(changed)) is is_everything
