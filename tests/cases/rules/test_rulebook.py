"""`docs/rules.md` says what the rules say, and every rule says something."""

import inspect
import re
from pathlib import Path

from cases.coverage import all_rules
from cases.rulebook import as_markdown
from cases.rules.human import HUMAN_RULES, HumanRule

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "rules.md"
SAID = {
    rule.id: inspect.getdoc(rule.check) or ""
    for rule in all_rules()
    if not isinstance(rule, HumanRule)
}
#: How a docstring says that only the local profile asks for something.
LOCAL = re.compile(r"(Off unless|only where) the local profile")


def test_the_page_is_printed_from_the_rules() -> None:
    assert PAGE.read_text() == as_markdown(), "run: manage.py print_rules > docs/rules.md"


def test_every_rule_has_a_row() -> None:
    """Those about a case, about an organization, and those that only an inspector finds."""
    rows = [line.split(" | ")[0].removeprefix("| ") for line in PAGE.read_text().splitlines()]
    known = {rule.id for rule in (*all_rules(), *HUMAN_RULES)}
    assert [row for row in rows if row in known] == sorted(known)


def test_every_rule_says_in_words_what_it_judges() -> None:
    assert [rule for rule, said in SAID.items() if not said] == []


def test_a_rule_names_its_source_where_it_is_no_article() -> None:
    """A row of the specification that speaks of the flow chart or of practice, and whatever only
    the local profile asks for. Articles are arguments of `@rule`.
    """
    catalogue = (DOCS / "specification" / "rules.md").read_text()
    rows = re.findall(r"(?m)^\| ([A-F]\d\d) \| (.*)$", catalogue)
    sourced = {rule for rule, row in rows if re.search("flow chart|practice|local", row)}
    sourced |= {rule for rule, said in SAID.items() if LOCAL.search(said)}
    unsaid = [rule for rule in sorted(sourced) if not re.search(r"Source\b.*:", SAID[rule])]
    assert unsaid == []
    assert {"A03", "B04", "D28"} <= sourced
