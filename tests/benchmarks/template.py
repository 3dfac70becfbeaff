"""Texts with holes, filled for each copy: rows and JSON in which ids, numbers and names differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

#: What a hole wants: ("member", id), ("item", id), ("mark", name), or a key of the caller's.
Hole = tuple[str, str]

_HOLES = re.compile(
    r'"?§n (?P<number>\w+)§"?|§s (?P<text>\w+)§|"(?P<kind>member|item)":(?P<id>\d+)'
)


def number_mark(name: str) -> str:
    """A value that becomes the hole `("mark", name)`, also where JSON has put it in quotes."""
    return f"§n {name}§"


def text_mark(name: str) -> str:
    """A value that becomes the hole `("mark", name)`; quotes about it stay."""
    return f"§s {name}§"


class Template(NamedTuple):
    """A text for the % operator and what its holes want."""

    text: str
    holes: tuple[Hole, ...]

    @classmethod
    def of(cls, text: str, replaced: Mapping[str, Hole]) -> Template:
        """The text with holes at marks, members and items, and wherever a key of `replaced`
        stands.
        """
        parts: list[str] = []
        holes: list[Hole] = []
        for literal, hole in _split(text, replaced):
            parts.append(literal.replace("%", "%%"))
            if hole is not None:
                parts.append("%s")
                holes.append(hole)
        return cls("".join(parts), tuple(holes))

    def fill(self, values: Mapping[Hole, str]) -> str:
        """The text of one copy."""
        return self.text % tuple([values[hole] for hole in self.holes])


def _split(text: str, replaced: Mapping[str, Hole]) -> Iterator[tuple[str, Hole | None]]:
    pattern = re.compile("|".join([*map(re.escape, replaced), _HOLES.pattern]))
    last = 0
    for found in pattern.finditer(text):
        if (name := found["number"] or found["text"]) is not None:
            yield text[last : found.start()], ("mark", name)
        elif found["id"] is not None:
            yield text[last : found.start("id")], (found["kind"], found["id"])
        else:
            yield text[last : found.start()], replaced[found[0]]
        last = found.end()
    yield text[last:], None
