"""What every layer may use, below all of them: every app may import it, it imports none.

Named here are the readers of what people type, for the browser and for workbooks alike, which know
no Django: `words` cleans text and knows the words that say nothing; `days`, `numbers`, `names` and
`lists` read one thing each; `masking` covers identity numbers wherever they stand. Beside them
stand the `clock`, form `fields` and `rows` that read with them, the `sentences` that a form says of
its fields, `charts` and `svg`, and `xlsx`.
"""

from config.kit.days import (
    DAYS_ARE_WRITTEN,
    NoSuchYear,
    day_in_range,
    day_of_serial,
    read_day,
    with_weekday,
)
from config.kit.lists import DAY_SEPARATORS, SEPARATORS, Part, parted, read_names
from config.kit.masking import mask, masked
from config.kit.names import (
    HOW_NAMES_ARE_PARTED,
    MIDDLE_DOT,
    Named,
    name_key,
    read_name,
    read_named,
    spelled_name,
)
from config.kit.numbers import ANY_NUMBER, LARGEST_NUMBER, read_number, read_yes_no
from config.kit.words import (
    UNPRINTABLE,
    NotRead,
    cleaned,
    is_ditto,
    plain,
    private_characters,
    says_nothing,
)

__all__ = [
    "ANY_NUMBER",
    "DAYS_ARE_WRITTEN",
    "DAY_SEPARATORS",
    "HOW_NAMES_ARE_PARTED",
    "LARGEST_NUMBER",
    "MIDDLE_DOT",
    "SEPARATORS",
    "UNPRINTABLE",
    "Named",
    "NoSuchYear",
    "NotRead",
    "Part",
    "cleaned",
    "day_in_range",
    "day_of_serial",
    "is_ditto",
    "mask",
    "masked",
    "name_key",
    "parted",
    "plain",
    "private_characters",
    "read_day",
    "read_name",
    "read_named",
    "read_names",
    "read_number",
    "read_yes_no",
    "says_nothing",
    "spelled_name",
    "with_weekday",
]
