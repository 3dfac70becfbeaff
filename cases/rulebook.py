"""`docs/rules.md`: a row for each rule of the catalogue, made from the rules themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from cases.coverage import AnyRule, all_rules
from cases.rules.engine import Is, Rule
from cases.rules.human import HUMAN_RULES, HumanRule

HEAD = """# The rules

Printed by `manage.py print_rules` from `cases/rules/`; a test compares. A rule is a pure function
of the facts of a case and of the day of judging. **void** (无效): the act whose own step it is
about is refused, unless it is history or ended badly. **correct** (应整改): the act is recorded
with a reason. **advise** (提示): it is shown. The edition of 2014 governs acts before 2026-05-11,
that of 2026 acts from that day; *stricter* marks what 2026 made stricter.

Rules without a step name it in each finding, or are about an organization and a year
(`organization.py`), or are found by an inspector alone (`human.py`).

| rule | step | what it asks | 2014 | 2026 | as the code says it | file |
|---|---|---|---|---|---|---|
"""


def as_markdown() -> str:
    """The page."""
    return HEAD + "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    for rule in sorted([*all_rules(), *HUMAN_RULES], key=lambda each: each.id):
        step = str(rule.step) if isinstance(rule, Rule) and rule.step is not None else "—"
        newer = _edition(rule.e2026)
        if isinstance(rule, Rule) and rule.is_stricter:
            newer += ", *stricter*"
        cells = [rule.id, step, rule.title, _edition(rule.e2014), newer]
        cells += [_sentences(rule), f"`{_file(rule)}`"]
        yield f"| {' | '.join(cells)} |"


def _edition(what: Is | None) -> str:
    if what is None:
        return "off"
    return f"{what.article or 'no article'}, {what.severity.code}"


def _sentences(rule: AnyRule) -> str:
    """The docstring in one line."""
    if isinstance(rule, HumanRule):
        return "An inspector finds it by reading the papers; nothing is computed."
    words = " ".join((inspect.getdoc(rule.check) or "").split())
    return words.replace("|", "\\|")


def _file(rule: AnyRule) -> str:
    found = HumanRule if isinstance(rule, HumanRule) else rule.check
    return f"{found.__module__.replace('.', '/')}.py"
