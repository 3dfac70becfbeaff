"""What leaves the line in a history: refusals, meetings that did not pass, extension, cancellation,
closing; and what is put right: corrections, annulments, replacements.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec

from cases.facts import cultivation, probation, target, values
from cases.facts.admission import AfterFailure
from cases.facts.base import StepFacts
from cases.procedure import Outcome
from filings.demo import stages, texts
from filings.demo.admission import NOT_YET_TOLD, STAGE_4, meeting_facts, votes
from filings.demo.conversion import STAGE_5, approval, expiry, meet
from filings.demo.filing import accept, send
from filings.demo.stages import STAGES_1_TO_3
from filings.demo.story import DAY, Story, weekday

#: Writes a part of a history.
Write = Callable[[Story], None]

LINE: dict[str, Write] = {**STAGES_1_TO_3, **STAGE_4, **STAGE_5}
#: What a script may name in `then`.
TURNS: dict[str, Write] = {}


def turn(write: Write) -> Write:
    """Register a function under its name."""
    TURNS[write.__name__] = write
    return write


def again(story: Story, first: str, last: str) -> None:
    """Begin a new round and write the line from a step to another, both included."""
    story.rounds += 1
    story.day = weekday(story.day + timedelta(20))
    go(story, first, last)


def go(story: Story, first: str, last: str) -> None:
    """Write the line from a step to another, both included."""
    codes = list(LINE)
    for code in codes[codes.index(first) : codes.index(last) + 1]:
        LINE[code](story)


# -- refusals --------------------------------------------------------------------------------------


def refuse(story: Story, kind: str, turn: str, note: str, facts: StepFacts | None = None) -> None:
    """Have what was sent up refused."""
    on = story.after(f"{kind} refusal", 3, 9)
    story.add("refuse", kind, on, "decider", facts, turn=turn, note=note)
    story.day = on


@turn
def refused_at_4(story: Story) -> None:
    """The committee does not file the activist."""
    if send(story, "file_activist", story.after("file_activist", 2, 6)):
        refuse(story, "file_activist", "refuse_activist", "推荐票未过半数，请重新组织推荐。")


@turn
def refused_at_8(story: Story) -> None:
    """The committee does not agree to list."""
    if send(story, "list_consent", story.after("list_consent", 2, 6)):
        refuse(story, "list_consent", "refuse_listing", "近期信访反映有待核实，暂不列为发展对象。")


@turn
def refused_at_13(story: Story) -> None:
    """The pre-review finds the person unfit."""
    if send(story, "pre_review", story.after("pre_review", 1, 4)):
        facts = story.lawful(
            "pre_review",
            story.day,
            needs_discipline_opinion=True,
            discipline_opinion_on=story.day,
            is_qualified=False,
            remarks="纪检部门正在核实反映的问题。",
        )
        note = "反映的问题正在核实，预审不合格，继续培养考察。"
        refuse(story, "pre_review", "refuse_pre_review", note, facts)


def refuse_at_17(story: Story, turn: str) -> None:
    """The committee does not admit; the turn says what becomes of the case."""
    counted = votes(story.rng("refusal"))
    against = (counted.present or 7) - 2
    facts = story.lawful(
        "approve",
        story.day,
        votes=msgspec.structs.replace(counted, in_favour=2, against=against),
        is_approved=False,
        **NOT_YET_TOLD,
    )
    refuse(story, "approve", turn, "党委会表决未过半数，不批准接收为预备党员。", facts)


@turn
def refused_at_24(story: Story) -> None:
    """The committee sends the conversion back to the branch meeting."""
    if send(story, "approve_conversion", story.after("approve_conversion", 1, 4)):
        _refuse_at_24(story, "refuse_conversion", "支部大会程序有误，请重新召开大会讨论。")


def _refuse_at_24(story: Story, turn: str, note: str) -> None:
    """The committee votes today against what the branch meeting decided at step 23."""
    counted = votes(story.rng("refusal"))
    facts = approval(
        story, story.day, votes=counted, is_approved=False, full_from=None, remarks=None
    )
    refuse(story, "approve_conversion", turn, note, facts)


# -- conversion otherwise than in time -------------------------------------------------------------


def _accept_without_conversion(story: Story) -> None:
    day = story.after("approve_conversion answer", 8, 20)
    accept(story, "approve_conversion", day, approval(story, day, full_from=None))


@turn
def extended(story: Story) -> None:
    """The probation is extended by half a year."""
    on = story.after("conversion_meeting", 2, 12, since=expiry(story))
    meet(
        story,
        max(on, weekday(story.day + DAY)),
        outcome=probation.ConversionOutcome.EXTEND,
        months=6,
        resolution_text="大会认为其在预备期内工作主动性不够，经表决决定延长预备期六个月。",
    )
    if send(story, "approve_conversion", story.after("approve_conversion", 1, 4)):
        _accept_without_conversion(story)
        story.extended = 6


@turn
def cancelled(story: Story) -> None:
    """The qualification is cancelled when the probation is over, or early for a serious breach."""
    cancellation_waiting(story)
    _accept_without_conversion(story)


@turn
def cancellation_refused(story: Story) -> None:
    """The committee finds a cancellation too hard; the probation goes on."""
    cancellation_waiting(story)
    _refuse_at_24(story, "refuse_cancellation", "情节较轻，不取消预备党员资格，继续考察。")


@turn
def cancellation_waiting(story: Story) -> None:
    """A cancellation waits for the committee."""
    meet(
        story,
        weekday(story.day + timedelta(9)),
        outcome=probation.ConversionOutcome.CANCEL,
        resolution_text="其在预备期内违反纪律，不履行党员义务，经表决决定取消预备党员资格。",
    )
    send(story, "approve_conversion", story.after("approve_conversion", 1, 4))


# -- what the branch finds or decides --------------------------------------------------------------


@turn
def adverse_notice(story: Story) -> None:
    """The public notice of 2026 brings up what stands against listing."""
    posted = story.after("notice", 1, 3)
    ended = stages.notice_end(story, posted)
    story.step(
        "list_target",
        weekday(ended + timedelta(2)),
        notice_from=posted,
        notice_to=ended,
        reactions="公示期间有群众反映其瞒报家庭成员情况，经核实属实。",
        result=target.NoticeResult.ADVERSE,
    )


@turn
def sent_back(story: Story) -> None:
    """The political review ends badly, and the branch sends the person back to cultivation."""
    on = story.after("political_review", 15, 30)
    facts = story.lawful(
        "political_review",
        on,
        methods=(target.ReviewMethod.TALK, target.ReviewMethod.FILES),
        inquiries=None,
        findings="本人隐瞒受过行政处罚的情况。",
        is_qualified=False,
    )
    story.add("record", "political_review", on, "secretary", facts)
    story.day = story.after("send_back", 2, 6, since=on)
    reason = "政治审查不合格，继续培养教育考察。"
    story.add("turn", "send_back", story.day, "secretary", reason=reason)


def not_pass(story: Story, afterwards: AfterFailure) -> None:
    """The branch meeting does not admit."""
    on = story.after("admission_meeting", 6, 15)
    facts = meeting_facts(story.rng("failure"), story.cast, texts.NOT_PASSED, is_passed=False)
    story.step("admission_meeting", on, is_passed=False, afterwards=afterwards, **facts)


@turn
def disagreed_then_agreed(story: Story) -> None:
    """The branch does not agree at first: kept, moves nothing, and is decided again."""
    on = story.day = story.after("first shortlist", 90, 120)
    facts = story.lawful("shortlist", on, recommended_on=None, is_agreed=False)
    story.add("record", "shortlist", on, "secretary", facts)
    again(story, "shortlist", "appoint_contacts")


@turn
def examined_all_on_one_day(story: Story) -> None:
    """The examinations of a year, written on the day before the year was full."""
    on = story.day = weekday(story.days["shortlist"] + timedelta(363))
    by = story.cast.contacts[0].name
    written = values.Examination(on=on, by=by, conclusion="表现良好。")
    facts = cultivation.Cultivate(examinations=(written, written))
    story.add("supplement", "cultivate", on, "secretary", facts)
    go(story, "cultivate", "list_consent")


def close(story: Story, outcome: Outcome, reason: str) -> None:
    """The case of somebody who is not yet admitted ends, without anybody's refusal."""
    _end(story, "close", "secretary", outcome, reason)


