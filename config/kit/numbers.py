"""Whole numbers, and yes or no."""

from __future__ import annotations

import re

from config.kit.words import NotRead, plain

LARGEST_NUMBER = 100_000
#: Digits that are looked at; more are no number of anything here.
DIGITS = 15
#: Above every number of so many digits, and what longer ones are read as.
ANY_NUMBER = 10**DIGITS


def read_number(text: str | float, *, most: int = LARGEST_NUMBER) -> int:
    """A whole number that is not negative, at most `most`, from a text or a number cell. Raises
    NotRead.
    """
    found = None
    if isinstance(text, str):
        digits = plain(text)
        if re.fullmatch("[0-9]+", digits):
            found = int(digits) if len(digits) <= DIGITS else ANY_NUMBER
    elif text == text // 1:
        found = int(text)
    if found is None or found < 0:
        raise NotRead("应为不小于 0 的整数")
    if found > most:
        raise NotRead(f"过大，最多 {most}")
    return found


def read_yes_no(text: str) -> bool:
    """是 or 否. Raises NotRead."""
    answers = {"是": True, "否": False}
    words = "".join(plain(text).split())
    if words not in answers:
        raise NotRead("应为：是、否")
    return answers[words]
