"""`docs/rules.md` says what the rules say."""

from pathlib import Path

from cases.coverage import all_rules
from cases.rulebook import as_markdown
from cases.rules.human import HUMAN_RULES

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_is_printed_from_the_rules() -> None:
    assert PAGE.read_text() == as_markdown(), "run: manage.py print_rules > docs/rules.md"


def test_every_rule_has_a_row() -> None:
    """Those about a case, about an organization, and those that only an inspector finds."""
    rows = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text().splitlines()]
    known = {rule.id for rule in (*all_rules(), *HUMAN_RULES)}
    assert [row for row in rows if row in known] == sorted(known)
