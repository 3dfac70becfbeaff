"""The letters of a spreadsheet's columns."""

from functools import cache

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cache
def letters_of(column: int) -> str:
    """The letters of the column of this number, which counts from 1.

    >>> letters_of(28)
    'AB'
    """
    before, last = divmod(column - 1, len(LETTERS))
    return (letters_of(before) if before else "") + LETTERS[last]


@cache
def number_of(letters: str) -> int:
    """The number of the column of these letters.

    >>> number_of("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * len(LETTERS) + LETTERS.index(letter) + 1
    return number
