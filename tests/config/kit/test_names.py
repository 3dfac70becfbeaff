"""Names, and lists of them: parted where they are several, whole where they are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.kit import (
    DAY_SEPARATORS,
    Named,
    NotRead,
    name_key,
    parted,
    read_name,
    read_named,
    read_names,
)

LISTED = {"易文斌", "彭建国", "张和平", "欧阳修文", "阿依古丽·买买提", "陈和平", "阿迪力江"}


def is_listed(name: str) -> bool:
    return name_key(name) in {name_key(each) for each in LISTED}


def names(text: str, listed: bool = True) -> list[str]:
    return [
        str(named)
        for part in read_names(text)
        for named in part.names(is_listed if listed else lambda _: False)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "易文斌、彭建国",
        "易文斌;彭建国",
        "易文斌；彭建国",
        "易文斌，彭建国",
        "易文斌,彭建国",
        "易文斌/彭建国",
        "易文斌／彭建国",
        "易文斌\n彭建国",
        "易文斌\r\n彭建国",
        "易文斌_x000D_\n彭建国",
        "易文斌 彭建国",
        "易文斌\u3000彭建国",
        "易文斌和彭建国",
        "易文斌 和 彭建国",
        "易文斌､彭建国",
        "易文斌、、彭建国、",
        "易文斌、无、彭建国",
        "易文斌、彭建国、易文斌",
        "易\u200b文斌、彭建国",
    ],
)
def test_two_names_in_every_way_offices_part_them(text: str) -> None:
    assert names(text) == names(text, listed=False) == ["易文斌", "彭建国"]


@pytest.mark.parametrize(
    "text",
    [
        "张和平",
        "欧阳 修文",
        "欧 阳 修 文",
        "张 三",
        "欧阳和平",
        "阿依古丽 买买提",
        "阿依古丽·买买提",
        "John Smith",
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_one_name_stays_whole(text: str, listed: bool) -> None:
    assert len(names(text, listed)) == 1


def test_what_is_on_the_member_list_decides() -> None:
    assert names("张和平和陈和平") == ["张和平", "陈和平"]
    assert names("陈和平和李建国") == ["陈和平", "李建国"]
    assert names("阿迪力江 李建国") == ["阿迪力江", "李建国"]
    assert names("易文斌 张和平和彭建国") == ["易文斌", "张和平", "彭建国"]


@pytest.mark.parametrize("text", ["张 三 李 四", "张三 李 四丰"])
def test_nobody_guesses_how_many_persons(text: str) -> None:
    with pytest.raises(NotRead, match="不能确定是几个人"):
        names(text)


def test_brackets_after_a_name() -> None:
    assert read_named("彭建国（书记）") == Named("彭建国", "书记")
    assert read_named("彭建国 (ZB03)") == Named("彭建国", "ZB03")
    assert read_named("彭建国【ＺＢ０３】") == Named("彭建国", "ZB03")
    assert names("彭建国（书记、主任）、易文斌（ZB03/ZB04）") == [
        "彭建国（书记、主任）",
        "易文斌（ZB03/ZB04）",
    ]
    assert (
        names("彭建国（书记） 易文斌（委员）")
        == names("彭建国（书记）易文斌（委员）")
        == ["彭建国（书记）", "易文斌（委员）"]
    )
    assert names("彭建国（书记）和易文斌") == ["彭建国（书记）", "易文斌"]
    for text in ("彭建国（书记", "彭建国）", "（ZB03）"):
        with pytest.raises(NotRead):
            read_names(text)


@pytest.mark.parametrize("text", ["同上", "〃", "易文斌、同上", "彭建国；〃"])
def test_ditto_is_no_name(text: str) -> None:
    with pytest.raises(NotRead, match="上一行"):
        read_names(text)


@pytest.mark.parametrize("text", ["无", "——", "/", "123", "...", "同上"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(NotRead):
        read_name(text)


@pytest.mark.parametrize("dot", "·•‧・･∙⋅．.")
def test_all_middle_dots_are_one(dot: str) -> None:
    assert read_name(f"阿依古丽{dot}买买提") == "阿依古丽·买买提"
    assert (
        name_key(f"阿依古丽 {dot} 买买提")
        == name_key("阿依古丽买买提")
        == name_key("阿依古丽 买买提")
    )


def test_spaces_and_what_nobody_sees_are_no_part_of_a_name() -> None:
    assert read_name(" 张\u3000三_x000D_ ") == "张三"
    assert read_name("易\u200b文\u202e斌\ufeff") == "易文斌"
    assert read_name(" John  Smith ") == "John Smith"


def test_days_are_not_parted_by_slashes() -> None:
    assert parted("2025/3/7；2025/6/7", DAY_SEPARATORS) == ["2025/3/7", "2025/6/7"]


HAN = st.text(st.sampled_from("王李张刘陈杨黄赵周吴建国文斌志强和平"), min_size=2, max_size=3)


@given(st.lists(HAN, min_size=1, max_size=6, unique=True), st.sampled_from("、;；，,/\n"))
def test_a_list_comes_back_as_it_was_written(wanted: list[str], sign: str) -> None:
    assert names(sign.join(wanted), listed=False) == wanted


@given(st.text("王和李 建国、（）/", max_size=14))
def test_no_character_of_a_name_is_lost(text: str) -> None:
    try:
        found = [named for part in read_names(text) for named in part.names(is_listed)]
    except NotRead:
        return
    left = "".join(named.name + named.note for named in found)
    assert {each for each in left if each in "王李建国"} == {
        each for each in text if each in "王李建国"
    }
