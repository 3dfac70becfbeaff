"""What a row of the tables in `cases.procedure` says: stages, bodies, outcomes, filings, steps,
turns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from branches.acts import Act

START = "start"
CLOSED = "closed"
#: Target of a turn that leaves the state as it is.
SAME = ""


class Stage(NamedTuple):
    """One of the five stages: `person` names the status of the person, `work` the stage of the
    work.
    """

    no: int
    person: str
    work: str


class Body(StrEnum):
    """Which organization acts for a case; found from the branch by `branches.selectors.line_of`."""

    BRANCH = "branch"
    COMMITTEE = "committee"
    DEPARTMENT = "department"


class Outcome(StrEnum):
    """How a closed case ended; the label is in `OUTCOMES`."""

    COMPLETED = "completed"
    NOT_PASSED = "not_passed"
    NOT_APPROVED = "not_approved"
    CANCELLED = "cancelled"
    WITHDREW = "withdrew"
    UNFIT = "unfit"
    LEFT_COUNTRY = "left_country"
    DIED = "died"


OUTCOMES: dict[Outcome, str] = {
    Outcome.COMPLETED: "已转正归档",
    Outcome.NOT_PASSED: "支部大会未通过",
    Outcome.NOT_APPROVED: "上级党委未批准",
    Outcome.CANCELLED: "取消预备党员资格",
    Outcome.WITHDREW: "本人撤回申请",
    Outcome.UNFIT: "不再符合条件",
    Outcome.LEFT_COUNTRY: "出国（境）定居",
    Outcome.DIED: "去世",
}
#: The reasons for which a case is closed by hand.
CLOSING = (Outcome.WITHDREW, Outcome.UNFIT, Outcome.LEFT_COUNTRY, Outcome.DIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How a step that is a filing travels.

    follows           the step that must be logged before it can be submitted
    submit, answer    the acts of who sends it up and of who decides
    sender, receiver  the organizations
    deliberated       passes through every general branch and committee without power of approval,
                      lowest first
    done_on_submission  the step is done when submitted; the receipt is added later
    refusal           turns by which it can be refused, the usual one first
    rests_on          steps whose entries are locked while an item waits, and kept once it is
                      accepted
    """

    follows: str
    submit: Act
    answer: Act
    sender: Body = Body.BRANCH
    receiver: Body = Body.COMMITTEE
    deliberated: bool = False
    done_on_submission: bool = False
    refusal: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the procedure.

    no        1–25; 8 has two rows
    stage     1–5
    act       the right that recording it needs (for a filing: see `route`)
    bodies    the organizations that may record it, first choice first
    articles  articles of the 2014 and of the 2026 edition
    after     states from which it is taken
    early     state from which it may be recorded before its turn; of a step that lasts: its
              examinations and reports
    early_if  condition on its facts for that
    star      number among the six checkpoints that 2014 added
    by_answer_from  states from which only the answer to a filing takes it
    outcome   how the case ends with it
    opens     months before the expiry of probation from which it may be recorded
    lasts     it is more than one act: examinations and reports are added until it is completed
    sponsor   kind of sponsorship whose holder may add examinations and his own opinion
    appoints  kind of sponsorship whose holders it names
    hidden    a contact or introducer sees nothing of it
    adds      who adds what arises later, where not who records the step
    only_2026 the row exists in the 2026 edition only
    term_2026 what the 2026 edition calls it, where that differs
    """

    no: int
    code: str
    term: str
    stage: int
    act: Act
    articles: tuple[str, str]
    after: tuple[str, ...]
    bodies: tuple[Body, ...] = (Body.BRANCH,)
    early: str | None = None
    early_if: Callable[[Any], bool] | None = None
    star: int | None = None
    route: Route | None = None
    by_answer_from: tuple[str, ...] = ()
    outcome: Outcome | None = None
    opens: int | None = None
    lasts: bool = False
    sponsor: str | None = None
    appoints: str | None = None
    hidden: bool = False
    adds: tuple[Act, Body] | None = None
    only_2026: bool = False
    limit: str = ""
    term_2026: str = ""

    @property
    def method(self) -> str:
        """Name of the FSM transition on the model."""
        return f"fsm_{self.code}"

    @property
    def target(self) -> str:
        return self.code

    def term_in(self, edition: int) -> str:
        """What the edition calls the step."""
        return self.term_2026 if edition == 2026 and self.term_2026 else self.term

    @property
    def terms(self) -> str:
        """What the editions call it, for lists that hold cases of both."""
        return f"{self.term}、{self.term_2026}" if self.term_2026 else self.term

    def article(self, edition: int) -> str:
        """The articles of the edition, e.g. 第二十条、第二十一条; empty when there is none."""
        return self.articles[0] if edition == 2014 else self.articles[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One way to leave the line.

    act      right of who takes it by itself; None: part of an answer to a filing
    undoes   the steps after `keeps` (`target`, unless named) are undone and a new pass begins
    extends  it prolongs the probation by what step 23 decided
    outcome  how the case ends when the turn closes it
    after_bad_result
             one of these steps must have ended badly. Source: docs/specification/procedure.md,
             "Turns that leave the line"
    with_entry
             it comes with the entry of a step only, never by itself
    seen_as  what it is called for who does not see the steps that it comes of; empty: as `term`
    """

    code: str
    term: str
    after: tuple[str, ...]
    target: str
    act: Act | None = None
    body: Body = Body.BRANCH
    undoes: bool = True
    keeps: str = ""
    extends: bool = False
    outcome: Outcome | None = None
    after_bad_result: tuple[str, ...] = ()
    with_entry: bool = False
    seen_as: str = ""

    @property
    def asks_outcome(self) -> bool:
        """Whether who takes it says how the case ends."""
        return self.target == CLOSED and self.outcome is None

    @property
    def last_kept(self) -> str:
        """The last step that the turn leaves in force."""
        return self.keeps or self.target

    @property
    def method(self) -> str:
        return f"fsm_{self.code}"
