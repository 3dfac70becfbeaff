"""Breaches of steps 9 to 15."""

from __future__ import annotations

from collections.abc import Iterator

from cases.facts.arithmetic import add_months

from ..build import STEP, Cells
from .base import DAY, Lawful, Plant


def vetting(case: Lawful) -> Iterator[Plant]:
    day, of = case.day, case.of
    c07 = of("C07", "void", "第十四条", 9, None, day[9])
    yield case.plant(
        "no introducer recorded", {"入党介绍人": None}, of("C07", "void", "第十四条", 9)
    )
    yield case.plant("one introducer", {"入党介绍人": "王一"}, c07)
    yield case.plant("three introducers", {"入党介绍人": "王一、李二、张三丰"}, c07)
    yield case.plant("introducer on probation", {"入党介绍人": "王一、预备一"}, c07)
    yield case.plant("introducer not on the list", {"入党介绍人": "王一、外人甲"})
    yield case.plant(
        "introducer under 留党察看",
        {"入党介绍人": "王一、察看一"},
        of("C08", "void", "第十四条", 9, None, day[9]),
    )
    if case.edition == 2014:
        yield case.plant("introducer warned in 2014", {"入党介绍人": "王一、警告一"})
    else:
        yield case.plant(
            "introducer warned",
            {"入党介绍人": "王一、警告一"},
            of("C09", "advise", "第十四条", 9, None, day[9]),
        )
    yield case.plant("introducer once warned", {"入党介绍人": "王一、曾受一"})
    yield case.plant("discipline of unknown begin", {"入党介绍人": "王一、不详一"})
    yield case.plant(
        "introducers before listing",
        {STEP[9]: day[8] - DAY},
        of("F02", "correct", "-", 9, day[8], day[8] - DAY),
    )
    yield case.plant(
        "review after the pre-review",
        {STEP[10]: day[13] + DAY},
        of("C10", "void", "第十六条", 10, day[13], day[13] + DAY),
        of("F02", "correct", "-", 12, day[13] + DAY, day[12]),
    )
    yield case.plant(
        "review failed", {"政审结论": "不合格"}, of("C10", "void", "第十六条", 10, None, day[10])
    )
    yield case.plant(
        "review without result", {"政审结论": None}, of("C10", "void", "第十六条", 10, day[13])
    )
    yield case.plant(
        "reply after the conclusion",
        {"政审复函日期": f"{day[10] - DAY}、{day[10] + DAY}"},
        of("C12", "correct", "-", 10, day[10], day[10] + DAY),
    )
    yield case.plant("replies unknown", {"政审复函日期": None})
    migrant = {"流动人员": "是", "公示地点": "流出地、流入地"}
    yield case.plant(
        "a migrant asked at home only",
        migrant | {"政审征求地": "户籍地"},
        of("C11", "correct", "第十六条", 10),
    )
    yield case.plant(
        "a migrant nobody asked about",
        migrant | {"政审征求地": None},
        of("C11", "correct", "第十六条", 10),
    )
    yield case.plant(
        "two days, 23 hours",
        {"培训天数": 2, "培训学时": 23},
        of("C14", "correct", "第十七条", 11, None, day[11]),
    )
    yield case.plant(
        "two days, hours unknown",
        {"培训天数": 2, "培训学时": None},
        of("C14", "correct", "第十七条", 11, None, day[11]),
    )
    yield case.plant("two days, 24 hours", {"培训天数": 2})
    yield case.plant("training unknown", {"培训天数": None, "培训学时": None})
    yield case.plant(
        "trained by others",
        {"培训单位": "其他"},
        of("C14", "correct", "第十七条", 11, None, day[11]),
    )
    nothing: Cells = {"培训天数": 0, "培训学时": 0}
    yield case.plant("no days and no hours", nothing, of("C15", "void", "第十七条", 11))
    yield case.plant(
        "no days and no hours, by others",
        nothing | {"培训单位": "其他"},
        of("C15", "void", "第十七条", 11),
    )
    yield case.plant("no days and no hours in a special case", nothing | {"免训原因": "支援边疆"})
    yield case.plant(
        "no days and no hours, step missing",
        nothing | {STEP[11]: None},
        of("C15", "void", "第十七条", 11),
    )
    untrained: Cells = {STEP[11]: None, "培训天数": None, "培训学时": None}
    yield case.plant("not trained", untrained, of("C15", "void", "第十七条", 11))
    yield case.plant("a special case", untrained | {"免训原因": "支援边疆"})
    yield case.plant(
        "a special case with too few days",
        untrained | {"培训天数": 1, "免训原因": "支援边疆"},
        of("C14", "correct", "第十七条", 11),
    )
    d01 = "第十九条/第十八条"
    yield case.plant(
        "branch committee refused",
        {"支委会审查结论": "不通过"},
        of("D01", "void", d01, 12, None, day[12]),
    )
    yield case.plant(
        "branch committee after the pre-review",
        {STEP[12]: day[13] + DAY},
        of("D01", "void", d01, 12, day[13], day[13] + DAY),
    )
    yield case.plant("branch committee's result unknown", {"支委会审查结论": None})
    yield case.plant(
        "pre-review failed", {"预审结论": "不合格"}, of("D02", "void", d01, 13, None, day[13])
    )
    yield case.plant(
        "leaves within three months",
        {"三个月内离开": "是"},
        of("D05", "advise", d01, 13, None, day[13]),
    )


