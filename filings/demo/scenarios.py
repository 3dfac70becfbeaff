"""Which cases the demo world has: one of everything first, then ordinary ones until there are
enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, cycle, islice
from random import Random

import msgspec

from cases.facts import samples
from cases.facts.admission import CommitteeTalkerCapacity
from cases.facts.application import TalkTopic
from cases.facts.case import EDITION_2026
from cases.facts.cultivation import Recommendation
from cases.facts.values import ArchivedPaper, Heard, Meeting, Opinion, Paper
from filings.demo.story import Script

#: Days since the last act, with which a step waits quietly; the first number each is the least.
QUIET: dict[str, tuple[int, int]] = {
    "apply": (2, 24),
    "talk": (10, 150),
    "shortlist": (2, 20),
    "file_activist": (1, 9),
    "appoint_contacts": (30, 340),
    "cultivate": (2, 25),
    "nominate": (2, 9),
    "list_consent": (1, 12),
    "list_target": (2, 12),
    "appoint_introducers": (3, 20),
    "political_review": (2, 15),
    "train": (2, 12),
    "committee_review": (1, 7),
    "pre_review": (1, 7),
    "fill_form": (2, 9),
    "admission_meeting": (2, 9),
    "committee_talk": (2, 20),
    "approve": (1, 8),
    "file_with_department": (1, 8),
    "enrol": (2, 9),
    "oath": (10, 270),
    "probation": (2, 9),
    "request_conversion": (1, 15),
    "conversion_meeting": (1, 9),
    "approve_conversion": (2, 20),
    "archive": (230, 1500),
}
EARLY = 12  # steps of stages 1 to 3, both rows of 8 counted


def _ballot(**changes: object) -> dict[str, dict[str, object]]:
    """The meeting of step 15 with the ballot of a large branch, lawful but for these numbers."""
    numbers = {"should_attend": 30, "present": 28, "given_out": 28, "taken_back": 28}
    votes = {"in_favour": 27, "against": 1, "abstaining": 0, "written": 0, "written_in_favour": 0}
    ballot = msgspec.structs.replace(samples.BALLOT, **(numbers | votes | changes))
    return {"admission_meeting": {"ballot": ballot}}


_NO_MASSES = tuple(Opinion(kind=kind) for kind in Heard if kind is not Heard.MASSES)
_TWO_PAPERS = tuple(ArchivedPaper(kind=kind, pages=4) for kind in (Paper.FORM, Paper.REVIEW))

#: What waits for somebody above, or came back from there.
FILED = (
    Script("第 4 步备案待接收", "shortlist", tail="submitted", rest=2),
    Script("第 4 步备案已接收", "shortlist", tail="received", rest=1),
    Script("第 4 步备案被退回", "shortlist", tail="returned", rest=3),
    Script("第 4 步备案已撤回", "shortlist", tail="withdrawn", rest=2),
    Script("第 8 步待同意", "nominate", tail="submitted", rest=4),
    Script("第 8 步待同意，已接收", "nominate", tail="received", rest=1),
    Script("第 8 步被退回", "nominate", tail="returned", rest=5),
    Script("第 8 步退回后再次报送", "nominate", tail="resubmitted", rest=1),
    Script("第 13 步预审待接收", "committee_review", tail="submitted", rest=1),
    Script("第 13 步预审待答复", "committee_review", tail="received", rest=2),
    Script("第 13 步预审被退回", "committee_review", tail="returned", rest=2),
    Script("第 17 步审批待接收", "admission_meeting", tail="submitted", rest=2),
    Script("第 17 步待党总支审议", "admission_meeting", tail="submitted", rest=3, place="far"),
    Script("第 17 步党总支已审议", "admission_meeting", tail="deliberated", rest=1, place="far"),
    Script("第 17 步被党总支退回", "admission_meeting", tail="returned", rest=1, place="far"),
    Script("第 17 步待审批", "committee_talk", rest=9),
    Script("第 18 步待组织部门接收", "approve", tail="submitted", rest=2),
    Script("第 18 步组织部门已接收", "approve", tail="received", rest=1),
    Script("第 18 步被组织部门退回", "approve", tail="returned", rest=2),
    Script("第 24 步转正待接收", "conversion_meeting", tail="submitted", rest=1),
    Script("第 24 步待党总支审议", "conversion_meeting", tail="submitted", rest=2, place="far"),
    Script("第 24 步转正待审批", "conversion_meeting", tail="received", rest=4),
    Script("第 24 步转正被退回", "conversion_meeting", tail="returned", rest=2),
    Script("取消资格待审批", "oath", then="cancellation_waiting", rest=3),
)

#: A case of each turn, and of each way to put something right.
TURNED = (
    Script("第 4 步未予同意", "shortlist", then="refused_at_4", rest=12),
    Script("第 4 步未予同意后重新推荐", "shortlist", then="refused_at_4_and_again", rest=60),
    Script("第 8 步未同意", "nominate", then="refused_at_8", rest=20),
    Script("第 8 步未同意后继续", "nominate", then="refused_at_8_and_again", rest=6),
    Script("公示有影响", "list_consent", then="adverse_notice", rest=15),
    Script("政审不合格退回培养", "appoint_introducers", then="sent_back", rest=30),
    Script("预审不合格", "committee_review", then="refused_at_13", rest=25),
    Script("大会未通过，继续培养", "fill_form", then="not_passed", rest=40),
    Script("大会未通过，结案", "fill_form", then="not_passed_and_closed", rest=50),
    Script("未批准，继续培养", "committee_talk", then="refused_at_17", rest=35),
    Script("未批准，结案", "committee_talk", then="closed_at_17", rest=45),
    Script("转正审批退回重议", "conversion_meeting", then="refused_at_24", rest=8),
    Script(
        "转正重议后归档",
        "conversion_meeting",
        breaks="E05",
        then="refused_at_24_and_again",
        rest=300,
    ),
    Script("延长预备期", "request_conversion", then="extended", rest=70),
    Script("延长预备期后转正", "request_conversion", then="extended_and_converted", rest=40),
    Script("提前取消预备党员资格", "oath", then="cancelled", rest=60),
    Script("期满取消预备党员资格", "request_conversion", then="cancelled", rest=90),
    Script("取消资格未批准", "oath", then="cancellation_refused", rest=20),
    Script("本人撤回申请", "appoint_contacts", then="withdrew", rest=100),
    Script("不再符合条件", "talk", then="unfit", rest=80),
    Script("预备期内去世", "oath", then="died", rest=120),
    Script("支委会先未同意", "talk", then="disagreed_then_agreed", rest=90),
    Script("更正谈话登记", "talk", then="corrected", rest=5),
    Script("作废一条登记", "talk", then="annulled", rest=6),
    Script("更换培养联系人", "appoint_contacts", then="contact_replaced", rest=50),
    Script("更换入党介绍人", "appoint_introducers", then="introducer_replaced", rest=9),
    Script("退回一次后备案", "appoint_contacts", rounds={"file_activist": "returned"}, rest=120),
    Script("撤回一次后预审", "fill_form", rounds={"pre_review": "withdrawn"}, rest=4),
    Script("退回一次后审批", "oath", rounds={"approve": "returned"}, rest=100, place="far"),
    *(
        Script("正在填写下一步", code, tail="worksheet", rest=rest)
        for code, rest in (
            ("apply", 8),
            ("list_consent", 8),
            ("appoint_introducers", 10),
            ("pre_review", 9),
            ("oath", 200),
            ("request_conversion", 12),
        )
    ),
)

#: What is late today.
LATE = (
    Script("逾期未谈话", "apply", late="A05", rest=41),
    Script("逾期未谈话", "apply", late="A05", rest=95),
    Script("考察逾期", "appoint_contacts", late="B06", rest=215, idle=True),
    Script("考察逾期", "appoint_contacts", late="B06", rest=400, idle=True),
    Script("预审后一个月内未开大会", "fill_form", late="D06", rest=48),
    Script("预审后一个月内未开大会", "pre_review", late="D06", rest=37),
    Script("超过三个月未审批", "committee_talk", late="D20", rest=110),
    Script("超过六个月未审批", "committee_talk", late="D20", rest=200),
    Script("批准后一个月内未宣誓", "enrol", late="E02", rest=45),
    Script("期满未讨论转正", "request_conversion", late="E05", rest=44),
    Script("期满未讨论转正", "probation", late="E05", rest=75),
    Script("转正超过三个月未审批", "conversion_meeting", late="E11", tail="received", rest=100),
    Script("转正后未归档", "approve_conversion", rest=130),
)


#: What inspections really find. `history`: it was so when the case came into the system.
FOUND = (
    Script("谈话迟", "talk", breaks="A05", rest=60, gaps={"talk": 52}),
    Script("谈话内容缺项", "talk", breaks="A06", rest=45,
           facts={"talk": {"topics": (TalkTopic.HISTORY,)}}),
    Script("没有推荐", "appoint_contacts", breaks="B01", rest=150,
           facts={"shortlist": {"recommended_by": Recommendation.NONE}}),
    Script("口头决定没有记录", "appoint_contacts", breaks="B02", rest=70,
           facts={"shortlist": {"meeting": Meeting.NONE}}, history="appoint_contacts"),
    Script("联系人不是正式党员", "appoint_contacts", breaks="B05", rest=140, sponsor="newcomer"),
    Script("培养不满一年", "oath", breaks="C01", rest=120, gaps={"cultivate": -40},
           history="pre_review"),
    Script("考察集中在一天补写", "appoint_contacts", breaks="B06", rest=10,
           then="examined_all_on_one_day", idle=True),
    Script("征求意见缺群众", "list_target", breaks="C02", rest=8,
           facts={"nominate": {"opinions": _NO_MASSES}}),
    Script("公示不足五个工作日", "train", breaks="C05", rest=6, gaps={"notice working days": 4},
           history="list_target"),
    Script("介绍人在处分期内", "political_review", breaks="C09", rest=5, sponsor="punished"),
    Script("介绍人受留党察看", "archive", breaks="C08", rest=400, sponsor="suspended",
           history="archive"),
    Script("政审后补", "enrol", breaks="C10 F02", rest=3,
           dated={"political_review": ("admission_meeting", 3)}, history="approve"),
    Script("政审结论早于复函", "train", breaks="C12", rest=4, gaps={"review before replies": 1},
           history="train"),
    Script("培训学时不足", "committee_review", breaks="C14", rest=6,
           facts={"train": {"days": 2, "hours": 12}}),
    Script("先填志愿书后预审", "oath", breaks="D04", rest=150, dates={"fill_form": -12}),
    Script("预审后超过一个月开大会", "oath", breaks="D06", rest=40, gaps={"admission_meeting": 50}),
    Script("几个人一并表决", "oath", breaks="D10", rest=160, history="approve",
           facts=_ballot(is_one_by_one=False)),
    Script("到会人数不够", "archive", breaks="D07 D08", rest=320, history="archive",
           facts=_ballot(present=14, given_out=14, taken_back=14, in_favour=14, against=0)),
    Script("赞成票不过半数", "archive", breaks="D08", rest=350, history="archive",
           facts=_ballot(in_favour=14, against=14)),
    Script("票数对不上", "committee_talk", breaks="D12", rest=7, facts=_ballot(in_favour=29)),
    Script("举手表决", "archive", breaks="D09", rest=500, history="archive",
           facts=_ballot(is_secret=False)),
    Script("谈话人不是党委委员或组织员", "oath", breaks="D18", rest=90,
           facts={"committee_talk": {"capacity": CommitteeTalkerCapacity.OTHER,
                                     "talker": "黄志强"}}),
    Script("由临时党委审批", "archive", breaks="D16", rest=260, history="archive",
           place="provisional"),
    Script("党委没有逐个表决", "archive", breaks="D19", rest=600, history="archive",
           facts={"approve": {"is_collective": False}}),
    Script("超过三个月审批", "oath", breaks="D20", rest=80, gaps={"approve answer": 95}),
    Script("预备期从审批日起算", "oath", breaks="E03", rest=110,
           gaps={"probation from approval": 1}),
    Script("宣誓迟", "oath", breaks="E02", rest=30, gaps={"oath": 60}),
    Script("转正迟", "archive", breaks="E05", rest=240, gaps={"conversion_meeting": 70}),
    Script("没有书面转正申请", "archive", breaks="E06", rest=280,
           facts={"request_conversion": {"is_written": False}}),
    Script("归档材料不全", "archive", breaks="E16", rest=15,
           facts={"archive": {"papers": _TWO_PAPERS}}),
    Script("小支部由支部大会决定", "nominate", rest=6, place="small"),
    Script("小支部", "oath", rest=140, place="small"),
)  # fmt: skip


def _taken_to(place: str, names: tuple[str, ...]) -> Iterator[Script]:
    """Examples of what is late or wrong, as they happen in a branch of that place."""
    for script in (*LATE, *FOUND):
        if script.name in names:
            yield replace(script, place=place)


#: The cases of the two committees beside: one keeps the regulation, the other does not.
BESIDE = (
    Script("一般", "apply", rest=10, place="good"),
    Script("一般", "appoint_contacts", rest=120, place="good"),
    Script("一般", "train", rest=5, place="good"),
    Script("一般", "oath", rest=90, place="good"),
    Script("一般", "archive", rest=260, place="good"),
    *_taken_to(
        "bad",
        (
            "逾期未谈话",
            "期满未讨论转正",
            "谈话迟",
            "没有推荐",
            "口头决定没有记录",
            "培训学时不足",
            "超过三个月审批",
            "宣誓迟",
            "党委没有逐个表决",
        ),
    ),
)


def scripts(count: int, today: date) -> list[Script]:
    """The scripts of a world of `count` cases; the same for the same day."""
    wanted = [*FILED, *TURNED, *LATE, *FOUND]
    rows = [row for row in wanted if not _is_of_2026_only(row) or _has_begun(row, today)]
    return list(islice(chain(rows, _ordinary(today)), count))


def _ordinary(today: date) -> Iterator[Script]:
    """Cases without anything special, each at another distance from its last act: one a step, then
    applicants, activists and targets, of whom there are most.
    """
    early = list(QUIET.items())[:EARLY]
    for number, (code, (low, high)) in enumerate(chain(QUIET.items(), cycle(early))):
        rest = Random(f"rest/{number}").randint(low, high)  # noqa: S311  no secret
        row = Script("一般", code, rest=rest, place="far" if number % 3 == 1 else "")
        if not _is_of_2026_only(row) or _has_begun(row, today):
            yield row


def _is_of_2026_only(script: Script) -> bool:
    return script.until == "list_consent"


def _has_begun(script: Script, today: date) -> bool:
    """Whether the edition of 2026 was in force before the history comes to its end."""
    return (today - EDITION_2026).days > script.rest + 30
