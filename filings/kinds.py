"""The kinds of filing (报送): one row each; what differs between them is a column.

How a filing travels is the route of its step, in `cases.procedure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cases.facts.case import CaseFacts
from cases.facts.probation import ConversionOutcome
from cases.procedure import PLACE, STEP, STEPS, Route, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of filing.

    code               of its step
    short              what it is called where it stands without its stage
    accept             what accepting it is called
    is_voted           the receiver votes on it, so each is answered by itself
    result             the fact that says how it was answered, which the button says
    day                the fact that holds the day of the answer
    is_answered_today  that day is most often today; that of a committee's meeting is not
    asked              what is asked of who accepts; none: all that the form of the step asks
    asked_of_refusal   what is asked, beside day and reason, of who refuses
    is_of_submission   the step was taken on the day of the submission, not of the answer
    reserves_place     accepting it reserves a place of the quota
    takes_place        accepting it takes the place
    step_2014          the step that accepting takes in place of its own under the edition of 2014
    turn_of            the turn that accepting takes in place of the step's own move, by what the
                       meeting of 23 decided
    cancels_from       the state from which it can be submitted before its turn, where that meeting
                       cancelled
    """

    code: str
    short: str
    accept: str
    is_voted: bool = True
    result: str = ""
    day: str = "on"
    is_answered_today: bool = False
    asked: tuple[str, ...] = ()
    asked_of_refusal: tuple[str, ...] = ()
    is_of_submission: bool = False
    reserves_place: bool = False
    takes_place: bool = False
    step_2014: str = ""
    turn_of: Mapping[ConversionOutcome, str] = field(default_factory=dict)
    cancels_from: str = ""

    @property
    def step(self) -> Step:
        """The step that it takes."""
        return STEP[self.code]

    @property
    def route(self) -> Route:
        """How it travels."""
        assert self.step.route is not None
        return self.step.route

    @property
    def label(self) -> str:
        """Number and name, as in the inbox."""
        return f"{self.step.no} {self.short}"

    def accepted_turn(self, facts: CaseFacts) -> str | None:
        """The turn that accepting takes in place of the step's own move; None: that move."""
        meeting = facts.steps.conversion_meeting
        if meeting is None or meeting.outcome is None:
            return None
        return self.turn_of.get(meeting.outcome)

    def is_early_cancellation(self, facts: CaseFacts, state: str) -> bool:
        """Whether it can be submitted before its turn: the meeting cancelled before the end of
        probation.
        """
        meeting = facts.steps.conversion_meeting
        if not self.cancels_from or meeting is None:
            return False
        is_cancelled = meeting.outcome is ConversionOutcome.CANCEL
        return is_cancelled and PLACE[state] >= PLACE[self.cancels_from]


_ROWS = (
    Kind(
        code="file_activist",
        short="积极分子备案",
        accept="同意备案",
        is_voted=False,
        day="answered_on",
        is_answered_today=True,
        asked=("answered_on", "remarks"),
        is_of_submission=True,
    ),
    Kind(
        code="list_consent",
        short="发展对象同意（备案）",
        accept="同意列为发展对象",
        is_answered_today=True,
        step_2014="list_target",
    ),
    Kind(
        code="pre_review",
        short="预审",
        accept="预审合格",
        result="is_qualified",
        is_answered_today=True,
        asked_of_refusal=("is_written",),
        reserves_place=True,
    ),
    Kind(
        code="approve",
        short="接收审批",
        accept="批准接收",
        result="is_approved",
        asked_of_refusal=("votes", "is_collective", "is_one_by_one"),
        takes_place=True,
    ),
    Kind(
        code="file_with_department",
        short="组织部门备案",
        accept="接收备案",
        is_voted=False,
        day="received_on",
        is_answered_today=True,
        asked=("received_on", "number"),
    ),
    Kind(
        code="approve_conversion",
        short="转正审批",
        accept="批准",
        result="is_approved",
        asked_of_refusal=("votes", "is_collective", "is_one_by_one"),
        turn_of={ConversionOutcome.EXTEND: "extend", ConversionOutcome.CANCEL: "cancel"},
        cancels_from="approve",
    ),
)

#: `{code: kind}`, in the order of the steps.
KINDS: dict[str, Kind] = {row.code: row for row in _ROWS}
#: The kind that may wait beside another: it is done on submission and holds nothing up.
(APART,) = (row.code for row in _ROWS if row.route.done_on_submission)
(_RESERVES,) = (row.code for row in _ROWS if row.reserves_place)
(_TAKES,) = (row.code for row in _ROWS if row.takes_place)
#: States of a case that has a place of the quota but is not admitted yet.
RESERVING = tuple(step.code for step in STEPS[PLACE[_RESERVES] : PLACE[_TAKES]])
