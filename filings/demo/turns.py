"""What leaves the line in a history: refusals, meetings that did not pass, extension, cancellation,
closing; and what is put right: corrections, annulments, replacements.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec

from cases.facts import admission, cultivation, probation, target, values
from cases.facts.base import StepFacts
from cases.procedure import Outcome
from filings.demo import conversion, stages
from filings.demo.admission import STAGE_4, ballot, votes
from filings.demo.conversion import STAGE_5, approval, meeting_facts
from filings.demo.filing import accept, send
from filings.demo.stages import STAGES_1_TO_3
from filings.demo.story import Story, weekday

LINE: dict[str, Callable[[Story], None]] = {**STAGES_1_TO_3, **STAGE_4, **STAGE_5}
TURNS: dict[str, Callable[[Story], None]] = {}


def turn(write: Callable[[Story], None]) -> Callable[[Story], None]:
    """Register what a script may name in `then`."""
    TURNS[write.__name__] = write
    return write


def go(story: Story, first: str, last: str) -> None:
    """Write the line from a step to another, both included."""
    codes = list(LINE)
    for code in codes[codes.index(first) : codes.index(last) + 1]:
        LINE[code](story)


def again(story: Story, first: str, last: str) -> None:
    """Begin a new round and write the line from a step to another."""
    story.rounds += 1
    story.day = weekday(story.day + timedelta(20))
    go(story, first, last)


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
def refused_at_4_and_again(story: Story) -> None:
    """And the branch begins anew."""
    refused_at_4(story)
    again(story, "shortlist", "appoint_contacts")


@turn
def refused_at_8(story: Story) -> None:
    """The committee does not agree to list."""
    if send(story, "list_consent", story.after("list_consent", 2, 6)):
        refuse(story, "list_consent", "refuse_listing", "近期信访反映有待核实，暂不列为发展对象。")


@turn
def refused_at_8_and_again(story: Story) -> None:
    """And the person goes on."""
    refused_at_8(story)
    again(story, "cultivate", "appoint_introducers")


@turn
def refused_at_13(story: Story) -> None:
    """The pre-review finds the person unfit."""
    if send(story, "pre_review", story.after("pre_review", 1, 4)):
        facts = admission.PreReview(
            on=story.day,
            needs_discipline_opinion=True,
            discipline_opinion_on=story.day,
            leaves_within_three_months=False,
            is_qualified=False,
            is_written=True,
            remarks="纪检部门正在核实反映的问题。",
        )
        refuse(
            story,
            "pre_review",
            "refuse_pre_review",
            "反映的问题正在核实，预审不合格，继续培养考察。",
            facts,
        )


@turn
def refused_at_17(story: Story) -> None:
    """The committee does not admit; the person goes on being cultivated."""
    _refuse_admission(story, "refuse_admission")


@turn
def closed_at_17(story: Story) -> None:
    """The committee does not admit, and the case ends."""
    _refuse_admission(story, "close_refused")


def _refuse_admission(story: Story, turn: str) -> None:
    counted = votes(story.rng("refusal"))
    facts = admission.Approve(
        on=story.day,
        votes=msgspec.structs.replace(counted, in_favour=2, against=(counted.present or 7) - 2),
        is_collective=True,
        is_one_by_one=True,
        is_approved=False,
        probation_from=story.days["admission_meeting"],
        probation_to=conversion.expiry(story) - timedelta(1),
    )
    refuse(story, "approve", turn, "党委会表决未过半数，不批准接收为预备党员。", facts)


def _not_approved(story: Story) -> probation.ApproveConversion:
    """The committee's vote of today against what the branch meeting decided at step 23."""
    return probation.ApproveConversion(
        on=story.day,
        votes=votes(story.rng("refusal")),
        is_collective=True,
        is_one_by_one=True,
        is_approved=False,
    )


@turn
def refused_at_24(story: Story) -> None:
    """The committee sends the conversion back to the branch meeting."""
    if send(story, "approve_conversion", story.after("approve_conversion", 1, 4)):
        facts = _not_approved(story)
        refuse(
            story,
            "approve_conversion",
            "refuse_conversion",
            "支部大会程序有误，请重新召开大会讨论。",
            facts,
        )


