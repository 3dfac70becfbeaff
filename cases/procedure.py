"""The procedure of 发展党员: the steps and the turns that leave their line, as two tables.

The FSM transitions, the edges of the database trigger, the timeline, the to-do list and
`docs/procedure.md` are made from them: `cases.rows` says what a row holds, `cases.machine` makes
the machine. What hangs on a step (facts, rules, a form, a paper) names the step by its code, in its
own place.

Source: 《中国共产党发展党员工作流程图》, and 《细则》 article by article as `Step.articles` names
them.
"""

from __future__ import annotations

from branches.acts import Act
from cases.facts.probation import ConversionOutcome
from cases.rows import (
    CLOSED,
    CLOSING,
    OUTCOMES,
    SAME,
    START,
    Body,
    Outcome,
    Route,
    Stage,
    Step,
    Turn,
)

__all__ = [
    "CLOSED",
    "CLOSING",
    "END_STATES",
    "OUTCOMES",
    "PLACE",
    "SAME",
    "STAGES",
    "START",
    "STEP",
    "STEPS",
    "TURN",
    "TURNS",
    "Body",
    "Outcome",
    "Route",
    "Stage",
    "Step",
    "Turn",
]

STAGES: tuple[Stage, ...] = (
    Stage(1, "入党申请人", "申请入党"),
    Stage(2, "入党积极分子", "入党积极分子的确定和培养教育"),
    Stage(3, "发展对象", "发展对象的确定和考察"),
    Stage(4, "预备党员", "预备党员的接收"),
    Stage(5, "正式党员", "预备党员的教育考察和转正"),
)


