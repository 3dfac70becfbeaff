"""`docs/rules.md`: a row for each rule of the catalogue, made from the rules themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import cases.rules  # noqa: F401  the rules register themselves
from cases.rules.engine import RULES, Is, Rule

HEAD = """# The rules

Printed by `manage.py print_rules` from `cases/rules/`; a test compares. A rule is a pure function
of the facts of a case and of the day of judging. **void** (无效): the act is refused, unless it is
history or ended badly. **correct** (应整改): the act is recorded with a reason. **advise** (提示):
it is shown. The edition of 2014 governs acts before 2026-05-11, that of 2026 acts from that day.

| rule | step | what it asks | 2014 | 2026 | as the code says it | file |
|---|---|---|---|---|---|---|
"""


def as_markdown() -> str:
    """The page."""
    return HEAD + "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    for rule in sorted(RULES.values(), key=lambda each: each.id):
        step = "—" if rule.step is None else str(rule.step)
        cells = [rule.id, step, rule.title, _edition(rule.e2014), _edition(rule.e2026)]
        cells += [_sentences(rule), f"`{_file(rule)}`"]
        yield f"| {' | '.join(cells)} |"


def _edition(what: Is | None) -> str:
    if what is None:
        return "off"
    return f"{what.article or 'no article'}, {what.severity.code}"


def _sentences(rule: Rule) -> str:
    """The docstring in one line; nothing where the title says all."""
    words = " ".join((inspect.getdoc(rule.check) or "").split())
    return words.replace("|", "\\|")


def _file(rule: Rule) -> str:
    return f"{rule.check.__module__.replace('.', '/')}.py"
