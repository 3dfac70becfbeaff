"""Which cases the demo world has: one of everything first, then ordinary ones until there are
enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, cycle, islice
from random import Random

import msgspec

from cases.facts.admission import CommitteeTalkerCapacity
from cases.facts.application import TalkTopic
from cases.facts.case import EDITION_2026
from cases.facts.cultivation import Recommendation
from cases.facts.values import ArchivedPaper, Ballot, Heard, Meeting, Opinion, Paper
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
_BALLOT = Ballot(
    should_attend=30,
    present=28,
    given_out=28,
    taken_back=28,
    in_favour=27,
    against=1,
    abstaining=0,
    spoiled=0,
    written=0,
    written_in_favour=0,
    is_secret=True,
    is_one_by_one=True,
)


def _ballot(**changes: object) -> Ballot:
    return msgspec.structs.replace(_BALLOT, **changes)


#: What waits for somebody above, or came back from there.
FILED = (
    Script(name="第 4 步备案待接收", until="shortlist", tail="submitted", rest=2),
    Script(name="第 4 步备案已接收", until="shortlist", tail="received", rest=1),
    Script(name="第 4 步备案被退回", until="shortlist", tail="returned", rest=3),
    Script(name="第 4 步备案已撤回", until="shortlist", tail="withdrawn", rest=2),
    Script(name="第 8 步待同意", until="nominate", tail="submitted", rest=4),
    Script(name="第 8 步待同意，已接收", until="nominate", tail="received", rest=1),
    Script(name="第 8 步被退回", until="nominate", tail="returned", rest=5),
    Script(name="第 8 步退回后再次报送", until="nominate", tail="resubmitted", rest=1),
    Script(name="第 13 步预审待接收", until="committee_review", tail="submitted", rest=1),
    Script(name="第 13 步预审待答复", until="committee_review", tail="received", rest=2),
    Script(name="第 13 步预审被退回", until="committee_review", tail="returned", rest=2),
    Script(name="第 17 步审批待接收", until="admission_meeting", tail="submitted", rest=2),
    Script(
        name="第 17 步待党总支审议",
        until="admission_meeting",
        tail="submitted",
        rest=3,
        place="far",
    ),
    Script(
        name="第 17 步党总支已审议",
        until="admission_meeting",
        tail="deliberated",
        rest=1,
        place="far",
    ),
    Script(
        name="第 17 步被党总支退回", until="admission_meeting", tail="returned", rest=1, place="far"
    ),
    Script(name="第 17 步待审批", until="committee_talk", rest=9),
    Script(name="第 18 步待组织部门接收", until="approve", tail="submitted", rest=2),
    Script(name="第 18 步组织部门已接收", until="approve", tail="received", rest=1),
    Script(name="第 18 步被组织部门退回", until="approve", tail="returned", rest=2),
    Script(name="第 24 步转正待接收", until="conversion_meeting", tail="submitted", rest=1),
    Script(
        name="第 24 步待党总支审议",
        until="conversion_meeting",
        tail="submitted",
        rest=2,
        place="far",
    ),
    Script(name="第 24 步转正待审批", until="conversion_meeting", tail="received", rest=4),
    Script(name="第 24 步转正被退回", until="conversion_meeting", tail="returned", rest=2),
    Script(name="取消资格待审批", until="oath", then="cancellation_waiting", rest=3),
)

#: A case of each turn, and of each way to put something right.
TURNED = (
    Script(name="第 4 步未予同意", until="shortlist", then="refused_at_4", rest=12),
    Script(
        name="第 4 步未予同意后重新推荐", until="shortlist", then="refused_at_4_and_again", rest=60
    ),
    Script(name="第 8 步未同意", until="nominate", then="refused_at_8", rest=20),
    Script(name="第 8 步未同意后继续", until="nominate", then="refused_at_8_and_again", rest=6),
    Script(name="公示有影响", until="list_consent", then="adverse_notice", rest=15),
    Script(name="政审不合格退回培养", until="appoint_introducers", then="sent_back", rest=30),
    Script(name="预审不合格", until="committee_review", then="refused_at_13", rest=25),
    Script(name="大会未通过，继续培养", until="fill_form", then="not_passed", rest=40),
    Script(name="大会未通过，结案", until="fill_form", then="not_passed_and_closed", rest=50),
    Script(name="未批准，继续培养", until="committee_talk", then="refused_at_17", rest=35),
    Script(name="未批准，结案", until="committee_talk", then="closed_at_17", rest=45),
    Script(name="转正审批退回重议", until="conversion_meeting", then="refused_at_24", rest=8),
    Script(
        name="转正重议后归档",
        breaks="E05",
        until="conversion_meeting",
        then="refused_at_24_and_again",
        rest=300,
    ),
    Script(name="延长预备期", until="request_conversion", then="extended", rest=70),
    Script(
        name="延长预备期后转正", until="request_conversion", then="extended_and_converted", rest=40
    ),
    Script(name="提前取消预备党员资格", until="oath", then="cancelled", rest=60),
    Script(name="期满取消预备党员资格", until="request_conversion", then="cancelled", rest=90),
    Script(name="取消资格未批准", until="oath", then="cancellation_refused", rest=20),
    Script(name="本人撤回申请", until="appoint_contacts", then="withdrew", rest=100),
    Script(name="不再符合条件", until="talk", then="unfit", rest=80),
    Script(name="预备期内去世", until="oath", then="died", rest=120),
    Script(name="支委会先未同意", until="talk", then="disagreed_then_agreed", rest=90),
    Script(name="更正谈话登记", until="talk", then="corrected", rest=5),
    Script(name="作废一条登记", until="talk", then="annulled", rest=6),
    Script(name="更换培养联系人", until="appoint_contacts", then="contact_replaced", rest=50),
    Script(name="更换入党介绍人", until="appoint_introducers", then="introducer_replaced", rest=9),
    Script(
        name="退回一次后备案",
        until="appoint_contacts",
        rounds={"file_activist": "returned"},
        rest=120,
    ),
    Script(name="撤回一次后预审", until="fill_form", rounds={"pre_review": "withdrawn"}, rest=4),
    Script(
        name="退回一次后审批", until="oath", rounds={"approve": "returned"}, rest=100, place="far"
    ),
    *(
        Script(name="正在填写下一步", until=code, tail="worksheet", rest=rest)
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
    Script(name="逾期未谈话", late="A05", until="apply", rest=41),
    Script(name="逾期未谈话", late="A05", until="apply", rest=95),
    Script(name="考察逾期", late="B06", until="appoint_contacts", rest=215, idle=True),
    Script(name="考察逾期", late="B06", until="appoint_contacts", rest=400, idle=True),
    Script(name="预审后一个月内未开大会", late="D06", until="fill_form", rest=48),
    Script(name="预审后一个月内未开大会", late="D06", until="pre_review", rest=37),
    Script(name="超过三个月未审批", late="D20", until="committee_talk", rest=110),
    Script(name="超过六个月未审批", late="D20", until="committee_talk", rest=200),
    Script(name="批准后一个月内未宣誓", late="E02", until="enrol", rest=45),
    Script(name="期满未讨论转正", late="E05", until="request_conversion", rest=44),
    Script(name="期满未讨论转正", late="E05", until="probation", rest=75),
    Script(
        name="转正超过三个月未审批",
        late="E11",
        until="conversion_meeting",
        tail="received",
        rest=100,
    ),
    Script(name="转正后未归档", until="approve_conversion", rest=130),
)

#: What inspections really find. `history`: it was so when the case came into the system.
FOUND = (
    Script(name="谈话迟", breaks="A05", until="talk", gaps={"talk": 52}, rest=60),
    Script(
        name="谈话内容缺项",
        breaks="A06",
        until="talk",
        facts={"talk": {"topics": (TalkTopic.HISTORY,)}},
        rest=45,
    ),
    Script(
        name="没有推荐",
        breaks="B01",
        until="appoint_contacts",
        rest=150,
        facts={"shortlist": {"recommended_by": Recommendation.NONE}},
    ),
    Script(
        name="口头决定没有记录",
        breaks="B02",
        until="appoint_contacts",
        facts={"shortlist": {"meeting": Meeting.NONE}},
        history="appoint_contacts",
        rest=70,
    ),
    Script(
        name="联系人不是正式党员",
        breaks="B05",
        until="appoint_contacts",
        sponsor="newcomer",
        rest=140,
    ),
    Script(
        name="培养不满一年",
        breaks="C01",
        until="oath",
        gaps={"cultivate": -40},
        history="pre_review",
        rest=120,
    ),
    Script(
        name="考察集中在一天补写",
        breaks="B06",
        until="appoint_contacts",
        then="examined_all_on_one_day",
        idle=True,
        rest=10,
    ),
    Script(
        name="征求意见缺群众",
        breaks="C02",
        until="list_target",
        rest=8,
        facts={
            "nominate": {
                "opinions": tuple(Opinion(kind=kind) for kind in Heard if kind is not Heard.MASSES)
            }
        },
    ),
    Script(
        name="公示不足五个工作日",
        breaks="C05",
        until="train",
        gaps={"notice working days": 4},
        history="list_target",
        rest=6,
    ),
    Script(
        name="介绍人在处分期内", breaks="C09", until="political_review", sponsor="punished", rest=5
    ),
    Script(
        name="介绍人受留党察看",
        breaks="C08",
        until="archive",
        sponsor="suspended",
        history="archive",
        rest=400,
    ),
    Script(
        name="政审后补",
        breaks="C10 F02",
        until="enrol",
        dated={"political_review": ("admission_meeting", 3)},
        history="approve",
        rest=3,
    ),
    Script(
        name="政审结论早于复函",
        breaks="C12",
        until="train",
        gaps={"review before replies": 1},
        history="train",
        rest=4,
    ),
    Script(
        name="培训学时不足",
        breaks="C14",
        until="committee_review",
        facts={"train": {"days": 2, "hours": 12}},
        rest=6,
    ),
    Script(name="先填志愿书后预审", breaks="D04", until="oath", dates={"fill_form": -12}, rest=150),
    Script(
        name="预审后超过一个月开大会",
        breaks="D06",
        until="oath",
        gaps={"admission_meeting": 50},
        rest=40,
    ),
    Script(
        name="几个人一并表决",
        breaks="D10",
        until="oath",
        history="approve",
        rest=160,
        facts={"admission_meeting": {"ballot": _ballot(is_one_by_one=False)}},
    ),
    Script(
        name="到会人数不够",
        breaks="D07 D08",
        until="archive",
        history="archive",
        rest=320,
        facts={
            "admission_meeting": {
                "ballot": _ballot(present=14, given_out=14, taken_back=14, in_favour=14, against=0)
            }
        },
    ),
    Script(
        name="赞成票不过半数",
        breaks="D08",
        until="archive",
        history="archive",
        rest=350,
        facts={"admission_meeting": {"ballot": _ballot(in_favour=14, against=14)}},
    ),
    Script(
        name="票数对不上",
        breaks="D12",
        until="committee_talk",
        rest=7,
        facts={"admission_meeting": {"ballot": _ballot(in_favour=29)}},
    ),
    Script(
        name="举手表决",
        breaks="D09",
        until="archive",
        history="archive",
        rest=500,
        facts={"admission_meeting": {"ballot": _ballot(is_secret=False)}},
    ),
    Script(
        name="谈话人不是党委委员或组织员",
        breaks="D18",
        until="oath",
        rest=90,
        facts={"committee_talk": {"capacity": CommitteeTalkerCapacity.OTHER, "talker": "黄志强"}},
    ),
    Script(
        name="由临时党委审批",
        breaks="D16",
        until="archive",
        history="archive",
        rest=260,
        place="provisional",
    ),
    Script(
        name="党委没有逐个表决",
        breaks="D19",
        until="archive",
        history="archive",
        rest=600,
        facts={"approve": {"is_collective": False}},
    ),
    Script(name="超过三个月审批", breaks="D20", until="oath", gaps={"approve answer": 95}, rest=80),
    Script(
        name="预备期从审批日起算",
        breaks="E03",
        until="oath",
        gaps={"probation from approval": 1},
        rest=110,
    ),
    Script(name="宣誓迟", breaks="E02", until="oath", gaps={"oath": 60}, rest=30),
    Script(name="转正迟", breaks="E05", until="archive", gaps={"conversion_meeting": 70}, rest=240),
    Script(
        name="没有书面转正申请",
        breaks="E06",
        until="archive",
        facts={"request_conversion": {"is_written": False}},
        rest=280,
    ),
    Script(
        name="归档材料不全",
        breaks="E16",
        until="archive",
        rest=15,
        facts={
            "archive": {
                "papers": tuple(
                    ArchivedPaper(kind=kind, pages=4) for kind in (Paper.FORM, Paper.REVIEW)
                )
            }
        },
    ),
    Script(name="小支部由支部大会决定", until="nominate", rest=6, place="small"),
    Script(name="小支部", until="oath", rest=140, place="small"),
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
        row = Script(name="一般", until=code, rest=rest, place="far" if number % 3 == 1 else "")
        if not _is_of_2026_only(row) or _has_begun(row, today):
            yield row


def _is_of_2026_only(script: Script) -> bool:
    return script.until == "list_consent"


def _has_begun(script: Script, today: date) -> bool:
    """Whether the edition of 2026 was in force before the history comes to its end."""
    return (today - EDITION_2026).days > script.rest + 30