@turn
def refused_at_24_and_again(story: Story) -> None:
    """And the branch meets once more."""
    refused_at_24(story)
    again(story, "conversion_meeting", "archive")


@turn
def extended(story: Story) -> None:
    """The probation is extended by half a year."""
    on = max(
        story.after("conversion_meeting", 2, 12, since=conversion.expiry(story)),
        weekday(story.day + timedelta(1)),
    )
    facts = msgspec.structs.replace(
        meeting_facts(story, on),
        outcome=probation.ConversionOutcome.EXTEND,
        months=6,
        resolution_text="大会认为其在预备期内工作主动性不够，经表决决定延长预备期六个月。",
    )
    story.step("conversion_meeting", on, facts)
    if send(story, "approve_conversion", story.after("approve_conversion", 1, 4)):
        day = story.after("approve_conversion answer", 8, 20)
        accept(story, "approve_conversion", day, approval(story, day, full_from=None))
        story.extended = 6


@turn
def extended_and_converted(story: Story) -> None:
    """And ends well."""
    extended(story)
    again(story, "probation", "archive")


@turn
def cancelled(story: Story) -> None:
    """The qualification is cancelled when the probation is over, or early for a serious breach."""
    _cancel(story)
    day = story.after("approve_conversion answer", 8, 20)
    accept(story, "approve_conversion", day, approval(story, day, full_from=None))


@turn
def cancellation_refused(story: Story) -> None:
    """The committee finds a cancellation too hard; the probation goes on."""
    _cancel(story)
    facts = _not_approved(story)
    refuse(
        story,
        "approve_conversion",
        "refuse_cancellation",
        "情节较轻，不取消预备党员资格，继续考察。",
        facts,
    )


@turn
def cancellation_waiting(story: Story) -> None:
    """A cancellation waits for the committee."""
    _cancel(story)


def _cancel(story: Story) -> None:
    on = weekday(story.day + timedelta(9))
    facts = msgspec.structs.replace(
        meeting_facts(story, on),
        outcome=probation.ConversionOutcome.CANCEL,
        resolution_text="其在预备期内违反纪律，不履行党员义务，经表决决定取消预备党员资格。",
    )
    story.step("conversion_meeting", on, facts)
    send(story, "approve_conversion", story.after("approve_conversion", 1, 4))


@turn
def adverse_notice(story: Story) -> None:
    """The public notice of 2026 brings up what stands against listing."""
    posted = story.after("notice", 1, 3)
    ended = stages.notice_end(story, posted)
    on = weekday(ended + timedelta(2))
    facts = target.ListTarget(
        on=on,
        notice_from=posted,
        notice_to=ended,
        places=(values.Place.UNIT, values.Place.RESIDENCE),
        reactions="公示期间有群众反映其瞒报家庭成员情况，经核实属实。",
        result=target.NoticeResult.ADVERSE,
    )
    story.step("list_target", on, facts)


@turn
def sent_back(story: Story) -> None:
    """The political review ends badly, and the branch sends the person back to cultivation."""
    on = story.after("political_review", 15, 30)
    facts = target.PoliticalReview(
        on=on,
        methods=(target.ReviewMethod.TALK, target.ReviewMethod.FILES),
        places=tuple(target.ReviewPlace),
        needs_joint_review=False,
        findings="本人隐瞒受过行政处罚的情况。",
        has_document=True,
        is_qualified=False,
    )
    story.add("record", "political_review", on, "secretary", facts)
    story.day = story.after("send_back", 2, 6, since=on)
    story.add(
        "turn", "send_back", story.day, "secretary", reason="政治审查不合格，继续培养教育考察。"
    )


@turn
def not_passed(story: Story) -> None:
    """The branch meeting does not admit; the person goes on being cultivated."""
    _fail(story, admission.AfterFailure.CONTINUE)


