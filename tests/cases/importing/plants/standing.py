"""Steps passed over, cases that stopped, limits that ran out, and cases of both editions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cases.facts.arithmetic import add_months

from ...rules.build import days
from ..build import CODE_OF, STEP, Cells
from .base import DAY, Found, Lawful, Plant


def missing(case: Lawful) -> Iterator[Plant]:
    """A step that the case went past, found once; the facts of the step do not count without its
    day.
    """
    day, of = case.day, case.of
    month, three = add_months(day[1], 1), add_months(day[23], 3)
    later = "第十九条/第十八条"
    found = {
        1: [of("A03", "correct", "-", 1)],
        2: [of("A05", "correct", "第七条", 2, month)],
        3: [of("B02", "void", "第八条", 3)],
        4: [of("B03", "correct", "第八条", 4)],
        5: [of("B05", "correct", "第九条", 5)],
        6: [],
        7: [of("C03", "void", "第十三条", 7)],
        8: [of("C04", "void", "第十三条", 8)],
        9: [of("C07", "void", "第十四条", 9)],
        10: [of("C10", "void", "第十六条", 10, day[13])],
        11: [],
        12: [of("D01", "void", later, 12, day[13])],
        13: [of("D02", "void", later, 13)],
        14: [of("D04", "correct", later, 14)],
        15: [of("D08", "void", "第二十一条/第二十条", 15)],
        16: [of("D18", "correct", "第二十四条/第二十三条", 16, day[17])],
        17: [of("D19", "void", "第二十五条/第二十四条", 17)],
        18: [of("D23", "correct", "第二十六条/第二十五条", 18)],
        19: [of("E01", "correct", "第二十九条/第二十八条", 19)],
        20: [of("E02", "correct", "第三十条/第二十九条", 20)],
        21: [],
        22: [of("E06", "correct", "第三十三条/第三十二条", 22)],
        23: [of("E10", "void", "第三十二条/第三十一条", 24)],
        24: [of("E11", "correct", "第三十四条/第三十三条", 24, three)],
    }
    for number, findings in found.items():
        yield case.plant(f"step {number} missing", {STEP[number]: None}, *findings)


def lawfully_stopped(case: Lawful) -> Iterator[Plant]:
    """A bad result is no finding where the case stopped, and one where it went on."""
    day, of = case.day, case.of
    long = add_months(day[15], 36)
    yield case.plant("review failed, stopped", {"政审结论": "不合格"}, until=10, as_of=long)
    yield case.plant(
        "review failed, trained all the same", {"政审结论": "不合格"}, until=11, as_of=long
    )
    yield case.plant(
        "branch committee refused, stopped", {"支委会审查结论": "不通过"}, until=12, as_of=long
    )
    yield case.plant("pre-review failed, stopped", {"预审结论": "不合格"}, until=13, as_of=long)
    rejected: Cells = {"大会结论": "不通过", "赞成": 2, "反对": 6}
    yield case.plant(
        "meeting refused, stopped", rejected, until=15, as_of=date(day[15].year, 12, 31)
    )
    yield case.plant(
        "meeting refused, went on",
        rejected,
        of("D08", "void", "第二十一条/第二十条", 15, None, day[15]),
        until=16,
        as_of=long,
    )
    refused: Cells = {"审批结论": "不批准", "预备期起": None, "预备期止": None}
    yield case.plant(
        "approval refused, stopped", refused, until=17, as_of=date(day[17].year, 12, 31)
    )
    yield case.plant(
        "approval refused, went on",
        refused,
        of("D19", "void", "第二十五条/第二十四条", 17, None, day[17]),
        until=19,
        as_of=long,
    )
    cancelled: Cells = {
        "转正结论": "取消预备党员资格",
        "转正听取意见": None,
        "正式党员起": None,
        STEP[22]: None,
    }
    early: Cells = {STEP[23]: case.expiry - 30 * DAY, STEP[24]: case.expiry - 20 * DAY}
    yield case.plant(
        "cancelled early",
        cancelled | early,
        until=24,
        as_of=(
            date(day[24].year, 12, 31)
            if day[24].year == (case.expiry - 20 * DAY).year
            else case.expiry
        ),
    )
    nothing: Cells = {STEP[number]: None for number in (18, 19, 20)}
    yield case.plant(
        "cancelled, never filed",
        cancelled | early | nothing,
        until=24,
        as_of=case.expiry - 20 * DAY,
    )
    three = add_months(day[23], 3)
    yield case.plant(
        "cancellation not approved",
        cancelled,
        of("E11", "correct", "第三十四条/第三十三条", 24, three, None),
        until=23,
        as_of=three + DAY,
    )


def overdue(case: Lawful) -> Iterator[Plant]:
    """A limit that ran out; `actual` is null."""
    day, of = case.day, case.of
    month = add_months(day[1], 1)
    yield case.plant("talk due today", {}, until=1, as_of=month)
    yield case.plant(
        "talk overdue", {}, of("A05", "correct", "第七条", 2, month), until=1, as_of=month + DAY
    )
    half = add_months(day[3], 6)
    yield case.plant("examination due today", {"考察日期": None}, until=5, as_of=half)
    yield case.plant(
        "examination overdue",
        {"考察日期": None},
        of("B06", "correct", "第十一条", 6, half),
        until=5,
        as_of=half + DAY,
    )
    met = add_months(day[13], 1)
    late = [of("D06", "correct", "第十九条", 15, met)] if case.edition == 2026 else []
    yield case.plant("meeting overdue", {}, *late, until=14, as_of=met + DAY)
    yield case.plant("meeting due today", {}, until=14, as_of=met)
    three, six = add_months(day[15], 3), add_months(day[15], 6)
    d20 = "第二十六条/第二十五条"
    yield case.plant(
        "approval overdue", {}, of("D20", "correct", d20, 17, three), until=16, as_of=three + DAY
    )
    reason: Cells = {"延长审批理由": "疫情"}
    yield case.plant("approval overdue with reason", reason, until=16, as_of=six)
    yield case.plant(
        "approval void", reason, of("D20", "void", d20, 17, six), until=16, as_of=six + DAY
    )
    oath = add_months(day[17], 1)
    e02 = [of("E02", "advise", "第二十九条", 20, oath)] if case.edition == 2026 else []
    yield case.plant("oath overdue", {}, *e02, until=19, as_of=oath + DAY)
    e05 = "第三十二条/第三十一条"
    yield case.plant("expiry today", {}, until=22, as_of=case.expiry)
    yield case.plant(
        "expiry past",
        {},
        of("E05", "correct", e05, 23, case.expiry),
        until=22,
        as_of=case.expiry + DAY,
    )
    e11 = add_months(day[23], 3)
    yield case.plant(
        "conversion overdue",
        {},
        of("E11", "correct", "第三十四条/第三十三条", 24, e11),
        until=23,
        as_of=e11 + DAY,
    )


def straddling() -> Iterator[Plant]:
    """Cases that begin in one edition and end in the other, and the week between."""
    first = date(2026, 5, 11)
    yield from _notice_across(first)
    yield from _meeting_across(first)
    yield from _archive_across(first)
    yield from _edition_of_what_is_missing()


def _notice_across(first: date) -> Iterator[Plant]:
    """Step 8 in the week between: what 2026 made stricter only advises."""
    start = date(2024, 9, 1)
    day = {number: days(start)[code] for number, code in CODE_OF.items()}
    nothing: Cells = {
        "上级党委同意日期": None,
        "公示开始": None,
        "公示结束": None,
        "公示地点": None,
        "公示结果": None,
    }
    for listed, severity in (
        (first, "advise"),
        (date(2026, 5, 17), "advise"),
        (date(2026, 5, 18), "void"),
    ):
        moved: Cells = {STEP[number]: listed + (number - 8) * 7 * DAY for number in range(8, 12)}
        yield Plant(
            f"listed on {listed} without consent and notice",
            start,
            nothing
            | moved
            | {
                "流动人员": "是",
                "政审征求地": "户籍地、居住地",
                "政审复函日期": None,
            },
            [
                ("C04", severity, 2026, "第十三条", 8, None, None),
                ("C05", severity, 2026, "第十三条", 8, None, listed),
                (
                    "C06",
                    "advise" if severity == "advise" else "correct",
                    2026,
                    "第十三条",
                    8,
                    None,
                    None,
                ),
            ],
            until=11,
            as_of=date(2026, 12, 31),
        )
    filed = first - DAY
    moved = {STEP[number]: filed + (number - 8) * 7 * DAY for number in range(8, 12)}
    yield Plant(
        "listed on the last day of 2014",
        start,
        nothing | moved | {"政审复函日期": None},
        [],
        until=11,
        as_of=date(2026, 12, 31),
    )
    assert day[7] < filed
    yield Plant(
        "consent in the old edition, listed in the new",
        start,
        nothing
        | moved
        | {
            "上级党委同意日期": filed,
            STEP[8]: first + 2 * DAY,
            "政审复函日期": None,
        },
        [],
        until=11,
        as_of=date(2026, 12, 31),
    )


def _meeting_across(first: date) -> Iterator[Plant]:
    """Limits of 2026 alone that began before it are counted from its first day."""
    start = date(2024, 6, 1)
    day = {number: days(start)[code] for number, code in CODE_OF.items()}
    reviewed = day[13]
    assert reviewed < first
    due = date(2026, 6, 11)
    for met, found in (
        (due, []),
        (due + DAY, [("D06", "correct", 2026, "第十九条", 15, due, due + DAY)]),
    ):
        yield Plant(
            f"pre-review before, meeting on {met}",
            start,
            {STEP[15]: met},
            list(found),
            until=15,
            as_of=met,
        )
    yield Plant(
        "pre-review before, no meeting",
        start,
        {},
        [("D06", "correct", 2026, "第十九条", 15, due, None)],
        until=14,
        as_of=due + DAY,
    )
    for sworn, e02 in (
        (due, []),
        (due + DAY, [("E02", "advise", 2026, "第二十九条", 20, due, due + DAY)]),
    ):
        yield Plant(
            f"approved before, oath on {sworn}",
            date(2024, 3, 1),
            {STEP[20]: sworn},
            list(e02),
            until=20,
            as_of=sworn,
        )


def starting(number: int, on: date) -> date:
    """The start of a lawful case whose step `number` is taken about the day `on`, never later."""
    start = on
    while days(start)[CODE_OF[number]] > on:
        start -= DAY
    return start


def _archive_across(first: date) -> Iterator[Plant]:
    """The two 登记表 are of 2026; for a period that ended before it the old material stands in."""
    four = "入党志愿书、入党申请书、政治审查材料、转正申请书"
    start = starting(25, first + DAY)
    for papers, severity in ((four, "advise"), (four.replace("入党志愿书、", ""), "correct")):
        yield Plant(
            f"archived in the week between with {papers}",
            start,
            {STEP[25]: first + DAY, "归档材料": papers},
            [("E16", severity, 2026, "第三十六条", 25, None, None)],
        )
    old = f"{four}、培养教育考察材料"
    yield Plant("both periods before", start, {STEP[25]: first + 30 * DAY, "归档材料": old}, [])
    start = starting(25, date(2027, 2, 1))
    e16: Found = ("E16", "correct", 2026, "第三十六条", 25, None, None)
    yield Plant("one period before, old material", start, {"归档材料": old}, [e16])
    yield Plant(
        "one period before, its material", start, {"归档材料": f"{old}、预备党员教育考察登记表"}, []
    )
    yield Plant(
        "one period before, the other's",
        start,
        {"归档材料": f"{old}、入党积极分子培养考察登记表"},
        [e16],
    )


def _edition_of_what_is_missing() -> Iterator[Plant]:
    """A missing step goes by the next that has a day, a duty by the day of the check."""
    start = date(2025, 10, 6)
    day = {number: days(start)[code] for number, code in CODE_OF.items()}
    assert day[4] < date(2026, 5, 11) <= day[5]
    yield Plant(
        "filing missing, the next step in the new edition",
        start,
        {STEP[4]: None},
        [("B03", "correct", 2026, "第八条", 4, None, None)],
        until=7,
        as_of=day[7],
    )
    received = date(2026, 4, 15)
    due = add_months(received, 1)
    late: Found = ("A05", "correct", 2026, "第七条", 2, due, None)
    yield Plant("talk overdue in the new edition", received, {}, [late], until=1, as_of=due + DAY)
    received = date(2026, 4, 5)
    due = add_months(received, 1)
    held: Found = ("A05", "correct", 2014, "第七条", 2, due, due + DAY)
    yield Plant(
        "talk late in the old edition",
        received,
        {STEP[2]: due + DAY},
        [held],
        until=2,
        as_of=date(2026, 6, 1),
    )
