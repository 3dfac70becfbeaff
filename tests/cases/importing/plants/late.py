"""Breaches of steps 16 to 25."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cases.facts.arithmetic import add_months

from ..build import BRANCH, COMMITTEE, FAR_BRANCH, GENERAL_BRANCH, STEP, Cells
from .base import DAY, Lawful, Plant


def approval(case: Lawful) -> Iterator[Plant]:
    day, of = case.day, case.of
    talk, met, approved = "第二十四条/第二十三条", day[15], day[17]
    yield case.plant(
        "talk by another", {"党委谈话人职务": "其他"}, of("D18", "correct", talk, 16, None, day[16])
    )
    yield case.plant(
        "talk before the meeting",
        {STEP[16]: met - DAY},
        of("D18", "correct", talk, 16, met, met - DAY),
    )
    yield case.plant(
        "late talk by another",
        {STEP[16]: approved + DAY, "党委谈话人职务": "其他"},
        of("D18", "correct", talk, 16, approved, approved + DAY),
    )
    d16 = of("D16", "void", "第二十三条/第二十二条", 17, None, approved)
    yield case.plant(
        "approved by a general branch", {"审批组织编码": GENERAL_BRANCH}, d16, branch=FAR_BRANCH
    )
    yield case.plant("approved by the department", {"审批组织编码": "GX-Z"}, d16)
    yield case.plant("approved by the branch itself", {"审批组织编码": BRANCH}, d16)
    yield case.plant(
        "approved by a general branch of which nothing is written", {"审批组织编码": "WZZ"}, d16
    )
    yield case.plant("approved by a committee elsewhere", {"审批组织编码": "BC"}, d16)
    yield case.plant("approved by a committee of unknown power", {"审批组织编码": "WZ"})
    yield case.plant("approver unknown", {"审批组织编码": None}, branch=FAR_BRANCH)
    d17 = "第二十三条/第二十二条"
    yield case.plant(
        "no deliberation",
        {"党总支审议日期": None},
        of("D17", "correct", d17, 17, approved),
        branch=FAR_BRANCH,
    )
    yield case.plant(
        "deliberated before the meeting",
        {"党总支审议日期": met - DAY},
        of("D17", "correct", d17, 17, met, met - DAY),
        branch=FAR_BRANCH,
    )
    yield case.plant(
        "deliberated after the approval",
        {"党总支审议日期": approved + DAY},
        of("D17", "correct", d17, 17, approved, approved + DAY),
        branch=FAR_BRANCH,
    )
    yield case.plant(
        "no deliberation of a general branch of which nothing is written",
        {"党总支审议日期": None, "审批组织编码": COMMITTEE},
        of("D17", "correct", d17, 17, approved),
        branch="GX-LY-04",
    )
    yield case.plant(
        "deliberated on the day of the meeting", {"党总支审议日期": met}, branch=FAR_BRANCH
    )
    d19 = of("D19", "void", "第二十五条/第二十四条", 17, None, approved)
    yield case.plant("not collective", {"党委集体表决": "否"}, d19)
    three, six = add_months(met, 3), add_months(met, 6)
    d20 = "第二十六条/第二十五条"
    yield case.plant("approved on the last day", after(case, three))
    reason = {"延长审批理由": "疫情"}
    yield case.plant(
        "approved late", after(case, three + DAY), of("D20", "correct", d20, 17, three, three + DAY)
    )
    yield case.plant("approved late with reason", after(case, three + DAY) | reason)
    yield case.plant("approved on the last day of six months", after(case, six) | reason)
    void = of("D20", "void", d20, 17, six, six + DAY)
    yield case.plant("approved after six months", after(case, six + DAY) | reason, void)
    d22 = "第二十五条、第三十二条/第二十四条、第三十一条"
    end = add_months(met, 12) - DAY
    yield case.plant(
        "end of probation wrong",
        {"预备期止": end + DAY},
        of("D22", "correct", d22, 17, end, end + DAY),
    )
    yield case.plant(
        "end of probation missing", {"预备期止": None}, of("D22", "correct", d22, 17, end)
    )
    yield case.plant(
        "start of probation missing", {"预备期起": None}, of("D22", "correct", d22, 17)
    )
    wrong: Cells = {"预备期起": approved, "预备期止": add_months(approved, 12) - DAY}
    e03 = of("E03", "correct", "第三十二条/第三十一条", 17, met, approved)
    yield case.plant("probation from the approval", wrong, e03)
    yield case.plant(
        "filed before approved",
        {STEP[18]: approved - DAY},
        of("F02", "correct", "-", 18, approved, approved - DAY),
    )
    yield case.plant(
        "enrolled before approved",
        {STEP[19]: approved - DAY},
        of("F02", "correct", "-", 19, approved, approved - DAY),
    )


def after(case: Lawful, approved: date) -> Cells:
    """Approved on this day, with what follows moved behind it."""
    return {
        STEP[17]: approved,
        STEP[18]: approved + DAY,
        STEP[19]: approved + 2 * DAY,
        STEP[20]: approved + 3 * DAY,
    }


def probation(case: Lawful) -> Iterator[Plant]:
    day, of = case.day, case.of
    e02 = "第三十条/第二十九条"
    approved = day[17]
    yield case.plant(
        "oath before the approval",
        {STEP[20]: approved - DAY},
        of("E02", "correct", e02, 20, approved, approved - DAY),
    )
    due = add_months(approved, 1)
    late = [of("E02", "advise", e02, 20, due, due + DAY)] if case.edition == 2026 else []
    yield case.plant("oath on the last day", {STEP[20]: due})
    yield case.plant("oath late", {STEP[20]: due + DAY}, *late)
    yield case.plant(
        "request on the day of the meeting",
        {STEP[22]: day[15]},
        of("F02", "correct", "-", 22, day[15] + DAY, day[15]),
        of("F03", "advise", "-", 22, None, day[15]),
    )
    yield case.plant(
        "request after the meeting",
        {STEP[22]: day[23] + DAY},
        of("F02", "correct", "-", 23, day[23] + DAY, day[23]),
    )


def conversion(case: Lawful) -> Iterator[Plant]:
    day, of, expiry = case.day, case.of, case.expiry
    e04, e07, e08 = "第三十二条/第三十一条", "第三十三条/第三十二条", "第三十三条/第三十二条"
    yield case.plant("converted on the expiry", {STEP[23]: expiry})
    yield case.plant(
        "converted a day early",
        {STEP[23]: expiry - DAY},
        of("E04", "void", e04, 23, expiry, expiry - DAY),
    )
    month = add_months(expiry, 1)
    yield case.plant("converted a month later", {STEP[23]: month, STEP[24]: month + DAY})
    yield case.plant(
        "converted later than a month",
        {STEP[23]: month + DAY, STEP[24]: month + 2 * DAY},
        of("E05", "advise", e04, 23, month, month + DAY),
    )
    yield case.plant(
        "masses not asked", {"转正听取意见": "党小组、党员"}, of("E07", "correct", e07, 23)
    )
    yield case.plant("nobody asked", {"转正听取意见": None}, of("E07", "correct", e07, 23))
    void = of("E08", "void", e08, 23, None, day[23])
    yield case.plant(
        "conversion without quorum",
        {"转正实到": 5, "转正赞成": 5, "转正弃权": 0, "转正书面意见": 5, "转正书面赞成": 5},
        void,
    )
    yield case.plant("conversion without majority", {"转正赞成": 5, "转正反对": 3}, void)
    yield case.plant("conversion not secret", {"转正无记名投票": "否"}, void)
    yield case.plant(
        "conversion with too many written",
        {"转正书面意见": 2},
        of("E08", "correct", e08, 23, None, day[23]),
    )
    yield case.plant(
        "conversion not secret, no majority",
        {"转正赞成": 5, "转正反对": 3, "转正无记名投票": "否"},
        void,
        void,
    )
    end = expiry + 10 * DAY
    yield case.plant(
        "full from another day",
        {"正式党员起": end},
        of("E13", "correct", "第三十四条/第三十三条", 24, expiry, end),
    )
    three = add_months(day[23], 3)
    yield case.plant(
        "conversion approved on the last day", {STEP[24]: three, STEP[25]: three + DAY}
    )
    yield case.plant(
        "conversion approved late",
        {STEP[24]: three + DAY, STEP[25]: three + 2 * DAY},
        of("E11", "correct", "第三十四条/第三十三条", 24, three, three + DAY),
    )
    yield case.plant(
        "approved before the meeting",
        {STEP[24]: day[23] - DAY},
        of("F02", "correct", "-", 24, day[23], day[23] - DAY),
    )
    yield case.plant(
        "archived before approved",
        {STEP[25]: day[24] - DAY},
        of("F02", "correct", "-", 25, day[24], day[24] - DAY),
    )
    yield from extension(case)
    e16 = of("E16", "correct", "第三十七条/第三十六条", 25)
    yield case.plant("nothing archived", {"归档材料": None}, e16)
    four = "入党志愿书、入党申请书、政治审查材料、转正申请书"
    records = "入党积极分子培养考察登记表、预备党员教育考察登记表"
    yield case.plant(
        "archive of the edition",
        {"归档材料": f"{four}、{records if case.edition == 2026 else '培养教育考察材料'}"},
    )
    yield case.plant("both records", {"归档材料": f"{four}、{records}"})
    yield case.plant("one record", {"归档材料": f"{four}、预备党员教育考察登记表"}, e16)
    yield case.plant(
        "no request archived",
        {"归档材料": f"入党志愿书、入党申请书、政治审查材料、{records}、培养教育考察材料"},
        e16,
    )
    if case.edition == 2026:
        yield case.plant("the old material in 2026", {"归档材料": f"{four}、培养教育考察材料"}, e16)


def extension(case: Lawful) -> Iterator[Plant]:
    day, of, expiry = case.day, case.of, case.expiry
    longer = add_months(expiry, 6)
    moved: Cells = {
        STEP[22]: longer - DAY,
        STEP[23]: longer,
        STEP[24]: longer + DAY,
        STEP[25]: longer + 2 * DAY,
        "已延长次数": 1,
        "延长月数": 6,
        "正式党员起": longer,
    }
    yield case.plant("converted after an extension", moved)
    e04, e13 = "第三十二条/第三十一条", "第三十四条/第三十三条"
    yield case.plant(
        "extended, yet converted at the first expiry",
        {"已延长次数": 1, "延长月数": 6},
        of("E04", "void", e04, 23, longer, day[23]),
        of("E13", "correct", e13, 24, longer, expiry),
    )
    yield case.plant("length of the extension unknown", {"已延长次数": 1})
    yield case.plant("not extended, whatever the length", {"已延长次数": 0, "延长月数": 6})
    yield case.plant(
        "extended twice", moved | {"已延长次数": 2}, of("E09", "void", e04, 23, None, longer)
    )
    short = add_months(expiry, 5)
    yield case.plant(
        "extended by five months",
        moved
        | {STEP[22]: short - DAY, STEP[23]: short, STEP[24]: short + DAY, STEP[25]: short + 2 * DAY}
        | {"延长月数": 5, "正式党员起": short},
        of("E09", "void", e04, 23, None, short),
    )
    e08 = of("E08", "void", "第三十三条/第三十二条", 23, None, day[23])
    unlawful: Cells = {
        "转正实到": 5,
        "转正赞成": 4,
        "转正反对": 1,
        "转正弃权": 0,
        "转正书面意见": 6,
    }
    wrong = of("E08", "correct", "第三十三条/第三十二条", 23, None, day[23])
    for outcome in ({"转正结论": "延长预备期", "延长月数": 12}, {"转正结论": "取消预备党员资格"}):
        yield case.plant(
            f"{outcome['转正结论']} without quorum, by open vote, of an unknown resolution",
            outcome | unlawful | {"转正无记名投票": "否", "正式党员起": None},
            e08,
            e08,
            wrong,
            until=24,
            as_of=day[24],
        )
    decided: Cells = {"转正结论": "延长预备期", "延长月数": 12, "正式党员起": None}
    soon = add_months(expiry, 12)
    yield case.plant("extension decided and approved", decided, until=24, as_of=soon)
    yield case.plant(
        "extended expiry past",
        decided,
        of("E05", "correct", e04, 23, soon, None),
        until=24,
        as_of=soon + DAY,
    )
    yield case.plant(
        "extended again",
        decided | {"已延长次数": 1},
        of("E09", "void", e04, 23, None, day[23]),
        until=24,
        as_of=day[24],
    )
    yield case.plant(
        "extended by thirteen months",
        decided | {"延长月数": 13},
        of("E09", "void", e04, 23, None, day[23]),
        until=24,
        as_of=day[24],
    )
    earlier: Cells = {"已延长次数": 1, "延长月数": 6}
    yield case.plant("extended before, not expired", earlier, until=22, as_of=longer)
    yield case.plant(
        "extended before, expired",
        earlier,
        of("E05", "correct", e04, 23, longer, None),
        until=22,
        as_of=longer + DAY,
    )
    yield case.plant(
        "extended before by an unknown length",
        {"已延长次数": 1},
        until=22,
        as_of=longer + 400 * DAY,
    )
    three = add_months(day[23], 3)
    yield case.plant(
        "extension not approved",
        decided,
        of("E11", "correct", e13, 24, three, None),
        until=23,
        as_of=three + DAY,
    )
