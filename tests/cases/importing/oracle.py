# ruff: noqa: SIM114  # a line of the catalogue each
"""The catalogue read a second time: what a row of the workbook breaks, from its cells alone.

Nothing here is taken from the rules' code; months, working days and majorities are counted anew. It
knows the sheet 案卷 with all its columns, the organizations and members of the test world, and a
day not before any in the row.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import chinese_calendar

from .build import STEP, Cells
from .plants import Found

DAY = timedelta(1)
EDITION_2026, WEEK_LAST = date(2026, 5, 11), date(2026, 5, 17)
OFF = "off"
#: Article of each rule in 2014 and 2026, None without one, "off" where the rule does not hold.
ARTICLES: dict[str, tuple[str | None, str | None]] = {
    "A01": ("第五条", "第五条"), "A03": (None, None), "A05": ("第七条", "第七条"), "B01": ("第八条", "第八条"),
    "B02": ("第八条", "第八条"), "B03": ("第八条", "第八条"), "B04": ("第七条、第八条", "第七条、第八条"),
    "B05": ("第九条", "第九条"), "B06": ("第十一条", "第十一条"), "C01": ("第十三条", "第十三条"),
    "C02": ("第十三条", "第十三条"), "C03": ("第十三条", "第十三条"), "C04": ("第十三条", "第十三条"),
    "C05": (OFF, "第十三条"), "C06": (OFF, "第十三条"), "C07": ("第十四条", "第十四条"),
    "C08": ("第十四条", "第十四条"),
    "C09": (OFF, "第十四条"), "C10": ("第十六条", "第十六条"), "C11": ("第十六条", "第十六条"), "C12": (None, None),
    "C13": (None, None), "C14": ("第十七条", "第十七条"), "C15": ("第十七条", "第十七条"),
    "D01": ("第十九条", "第十八条"), "D02": ("第十九条", "第十八条"), "D04": ("第十九条", "第十八条"),
    "D05": ("第十九条", "第十八条"), "D06": (OFF, "第十九条"), "D07": ("第二十条", "第十九条"),
    "D08": ("第二十一条", "第二十条"), "D09": ("第二十一条", "第二十条"), "D10": ("第二十一条", "第二十条"),
    "D12": (None, None), "D16": ("第二十三条", "第二十二条"), "D17": ("第二十三条", "第二十二条"),
    "D18": ("第二十四条", "第二十三条"), "D19": ("第二十五条", "第二十四条"), "D20": ("第二十六条", "第二十五条"),
    "D22": ("第二十五条、第三十二条", "第二十四条、第三十一条"), "D23": ("第二十六条", "第二十五条"),
    "D29": (None, None),
    "E01": ("第二十九条", "第二十八条"), "E02": ("第三十条", "第二十九条"), "E03": ("第三十二条", "第三十一条"),
    "E04": ("第三十二条", "第三十一条"), "E05": ("第三十二条", "第三十一条"), "E06": ("第三十三条", "第三十二条"),
    "E07": ("第三十三条", "第三十二条"), "E08": ("第三十三条", "第三十二条"), "E09": ("第三十二条", "第三十一条"),
    "E10": ("第三十二条", "第三十一条"), "E11": ("第三十四条", "第三十三条"), "E13": ("第三十四条", "第三十三条"),
    "E16": ("第三十七条", "第三十六条"), "F02": (None, None), "F03": (None, None),
}  # fmt: skip
FOUR = ("党小组", "培养联系人", "党员", "群众")


def months(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 + count
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def works(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def is_2026(day: date) -> bool:
    return day >= EDITION_2026


@dataclass
class World:
    """Organizations and members by their rows."""

    organizations: Mapping[str, Cells]
    members: Mapping[str, Cells]

    def above(self, code: str) -> list[str]:
        """The codes above, nearest first."""
        found = []
        while above := self.organizations[code].get("上级编码"):
            found.append(code := above)
        return found

    def power(self, code: str) -> bool | None:
        row = self.organizations[code]
        if row["类型"] != "党委":
            return False
        return None if row.get("有审批权限") is None else row["有审批权限"] == "是"

    def is_full(self, name: str, day: date) -> bool | None:
        row = self.members.get(name)
        if row is None or row.get("入党日期") is None:
            return None
        return row["身份"] != "预备党员" and day >= months(row["入党日期"], 12)

    def is_disciplined(self, name: str, kinds: tuple[str, ...], day: date) -> bool:
        row = self.members.get(name) or {}
        since, until = row.get("处分起"), row.get("处分止")
        return (
            row.get("处分") in kinds
            and since is not None
            and since <= day
            and (until is None or day <= until)
        )


@dataclass
class Early:
    """One row, read rule by rule up to the training of step 11."""

    cells: Cells
    world: World
    on: date
    found: list[Found] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.day: dict[int, date | None] = {no: self.cells.get(title) for no, title in STEP.items()}
        self.last = max(no for no, day in self.day.items() if day is not None)

    def get(self, title: str) -> Any:
        return self.cells.get(title)

    def listed(self, title: str) -> list[str]:
        """The words of a list, a day as it is written."""
        return [] if self.get(title) is None else str(self.get(title)).split("、")

    def days(self, title: str) -> list[date]:
        return [date.fromisoformat(each) for each in self.listed(title)]

    def first_from(self, step: int) -> date:
        return next(
            (day for no, day in self.day.items() if no >= step and day is not None), self.on
        )

    def is_missing(self, no: int, since: int) -> bool:
        return self.day[no] is None and self.last >= since

    def add(
        self, rule: str, severity: str, step: int, due: date | None = None, actual: date | None = None,
        by: date | None = None, is_stricter: bool = False,
    ) -> None:  # fmt: skip
        by = by or self.first_from(step)
        article = ARTICLES[rule][is_2026(by)]
        if article == OFF:
            return
        if is_stricter and EDITION_2026 <= by <= WEEK_LAST:
            severity = "advise"
        self.found.append(
            (rule, severity, 2026 if is_2026(by) else 2014, article, step, due, actual)
        )

    # What the whole case says

    @property
    def is_stopped(self) -> bool:
        refused = self.day[17] is not None and self.get("审批结论") == "不批准"
        return refused or (self.day[15] is not None and self.get("大会结论") == "不通过")

    @property
    def outcome(self) -> str | None:
        return self.get("转正结论") if self.day[23] is not None else None

    @property
    def is_cancelled(self) -> bool:
        return self.outcome == "取消预备党员资格"

    @property
    def is_closed(self) -> bool:
        if self.is_cancelled:
            return self.day[24] is not None
        if self.outcome == "延长预备期" and self.day[24] is not None and self.last == 24:
            return False
        return self.last == 25 or (self.is_stopped and self.last in (15, 17) and self._last_is_bad)

    @property
    def closed_on(self) -> date | None:
        """The day the case is closed; after its year it is not checked."""
        if not self.is_closed:
            return None
        return self.day[24] if self.is_cancelled else self.day[self.last]

    @property
    def _last_is_bad(self) -> bool:
        return self.get("大会结论" if self.last == 15 else "审批结论") in ("不通过", "不批准")

    @property
    def extensions(self) -> list[int | None]:
        """Lengths of those decided before the meeting of step 23; None: unknown."""
        is_earlier = self.day[23] is None or self.get("转正结论") == "按期转正"
        length, count = self.get("延长月数") if is_earlier else None, self.get("已延长次数")
        if count is None:
            count = 1 if length else 0
        lengths: list[int | None] = [None] * (count - 1) if count else []
        return [*lengths, length] if count else lengths

    def expiry(self, lengths: list[int | None]) -> date | None:
        if self.day[15] is None or None in lengths:
            return None
        day = months(self.day[15], 12)
        for length in lengths:
            day = months(day, length or 0)
        return day

    # Stage by stage

    def application(self) -> None:
        received, held = self.day[1], self.day[2]
        letter: date | None = self.get("申请书落款日期")
        birth: date | None = self.get("出生日期")
        if received and birth and received < (due := months(birth, 216)):
            self.add("A01", "void", 1, due, received)
        if self.is_missing(1, 2):
            self.add("A03", "correct", 1)
        elif received and letter and letter > received:
            self.add("A03", "correct", 1, received, letter)
        elif received and self.get("本人签名") == "否":
            self.add("A03", "correct", 1, None, received)
        limit = months(received, 1) if received else None
        if self.is_missing(2, 3):
            self.add("A05", "correct", 2, limit)
        elif received and limit and held is None:
            if self.on > limit and not self.is_closed:
                self.add("A05", "correct", 2, limit, by=self.on)
        elif received and held and held < received:
            self.add("A05", "correct", 2, received, held)
        elif limit and held and held > limit:
            self.add("A05", "correct", 2, limit, held)

    def cultivation(self) -> None:
        decided, has_committee = (
            self.day[3],
            self.world.organizations[self.get("党支部编码")].get("设支委会"),
        )
        if decided and self.get("推荐方式") == "无":
            self.add("B01", "correct", 3, None, decided)
        if self.is_missing(3, 4):
            self.add("B02", "void", 3)
        elif decided and (
            self.get("确定会议") == "无"
            or (self.get("确定会议"), has_committee) == ("支委会", "否")
        ):
            self.add("B02", "void", 3, None, decided)
        elif decided and (self.get("确定会议"), has_committee) == ("支部大会", "是"):
            self.add("B02", "correct", 3, None, decided)

    def contacts(self) -> None:
        decided = self.day[3]
        if self.is_missing(4, 7):
            self.add("B03", "correct", 4)
        elif decided and self.day[4] and self.day[4] < decided:
            self.add("B03", "correct", 4, decided, self.day[4])
        if self.day[2] and decided and decided < self.day[2]:
            self.add("B04", "correct", 3, self.day[2], decided)
        named, contacts = self.day[5], set(self.listed("培养联系人"))
        if self.is_missing(5, 7):
            self.add("B05", "correct", 5)
        elif named and not contacts:
            self.add("B05", "correct", 5)
        elif named and (
            len(contacts) > 2 or any(self.world.is_full(each, named) is False for each in contacts)
        ):
            self.add("B05", "correct", 5, None, named)
        self.examinations()

    def examinations(self) -> None:
        decided, nominated = self.day[3], self.day[7]
        if decided is None and (self.last < 4 or self.get("考察日期") is None):
            return
        goes_on = decided is not None and nominated is None and self.last < 8
        end = self.on if goes_on else self.first_from(7)
        previous = decided
        for day in sorted(set(self.days("考察日期"))):
            if not (decided or date.min) <= day <= end:
                continue
            if previous and day > months(previous, 6):
                self.add("B06", "correct", 6, months(previous, 6), day, by=day)
            previous = day
        if previous is None:
            return
        due = months(previous, 6)
        if goes_on and self.on > due:
            self.add("B06", "correct", 6, due, by=self.on)
        elif nominated and nominated > due:
            self.add("B06", "correct", 6, due, by=nominated)

    def nomination(self) -> None:
        decided, nominated = self.day[3], self.day[7]
        if decided and nominated and nominated < (due := months(decided, 12)):
            self.add("C01", "void", 7, due, nominated)
        if nominated and set(FOUR) - set(self.listed("听取意见")):
            self.add("C02", "correct", 7)
        if self.is_missing(7, 8):
            self.add("C03", "void", 7)

    def listing(self) -> None:
        listed, consent, posted = self.day[8], self.get("上级党委同意日期"), self.get("公示开始")
        by = consent or listed
        if self.is_missing(8, 9):
            self.add("C04", "void", 8, by=consent)
        elif by and is_2026(by):
            if consent is None:
                self.add("C04", "void", 8, posted, by=by, is_stricter=True)
            elif posted and consent > posted:
                self.add("C04", "void", 8, posted, consent, by=by, is_stricter=True)
        if listed is None:
            return
        is_bad = self.get("公示结果") == "有影响"
        if is_bad or posted is None:
            self.add("C05", "void", 8, None, listed, by=by, is_stricter=True)
        else:
            full, count = posted, 0
            while count < 5:
                full += DAY
                count += works(full)
            if not full <= (self.get("公示结束") or listed - DAY) < listed:
                self.add("C05", "void", 8, full + DAY, listed, by=by, is_stricter=True)
        places = set() if posted is None and not is_bad else set(self.listed("公示地点"))
        if self.get("流动人员") == "是" and {"流出地", "流入地"} - places:
            self.add("C06", "correct", 8, by=by, is_stricter=True)

    def vetting(self) -> None:
        named, introducers = self.day[9], set(self.listed("入党介绍人"))
        if self.is_missing(9, 12):
            self.add("C07", "void", 9)
        elif named and not introducers:
            self.add("C07", "void", 9)
        elif named and (
            len(introducers) != 2
            or any(self.world.is_full(each, named) is False for each in introducers)
        ):
            self.add("C07", "void", 9, None, named)
        if named and any(
            self.world.is_disciplined(each, ("留党察看",), named) for each in introducers
        ):
            self.add("C08", "void", 9, None, named)
        lighter = ("警告", "严重警告", "撤销党内职务")
        if named and any(self.world.is_disciplined(each, lighter, named) for each in introducers):
            self.add("C09", "advise", 9, None, named)

    def review(self) -> None:
        concluded, reviewed, met = self.day[10], self.day[13], self.day[15]
        if self.is_missing(10, 12):
            self.add("C10", "void", 10, reviewed)
        elif concluded and reviewed and concluded > reviewed:
            self.add("C10", "void", 10, reviewed, concluded)
        elif concluded and self.last >= 12 and self.get("政审结论") == "不合格":
            self.add("C10", "void", 10, None, concluded)
        elif concluded and self.last >= 12 and self.get("政审结论") is None:
            self.add("C10", "void", 10, reviewed)
        if (
            concluded
            and self.get("流动人员") == "是"
            and {"户籍地", "居住地"} - set(self.listed("政审征求地"))
        ):
            self.add("C11", "correct", 10)
        if concluded and (latest := max(self.days("政审复函日期"), default=concluded)) > concluded:
            self.add("C12", "correct", 10, concluded, latest)
        if concluded and met and met > (due := months(concluded, 12)):
            self.add("C13", "advise", 15, due, met)
        self.training()

    def training(self) -> None:
        trained, days, hours = self.day[11], self.get("培训天数"), self.get("培训学时")
        is_none, is_excused = (days, hours) == (0, 0), self.get("免训原因") is not None
        if is_none:
            if not is_excused and (trained or self.last >= 12):
                self.add("C15", "void", 11)
            return
        if (days, hours) != (None, None) and (days or 0) < 3 and (hours or 0) < 24:
            self.add("C14", "correct", 11, None, trained)
        elif trained and self.get("培训单位") == "其他":
            self.add("C14", "correct", 11, None, trained)
        if self.is_missing(11, 12) and not days and not hours and not is_excused:
            self.add("C15", "void", 11)
