# ruff: noqa: SIM114  # a line of the catalogue each
"""The catalogue read a second time, from the branch committee's review (12) to the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .oracle import DAY, EDITION_2026, Early, is_2026, months
from .plants import Found

RECORDS = ("入党积极分子培养考察登记表", "预备党员教育考察登记表")
F02_PAIRS = (
    (3, 5), (7, 8), (8, 9), (8, 10), (8, 11), (9, 12), (10, 12), (11, 12), (14, 15), (15, 17), (17, 18), (17, 19),
    (15, 22), (22, 23), (23, 24), (24, 25),
)  # fmt: skip
OTHER_PAIRS = ((1, 2), (2, 3), (3, 4), (3, 7), (12, 13), (13, 14), (15, 16), (16, 17), (17, 20))


@dataclass
class Reading(Early):
    """One row, read to its end."""

    def read(self) -> list[Found]:
        for part in (
            self.application, self.cultivation, self.contacts, self.nomination, self.listing, self.vetting, self.review,
            self.admission, self.form, self.month, self.meeting, self.approval, self.committee, self.probation,
            self.conversion, self.conversion_ballot, self.extension, self.conversion_approved, self.archive, self.order,
        ):  # fmt: skip
            part()
        return self.found

    def admission(self) -> None:
        checked, reviewed = self.day[12], self.day[13]
        if self.is_missing(12, 13):
            self.add("D01", "void", 12, reviewed)
        elif checked and reviewed and checked > reviewed:
            self.add("D01", "void", 12, reviewed, checked)
        elif checked and self.last >= 13 and self.get("支委会审查结论") == "不通过":
            self.add("D01", "void", 12, None, checked)
        if self.is_missing(13, 14):
            self.add("D02", "void", 13)
        elif reviewed and self.last >= 14 and self.get("预审结论") == "不合格":
            self.add("D02", "void", 13, None, reviewed)

    def form(self) -> None:
        reviewed, filled, issued = self.day[13], self.day[14], self.get("志愿书发放日期")
        if self.is_missing(14, 15):
            self.add("D04", "correct", 14)
        if reviewed and issued and issued < reviewed:
            self.add("D04", "correct", 14, reviewed, issued, by=issued)
        if filled and reviewed and filled < reviewed:
            self.add("D04", "correct", 14, reviewed, filled)
        if filled and issued and filled < issued:
            self.add("D04", "correct", 14, issued, filled)

    def month(self) -> None:
        reviewed = self.day[13]
        if reviewed and self.get("三个月内离开") == "是":
            self.add("D05", "advise", 13, None, reviewed)
        held = self.day[15]
        if reviewed and self.get("预审结论") != "不合格" and is_2026(held or self.on):
            due = months(max(reviewed, EDITION_2026), 1)
            if held and held > due:
                self.add("D06", "correct", 15, due, held, is_stricter=True)
            elif held is None and self.last < 16 and self.on > due and not self.is_closed:
                self.add("D06", "correct", 15, due, by=self.on, is_stricter=True)

    def count_fault(self, prefix: str) -> bool:
        """Whether the numbers of a meeting do not agree."""
        due, there, out, back = (
            self.get(f"{prefix}{title}") for title in ("应到", "实到", "发出票", "收回票")
        )
        cast = [self.get(f"{prefix}{title}") for title in ("赞成", "反对", "弃权", "无效")]
        total = None if None in cast else sum(cast)
        written, in_favour = self.get(f"{prefix}书面意见"), self.get(f"{prefix}书面赞成")
        pairs = [(there, due), (back, out), (out, there), (total, there), (in_favour, written)]
        if due is not None and there is not None and there <= due:
            pairs.append((written, due - there))
        is_over = any(less is not None and more is not None and less > more for less, more in pairs)
        return is_over or (total is not None and back is not None and total != back)

    def lacks_quorum(self, prefix: str) -> bool:
        due, there = self.get(f"{prefix}应到"), self.get(f"{prefix}实到")
        return due is not None and there is not None and 2 * there <= due

    def lacks_majority(self, prefix: str) -> bool:
        due, there, votes = (self.get(f"{prefix}{title}") for title in ("应到", "实到", "赞成"))
        written, in_favour = self.get(f"{prefix}书面意见"), self.get(f"{prefix}书面赞成")
        if due is None or votes is None:
            return False
        if in_favour is None:
            most = [
                each
                for each in (written, None if there is None else max(due - there, 0))
                if each is not None
            ]
            if not most:
                return False
            in_favour = min(most)
        return bool(2 * (votes + in_favour) <= due)

    def meeting(self) -> None:
        met, result = self.day[15], self.get("大会结论")
        has_passed = result == "通过" or (result is None and self.last >= 16)
        if self.is_missing(15, 16):
            self.add("D08", "void", 15)
        if met is None:
            return
        if result == "不通过" and self.last >= 16:
            self.add("D08", "void", 15, None, met)
        faults = {
            "D07": has_passed and self.lacks_quorum(""),
            "D08": has_passed and self.lacks_majority(""),
            "D09": self.get("无记名投票") == "否",
            "D10": self.get("逐个表决") == "否",
        }
        for rule, is_fault in faults.items():
            if is_fault:
                self.add(rule, "void", 15, None, met)
        if self.count_fault(""):
            self.add("D12", "correct", 15, None, met)
        if has_passed and self.get("应到") is not None and self.get("应到") < 3:
            self.add("D29", "correct", 15, None, met)

    def approval(self) -> None:
        met, talked, approved = self.day[15], self.day[16], self.day[17]
        if self.is_missing(16, 17):
            self.add("D18", "correct", 16, approved)
        elif talked and met and talked < met:
            self.add("D18", "correct", 16, met, talked)
        elif talked and approved and talked > approved:
            self.add("D18", "correct", 16, approved, talked)
        elif talked and self.get("党委谈话人职务") == "其他":
            self.add("D18", "correct", 16, None, talked)

    def committee(self) -> None:
        met, approved = self.day[15], self.day[17]
        if self.is_missing(17, 18):
            self.add("D19", "void", 17)
        elif approved and self.last >= 18 and self.get("审批结论") == "不批准":
            self.add("D19", "void", 17, None, approved)
        elif approved and self.get("党委集体表决") == "否":
            self.add("D19", "void", 17, None, approved)
        if met and not self.is_stopped:
            self.approved_in_time(met, approved)
        if self.is_missing(18, 22) and not self.is_stopped and not self.is_cancelled:
            self.add("D23", "correct", 18)
        if approved:
            self.approver(approved)
            if not self.is_stopped:
                self.probation_written(approved)

    def approved_in_time(self, met: date, approved: date | None) -> None:
        three, six, has_reason = (
            months(met, 3),
            months(met, 6),
            self.get("延长审批理由") is not None,
        )
        day, by = approved or self.on, None if approved else self.on
        if approved is None and (self.last >= 18 or self.is_closed):
            return
        if day > six:
            self.add("D20", "void", 17, six, approved, by=by)
        elif day > three and not has_reason:
            self.add("D20", "correct", 17, three, approved, by=by)

    def approver(self, approved: date) -> None:
        code, branch, met = self.get("审批组织编码"), self.get("党支部编码"), self.day[15]
        if code is None or (power := self.world.power(code)) is None:
            return
        above = self.world.above(branch)
        if not power or code not in above:
            self.add("D16", "void", 17, None, approved)
        if code not in above:
            return
        between = above[: above.index(code)]
        kinds = {each: self.world.organizations[each]["类型"] for each in between}
        if not any(
            kinds[each] in ("党总支", "党委") and self.world.power(each) is False
            for each in between
        ):
            return
        held = self.get("党总支审议日期")
        if held is None:
            self.add("D17", "correct", 17, approved)
        elif held > approved:
            self.add("D17", "correct", 17, approved, held)
        elif met and held < met:
            self.add("D17", "correct", 17, met, held)

    def probation_written(self, approved: date) -> None:
        start, end = self.get("预备期起"), self.get("预备期止")
        right = months(start, 12) - DAY if start else None
        if start is None or end is None:
            self.add("D22", "correct", 17, right)
        elif end != right:
            self.add("D22", "correct", 17, right, end)
        if start and self.day[15] and start != self.day[15]:
            self.add("E03", "correct", 17, self.day[15], start)

    def probation(self) -> None:
        is_off, approved, sworn = self.is_stopped or self.is_cancelled, self.day[17], self.day[20]
        if self.is_missing(19, 22) and not is_off:
            self.add("E01", "correct", 19)
        if self.is_missing(22, 23) and not is_off:
            self.add("E06", "correct", 22)
        if self.is_stopped:
            return
        due = months(max(approved, EDITION_2026), 1) if approved else None
        if self.is_missing(20, 22):
            if not self.is_cancelled:
                self.add("E02", "correct", 20)
        elif approved and sworn and sworn < approved:
            self.add("E02", "correct", 20, approved, sworn)
        elif (
            due
            and is_2026(sworn or self.on)
            and (sworn or self.on) > due
            and not (sworn is None and self.is_closed)
        ):
            self.add("E02", "advise", 20, due, sworn, by=None if sworn else self.on)

    def conversion(self) -> None:
        met = self.day[23]
        is_off, before = self.is_stopped or self.is_cancelled, self.expiry(self.extensions)
        if met and not is_off:
            if before and met < before:
                self.add("E04", "void", 23, before, met)
            if {"党小组", "党员", "群众"} - set(self.listed("转正听取意见")):
                self.add("E07", "correct", 23)
        if not is_off:
            self.discussed_in_time()

    def conversion_ballot(self) -> None:
        met = self.day[23]
        if met and self.outcome is not None:
            for is_fault, severity in (
                (self.lacks_quorum("转正"), "void"),
                (self.outcome == "按期转正" and self.lacks_majority("转正"), "void"),
                (self.get("转正无记名投票") == "否", "void"),
                (self.count_fault("转正"), "correct"),
            ):
                if is_fault:
                    self.add("E08", severity, 23, None, met)

    def extension(self) -> None:
        met = self.day[23]
        lengths = self.extensions + ([self.get("延长月数")] if self.outcome == "延长预备期" else [])
        if len(lengths) > 1:
            self.add("E09", "void", 23, None, met)
        elif lengths and lengths[0] is not None and not 6 <= lengths[0] <= 12:
            self.add("E09", "void", 23, None, met)

    def conversion_approved(self) -> None:
        met, approved, before = self.day[23], self.day[24], self.expiry(self.extensions)
        if self.is_missing(23, 24):
            self.add("E10", "void", 24)
        three = months(met, 3) if met else None
        if self.is_missing(24, 25):
            self.add("E11", "correct", 24, three)
        elif three and approved and approved > three:
            self.add("E11", "correct", 24, three, approved)
        elif three and approved is None and self.on > three and not self.is_closed:
            self.add("E11", "correct", 24, three, by=self.on)
        full = self.get("正式党员起")
        if (
            approved
            and full
            and before
            and full != before
            and self.outcome not in ("延长预备期", "取消预备党员资格")
        ):
            self.add("E13", "correct", 24, before, full)

    def discussed_in_time(self) -> None:
        met, is_extended = self.day[23], self.outcome == "延长预备期" and self.day[24] is not None
        lengths = self.extensions + ([self.get("延长月数")] if is_extended else [])
        expiry = self.expiry(lengths)
        if self.last < 17 or expiry is None:
            return
        if met and not is_extended:
            if met > (due := months(expiry, 1)):
                self.add("E05", "advise", 23, due, met)
        elif (is_extended or self.last < 24) and self.on > expiry and not self.is_closed:
            self.add("E05", "correct", 23, expiry, by=self.on)

    def archive(self) -> None:
        day, kept = self.day[25], set(self.listed("归档材料"))
        if day is None or self.is_cancelled:
            return
        lacking = {"入党志愿书", "入党申请书", "政治审查材料", "转正申请书"} - kept
        if not is_2026(day):
            if "培养教育考察材料" not in kept and not set(RECORDS) <= kept:
                lacking.add("培养教育考察材料")
        else:
            ends = (self.day[7], self.expiry(self.extensions))
            for record, end in zip(RECORDS, ends, strict=True):
                is_replaced = "培养教育考察材料" in kept and (end is None or not is_2026(end))
                if record not in kept and not is_replaced:
                    lacking.add(record)
        if lacking:
            self.add("E16", "correct", 25, is_stricter=lacking <= set(RECORDS))

    def order(self) -> None:
        for earlier, later in (*F02_PAIRS, *OTHER_PAIRS):
            first, second = self.day[earlier], self.day[later]
            if (
                first is None
                or second is None
                or ((earlier, later) == (15, 17) and self.day[16] is not None)
            ):
                continue
            due = first + DAY if (earlier, later) == (15, 22) else first
            if second < due and (earlier, later) in F02_PAIRS:
                self.add("F02", "correct", later, due, second, by=second)
            if first == second:
                self.add("F03", "advise", later, None, second, by=second)
