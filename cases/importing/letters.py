"""The letters of a spreadsheet's columns, as openpyxl reckons them.

It takes a fifth of a second to import, which a process that reads no workbook does without.
"""

from functools import cache


@cache
def letters_of(column: int) -> str:
    """The letters of the column of this number, which counts from 1.

    >>> letters_of(28)
    'AB'
    """
    from openpyxl.utils import get_column_letter

    letters: str = get_column_letter(column)
    return letters


@cache
def number_of(letters: str) -> int:
    """The number of the column of these letters.

    >>> number_of("AB")
    28
    """
    from openpyxl.utils import column_index_from_string

    number: int = column_index_from_string(letters)
    return number
