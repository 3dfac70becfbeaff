"""What a paper must not say: a day after its own, and a fixed sentence of which the record has
no fact.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, get_type_hints

from cases.facts.arithmetic import add_months
from cases.facts.case import edition_on
from cases.facts.cultivation import Recommendation
from cases.facts.probation import ConversionOutcome
from cases.facts.values import Heard, Meeting
from cases.models import Case
from filings.papers.press.printing import Sheet, html_of, sheets_of
from filings.papers.sheets.catalogue import in_order
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.kit.values import Ahead

DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def sheets_of_case(subject: Subject) -> Iterator[Sheet]:
    """Every document that can be printed of a case, in every round."""
    for paper in in_order():
        for name in subject.rounds_of(paper.row.no):
            then = subject.at(paper.row.no, name.number)
            if paper.fits(then):
                yield from sheets_of(paper, [then])


def text_of(sheet: Sheet) -> str:
    """What stands on the paper, without blanks between."""
    body = html_of(sheet).split("<body", 1)[1]
    body = re.sub(r"<span[^>]*blank[^>]*></span>", "＿", body)
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", body.split(">", 1)[1])).split())


@cache
def _ahead(cls: Any) -> frozenset[str]:
    hints = get_type_hints(cls, include_extras=True)
    return frozenset(
        name
        for name, hint in hints.items()
        if any(isinstance(m, Ahead) for m in getattr(hint, "__metadata__", ()))
    )


def days_ahead(part: Any) -> Iterator[date]:
    """The days on a paper that may lie after its own."""
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, date) and field.name in _ahead(part.__class__):
            yield value
        for each in value if isinstance(value, tuple) else (value,):
            if is_dataclass(each):
                yield from days_ahead(each)


def later_days(sheet: Sheet, text: str) -> list[date]:
    """The days on the paper after its own."""
    if sheet.day is None:
        return []
    allowed = set(days_ahead(sheet.data))
    found = {date(*map(int, parts)) for parts in DAY.findall(text)}
    return sorted(day for day in found if day > sheet.day and day not in allowed)


# -- sentences -------------------------------------------------------------------------------------

Holds = Callable[[Subject, date | None], bool]


def _known(subject: Subject, step: str, name: str) -> Any:
    return getattr(subject.whole.get(step), name, None)


def fact(path: str, wanted: Any = True) -> Holds:
    """The record says so."""
    step, name = path.split(".")
    return lambda subject, _day: _known(subject, step, name) == wanted


def dated(path: str) -> Holds:
    """It took place by the paper's day."""
    step, name = path.split(".")

    def holds(subject: Subject, day: date | None) -> bool:
        on = _known(subject, step, name)
        return on is not None and (day is None or on <= day)

    return holds


def ballot(step: str, name: str) -> Holds:
    return lambda subject, _day: getattr(_known(subject, step, "ballot"), name, None) is True


def edition(wanted: int) -> Holds:
    """The paper is of a day of this edition, or nobody knows its day yet."""
    return lambda _subject, day: day is None or edition_on(day) == wanted


def both(*each: Holds) -> Holds:
    return lambda subject, day: all(holds(subject, day) for holds in each)


def _extended(subject: Subject, day: date | None) -> bool:
    return bool(subject.on(day).extensions)


def _on_time(subject: Subject, day: date | None) -> bool:
    outcome = _known(subject, "conversion_meeting", "outcome")
    return outcome is ConversionOutcome.ON_TIME and not _extended(subject, day)


def _listed_in_2014(subject: Subject, _day: date | None) -> bool:
    on = _known(subject, "list_target", "on")
    return on is not None and edition_on(on) == 2014


def _year(subject: Subject, _day: date | None) -> bool:
    since, until = _known(subject, "shortlist", "on"), _known(subject, "nominate", "on")
    return since is not None and until is not None and add_months(since, 12) <= until


def heard(kind: Heard) -> Holds:
    def holds(subject: Subject, _day: date | None) -> bool:
        until = _known(subject, "nominate", "on")
        rows = _known(subject, "nominate", "opinions") or ()
        return any(row.kind is kind and (row.on is None or row.on <= until) for row in rows)

    return holds


