"""From a row of the sheet 案卷 to the facts of a case, purely.

What is unknown stays None and is not in `asked`; what the contract says is missing when empty is an
empty list or a name in `asked`. A step without a day keeps its other facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.facts import admission, application, cultivation, probation, target, values
from cases.facts.base import StepFacts
from cases.facts.case import CODES, Extension
from cases.facts.probation import ConversionOutcome
from cases.importing.columns import STEP_COLUMNS
from cases.importing.education import education
from cases.importing.tables import Row
from cases.procedure import CLOSED, PLACE, START, TURN, Outcome

Translate = Callable[[Row, date | None], StepFacts]


@dataclass(frozen=True, kw_only=True)
class History:
    """What a row says, before names and codes are looked up.

    steps       `{code: facts}` in the order of the procedure; some may have no day
    extensions  those decided before the meeting of step 23
    turn        code of the turn that the last outcome brings, taken on `turn_on`
    state       where the case stands; `closed_on` and `outcome` when it is closed
    """

    steps: dict[str, StepFacts]
    extensions: tuple[Extension, ...]
    unknown_steps: tuple[str, ...]
    state: str
    turn: str | None = None
    turn_on: date | None = None
    closed_on: date | None = None
    outcome: str = ""

    @property
    def days(self) -> dict[str, date]:
        return {code: facts.on for code, facts in self.steps.items() if facts.on is not None}


def translate(row: Row) -> History:
    """The history of one row. It has at least one step day; contacts and introducers are members
    looked up already.
    """
    steps = dict(_steps(row))
    return History(
        steps=steps,
        extensions=_extensions(row),
        unknown_steps=tuple(code for code, title in STEP_COLUMNS.items() if not row.has(title)),
        **_standing(steps),
    )


def _steps(row: Row) -> Iterator[tuple[str, StepFacts]]:
    for code in CODES:
        day = row.get(STEP_COLUMNS.get(code, "上级党委同意日期"))
        facts = _TRANSLATIONS[code](row, day)
        if facts != type(facts)(asked=()):
            yield code, facts


def _list(row: Row, title: str, since: date | None) -> tuple[Any, ...] | None:
    """A list column: empty means that nothing is recorded once the step has a day, before that
    it is unknown.
    """
    if (found := row.get(title)) is not None:
        return tuple(found)
    if since is None or not row.has(title):
        return None
    return ()


def _asked(row: Row, since: date | None, **titles: str) -> tuple[str, ...]:
    """Names of the fields whose empty cell is a finding once the step has a day."""
    if since is None:
        return ()
    return tuple(name for name, title in titles.items() if row.has(title))


def _apply(row: Row, day: date | None) -> StepFacts:
    return application.Apply(
        on=day,
        letter_on=row.get("申请书落款日期"),
        is_own_hand=row.get("本人签名"),
        is_migrant=row.get("流动人员"),
        education=education(row.get("学历")),
        post=row.get("职务"),
        asked=(),
    )


def _talk(row: Row, day: date | None) -> StepFacts:
    words, talker = row.get("谈话人职务"), row.get("谈话人")
    capacity = next((each for each in application.TalkerCapacity if each.label == words), None)
    if words and capacity is None:  # a post that is no choice of ours stays beside the name
        talker = f"{talker}（{words}）" if talker else words
    return application.Talk(on=day, talker=talker, capacity=capacity, asked=())


def _shortlist(row: Row, day: date | None) -> StepFacts:
    return cultivation.Shortlist(
        on=day, recommended_by=row.get("推荐方式"), meeting=row.get("确定会议"), asked=()
    )


def _appoint_contacts(row: Row, day: date | None) -> StepFacts:
    return cultivation.AppointContacts(on=day, contacts=_list(row, "培养联系人", day), asked=())


def _cultivate(row: Row, day: date | None) -> StepFacts:
    """Examinations are asked for from the day of step 3 on."""
    return cultivation.Cultivate(
        on=day,
        examinations=_examined(_list(row, "考察日期", row.get(STEP_COLUMNS["shortlist"]))),
        asked=(),
    )


def _examined(days: tuple[date, ...] | None) -> tuple[values.Examination, ...] | None:
    if days is None:
        return None
    return tuple(values.Examination(on=day) for day in days)


def _nominate(row: Row, day: date | None) -> StepFacts:
    return target.Nominate(on=day, opinions=_heard(_list(row, "听取意见", day)), asked=())


def _heard(kinds: tuple[values.Heard, ...] | None) -> tuple[values.Opinion, ...] | None:
    if kinds is None:
        return None
    return tuple(values.Opinion(kind=kind) for kind in kinds)


def _list_consent(row: Row, day: date | None) -> StepFacts:
    """Asked for when the sheet has the column and the person is listed; else nobody knows."""
    since = day or row.get(STEP_COLUMNS["list_target"])
    return target.ListConsent(on=day, asked=_asked(row, since, on="上级党委同意日期"))


def _list_target(row: Row, day: date | None) -> StepFacts:
    return target.ListTarget(
        on=day,
        notice_from=row.get("公示开始"),
        notice_to=row.get("公示结束"),
        places=_list(row, "公示地点", day),
        result=row.get("公示结果"),
        asked=_asked(row, day, notice_from="公示开始"),
    )


def _appoint_introducers(row: Row, day: date | None) -> StepFacts:
    return target.AppointIntroducers(on=day, introducers=_list(row, "入党介绍人", day), asked=())


def _political_review(row: Row, day: date | None) -> StepFacts:
    replies = row.get("政审复函日期")
    inquiries = None
    if replies is not None:
        inquiries = tuple(target.Inquiry(replied_on=reply) for reply in replies)
    return target.PoliticalReview(
        on=day,
        inquiries=inquiries,
        places=_list(row, "政审征求地", day),
        is_qualified=row.get("政审结论"),
        asked=_asked(row, day, is_qualified="政审结论"),
    )


def _train(row: Row, day: date | None) -> StepFacts:
    return target.Train(
        on=day,
        days=row.get("培训天数"),
        hours=row.get("培训学时"),
        organizer=row.get("培训单位"),
        special_case=row.get("免训原因"),
        asked=(),
    )


def _committee_review(row: Row, day: date | None) -> StepFacts:
    return admission.CommitteeReview(on=day, is_passed=row.get("支委会审查结论"), asked=())


def _pre_review(row: Row, day: date | None) -> StepFacts:
    return admission.PreReview(
        on=day,
        is_qualified=row.get("预审结论"),
        leaves_within_three_months=row.get("三个月内离开"),
        asked=(),
    )


def _fill_form(row: Row, day: date | None) -> StepFacts:
    return admission.FillForm(
        on=day, form_number=row.get("志愿书编号"), issued_on=row.get("志愿书发放日期"), asked=()
    )


def _ballot(row: Row, prefix: str) -> values.Ballot | None:
    """The numbers of a meeting; a column that the contract does not have for it is unknown."""
    ballot = values.Ballot(
        should_attend=row.get(f"{prefix}应到"),
        present=row.get(f"{prefix}实到"),
        given_out=row.get(f"{prefix}发出票"),
        taken_back=row.get(f"{prefix}收回票"),
        in_favour=row.get(f"{prefix}赞成"),
        against=row.get(f"{prefix}反对"),
        abstaining=row.get(f"{prefix}弃权"),
        spoiled=row.get(f"{prefix}无效"),
        written=row.get(f"{prefix}书面意见"),
        written_in_favour=row.get(f"{prefix}书面赞成"),
        is_secret=row.get(f"{prefix}无记名投票"),
        is_one_by_one=row.get(f"{prefix}逐个表决"),
    )
    if ballot == values.Ballot():
        return None
    return ballot


def _admission_meeting(row: Row, day: date | None) -> StepFacts:
    return admission.AdmissionMeeting(
        on=day, ballot=_ballot(row, ""), is_passed=row.get("大会结论"), asked=()
    )


def _committee_talk(row: Row, day: date | None) -> StepFacts:
    return admission.CommitteeTalk(on=day, capacity=row.get("党委谈话人职务"), asked=())


def _approve(row: Row, day: date | None) -> StepFacts:
    """The approving organization, who stands between and who deliberated are looked up later."""
    deliberations = None
    if (deliberated := row.get("党总支审议日期")) is not None:
        deliberations = (values.Deliberation(organization="", on=deliberated),)
    titles = {
        "deliberations": "党总支审议日期",
        "probation_from": "预备期起",
        "probation_to": "预备期止",
    }
    return admission.Approve(
        on=day,
        is_collective=row.get("党委集体表决"),
        is_approved=row.get("审批结论"),
        probation_from=row.get("预备期起"),
        probation_to=row.get("预备期止"),
        late_reason=row.get("延长审批理由"),
        deliberations=deliberations,
        asked=_asked(row, day, **titles),
    )


def _enrol(row: Row, day: date | None) -> StepFacts:
    return probation.Enrol(on=day, group=row.get("党小组"), asked=())


def _probation(row: Row, day: date | None) -> StepFacts:
    return probation.Probation(on=day, examinations=_examined(row.get("预备期考察日期")), asked=())


def _conversion_meeting(row: Row, day: date | None) -> StepFacts:
    outcome, months = row.get("转正结论"), None
    if outcome is ConversionOutcome.EXTEND and day:
        months = row.get("延长月数")
    return probation.ConversionMeeting(
        on=day,
        opinions=_heard(_list(row, "转正听取意见", day)),
        outcome=outcome,
        months=months,
        ballot=_ballot(row, "转正"),
        asked=(),
    )


def _approve_conversion(row: Row, day: date | None) -> StepFacts:
    return probation.ApproveConversion(on=day, full_from=row.get("正式党员起"), asked=())


def _archive(row: Row, day: date | None) -> StepFacts:
    papers = _list(row, "归档材料", day)
    kept = None
    if papers is not None:
        kept = tuple(values.ArchivedPaper(kind=paper) for paper in papers)
    return probation.Archive(on=day, papers=kept, asked=())


_TRANSLATIONS: dict[str, Translate] = {
    "apply": _apply,
    "talk": _talk,
    "shortlist": _shortlist,
    "file_activist": lambda row, day: cultivation.FileActivist(on=day, asked=()),
    "appoint_contacts": _appoint_contacts,
    "cultivate": _cultivate,
    "nominate": _nominate,
    "list_consent": _list_consent,
    "list_target": _list_target,
    "appoint_introducers": _appoint_introducers,
    "political_review": _political_review,
    "train": _train,
    "committee_review": _committee_review,
    "pre_review": _pre_review,
    "fill_form": _fill_form,
    "admission_meeting": _admission_meeting,
    "committee_talk": _committee_talk,
    "approve": _approve,
    "file_with_department": lambda row, day: admission.FileWithDepartment(on=day, asked=()),
    "enrol": _enrol,
    "oath": lambda row, day: probation.Oath(on=day, asked=()),
    "probation": _probation,
    "request_conversion": lambda row, day: probation.RequestConversion(on=day, asked=()),
    "conversion_meeting": _conversion_meeting,
    "approve_conversion": _approve_conversion,
    "archive": _archive,
}


def _extensions(row: Row) -> tuple[Extension, ...]:
    """The extensions decided before the meeting of step 23, as far as `已延长次数` and `延长月数`
    tell.

    The length belongs to the earlier one when step 23 decided 按期转正 or has no day yet; else it
    is unknown.
    """
    count: int | None = row.get("已延长次数")
    months: int | None = row.get("延长月数")
    is_earlier = row.get(STEP_COLUMNS["conversion_meeting"]) is None or (
        row.get("转正结论") is ConversionOutcome.ON_TIME
    )
    known = months if is_earlier else None
    if count is None and known:
        count = 1
    if not count:
        return ()
    return (Extension(),) * (count - 1) + (Extension(months=known),)


def _standing(steps: dict[str, StepFacts]) -> dict[str, Any]:
    """State, turn, and how the case is closed, by its last outcome."""
    days = {code: facts.on for code, facts in steps.items() if facts.on is not None}
    last = max(days, key=PLACE.__getitem__)
    meeting, approved_on = steps.get("conversion_meeting"), days.get("approve_conversion")
    if (
        isinstance(meeting, probation.ConversionMeeting)
        and meeting.on is not None
        and approved_on is not None
    ):
        if meeting.outcome is ConversionOutcome.CANCEL:
            return _closed("cancel", approved_on)
        if meeting.outcome is ConversionOutcome.EXTEND and last == "approve_conversion":
            return {"state": TURN["extend"].target, "turn": "extend", "turn_on": approved_on}
    if last == "archive":
        return {"state": last, "closed_on": days[last], "outcome": Outcome.COMPLETED.value}
    if steps[last].is_negative:
        if last == "admission_meeting":
            return _closed("close_after_meeting", days[last])
        if last == "approve":
            return _closed("close_refused", days[last])
        del days[last]  # what ended badly moves nothing
    return {"state": max(days, key=PLACE.__getitem__, default=START)}


def _closed(turn: str, day: date) -> dict[str, Any]:
    outcome = TURN[turn].outcome
    assert outcome is not None
    return {
        "state": CLOSED,
        "turn": turn,
        "turn_on": day,
        "closed_on": day,
        "outcome": outcome.value,
    }
