"""The version of the rules changes with their source, and with nothing else."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from cases.management.commands import rules_version
from cases.management.commands.rules_version import plain, renewed, rule_sources, source_digest
from cases.rules import RULES_VERSION
from cases.rules.version import VERSIONS


def test_the_source_of_the_rules_is_that_of_their_version() -> None:
    assert VERSIONS[-1] == (RULES_VERSION, source_digest()), "run: manage.py rules_version --renew"


def test_no_version_stands_for_two_sources() -> None:
    versions, digests = zip(*VERSIONS, strict=True)
    assert len(set(versions)) == len(versions)
    assert len(set(digests)) == len(digests)


def test_every_module_of_the_rules_counts() -> None:
    names = {f"{path.parent.name}/{path.stem}" for path in rule_sources()}
    assert {
        "rules/ballot",
        "rules/engine",
        "rules/steps",
        "facts/arithmetic",
        "facts/case",
        "facts/values",
    } <= names
    assert "rules/version" not in names


SOURCE = '''
@rule("A05", step=2)
def talk_within_a_month(facts, on):
    """Talk."""
    due: Annotated[date, Label("日期")] = add_months(received, 1)
    if held > due:
        yield Breach(due=due, text=f"应不迟于 {due}")
'''


def said(source: str) -> object:
    return plain(ast.parse(source))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""Talk."""', '"""Talk at most a month after."""'),
        ("    if held", "    # the last day counts\n    if held"),
        ("Breach(due=due, text", "Breach(\n            due=due,\n            text"),
        ('Label("日期")', 'Label("谈话日期", "收到申请书后一个月内", required=True)'),
        ('"A05"', "'A05'"),
    ],
)
def test_words_and_looks_do_not_count(old: str, new: str) -> None:
    assert old in SOURCE
    assert said(SOURCE.replace(old, new)) == said(SOURCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("held > due", "held >= due"),
        (", 1)", ", 2)"),
        ("应不迟于", "不应迟于"),
        ('Label("日期")', 'Label("日期", written=True)'),
        ('"A05"', '"A06"'),
    ],
)
def test_what_a_rule_says_counts(old: str, new: str) -> None:
    assert old in SOURCE
    assert said(SOURCE.replace(old, new)) != said(SOURCE)


def test_renewing_adds_the_next_version() -> None:
    text = rules_version.VERSION_FILE.read_text(encoding="utf-8")
    new = renewed(text, VERSIONS[-1][0], "f" * 64)
    found: dict[str, Any] = {}
    exec(compile(new, "version.py", "exec"), found)  # noqa: S102  # our own text
    assert found["VERSIONS"][:-1] == VERSIONS
    assert found["RULES_VERSION"] == rules_version.next_version(RULES_VERSION)
    assert rules_version.next_version("2026.9") == "2026.10"