STEPS: tuple[Step, ...] = (
    Step(
        no=1, code="apply", term="递交入党申请书", stage=1, act=Act.OPEN_CASE,
        articles=("第五条、第六条", "第五条、第六条"), after=(START,), limit="年满十八岁",
    ),
    Step(
        no=2, code="talk", term="党组织派人谈话", stage=1, act=Act.RECORD, star=1,
        articles=("第七条", "第七条"), after=("apply",), limit="收到申请书后一个月内",
    ),
    Step(
        no=3, code="shortlist", term="推荐和确定入党积极分子", stage=2, act=Act.RECORD, star=2,
        articles=("第八条", "第八条"), after=("talk",),
    ),
    Step(
        no=4, code="file_activist", term="上级党委备案", stage=2, act=Act.SUBMIT, star=3,
        articles=("第八条", "第八条"), after=("shortlist",),
        route=Route(
            follows="shortlist", submit=Act.SUBMIT, answer=Act.FILE, refusal=("refuse_activist",),
            rests_on=("apply", "talk", "shortlist"),
        ),
    ),
    Step(
        no=5, code="appoint_contacts", term="指定培养联系人", stage=2, act=Act.RECORD,
        articles=("第九条", "第九条"), after=("file_activist",), early="shortlist", appoints="contact",
        limit="一至两名正式党员",
    ),
    Step(
        no=6, code="cultivate", term="培养教育考察", stage=2, act=Act.RECORD, lasts=True, sponsor="contact",
        articles=("第十条、第十一条、第十二条", "第十条、第十一条、第十二条"), after=("appoint_contacts",),
        early="shortlist", limit="每半年考察一次，培养一年以上",
    ),
    Step(
        no=7, code="nominate", term="确定发展对象", stage=3, act=Act.RECORD,
        articles=("第十三条", "第十三条"), after=("cultivate",), limit="确定为积极分子一年后",
    ),
    Step(
        no=8, code="list_consent", term="报上级党委同意", stage=3, act=Act.SUBMIT, only_2026=True,
        articles=("第十三条", "第十三条"), after=("nominate",),
        route=Route(
            follows="nominate", submit=Act.SUBMIT, answer=Act.DECIDE, refusal=("refuse_listing",),
            rests_on=("appoint_contacts", "cultivate", "nominate"),
        ),
    ),
    Step(
        no=8, code="list_target", term="报上级党委备案", stage=3, act=Act.RECORD, star=4,
        articles=("第十三条", "第十三条"), after=("nominate", "list_consent"),
        by_answer_from=("nominate",),
        term_2026="列为发展对象",
        limit="2026版：公示不少于五个工作日",
    ),
    Step(
        no=9, code="appoint_introducers", term="确定入党介绍人", stage=3, act=Act.RECORD,
        articles=("第十四条", "第十四条"), after=("list_target",), appoints="introducer", limit="两名正式党员",
    ),
    Step(
        no=10, code="political_review", term="进行政治审查", stage=3, act=Act.RECORD_SHARED, hidden=True,
        articles=("第十六条", "第十六条"), after=("appoint_introducers",), early="list_target",
        bodies=(Body.BRANCH, Body.COMMITTEE),
    ),
    Step(
        no=11, code="train", term="开展集中培训", stage=3, act=Act.TRAIN,
        articles=("第十七条", "第十七条"), after=("political_review",), early="list_target",
        bodies=(Body.COMMITTEE, Body.DEPARTMENT, Body.BRANCH), limit="不少于三天或二十四学时",
    ),
    Step(
        no=12, code="committee_review", term="支部委员会审查", stage=4, act=Act.RECORD, hidden=True,
        articles=("第十九条", "第十八条"), after=("train",),
    ),
    Step(
        no=13, code="pre_review", term="上级党委预审", stage=4, act=Act.SUBMIT, star=5, hidden=True,
        articles=("第十九条", "第十八条"), after=("committee_review",),
        route=Route(
            follows="committee_review", submit=Act.SUBMIT, answer=Act.DECIDE, refusal=("refuse_pre_review",),
            rests_on=("appoint_introducers", "political_review", "train", "committee_review"),
        ),
    ),
    Step(
        no=14, code="fill_form", term="填写入党志愿书", stage=4, act=Act.RECORD, hidden=True,
        articles=("第十五条、第十九条", "第十五条、第十八条"), after=("pre_review",), limit="预审合格后",
    ),
    Step(
        no=15, code="admission_meeting", term="支部大会讨论", stage=4, act=Act.RECORD, hidden=True,
        articles=("第二十条、第二十一条、第二十二条", "第十九条、第二十条、第二十一条"), after=("fill_form",),
        limit="2026版：预审合格后一个月内",
    ),
    Step(
        no=16, code="committee_talk", term="上级党委派人谈话", stage=4, act=Act.DECIDE, hidden=True,
        articles=("第二十四条", "第二十三条"), after=("admission_meeting",), bodies=(Body.COMMITTEE,), limit="审批之前",
    ),
    Step(
        no=17, code="approve", term="上级党委审批", stage=4, act=Act.SUBMIT, hidden=True,
        articles=("第二十三条、第二十五条、第二十六条", "第二十二条、第二十四条、第二十五条"),
        after=("committee_talk",), limit="三个月内，特殊情况不超过六个月",
        route=Route(
            follows="admission_meeting", submit=Act.SUBMIT, answer=Act.DECIDE, deliberated=True,
            refusal=("refuse_admission", "close_refused"),
            rests_on=("fill_form", "admission_meeting", "committee_talk"),
        ),
    ),
    Step(
        no=18, code="file_with_department", term="再上一级党委组织部门备案", stage=4, act=Act.FILE, star=6, hidden=True,
        articles=("第二十六条", "第二十五条"), after=("approve",), bodies=(Body.COMMITTEE,),
        route=Route(
            follows="approve", submit=Act.FILE, answer=Act.RECEIVE_FILING, sender=Body.COMMITTEE,
            receiver=Body.DEPARTMENT, done_on_submission=True, rests_on=("approve",),
        ),
    ),
    Step(
        no=19, code="enrol", term="编入党支部和党小组", stage=5, act=Act.RECORD,
        articles=("第二十九条", "第二十八条"), after=("file_with_department",), early="approve", limit="及时",
    ),
    Step(
        no=20, code="oath", term="入党宣誓", stage=5, act=Act.RECORD_SHARED,
        articles=("第三十条", "第二十九条"), after=("enrol",), early="approve", bodies=(Body.BRANCH, Body.COMMITTEE),
        limit="2026版：一般在批准后一个月内",
    ),
    Step(
        no=21, code="probation", term="继续教育考察", stage=5, act=Act.RECORD, lasts=True, sponsor="introducer",
        articles=("第三十一条、第三十二条", "第三十条、第三十一条"), after=("oath",), early="approve",
        opens=3, limit="预备期一年",
    ),
    Step(
        no=22, code="request_conversion", term="提出转正申请", stage=5, act=Act.RECORD,
        articles=("第三十三条", "第三十二条"), after=("probation",), early="approve", opens=3,
        limit="预备期满前三个月起",
    ),
    Step(
        no=23, code="conversion_meeting", term="支部大会讨论转正", stage=5, act=Act.RECORD,
        articles=("第三十二条、第三十三条", "第三十一条、第三十二条"), after=("request_conversion",), early="approve",
        early_if=lambda facts: facts.outcome is ConversionOutcome.CANCEL,
        limit="预备期满后及时",
    ),
    Step(
        no=24, code="approve_conversion", term="上级党委审批转正", stage=5, act=Act.SUBMIT,
        articles=("第三十四条", "第三十三条"), after=("conversion_meeting",), limit="三个月内",
        route=Route(
            follows="conversion_meeting", submit=Act.SUBMIT, answer=Act.DECIDE, deliberated=True,
            refusal=("refuse_conversion", "refuse_cancellation"),
            rests_on=("request_conversion", "conversion_meeting"),
        ),
    ),
    Step(
        no=25, code="archive", term="材料归档", stage=5, act=Act.HAND_OVER,
        articles=("第三十七条", "第三十六条"), after=("approve_conversion",), limit="及时",
        outcome=Outcome.COMPLETED, adds=(Act.FILE, Body.COMMITTEE),
    ),
)  # fmt: skip