def meeting(case: Lawful) -> Iterator[Plant]:
    day, of = case.day, case.of
    d04 = "第十九条/第十八条"
    issued = {"志愿书发放日期": day[13] - DAY}
    yield case.plant(
        "form issued early", issued, of("D04", "correct", d04, 14, day[13], day[13] - DAY)
    )
    yield case.plant(
        "form filled before issue",
        {"志愿书发放日期": day[14] + DAY},
        of("D04", "correct", d04, 14, day[14] + DAY, day[14]),
    )
    yield case.plant(
        "form filled before the pre-review",
        {STEP[14]: day[13] - DAY, "志愿书发放日期": day[13] - DAY},
        of("D04", "correct", d04, 14, day[13], day[13] - DAY),
        of("D04", "correct", d04, 14, day[13], day[13] - DAY),
    )
    yield case.plant(
        "meeting before the form",
        {STEP[14]: day[15] + DAY},
        of("F02", "correct", "-", 15, day[15] + DAY, day[15]),
    )
    for number in (1, 2):  # the two have one number
        yield case.plant(
            f"number used twice, {number}",
            {"志愿书编号": f"重复{case.edition}"},
            of("D04", "correct", d04, 14, None, day[14]),
        )
    due = add_months(day[10], 12)
    old = day[15] - 397 * DAY
    aged: Cells = {STEP[10]: old, "政审复函日期": None}
    yield case.plant(
        "review older than a year",
        aged,
        of("F02", "correct", "-", 10, day[8], old),
        of("C13", "advise", "-", 15, add_months(old, 12), day[15]),
    )
    assert due > day[15]
    d07, d08 = (
        of("D07", "void", "第二十条/第十九条", 15, None, day[15]),
        of("D08", "void", "第二十一条/第二十条", 15, None, day[15]),
    )
    two: Cells = {
        "应到": 2,
        "实到": 2,
        "发出票": 2,
        "收回票": 2,
        "赞成": 2,
        "弃权": 0,
        "书面意见": 0,
        "书面赞成": 0,
    }
    yield case.plant("a branch of two", two, of("D29", "correct", "-", 15, None, day[15]))
    three: Cells = {
        "应到": 3,
        "实到": 3,
        "发出票": 3,
        "收回票": 3,
        "赞成": 3,
        "弃权": 0,
        "书面意见": 0,
        "书面赞成": 0,
    }
    yield case.plant("a branch of three", three)
    few: Cells = {"实到": 5, "发出票": 5, "收回票": 5, "赞成": 5, "弃权": 0}
    yield case.plant("half is no quorum", few | {"书面意见": 5, "书面赞成": 5}, d07)
    half: Cells = {"赞成": 4, "反对": 4}
    yield case.plant("half is no majority", half, d08)
    yield case.plant(
        "written votes make the majority",
        half | {"书面意见": 1, "书面赞成": 1, "赞成": 5, "反对": 3},
    )
    yield case.plant(
        "written votes unknown, could pass",
        {"赞成": 5, "反对": 3, "书面意见": None, "书面赞成": None},
    )
    yield case.plant(
        "written votes unknown, cannot pass",
        {"赞成": 4, "反对": 4, "书面意见": None, "书面赞成": None},
        d08,
    )
    yield case.plant(
        "nobody knows who was there",
        {"赞成": 4, "反对": 4, "书面意见": None, "书面赞成": None, "实到": None},
    )
    yield case.plant(
        "no secret ballot",
        {"无记名投票": "否"},
        of("D09", "void", "第二十一条/第二十条", 15, None, day[15]),
    )
    yield case.plant(
        "several in one vote",
        {"逐个表决": "否"},
        of("D10", "void", "第二十一条/第二十条", 15, None, day[15]),
    )
    d12 = of("D12", "correct", "-", 15, None, day[15])
    for name, cells in {
        "more present than due": {"实到": 11},
        "sum not taken back": {"收回票": 8},
        "more back than out": {"发出票": 8},
        "more out than present": {"发出票": 10},
        "more written than absent": {"书面意见": 2},
        "more written in favour than written": {"书面意见": 0},
    }.items():
        yield case.plant(name, dict(cells), d12)
    yield case.plant("sum above those present", {"发出票": None, "收回票": None, "赞成": 9}, d12)
    yield case.plant("void ballots unknown", {"无效": None, "赞成": 6})
    due = add_months(day[13], 1)
    if case.edition == 2026:
        moved: Cells = {
            STEP[15]: due + DAY,
            "预备期起": due + DAY,
            "预备期止": add_months(due + DAY, 12) - DAY,
        }
        moved |= {
            STEP[16]: due + 2 * DAY,
            "正式党员起": add_months(due + DAY, 12),
            STEP[23]: add_months(due + DAY, 12),
        }
        yield case.plant(
            "meeting late", moved, of("D06", "correct", "第十九条", 15, due, due + DAY)
        )
