"""How the fields of a meeting are named: those of the whole meeting as on the page of a step, those
of the row of a case with a prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LONGEST_ID = 18  # figures, that a column of ids holds
Texts = Mapping[str, list[str]]

EXCLUSIONS = "exclusions"
CHOSEN = "chosen"


def prefix_of(case_id: int) -> str:
    """With which the names of the row of a case begin; a hyphen follows."""
    return f"p{case_id}"


def row_of(name: str) -> int | None:
    """The case whose row the field is in; None where it is in none."""
    prefix, hyphen, _ = name.partition("-")
    if not hyphen or not prefix.startswith("p"):
        return None
    return next(iter(ids_in([prefix.removeprefix("p")])), None)


def without_rows(texts: Texts, case_ids: Iterable[int]) -> dict[str, list[str]]:
    """What is typed, without the rows of these cases and without their ticks."""
    gone = set(case_ids)
    left = {}
    for name, values in texts.items():
        if row_of(name) in gone:
            continue
        if name == CHOSEN:
            values = [value for value in values if value not in set(map(str, gone))]
        left[name] = list(values)
    return left


def with_rows_of(texts: Texts, before: Texts, case_ids: Iterable[int]) -> dict[str, list[str]]:
    """What is typed, with the rows and ticks that these cases had before."""
    carried, found = set(case_ids), {name: list(values) for name, values in texts.items()}
    for name, values in before.items():
        if row_of(name) in carried:
            found[name] = list(values)
    ticked = [str(pk) for pk in chosen_in(before) if pk in carried]
    if ticked:
        found[CHOSEN] = [*found.get(CHOSEN, ()), *ticked]
    return found


def chosen_in(texts: Texts) -> list[int]:
    """The ids of the cases that are ticked."""
    return ids_in(texts.get(CHOSEN, ()))


def ids_in(values: Iterable[str]) -> list[int]:
    """Those of the texts that can be the id of a row."""
    is_id = re.compile(rf"[0-9]{{1,{LONGEST_ID}}}").fullmatch
    return [int(text) for text in values if is_id(text)]
