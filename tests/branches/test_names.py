"""A name is found by every reading of its surname."""

import pytest

from branches.names import search_text


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("曾伟", "zengwei zw", "cw"),
        ("单雄信", "shanxiongxin sxx", "dxx"),
        ("仇英", "qiuying qy", "cy"),
        ("解放", "xiefang xf", "jf"),
        ("区伟", "ouwei ow", "qw"),
        ("查良镛", "zhaliangyong zly", "cly"),
        ("吕布", "lvbu lb", "lb"),
        ("张三", "zhangsan zs", "zs"),
    ],
)
def test_all_readings_the_usual_first(name: str, first: str, also: str) -> None:
    words = search_text(name)
    assert words.startswith(first)
    assert also in words.split()


def test_no_name() -> None:
    assert search_text("  ") == ""
