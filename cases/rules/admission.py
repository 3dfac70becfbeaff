"""Rules of step 12 to the way into the branch meeting: D01 to D06."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..facts.arithmetic import add_months
from ..facts.base import is_said
from ..facts.case import EDITION_2026, Facts, edition_on
from .engine import Breach, Duty, Is, Result, Severity, rule
from .steps import is_awaited, is_missing
from .unknown import APPROVAL_POWER, unrecorded

VOID, CORRECT, ADVISE = Severity.VOID, Severity.CORRECT, Severity.ADVISE


@rule(
    "D01",
    step=12,
    title="支部委员会集体审查合格后报上级党委预审",
    e2014=Is("第十九条", VOID),
    e2026=Is("第十八条", VOID),
)
def reviewed_before_pre_review(facts: Facts, on: date) -> Iterator[Result]:
    """The branch committee reviews, passes, and not later than the pre-review; late comes before
    a bad result.
    """
    review, reported = facts.steps.committee_review, facts.day("pre_review")
    if review is None or review.on is None:
        if is_missing(facts, "committee_review", since=13):
            yield Breach(due=reported, text="没有支部委员会审查的记录，案卷已进入预审")
        return
    yield from unrecorded(review, "is_passed")
    if reported is not None and review.on > reported:
        text = f"支部委员会审查应在上级党委预审之前：应不迟于 {reported}，实际 {review.on}"
        yield Breach(due=reported, actual=review.on, text=text)
    elif review.is_passed is False and facts.went_past(13):
        yield Breach(actual=review.on, text=f"支部委员会 {review.on} 审查未通过，仍报上级党委预审")


@rule(
    "D02",
    step=13,
    title="经具有审批权限的基层党委预审合格",
    e2014=Is("第十九条", VOID),
    e2026=Is("第十八条", VOID),
)
def pre_review_passed(facts: Facts, on: date) -> Iterator[Result]:
    """The pre-review is there, passed when the case goes on, by a committee with power, and told in
    writing.

    Each reason is a finding; what was not asked for is not judged.
    """
    review = facts.steps.pre_review
    if review is None or review.on is None:
        if is_missing(facts, "pre_review", since=14):
            yield Breach(text="没有上级党委预审的记录，案卷已进入以后步骤")
        return
    yield from unrecorded(review, "is_qualified", "reviewer", "is_written")
    if review.reviewer is not None and review.reviewer.approves is None:
        yield APPROVAL_POWER
    if review.is_qualified is False and facts.went_past(14):
        yield Breach(actual=review.on, text=f"{review.on} 预审不合格，仍办理以后步骤")
    if (body := review.reviewer) is not None and body.approves is False:
        yield Breach(
            actual=review.on, text=f"预审须由具有审批权限的基层党委进行，{body.name}没有审批权限"
        )
    if review.is_written is False:
        yield Breach(actual=review.on, severity=CORRECT, text="预审结果没有书面通知党支部")
    elif review.missing("is_written"):
        yield Breach(severity=CORRECT, text="没有书面通知党支部预审结果的记录")


@rule(
    "D03",
    step=None,
    title="需要时听取执纪执法等部门意见（县级联审）",
    e2014=Is("第十九条", ADVISE),
    e2026=Is("第十六条", ADVISE),
    about=("political_review", "pre_review"),
)
def other_bodies_heard(facts: Facts, on: date) -> Iterator[Result]:
    """Where marked as needed: at the pre-review (13) in 2014, at the political review (10) in
    2026.
    """
    pre_review, review = facts.steps.pre_review, facts.steps.political_review
    if pre_review is not None and pre_review.on is not None and edition_on(pre_review.on) == 2014:
        yield from unrecorded(pre_review, "needs_discipline_opinion")
        if pre_review.needs_discipline_opinion:
            yield from unrecorded(pre_review, "discipline_opinion_on")
            if pre_review.missing("discipline_opinion_on"):
                yield Breach(step=13, text="预审标明需要听取执纪执法等部门意见，没有听取意见的记录")
    if review is not None and review.on is not None and edition_on(review.on) == 2026:
        yield from unrecorded(review, "needs_joint_review")
        if review.needs_joint_review:
            yield from unrecorded(review, "joint_review_on")
            if review.missing("joint_review_on"):
                yield Breach(step=10, text="政治审查标明需要县级联审，没有联审的记录")


@rule(
    "D04",
    step=14,
    title="预审合格后发放并填写志愿书，编号不重复",
    e2014=Is("第十九条", CORRECT),
    e2026=Is("第十八条", CORRECT),
)
def form_after_pre_review(facts: Facts, on: date) -> Iterator[Result]:
    """Pre-review ≤ issue ≤ filling, and a number of its own; each reason is a finding."""
    form, reviewed = facts.steps.fill_form, facts.day("pre_review")
    issued, filled = None, facts.day("fill_form")
    if form is not None:
        yield from unrecorded(form, "issued_on")
        issued = form.issued_on
    if is_missing(facts, "fill_form", since=15):
        yield Breach(text="没有填写入党志愿书的记录，案卷已进入支部大会")
    if reviewed is not None and issued is not None and issued < reviewed:
        text = f"志愿书应在预审合格后发放：应不早于 {reviewed}，实际 {issued}"
        yield Breach(due=reviewed, actual=issued, act_on=issued, text=text)
    if filled is None:
        return
    if reviewed is not None and filled < reviewed:
        text = f"志愿书应在预审合格后填写：应不早于 {reviewed}，实际 {filled}"
        yield Breach(due=reviewed, actual=filled, text=text)
    if issued is not None and filled < issued:
        yield Breach(
            due=issued, actual=filled, text=f"志愿书填写早于发放：应不早于 {issued}，实际 {filled}"
        )
    if facts.case.elsewhere.form_number_uses:
        yield Breach(actual=filled, text="志愿书编号已在另一案卷中使用")


@rule(
    "D05",
    step=13,
    title="三个月内将离开工作、学习单位的，一般不办理接收手续",
    e2014=Is("第十九条", ADVISE),
    e2026=Is("第十八条", ADVISE),
)
def leaving_soon(facts: Facts, on: date) -> Iterator[Result]:
    """Leaving the unit within three months needs a recorded reason."""
    review = facts.steps.pre_review
    if review is None or review.on is None:
        return
    yield from unrecorded(review, "leaves_within_three_months")
    if not review.leaves_within_three_months:
        return
    yield from unrecorded(review, "leave_reason")
    if not is_said(review.leave_reason):
        yield Breach(
            actual=review.on, text="发展对象三个月内将离开工作、学习单位，没有写明仍予办理的理由"
        )


@rule(
    "D06",
    step=15,
    title="预审合格后一个月内召开支部大会",
    e2014=Is(None, ADVISE),
    e2026=Is("第十九条", CORRECT),
    is_stricter=True,
    wanted_by=("wants_meeting_within_month_2014",),
)
def meeting_within_a_month(facts: Facts, on: date) -> Iterator[Result]:
    """At most one calendar month after the pre-review, counted from 2026-05-11 at the earliest.

    In 2014 only where the local profile asks for it, and then counted from the pre-review itself.
    Source for 2014: the local profile.
    """
    review, held = facts.steps.pre_review, facts.day("admission_meeting")
    if review is None or review.on is None:
        return
    yield from unrecorded(review, "is_qualified")
    if review.is_qualified is False:
        return
    if held is None and not is_awaited(facts, "admission_meeting", since=16):
        return  # gone on without a meeting: D08
    is_local = facts.profile.wants_meeting_within_month_2014
    if edition_on(held or on) == 2014 and not is_local:
        return
    start = review.on
    if not is_local:
        start = max(start, EDITION_2026)
    due = add_months(start, 1)
    if held is None:
        yield Duty(
            due=due, text=f"应不迟于 {due}：{start} 起一个月内召开支部大会（{review.on} 预审合格）"
        )
    elif held > due:
        text = f"预审合格后一个月内应召开支部大会：应不迟于 {due}，实际 {held}"
        yield Breach(due=due, actual=held, text=text)
