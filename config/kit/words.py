"""Text as people type it: what cannot be seen is removed, and words that say nothing are known."""

from __future__ import annotations

import re
import unicodedata


class NotRead(ValueError):
    """What was typed cannot be read; the message says why, in Chinese, without a full stop."""


#: A workbook writes characters that XML does not take as `_x000D_`, and that text itself as
#: `_x005F_x000D_`; a line feed is one that means something.
_ESCAPED = re.compile("(?:_x005F)?_x00([01][0-9A-F])_", re.IGNORECASE)
#: The categories Cc (control characters, but tab and line feed) and Cf (what is not seen) of
#: Unicode.
UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_UNSEEN = re.compile(f"[{UNSEEN}]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")

#: Signs that fill a cell: strokes that Unicode does not count among the dashes, slashes, dots.
#: Dashes (category Pd) and connectors (Pc, the low line) are known by their category.
_STROKES = frozenset("−─━ー˗")
_SLASHES = frozenset("/\\∕⁄⧸")
_DOTS = frozenset(".。·•‧・∙⋅⋯︙●")
#: What is told of characters of private use.
UNPRINTABLE = "含有自造字，别的电脑和打印机上显示不出来，请换成规范的字"
_NOTHING = frozenset({"", "无", "無"})
_DITTO = frozenset({"同上", "〃"})


def cleaned(text: str) -> str:
    """The text without what nobody sees: zero-width characters, marks that turn the direction of
    writing, control characters, and the `_x000D_` of spreadsheets. Line feeds and tabs stay.
    """
    if "_x00" in text or "_X00" in text:
        text = _ESCAPED.sub(lambda found: "\n" if found[1].upper() == "0A" else "", text)
    if text.isprintable():
        return text
    return _UNSEEN.sub("", text)


def plain(text: str) -> str:
    """The cleaned text in one spelling: half-width digits, letters and signs, no white space
    around it.
    """
    text = cleaned(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.strip()


def says_nothing(text: str, *, also: tuple[str, ...] = ()) -> bool:
    """Whether a reason, a fact or a cell is empty, or is filled only so that it is not empty.

    That is 无, or slashes, dashes and dots of any width and number, alone or with 无 among them;
    `also` names further words (否, where it answers whether there is anything).
    """
    if text[:1].isalnum() and text[0] not in "无無" and not also:
        return False
    words = plain(text)
    words = "".join(each for each in words if not (each.isspace() or _fills(each)))
    return words in _NOTHING or words in also


def _fills(sign: str) -> bool:
    return (
        sign in _SLASHES
        or sign in _DOTS
        or sign in _STROKES
        or unicodedata.category(sign) in ("Pd", "Pc")
    )


def is_ditto(text: str) -> bool:
    """Whether the text only points to the row above (同上, 〃), which no reader follows."""
    if "上" not in text and "〃" not in text:
        return False
    words = "".join(plain(text).split()).strip("()。.")
    return words in _DITTO or (bool(words) and set(words) == {"〃"})


def private_characters(text: str) -> str:
    """The characters of private use in a text, each once: they look right on one computer, and
    no printer has them.
    """
    return "".join(dict.fromkeys(_PRIVATE.findall(text)))
