"""Synthetic people. The identity numbers are valid, their area code belongs to no place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from branches.identity import compose

DAYS, SERIALS = (
    331,
    499,
)  # identity numbers of one area: residues of the day of birth, times pairs of serials

SURNAMES = "韦黄覃李陈梁农陆莫罗周潘邓吴卢唐何谭蒙蓝杨刘张王曾单仇解区查朱林钟甘凌廖苏蒋冯谢宋郑许彭易龙滕颜闭岑"
COMPOUND = ("欧阳", "上官", "司徒", "诸葛")
MALE = (
    "建国", "志强", "海涛", "文斌", "立军", "宏伟", "国庆", "卫东", "永康", "家豪", "俊杰", "子墨", "天佑", "振华",
    "春生", "伟", "勇", "磊", "刚", "晨", "树林", "青山", "绍文", "世昌", "启明", "景行", "德胜", "培林", "思远",
)  # fmt: skip
FEMALE = (
    "秀英", "晓梅", "海燕", "文静", "丽华", "玉兰", "春燕", "雪梅", "佳怡", "诗涵", "美玲", "小红", "芳", "静", "敏",
    "艳", "婷", "桂花", "凤仙", "月娥", "慧敏", "思琪", "若兰", "雅琴", "清荷", "木兰", "素珍", "彩霞", "依林", "冬梅",
)  # fmt: skip
#: Names that forms, columns and fonts must cope with: characters outside the common sets, a dot,
#: length.
UNUSUAL = (
    ("刘䶮", "汉族", True),
    ("张𠮷安", "汉族", True),
    ("买买提·阿不都热合曼", "维吾尔族", True),
    ("阿依古丽·买买提依明", "维吾尔族", False),
    ("扎西·多吉次仁", "藏族", True),
    ("木巴热克·哈孜别克·吐尔逊", "哈萨克族", False),
)
ETHNICITIES = ("汉族",) * 11 + ("壮族",) * 6 + ("瑶族", "苗族", "侗族", "仫佬族", "回族")


@dataclass(frozen=True)
class Human:
    """What registers a person."""

    name: str
    ethnicity: str
    is_male: bool
    born_on: date
    identity_number: str
    phone: str


def human(rng: Random, number: int, born_on: date, *, unusual: int | None = None) -> Human:
    """The person with this running number, born on that day or within the eleven months before
    it.
    """
    if unusual is None:
        is_male = rng.random() < 0.58
        surname = rng.choice(COMPOUND) if rng.random() < 0.02 else rng.choice(SURNAMES)
        name, ethnicity = surname + rng.choice(MALE if is_male else FEMALE), rng.choice(ETHNICITIES)
    else:
        name, ethnicity, is_male = UNUSUAL[unusual]
    return Human(
        name, ethnicity, is_male, *identity(number, born_on, is_male=is_male), f"1990{number:07d}"
    )


def identity(number: int, born_on: date, *, is_male: bool) -> tuple[date, str]:
    """A day of birth and an identity number; another one for each running number below 16 million.

    The area is of no county (4599xx), so that nobody has the number.
    """
    serial, rest = number % SERIALS, number // SERIALS
    area, residue = divmod(rest, DAYS)
    born_on -= timedelta((born_on.toordinal() - residue) % DAYS)
    number_of_sex = serial * 2 + (1 if is_male else 2)
    return born_on, compose(area=f"4599{area + 1:02d}", birth_on=born_on, serial=number_of_sex)
