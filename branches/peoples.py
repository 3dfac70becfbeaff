"""The peoples of China (民族) by name, in the order of GB/T 3304, and the field for one."""

from __future__ import annotations

from typing import Any

from django import forms

_NAMES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 "
    "拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 "
    "怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
PEOPLES = tuple(f"{name}族" for name in _NAMES.split())
#: What an identity card may say besides: a people that is not recognised yet, and who was
#: naturalised.
BESIDES = ("穿青人", "其他", "外国血统中国籍人士")


def people_named(text: str) -> str:
    """The people in its full name: 汉 is 汉族. A text that names none stays as it is."""
    words = "".join(text.split())
    if f"{words}族" in PEOPLES:
        return f"{words}族"
    return words if words in PEOPLES else text


class PeopleField(forms.ChoiceField):
    """One people, from the list; the page has a search above it where a script can do it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Select(attrs={"data-search": "输入民族筛选"})
        choices = [("", "请选择"), *((name, name) for name in (*PEOPLES, *BESIDES))]
        super().__init__(choices=choices, widget=widget, label="民族", **options)

    def keep(self, known: str) -> None:
        """Offer also what is known already and stands on no list."""
        if known and not self.valid_value(known):
            listed: Any = self.choices
            self.choices = [*listed, (known, known)]
