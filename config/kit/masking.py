"""Identity numbers covered wherever they stand: in reports, jobs, logs and terminals, by what
they look like.
"""

from __future__ import annotations

import re
from datetime import date

from config.kit.words import UNSEEN

_DIGIT = "[0-9０-９]"
_UNSEEN = f"[{UNSEEN}]"
_GAP = f"(?:[ \u00a0\u3000\t]|{_UNSEEN})*"
_RUN = re.compile(f"{_DIGIT}(?:{_GAP}{_DIGIT}){{14,}}(?:{_GAP}[XxＸｘ](?![A-Za-zＡ-Ｚａ-ｚ]))?")
_ONE_WORD = re.compile(f"(?:{_DIGIT}{_UNSEEN}*){{17,}}[0-9０-９XxＸｘ]")
#: Parted as it is read aloud: place, day of birth, the rest.
_PARTED = re.compile(f"{_DIGIT}{{6}}[-－.．·—]{_DIGIT}{{8}}[-－.．·—]{_DIGIT}{{3}}[0-9０-９XxＸｘ]")
#: A number cell that held one, as Python writes it: 1.1010119950307401e+17.
_FLOAT = re.compile(r"[0-9]\.[0-9]{11,16}[eE]\+1[4-7]")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")
LONG, OLD = 18, 15
#: The first two digits: the provinces (GB/T 2260).
_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            *range(81, 84),
            91,
        ),
    )
)


def mask(value: str) -> str:
    """The value with all but the first three and last four characters covered (an identity
    number or a phone).
    """
    if len(value) <= 7:
        return "*" * len(value)
    return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"


def masked(text: str) -> str:
    """The text with every identity number in it covered, of 18 digits or of the old 15.

    It is known by its digits, half or full width, with blanks or invisible characters between them
    or dashes and dots between its three parts, as part of a word or of a longer number. Days,
    amounts and case numbers stay as they are.
    """
    if len(text) < OLD:
        return text
    text = _PARTED.sub(_covered, _RUN.sub(_covered, text))
    return _FLOAT.sub(lambda found: mask(found[0]), text)


def _covered(found: re.Match[str]) -> str:
    digits = "".join(each for each in found[0].translate(_HALF_WIDTH) if each in "0123456789X")
    if _ONE_WORD.search(found[0]) or _holds_number(digits):
        return mask(digits)
    return found[0]


def _holds_number(digits: str) -> bool:
    """Whether these digits hold a province and a day of birth where an identity number has them."""
    if len(digits) == OLD:
        return digits[:2] in _PROVINCES and _is_day("19" + digits[6:12])
    for at in range(len(digits) - LONG + 1):
        if digits[at : at + 2] in _PROVINCES and _is_day(digits[at + 6 : at + 14]):
            return True
    return False


def _is_day(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year < 2100
    except ValueError:
        return False
