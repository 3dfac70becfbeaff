"""The resolution of a meeting: a text that may be edited; its figures are filled in at last."""

from __future__ import annotations

from typing import Any

from cases.facts.probation import ConversionOutcome
from cases.facts.values import Ballot
from cases.selectors.wording import written

HEAD = (
    "支部大会于【大会日期】在【地点】召开，应到会有表决权的党员【应到】名，实到【实到】名。"
    "大会对{name}同志{matter}进行讨论和表决："
    "赞成【赞成】票，反对【反对】票，弃权【弃权】票，会前书面赞成【书面赞成】名。{end}"
)
MATTERS = {
    "admission_meeting": "入党问题",
    "conversion_meeting": "转正问题",
}
ENDS = {
    "admission_meeting": "【表决结果】接收{name}同志为中共预备党员。",
    "conversion_meeting": "【表决结果】{name}同志【决定】。",
}
DECISIONS = {
    ConversionOutcome.ON_TIME: "按期转为中共正式党员",
    ConversionOutcome.CANCEL: "取消预备党员资格",
}


def template_of(code: str, name: str) -> str:
    """The text that the form begins with."""
    return HEAD.format(name=name, matter=MATTERS[code], end=ENDS[code].format(name=name))


def filled(text: str, facts: Any, *, passed: bool | None, place: str) -> str:
    """The text with the figures of the meeting in the places of 【…】; a place that has none yet
    stays as it is.
    """
    ballot = facts.ballot or Ballot()
    words: dict[str, object | None] = {
        "大会日期": written(facts.on) if facts.on else None,
        "应到": ballot.should_attend,
        "实到": ballot.present,
        "赞成": ballot.in_favour,
        "反对": ballot.against,
        "弃权": ballot.abstaining,
        "书面赞成": ballot.written_in_favour,
        "表决结果": {True: "同意", False: "没有通过", None: None}[passed],
        "决定": _decision(facts),
    }
    text = text.replace("在【地点】", f"在{place}" if place else "")
    words["地点"] = place or None
    for name, word in words.items():
        if word is not None:
            text = text.replace(f"【{name}】", str(word))
    return text


def _decision(facts: Any) -> str | None:
    outcome = getattr(facts, "outcome", None)
    if outcome is ConversionOutcome.EXTEND:
        return f"延长预备期{facts.months}个月" if facts.months else None
    return DECISIONS.get(outcome) if outcome is not None else None