def _trained(subject: Subject, day: date | None) -> bool:
    return dated("train.on")(subject, day) and not _known(subject, "train", "special_case")


def _has_committee(subject: Subject, _day: date | None) -> bool:
    branch = _known(subject, "nominate", "branch")
    return (branch or subject.branch).has_branch_committee is not False


#: Paper, sentence, what the record must say for it. Said here anew: the templates are not asked.
SENTENCES: tuple[tuple[str, str, Holds], ...] = (
    ("application_receipt", "了解基本情况", edition(2014)),
    ("application_receipt", "介绍党的基本知识", edition(2026)),
    ("activist_report", "经党员推荐", fact("shortlist.recommended_by", Recommendation.MEMBERS)),
    ("activist_report", "经无", lambda _subject, _day: False),
    ("activist_report", "支部委员会研究", fact("shortlist.meeting", Meeting.BRANCH_COMMITTEE)),
    ("activist_report", "支部大会研究", fact("shortlist.meeting", Meeting.BRANCH_MEETING)),
    ("activist_report", "培养联系人", dated("appoint_contacts.on")),
    ("activist_notice", "支部委员会", fact("shortlist.meeting", Meeting.BRANCH_COMMITTEE)),
    ("activist_notice", "支部大会", fact("shortlist.meeting", Meeting.BRANCH_MEETING)),
    ("contact_appointment", "填写入党积极分子培养考察登记表", edition(2026)),
    ("target_report", "经过一年以上培养教育", _year),
    *(("target_report", f"{kind.label}意见的基础上", heard(kind)) for kind in Heard),
    ("target_report", "在听取党小组", heard(Heard.GROUP)),
    ("target_report", "支部委员会讨论同意", fact("nominate.meeting", Meeting.BRANCH_COMMITTEE)),
    ("target_report", "支部大会讨论同意", fact("nominate.meeting", Meeting.BRANCH_MEETING)),
    ("target_report", "拟经公示", edition(2026)),
    ("target_report", "请予备案", edition(2014)),
    ("target_report", "备案登记表", edition(2014)),
    ("target_roster", "备案登记表", edition(2014)),
    ("public_notice", "上级党委同意", dated("list_consent.on")),
    ("public_notice", "支部委员会讨论同意", fact("nominate.meeting", Meeting.BRANCH_COMMITTEE)),
    ("target_notice", "报上级党委备案", edition(2014)),
    ("target_notice", "上级党委2", dated("list_consent.on")),
    ("target_notice", "公示", dated("list_target.notice_to")),
    ("target_notice", "支部委员会讨论同意", fact("nominate.meeting", Meeting.BRANCH_COMMITTEE)),
    ("inquiry_letter", "在重大政治斗争中的表现", edition(2014)),
    ("inquiry_letter", "“两个确立”", edition(2026)),
    ("inquiry_letter", "网络行为", edition(2026)),
    ("review_report", "基层党组织", lambda _subject, _day: False),
    ("review_report", "执纪执法等部门", dated("political_review.joint_review_on")),
    ("review_report", "政治审查合格", fact("political_review.is_qualified")),
    ("training_certificate", "经考核合格", fact("train.is_passed")),
    ("training_certificate", "由基层党委组织", lambda _subject, _day: False),
    ("review_minutes", "支委会", _has_committee),
    ("pre_review_request", "认为合格", fact("committee_review.is_passed")),
    ("pre_review_request", "支部委员会已对", _has_committee),
    ("pre_review_request", "、集中培训等情况", _trained),
    ("pre_review_request", "、政治审查等情况", dated("political_review.on")),
    ("pre_review_request", "、政治审查、集中培训等情况", dated("political_review.on")),
    ("pre_review_request", "预审材料清单", lambda _subject, _day: False),
    ("pre_review_reply", "预审合格", fact("pre_review.is_qualified")),
    (
        "pre_review_reply",
        "执纪执法等部门意见",
        both(edition(2014), dated("pre_review.discipline_opinion_on")),
    ),
    ("admission_resolution", "经无记名投票表决", ballot("admission_meeting", "is_secret")),
    ("admission_request", "无记名投票方式", ballot("admission_meeting", "is_secret")),
    ("admission_request", "名，同意接收", fact("admission_meeting.is_passed")),
    ("admission_request", "上级党委派人谈话", dated("committee_talk.on")),
    ("admission_reply", "经党委会集体讨论、表决决定", fact("approve.is_collective")),
    ("admission_reply", "不予接收", fact("approve.is_approved", wanted=False)),
    ("admission_reply", "同意接收", fact("approve.is_approved")),
    ("admission_notice", "同意接收你", fact("approve.is_approved")),
    ("department_report", "备案编号", lambda _subject, _day: False),
    ("conversion_receipt", "延长期满", _extended),
    ("conversion_receipt", "书面转正申请", fact("request_conversion.is_written")),
    ("conversion_resolution", "经无记名投票表决", ballot("conversion_meeting", "is_secret")),
    ("conversion_request", "无记名投票方式", ballot("conversion_meeting", "is_secret")),
    ("conversion_request", "书面转正申请", fact("request_conversion.is_written")),
    ("conversion_request", "名，同意", fact("conversion_meeting.is_passed")),
    ("conversion_reply", "经党委会集体讨论、表决决定", fact("approve_conversion.is_collective")),
    ("conversion_reply", "关于同意", fact("approve_conversion.is_approved")),
    ("conversion_reply", "关于不同意", fact("approve_conversion.is_approved", wanted=False)),
    ("conversion_notice", "同意你", fact("approve_conversion.is_approved")),
    *(
        (code, words, holds)
        for code in ("pre_review_request", "admission_request", "full_record")
        for words, holds in (
            ("报上级党委备案", _listed_in_2014),
            ("列为发展对象", lambda subject, day: not _listed_in_2014(subject, day)),
        )
    ),
    *(
        (f"conversion_{code}", words, holds)
        for code in (
            "ballots",
            "count",
            "minutes",
            "resolution",
            "request",
            "approval_count",
            "reply",
            "notice",
        )
        for words, holds in (
            ("按期转", _on_time),
            ("延长期满", _extended),
            ("延长预备期", fact("conversion_meeting.outcome", ConversionOutcome.EXTEND)),
            ("取消预备党员资格", fact("conversion_meeting.outcome", ConversionOutcome.CANCEL)),
        )
    ),
)


