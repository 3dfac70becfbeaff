"""A case with every fact that papers print, driven to a state in either edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from cases.facts import admission, application, cultivation, probation, target, values
from cases.facts.base import StepFacts
from tests.factories import Tree
from tests.filings.services.build import FilingWorld

HISTORY = (
    application.Period(start="2008.09", end="2012.06", what="测试大学林学院林学专业学习"),
    application.Period(start="2012.07", what="测试市林业局营林科工作，科员"),
)
RELATIVES = (
    application.Relative(
        relation="父亲", name="周𠮷", born="1962.03", unit="测试县退休职工", political_status="群众"
    ),
    application.Relative(
        relation="母亲", name="曾䶮", born="1964.11", unit="测试县务农", political_status="中共党员"
    ),
)
LONG = "该同志政治立场坚定，拥护党的路线方针政策，遵纪守法，工作踏实，群众基础好。"

#: What the lawful facts leave open, by step.
MORE: dict[str, dict[str, Any]] = {
    "apply": {
        "former_name": "周小静",
        "native_place": "广西桂林",
        "birthplace": "广西南宁",
        "education": application.Education.BACHELOR,
        "degree": "农学学士",
        "school": "测试大学",
        "post": "测试市林业局营林科科员",
        "political_status": application.PoliticalStatus.LEAGUE_MEMBER,
        "league_joined_on": date(2003, 5, 4),
        "registered_address": "广西测试市测试县测试路1号",
        "residence": "广西测试市林业新村2栋",
        "history": HISTORY,
        "relatives": RELATIVES,
    },
    "talk": {"place": "第一会议室", "summary": f"谈话情况：{LONG}"},
    "shortlist": {"recommender": "机关党员大会", "recommender_count": 7, "present": 5},
    "nominate": {"present": 6},
    "committee_review": {"present": 4, "remarks": f"审查意见：{LONG}"},
    "political_review": {"findings": LONG * 3},
    "train": {
        "class_name": "第三期发展对象培训班",
        "mode": target.TrainingMode.ONSITE,
        "certificate": "培2020-017",
    },
    "pre_review": {"remarks": "请支部指导其如实填写。"},
    "admission_meeting": {
        "chair": "王主持",
        "tellers": "李监票、张计票",
        "recorder": "赵记录",
        "resolution_text": f"主要表现：{LONG}",
        "opinions": (values.WrittenOpinion(name="刘书面", in_favour=True),),
    },
    "committee_talk": {"opinion": f"谈话人认为，{LONG}"},
    "approve": {
        "votes": admission.Votes(should_attend=9, present=8, in_favour=8, against=0, abstaining=0),
        "remarks": "请加强对该同志的教育管理。",
    },
    "oath": {"place": "烈士陵园", "organizer": "测试市林业局机关党委"},
    "conversion_meeting": {
        "chair": "王再主持",
        "tellers": "李再监、张再计",
        "recorder": "赵再记",
        "resolution_text": f"转正表现：{LONG}",
    },
    "approve_conversion": {
        "votes": admission.Votes(should_attend=9, present=9, in_favour=9, against=0, abstaining=0),
    },
    "archive": {"kept_in": probation.Keeping.PARTY},
}


@dataclass
class PaperWorld(FilingWorld):
    """The world of the filings tests, in which nothing is left open."""

    def __post_init__(self, within: Tree | None) -> None:
        super().__post_init__(within)
        for code, more in MORE.items():
            self.facts[code] = self.step(code, **more)
        self._fill_lists()

    def _fill_lists(self) -> None:
        self._each("cultivate", "examinations", by="王一", conclusion=f"考察意见：{LONG}")
        self._each("cultivate", "reports", note="学习党章的体会")
        self._each("nominate", "opinions", summary="一致认为条件成熟")
        self._each("probation", "examinations", by="李二", conclusion=f"预备期考察：{LONG}")
        self._each("conversion_meeting", "opinions", summary="同意按期转正")
        self._each("archive", "papers", pages=3)
        day = self.day("political_review")
        letter = target.Inquiry(
            unit="中共测试县测试镇委员会",
            sent_on=day - timedelta(20),
            replied_on=day - timedelta(5),
            is_sealed=True,
            reply="该同志父母拥护党的领导，遵纪守法。",
        )
        self.facts["political_review"] = self.step("political_review", inquiries=(letter,))
        activity = cultivation.Activity(
            on=self.day("cultivate") - timedelta(40), what="参加主题党日活动"
        )
        self.facts["cultivate"] = self.step("cultivate", activities=(activity,))
        self.facts["list_target"] = self.step("list_target", reactions="未收到不同意见。")
        report = values.Report(on=self.day("probation") - timedelta(30), note="预备期的收获")
        self.facts["probation"] = self.step("probation", reports=(report,))

    def _each(self, code: str, name: str, **more: Any) -> None:
        """The rows of a list, each with more."""
        facts: StepFacts = self.step(code)
        rows = tuple(msgspec.structs.replace(row, **more) for row in getattr(facts, name))
        self.facts[code] = self.step(code, **{name: rows})
