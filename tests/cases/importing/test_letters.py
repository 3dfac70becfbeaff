"""The letters of columns are those that a spreadsheet shows."""

import pytest

from cases.importing.letters import letters_of, number_of

WIDEST = 18_278  # ZZZ


@pytest.mark.parametrize(
    ("number", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (WIDEST, "ZZZ")],
)
def test_a_column_has_its_letters(number: int, letters: str) -> None:
    assert (letters_of(number), number_of(letters)) == (letters, number)


def test_the_letters_of_every_column_lead_back_to_it() -> None:
    for number in range(1, WIDEST + 1):
        assert number_of(letters_of(number)) == number
