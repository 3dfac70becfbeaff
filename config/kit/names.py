"""The name of one person: its spelling, how it is compared, and what stands in brackets after
it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from config.kit.words import NotRead, cleaned, is_ditto, private_characters, says_nothing

MOST = 100
#: The middle dot of names as the identity card prints it, and the dots that are typed for it.
MIDDLE_DOT = "·"
_DOTS = "·•‧・･∙⋅．"
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
TYPED_DOT = re.compile(f"[ \u3000]*[{_DOTS}][ \u3000]*|(?<={_HAN})\\.(?={_HAN})")
OPENING, CLOSING = "（([［【〔", "）)]］】〕"
_BRACKETS = re.escape(OPENING + CLOSING)
IN_BRACKETS = re.compile(
    f"([^{_BRACKETS}]*)[{re.escape(OPENING)}]([^{_BRACKETS}]*)[{re.escape(CLOSING)}]"
)
BEFORE_BRACKET = re.compile(f" (?=[{re.escape(OPENING)}])")
AND_AFTER_BRACKET = re.compile(f"(?<=[{re.escape(CLOSING)}])和")
HOW_NAMES_ARE_PARTED = "多个姓名用顿号、分号、逗号或换行分开"


def spelled_name(text: str) -> str:
    """The text of a name in one spelling of its dots and spaces, without what nobody sees;
    refused is nothing.
    """
    return TYPED_DOT.sub(MIDDLE_DOT, " ".join(cleaned(text).split()))


def read_name(text: str) -> str:
    """The name of one person in one spelling: `张 三` is written so for looks and means 张三, all
    middle dots are one.

    Names in Latin letters keep their spaces. Raises NotRead.
    """
    words = spelled_name(text)
    if not re.search("[A-Za-z]", words):
        words = words.replace(" ", "")
    if is_ditto(words):
        raise NotRead("“同上”是指上一行，请写出姓名")
    if says_nothing(words) or not (any(map(str.isalpha, words)) or private_characters(words)):
        raise NotRead("不是姓名")
    if len(words) > MOST:
        raise NotRead(f"过长，最多 {MOST} 字")
    return words


def name_key(text: str) -> str:
    """What names are compared and searched by: no spaces, no middle dots, no width, nothing that
    cannot be seen.
    """
    words = unicodedata.normalize("NFKC", cleaned(text)).lower()
    return "".join(each for each in words if not (each.isspace() or each in f"{_DOTS}."))


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a list and what stands in brackets after it: a post, or the code of an
    organization.
    """

    name: str
    note: str = ""

    def __str__(self) -> str:
        if not self.note:
            return self.name
        return f"{self.name}（{self.note}）"


def read_named(text: str) -> Named:
    """A name with what stands in brackets after it. Raises NotRead."""
    words = " ".join(cleaned(text).split())
    if not any(each in words for each in OPENING + CLOSING):
        return Named(read_name(words))
    if (found := IN_BRACKETS.fullmatch(words)) is None:
        raise NotRead(f"括号不成对，或括号后还有别的字；{HOW_NAMES_ARE_PARTED}")
    return Named(read_name(found[1]), unicodedata.normalize("NFKC", found[2]).strip())
