"""Lists in one cell or field: names and other things, and where 和 or a space parts names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from config.kit.names import (
    AND_AFTER_BRACKET,
    BEFORE_BRACKET,
    CLOSING,
    HOW_NAMES_ARE_PARTED,
    IN_BRACKETS,
    MIDDLE_DOT,
    OPENING,
    TYPED_DOT,
    Named,
    read_named,
)
from config.kit.words import NotRead, cleaned, is_ditto, says_nothing

#: Signs that part names and choices; days are parted by the same without the slash.
SEPARATORS, DAY_SEPARATORS = "、､;；，,/／\n\r", "、､;；，,\n\r"
#: A name parted off by 和 or a space has so many characters at least; 和 is looked at in so many
#: places of a text.
LEAST, MOST_ANDS = 2, 4
#: The same few contacts and introducers stand in many rows: so many lists are taken apart once.
REMEMBERED = 2048
#: The surnames of two characters that are met: alone they are no name.
DOUBLE_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳申屠公孙慕容仲孙"
        "钟离长孙宇文司徒鲜于司空闾丘亓官司寇颛孙漆雕乐正拓跋轩辕令狐段干百里呼延东郭南门羊舌梁丘左丘西门即墨达奚",
    )
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list of names, as typed. Whether 和 or a space parts it further, only the
    member list can tell.
    """

    text: str

    def __str__(self) -> str:
        return self.text

    def candidates(self) -> set[str]:
        """Every name that may be meant, to be looked up on the member list before `names` is
        called. Raises NotRead.
        """
        tokens = _tokens(self.text)
        splits: list[Sequence[str]] = [[self.text]]
        if len(tokens) > 1:
            splits.append(tokens)
        for token in tokens:
            splits += _splits_by_and(token)
        found: set[str] = set()
        for pieces in splits:
            found |= {named.name for named in map(_named, pieces) if named}
        if not found:
            read_named(self.text)  # says why
        return found

    def names(self, is_listed: Callable[[str], bool]) -> tuple[Named, ...]:
        """The names meant. `is_listed` says whether a name is on the member list.

        和 and a space part only what is no name on the list, and only into what can be names:
        张和平, 欧阳 修文 and 阿依古丽 买买提 stay whole. Raises NotRead where nobody can tell how
        many persons are meant.
        """
        whole, tokens = _named(self.text), _tokens(self.text)
        if whole is not None and is_listed(whole.name):
            return (whole,)
        if len(tokens) == 1:
            return _parted_by_and(self.text, is_listed)
        if whole is None or _can_be_names(tokens, is_listed):
            found: list[Named] = []
            for token in tokens:
                found += _parted_by_and(token, is_listed)
            return tuple(found)
        if any(len(token) < LEAST for token in tokens) and not _looks_han(whole.name):
            raise NotRead(f"不能确定是几个人；{HOW_NAMES_ARE_PARTED}")
        return (whole,)


def _named(text: str) -> Named | None:
    try:
        return read_named(text)
    except NotRead:
        return None


@lru_cache(maxsize=REMEMBERED)
def _tokens(text: str) -> tuple[str, ...]:
    """The text parted at its spaces and after its brackets; a bracket belongs to the name before
    it, 和 alone is none.

    Names in Latin letters have spaces of their own and are not parted.
    """
    words = BEFORE_BRACKET.sub("", TYPED_DOT.sub(MIDDLE_DOT, " ".join(text.split())))
    words = AND_AFTER_BRACKET.sub(" ", words)
    if re.search("[A-Za-z]", IN_BRACKETS.sub(r"\1", words)):
        return (words,)
    found, depth, token = [], 0, ""
    for each in words:
        if each == " " and depth == 0:
            found.append(token)
            token = ""
            continue
        depth += (each in OPENING) - (each in CLOSING and depth > 0)
        token += each
        if each in CLOSING and depth == 0:
            found.append(token)
            token = ""
    return tuple(each for each in (*found, token) if each not in ("", "和"))


def _can_be_names(pieces: Sequence[str], is_listed: Callable[[str], bool]) -> bool:
    """Whether all pieces can be names: long enough, and one is on the member list or all look
    like Chinese names.
    """
    names = [named.name for named in map(_named, pieces) if named]
    if len(names) < len(pieces) or any(len(name) < LEAST for name in names):
        return False
    return any(map(is_listed, names)) or all(map(_looks_han, names))


def _looks_han(name: str) -> bool:
    """Whether this has the length of a Chinese name: two or three characters, four after a
    surname of two.
    """
    if name in DOUBLE_SURNAMES or MIDDLE_DOT in name:
        return False
    return len(name) in (2, 3) or (len(name) == 4 and name[:2] in DOUBLE_SURNAMES)


def _splits_by_and(text: str) -> list[list[str]]:
    """Every way to part a text at some of the 和 in it, each piece long enough for a name."""
    places = [place for place, each in enumerate(text) if each == "和"][:MOST_ANDS]
    found = []
    for count in range(1, len(places) + 1):
        for chosen in combinations(places, count):
            edges = [-1, *chosen, len(text)]
            pieces = [text[start + 1 : end].strip() for start, end in pairwise(edges)]
            if all(len(piece) >= LEAST for piece in pieces):
                found.append(pieces)
    return found


def _parted_by_and(text: str, is_listed: Callable[[str], bool]) -> tuple[Named, ...]:
    """The names in a text without spaces."""
    whole = _named(text)
    if whole is not None and is_listed(whole.name):
        return (whole,)
    likely = [pieces for pieces in _splits_by_and(text) if _can_be_names(pieces, is_listed)]
    if not likely:
        return (read_named(text),)
    listed = []
    for pieces in likely:
        listed.append(sum(is_listed(read_named(piece).name) for piece in pieces))
    best = [pieces for pieces, count in zip(likely, listed, strict=True) if count == max(listed)]
    if len(best) > 1:
        raise NotRead(f"不能确定是几个人；{HOW_NAMES_ARE_PARTED}")
    return tuple(map(read_named, best[0]))


def parted(text: str, separators: str = SEPARATORS) -> list[str]:
    """The parts of a list, without those that say nothing. A separator inside brackets parts
    nothing.
    """
    found, depth, part = [], 0, ""
    for each in cleaned(text):
        depth += (each in OPENING) - (each in CLOSING and depth > 0)
        if depth == 0 and each in separators:
            found.append(part)
            part = ""
        else:
            part += each
    return [part.strip() for part in (*found, part) if not says_nothing(part)]


@lru_cache(maxsize=REMEMBERED)
def read_names(text: str) -> tuple[Part, ...]:
    """The parts of a list of names, each once. Raises NotRead."""
    found: dict[Part, None] = {}
    for part in parted(text):
        if is_ditto(part):
            raise NotRead(f"“{part}”是指上一行，请写出姓名")
        found[Part(part)] = None
    for each in found:
        each.candidates()
    return tuple(found)
