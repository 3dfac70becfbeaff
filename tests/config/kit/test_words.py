"""Words that say nothing, and what is removed from every text."""

import unicodedata

import pytest

from config.kit import cleaned, is_ditto, plain, private_characters, says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u3000",
        "\n",
        "\u200b",
        "\ufeff",
        "_x000D_",
        "无",
        " 无 ",
        "无。",
        "无\u200b",
        "/",
        "／",
        "//",
        "\\",
        "＼",
        "-",
        "－",
        "--",
        "——",
        "———",
        "–",
        "—",
        "―",
        "−",
        "─",
        "_",
        "＿＿",
        ".",
        "．",
        "。",
        "…",
        "……",
        "·",
        "•",
        "・",
        "‧",
        "⋯",
        "- -",
        "/ /",
        "／—",
        "無",
    ],
)
def test_a_filled_cell_that_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "否",
        "有",
        "无异议",
        "无党派",
        "0",
        "1",
        "暂无",
        "一",
        "同上",
        "〃",
        "张三",
        "a",
        "5/8",
        "-1",
        "（无）意见",
        "、",
    ],
)
def test_words_say_something(text: str) -> None:
    assert not says_nothing(text)


def test_no_says_nothing_only_where_it_answers_whether_there_is_anything() -> None:
    assert not says_nothing("否")
    assert says_nothing(" 否 ", also=("否",))
    assert not says_nothing("否决", also=("否",))


@pytest.mark.parametrize("text", ["同上", " 同 上 ", "〃", "〃〃", "（同上）", "同上。"])
def test_ditto(text: str) -> None:
    assert is_ditto(text)


@pytest.mark.parametrize("text", ["", "同", "上", "同上级", "无"])
def test_no_ditto(text: str) -> None:
    assert not is_ditto(text)


def test_what_nobody_sees_is_removed_and_line_feeds_stay() -> None:
    assert cleaned("易\u200b文斌\ufeff_x000D_\n彭\u202e建国_x000a_") == "易文斌\n彭建国\n"
    assert cleaned("张\x00三\x1b") == "张三"
    assert plain("　１２／Ａ ") == "12/A"


def test_every_control_and_format_character_is_removed() -> None:
    unseen = [
        chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Cf")
    ]
    assert cleaned("".join(unseen)) == "\t\n"


def test_characters_of_private_use_are_told() -> None:
    assert private_characters("王\ue123\ue123\U000f0001") == "\ue123\U000f0001"
    assert not private_characters("王𰻝·A")