@turn
def not_passed_and_closed(story: Story) -> None:
    """The branch meeting does not admit, and the case ends."""
    _fail(story, admission.AfterFailure.CLOSE)


def _fail(story: Story, afterwards: admission.AfterFailure) -> None:
    on = story.after("admission_meeting", 6, 15)
    facts = admission.AdmissionMeeting(
        on=on,
        ballot=ballot(story.rng("failure"), story.cast, is_passed=False),
        introducers_present=True,
        chair=story.cast.secretary,
        resolution=tuple(values.ResolutionItem),
        resolution_text="赞成票未超过应到会有表决权的正式党员半数，不接收为预备党员。",
        is_passed=False,
        afterwards=afterwards,
    )
    story.step("admission_meeting", on, facts)


@turn
def withdrew(story: Story) -> None:
    """The person takes the application back."""
    _close(story, "close", "secretary", Outcome.WITHDREW, "本人因调往外省工作，书面撤回入党申请。")


@turn
def unfit(story: Story) -> None:
    """The person no longer fits."""
    _close(story, "close", "secretary", Outcome.UNFIT, "因酒后驾驶受行政处罚，不再符合条件。")


@turn
def died(story: Story) -> None:
    """A probationary member dies."""
    _close(story, "close_probationer", "decider", Outcome.DIED, "在扑救山火中不幸牺牲。")


def _close(story: Story, code: str, by: str, outcome: Outcome, reason: str) -> None:
    story.day = story.after(code, 5, 25)
    story.add("turn", code, story.day, by, reason=reason, outcome=outcome.value)


@turn
def disagreed_then_agreed(story: Story) -> None:
    """The branch does not agree at first: kept, moves nothing, and is decided again."""
    facts = cultivation.Shortlist(
        on=story.after("first shortlist", 90, 120),
        recommended_by=cultivation.Recommendation.MEMBERS,
        meeting=stages.meeting_of(story),
        is_agreed=False,
    )
    assert facts.on is not None
    story.add("record", "shortlist", facts.on, "secretary", facts)
    story.day = facts.on
    again(story, "shortlist", "appoint_contacts")


@turn
def corrected(story: Story) -> None:
    """A slip in the record of the talk is put right."""
    story.day = weekday(story.day + timedelta(2))
    changes: dict[str, Any] = {
        "place": "林场工区办公室",
        "summary": "补记：申请人同时谈到了家庭情况。",
    }
    story.add(
        "correct", "talk", story.day, "secretary", reason="谈话地点登记有误。", changes=changes
    )


@turn
def annulled(story: Story) -> None:
    """The last entry was made in the wrong case."""
    story.day = weekday(story.day + timedelta(1))
    story.add(
        "annul", story.script.until, story.day, "secretary", reason="登记到了同名人员的案卷，作废。"
    )


@turn
def contact_replaced(story: Story) -> None:
    """A contact moves away."""
    story.day = weekday(story.day + timedelta(40))
    old, new = story.cast.contacts[0], story.cast.spare
    story.add(
        "replace",
        "contact",
        story.day,
        "secretary",
        old=old,
        new=new,
        reason="原培养联系人工作调动。",
    )


@turn
def introducer_replaced(story: Story) -> None:
    """An introducer retires."""
    story.day = weekday(story.day + timedelta(20))
    old, new = story.cast.introducers[1], story.cast.spare
    story.add(
        "replace",
        "introducer",
        story.day,
        "secretary",
        old=old,
        new=new,
        reason="原入党介绍人退休离岗。",
    )


@turn
def examined_all_on_one_day(story: Story) -> None:
    """The examinations of a year, written on the day before the year was full."""
    on = weekday(story.days["shortlist"] + timedelta(363))
    facts = cultivation.Cultivate(
        examinations=tuple(
            values.Examination(on=on, by=story.cast.contacts[0].name, conclusion="表现良好。")
            for _ in "12"
        )
    )
    story.day = on
    story.add("supplement", "cultivate", on, "secretary", facts)
    go(story, "cultivate", "list_consent")