STEP: dict[str, Step] = {step.code: step for step in STEPS}
#: Place of each state on the line; START is -1.
PLACE: dict[str, int] = {START: -1} | {step.code: place for place, step in enumerate(STEPS)}


#: States in which a case has ended.
END_STATES = (CLOSED, *[step.code for step in STEPS if step.outcome is not None])


def _between(first: str, last: str) -> tuple[str, ...]:
    return tuple(step.code for step in STEPS[PLACE[first] : PLACE[last] + 1])


_FROM_APPROVAL = _between("approve", "conversion_meeting")
_BACK = "退回继续培养"

TURNS: tuple[Turn, ...] = (
    Turn(code="refuse_activist", term="备案未予同意", after=("shortlist",), target="talk"),
    Turn(code="refuse_listing", term="未同意列为发展对象", after=("nominate",), target="appoint_contacts"),
    Turn(
        code="adverse_notice", term="公示有影响", after=("list_consent",), target="appoint_contacts", act=Act.RECORD,
        with_entry=True,
    ),
    Turn(
        code="send_back", term="审查、培训未通过，退回培养", act=Act.RECORD,
        after=_between("list_target", "train"), target="appoint_contacts", seen_as=_BACK,
        after_bad_result=("political_review", "train", "committee_review"),
    ),
    Turn(
        code="refuse_pre_review", term="预审不合格", after=("committee_review",), target="appoint_contacts",
        seen_as=_BACK,
    ),
    Turn(
        code="continue_after_meeting", term="大会未通过，继续培养", after=("fill_form",), target="appoint_contacts",
        act=Act.RECORD, with_entry=True, seen_as=_BACK,
    ),
    Turn(
        code="close_after_meeting", term="大会未通过，结案", after=("fill_form",), target=CLOSED, undoes=False,
        act=Act.RECORD, with_entry=True, outcome=Outcome.NOT_PASSED, seen_as="结案",
    ),
    Turn(
        code="refuse_admission", term="未批准接收，继续培养",
        after=("admission_meeting", "committee_talk"), target="appoint_contacts", seen_as=_BACK,
    ),
    Turn(
        code="close_refused", term="未批准接收，结案", after=("admission_meeting", "committee_talk"), target=CLOSED,
        undoes=False, outcome=Outcome.NOT_APPROVED, seen_as="结案",
    ),
    Turn(
        code="refuse_conversion", term="转正审批退回重议", after=("conversion_meeting",), target="request_conversion",
    ),
    Turn(
        code="refuse_cancellation", term="取消资格未批准", after=_between("approve", "request_conversion"),
        target=SAME, keeps="request_conversion",
    ),
    Turn(
        code="extend", term="延长预备期", after=("conversion_meeting",), target="oath", undoes=False, extends=True,
    ),
    Turn(
        code="cancel", term="取消预备党员资格", after=_FROM_APPROVAL, target=CLOSED, undoes=False,
        outcome=Outcome.CANCELLED,
    ),
    Turn(
        code="close", term="终止", after=(START, *_between("apply", "committee_talk")), target=CLOSED, undoes=False,
        act=Act.CLOSE,
    ),
    Turn(
        code="close_probationer", term="终止", after=_between("approve", "approve_conversion"), target=CLOSED,
        undoes=False, act=Act.CLOSE_PROBATIONER, body=Body.COMMITTEE,
    ),
)  # fmt: skip

TURN: dict[str, Turn] = {turn.code: turn for turn in TURNS}