#: Sentences that some paper of the stories says, so that looking for them is no idle search.
OFTEN = (
    ("application_receipt", "了解基本情况"),
    ("application_receipt", "介绍党的基本知识"),
    ("target_report", "经过一年以上培养教育"),
    ("target_report", "请予备案"),
    ("target_report", "拟经公示"),
    ("target_notice", "报上级党委备案"),
    ("target_notice", "公示"),
    ("inquiry_letter", "“两个确立”"),
    ("inquiry_letter", "在重大政治斗争中的表现"),
    ("admission_reply", "经党委会集体讨论、表决决定"),
    ("admission_resolution", "经无记名投票表决"),
    ("full_record", "列为发展对象"),
    ("full_record", "报上级党委备案"),
    ("conversion_reply", "按期转"),
    ("conversion_reply", "延长期满"),
    ("conversion_minutes", "延长预备期"),
)


def unfounded(sheet: Sheet, text: str) -> list[str]:
    """The fixed sentences on the paper of which the record has no fact."""
    subject = sheet.subjects[0]
    return [
        words
        for code, words, holds in SENTENCES
        if code == sheet.paper.code and words in text and not holds(subject, sheet.day)
    ]


def faults(cases: Iterable[Case], today: date) -> tuple[list[str], set[tuple[str, str]]]:
    """What is wrong on any paper of the cases; and which sentences stood on one."""
    found, seen = [], set()
    for subject in subjects_of(cases, today):
        for sheet in sheets_of_case(subject):
            text = text_of(sheet)
            about = f"{subject.case.number} {sheet.title} {sheet.subjects[0].round_number}"
            where = f"{about}（{sheet.day}）"
            found += [f"{where}：后来的 {day}" for day in later_days(sheet, text)]
            found += [f"{where}：没有根据的“{words}”" for words in unfounded(sheet, text)]
            seen |= {
                (code, words)
                for code, words, _ in SENTENCES
                if code == sheet.paper.code and words in text
            }
    return found, seen
