"""Text as people type it: what cannot be seen is removed, and words that say nothing are known."""

from __future__ import annotations

import re
import unicodedata


class NotRead(ValueError):
    """What was typed cannot be read; the message says why, in Chinese, without a full stop."""


#: A workbook writes characters that XML does not take as `_x000D_`; a line feed is one that means something.
_ESCAPED = re.compile("_x00([01][0-9A-F])_", re.IGNORECASE)
_KEPT_CONTROLS = "\n\t"

#: Signs that fill a cell: strokes that Unicode does not count among the dashes, slashes, dots. Dashes (category Pd)
#: and connectors (Pc, the low line) are known by their category.
_STROKES = frozenset("−─━ー˗")
_SLASHES = frozenset("/\\∕⁄⧸")
_DOTS = frozenset(".。·•‧・∙⋅⋯︙●")
_NOTHING = frozenset({"", "无", "無"})
_DITTO = frozenset({"同上", "〃"})


def cleaned(text: str) -> str:
    """The text without what nobody sees: zero-width characters, marks that turn the direction of writing, control
    characters, and the `_x000D_` of spreadsheets. Line feeds and tabs stay.
    """
    text = _ESCAPED.sub(lambda found: "\n" if found[1] in ("0A", "0a") else "", text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(each for each in text if each in _KEPT_CONTROLS or unicodedata.category(each) not in ("Cf", "Cc"))


def plain(text: str) -> str:
    """The cleaned text in one spelling: half-width digits, letters and signs, no white space around it."""
    return unicodedata.normalize("NFKC", cleaned(text)).strip()


def says_nothing(text: str, *, also: tuple[str, ...] = ()) -> bool:
    """Whether a reason, a fact or a cell is empty, or is filled only so that it is not empty.

    That is 无, or slashes, dashes and dots of any width and number, alone or with 无 among them; `also` names further
    words (否, where it answers whether there is anything).
    """
    words = "".join(each for each in plain(text) if not (each.isspace() or _fills(each)))
    return words in _NOTHING or words in also


def _fills(sign: str) -> bool:
    return sign in _SLASHES or sign in _DOTS or sign in _STROKES or unicodedata.category(sign) in ("Pd", "Pc")


def is_ditto(text: str) -> bool:
    """Whether the text only points to the row above (同上, 〃), which no reader follows."""
    words = "".join(plain(text).split()).strip("()。.")
    return words in _DITTO or (bool(words) and set(words) == {"〃"})


def private_characters(text: str) -> str:
    """The characters of private use in a text, each once: they look right on one computer, and no printer has them."""
    return "".join(dict.fromkeys(each for each in text if unicodedata.category(each) == "Co"))
