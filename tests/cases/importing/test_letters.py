"""The letters of columns are those that openpyxl gives them."""

from openpyxl.utils import get_column_letter

from cases.importing.letters import letters_of, number_of

WIDEST = 18_278  # ZZZ


def test_every_column_has_its_letters_and_the_letters_their_column() -> None:
    for number in range(1, WIDEST + 1):
        assert letters_of(number) == get_column_letter(number)
        assert number_of(letters_of(number)) == number
