"""Breaches of steps 1 to 8."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cases.facts.arithmetic import add_months

from ..build import SMALL_BRANCH, STEP
from .base import DAY, Lawful, Plant


def application(case: Lawful) -> Iterator[Plant]:
    day, of = case.day, case.of
    month = add_months(day[1], 1)
    late = {STEP[2]: month + DAY}
    yield case.plant("talk on the last day of the month", {STEP[2]: month})
    yield case.plant("talk a day late", late, of("A05", "correct", "第七条", 2, month, month + DAY))
    yield case.plant(
        "talk before the receipt",
        {STEP[2]: day[1] - DAY},
        of("A05", "correct", "第七条", 2, day[1], day[1] - DAY),
    )
    yield case.plant(
        "talk on the day of receipt", {STEP[2]: day[1]}, of("F03", "advise", "-", 2, None, day[1])
    )
    born = {"公民身份号码": None, "出生日期": add_months(day[1], -18 * 12)}
    yield case.plant("eighteen on the day", born)
    too_young = {"公民身份号码": None, "出生日期": add_months(day[1], -18 * 12) + DAY}
    yield case.plant(
        "a day too young", too_young, of("A01", "void", "第五条", 1, day[1] + DAY, day[1])
    )
    yield case.plant("not signed", {"本人签名": "否"}, of("A03", "correct", "-", 1, None, day[1]))
    yield case.plant(
        "letter after receipt, not signed",
        {"申请书落款日期": day[1] + DAY, "本人签名": "否"},
        of("A03", "correct", "-", 1, day[1], day[1] + DAY),
    )


def cultivation(case: Lawful) -> Iterator[Plant]:
    day, of = case.day, case.of
    yield case.plant(
        "not recommended", {"推荐方式": "无"}, of("B01", "correct", "第八条", 3, None, day[3])
    )
    yield case.plant("other recommendation", {"推荐方式": "其他"})
    yield case.plant(
        "nobody decided", {"确定会议": "无"}, of("B02", "void", "第八条", 3, None, day[3])
    )
    yield case.plant(
        "a committee there is not",
        {"确定会议": "支委会"},
        of("B02", "void", "第八条", 3, None, day[3]),
        branch=SMALL_BRANCH,
    )
    yield case.plant(
        "meeting beside a committee",
        {"确定会议": "支部大会"},
        of("B02", "correct", "第八条", 3, None, day[3]),
    )
    yield case.plant("unknown meeting", {"确定会议": None})
    yield case.plant(
        "filed before decided",
        {STEP[4]: day[3] - DAY},
        of("B03", "correct", "第八条", 4, day[3], day[3] - DAY),
    )
    yield case.plant(
        "filed the same day", {STEP[4]: day[3]}, of("F03", "advise", "-", 4, None, day[3])
    )
    talk = min(add_months(day[1], 1), day[3] - DAY)
    early = {
        STEP[3]: talk - DAY,
        STEP[2]: talk,
        "考察日期": f"{add_months(talk - DAY, 5)}、{day[7] - 100 * DAY}",
    }
    gap = add_months(add_months(talk - DAY, 5), 6)
    yield case.plant(
        "decided before the talk",
        early,
        of("B04", "correct", "第七条、第八条", 3, talk, talk - DAY),
        *(
            [of("B06", "correct", "第十一条", 6, gap, day[7] - 100 * DAY)]
            if day[7] - 100 * DAY > gap
            else []
        ),
    )
    yield case.plant("no contact recorded", {"培养联系人": None}, of("B05", "correct", "第九条", 5))
    yield case.plant("one contact", {"培养联系人": "王一"})
    yield case.plant("a contact named twice", {"培养联系人": "王一、李二;王一"})
    yield case.plant(
        "three contacts",
        {"培养联系人": "王一、李二、张三丰"},
        of("B05", "correct", "第九条", 5, None, day[5]),
    )
    yield case.plant(
        "contact on probation",
        {"培养联系人": "王一、预备一"},
        of("B05", "correct", "第九条", 5, None, day[5]),
    )
    yield case.plant("contact not on the list", {"培养联系人": "王一、外人甲"})
    yield case.plant("contact without a day of joining", {"培养联系人": "王一、未知一"})
    yield case.plant(
        "appointed before decided",
        {STEP[5]: day[3] - DAY},
        of("F02", "correct", "-", 5, day[3], day[3] - DAY),
    )
    first, last = add_months(day[3], 6), day[7]
    listed = f"{first}、{add_months(first, 6)}"
    yield case.plant("examined on the last days", {"考察日期": listed})
    late = f"{first + DAY}、{add_months(first + DAY, 5)}"
    yield case.plant(
        "first examination late",
        {"考察日期": late},
        of("B06", "correct", "第十一条", 6, first, first + DAY),
    )
    due = add_months(first, 6)
    if last > due:
        yield case.plant(
            "one examination",
            {"考察日期": str(first)},
            of("B06", "correct", "第十一条", 6, due, None),
        )
    nothing = of("B06", "correct", "第十一条", 6, first, None)
    yield case.plant("never examined", {"考察日期": None}, nothing)
    outside = f"{day[3] - DAY}、{last + DAY}"
    yield case.plant("examined outside the period", {"考察日期": outside}, nothing)
    late = f"{first + DAY}、{add_months(first + DAY, 6)}"
    yield case.plant(
        "a late examination and then none for long",
        (
            {
                "考察日期": f"{first + DAY}",
                STEP[7]: add_months(first + DAY, 6) + DAY,
                "听取意见": "党小组、培养联系人、党员、群众",
            }
            if add_months(first + DAY, 6) + DAY <= day[8]
            else {"考察日期": late}
        ),
        of("B06", "correct", "第十一条", 6, first, first + DAY),
        *(
            [of("B06", "correct", "第十一条", 6, add_months(first + DAY, 6), None)]
            if add_months(first + DAY, 6) + DAY <= day[8]
            else []
        ),
    )


def listing(case: Lawful) -> Iterator[Plant]:
    day, of = case.day, case.of
    year = add_months(day[3], 12)
    yield case.plant("a year to the day", {STEP[7]: year, STEP[6]: year - DAY})
    yield case.plant(
        "a day short of a year",
        {STEP[7]: year - DAY},
        of("C01", "void", "第十三条", 7, year, year - DAY),
    )
    yield case.plant(
        "masses not heard",
        {"听取意见": "党小组、培养联系人、党员"},
        of("C02", "correct", "第十三条", 7),
    )
    yield case.plant("nobody heard", {"听取意见": None}, of("C02", "correct", "第十三条", 7))
    yield case.plant(
        "listed before decided",
        {STEP[7]: day[8] + DAY},
        of("F02", "correct", "-", 8, day[8] + DAY, day[8]),
    )
    posted = case.consent + 2 * DAY
    fifth = nth_working_day(posted, 5)
    if case.edition == 2014:
        yield case.plant(
            "no notice in 2014",
            {"公示开始": None, "公示结束": None, "公示地点": None, "公示结果": None},
        )
        yield case.plant("no consent in 2014", {"上级党委同意日期": None})
        yield case.plant("adverse in 2014", {"公示结果": "有影响"})
        yield case.plant("a migrant in 2014", {"流动人员": "是"})
        return
    yield case.plant(
        "no consent", {"上级党委同意日期": None}, of("C04", "void", "第十三条", 8, posted)
    )
    yield case.plant("consent on the first day", {"上级党委同意日期": posted})
    yield case.plant(
        "consent after the notice began",
        {"上级党委同意日期": posted + DAY},
        of("C04", "void", "第十三条", 8, posted, posted + DAY),
    )
    yield case.plant(
        "no notice", {"公示开始": None}, of("C05", "void", "第十三条", 8, None, day[8])
    )
    yield case.plant(
        "adverse, and no notice",
        {"公示开始": None, "公示结果": "有影响"},
        of("C05", "void", "第十三条", 8, None, day[8]),
    )
    yield case.plant("five working days", {"公示结束": fifth})
    short = of("C05", "void", "第十三条", 8, fifth + DAY, day[8])
    yield case.plant("four working days", {"公示结束": fifth - DAY}, short)
    yield case.plant("listed on the last day of the notice", {"公示结束": day[8]}, short)
    yield case.plant("end of the notice unknown", {"公示结束": None})
    places = {"流动人员": "是", "公示地点": "流出地、流入地"}
    yield case.plant("a migrant, both places", places)
    c06 = of("C06", "correct", "第十三条", 8)
    yield case.plant("a migrant, one place", {"流动人员": "是", "公示地点": "流出地"}, c06)
    yield case.plant("a migrant, no place", {"流动人员": "是", "公示地点": None}, c06)
    yield case.plant(
        "a migrant without notice",
        {**places, "公示开始": None},
        of("C05", "void", "第十三条", 8, None, day[8]),
        c06,
    )


def nth_working_day(day: date, count: int) -> date:
    """Monday to Friday only: the lawful notices of these cases meet no holiday that would
    matter.
    """
    while count:
        day += DAY
        count -= day.weekday() < 5
    return day