@turn
def died(story: Story) -> None:
    """A probationary member dies."""
    _end(story, "close_probationer", "decider", Outcome.DIED, "在扑救山火中不幸牺牲。")


def _end(story: Story, code: str, by: str, outcome: Outcome, reason: str) -> None:
    story.day = story.after(code, 5, 25)
    story.add("turn", code, story.day, by, reason=reason, outcome=outcome.value)


# -- what is put right -----------------------------------------------------------------------------


@turn
def corrected(story: Story) -> None:
    """A slip in the record of the talk is put right."""
    changes = {"place": "林场工区办公室", "summary": "补记：申请人同时谈到了家庭情况。"}
    put_right(story, 2, "correct", "talk", reason="谈话地点登记有误。", changes=changes)


@turn
def annulled(story: Story) -> None:
    """The last entry was made in the wrong case."""
    put_right(story, 1, "annul", story.script.until, reason="登记到了同名人员的案卷，作废。")


@turn
def contact_replaced(story: Story) -> None:
    """A contact moves away."""
    old, reason = story.cast.contacts[0], "原培养联系人工作调动。"
    put_right(story, 40, "replace", "contact", old=old, new=story.cast.spare, reason=reason)


@turn
def introducer_replaced(story: Story) -> None:
    """An introducer retires."""
    old, reason = story.cast.introducers[1], "原入党介绍人退休离岗。"
    put_right(story, 20, "replace", "introducer", old=old, new=story.cast.spare, reason=reason)


def put_right(story: Story, after: int, do: str, code: str, **more: Any) -> None:
    """So many days later the secretary does an act; `more` as of `Act`."""
    story.day = weekday(story.day + timedelta(after))
    story.add(do, code, story.day, "secretary", **more)


# -- one turn after the other ----------------------------------------------------------------------


def follow(story: Story, turn: Write, first: str, last: str) -> None:
    """After a turn the line is written anew, from a step to another."""
    turn(story)
    again(story, first, last)


TURNS |= {
    "refused_at_4_and_again": partial(
        follow, turn=refused_at_4, first="shortlist", last="appoint_contacts"
    ),
    "refused_at_8_and_again": partial(
        follow, turn=refused_at_8, first="cultivate", last="appoint_introducers"
    ),
    "refused_at_17": partial(refuse_at_17, turn="refuse_admission"),
    "closed_at_17": partial(refuse_at_17, turn="close_refused"),
    "refused_at_24_and_again": partial(
        follow, turn=refused_at_24, first="conversion_meeting", last="archive"
    ),
    "extended_and_converted": partial(follow, turn=extended, first="probation", last="archive"),
    "not_passed": partial(not_pass, afterwards=AfterFailure.CONTINUE),
    "not_passed_and_closed": partial(not_pass, afterwards=AfterFailure.CLOSE),
    "withdrew": partial(
        close, outcome=Outcome.WITHDREW, reason="本人因调往外省工作，书面撤回入党申请。"
    ),
    "unfit": partial(close, outcome=Outcome.UNFIT, reason="因酒后驾驶受行政处罚，不再符合条件。"),
}
