"""Pinyin of names, for search and order: all readings of a surname (曾 单 仇 解 区 查)."""

# How these are read as surnames, which is not their first dictionary reading; it decides the order
# of lists.
SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge", "任": "ren",
    "朴": "piao", "翟": "zhai", "尉": "yu", "缪": "miao", "覃": "qin", "乐": "yue", "员": "yun", "黑": "he",
    "折": "she", "万": "wan", "么": "yao", "宓": "mi", "冼": "xian", "洗": "xian", "燕": "yan", "葛": "ge",
    "句": "gou", "繁": "po", "种": "chong",
}  # fmt: skip


def search_text(name: str) -> str:
    """Words to search a name by: full pinyin and initials for each reading of the surname, the
    usual one first.

    >>> search_text("曾伟")
    'zengwei zw cengwei cw'
    """
    from pypinyin import (
        Style,
        lazy_pinyin,
        pinyin,
    )  # 57 MiB, which a process that only reads does without

    if not (name := "".join(name.split())):
        return ""
    rest = lazy_pinyin(name[1:])
    readings = pinyin(name[0], style=Style.NORMAL, heteronym=True)[0]
    if usual := SURNAMES.get(name[0]):
        readings = [usual, *readings]
    words: dict[str, None] = {}
    for first in dict.fromkeys(readings):
        syllables = [syllable.lower() for syllable in (first, *rest)]
        words["".join(syllables)] = None
        words["".join(syllable[0] for syllable in syllables if syllable)] = None
    return " ".join(words)
