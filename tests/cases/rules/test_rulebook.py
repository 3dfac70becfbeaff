"""`docs/rules.md` says what the rules say."""

from pathlib import Path

from cases.rulebook import as_markdown
from cases.rules.engine import RULES

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_is_printed_from_the_rules() -> None:
    assert PAGE.read_text() == as_markdown(), "run: manage.py print_rules > docs/rules.md"


def test_every_rule_has_a_row() -> None:
    rows = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text().splitlines()]
    assert [row for row in rows if row in RULES] == sorted(RULES)
