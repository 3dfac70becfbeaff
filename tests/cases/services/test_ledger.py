"""After any lawful sequence of acts the facts kept entry by entry are those that all entries
give when read again.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.facts.admission import AfterFailure
from cases.facts.cultivation import Cultivate
from cases.facts.probation import ConversionOutcome, Probation
from cases.facts.values import Examination
from cases.may.changing import last_standing
from cases.models import Case, Entry
from cases.procedure import STEP, STEPS, Outcome
from cases.services import Refused
from filings.models import FilingItem
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, check_fold, fresh

pytestmark = pytest.mark.django_db

LATE = date(2033, 1, 1)
REASONS = {f"{letter}{number:02d}": "已说明" for letter in "ABCDEF" for number in range(1, 28)}
#: What a step may end with instead of well.
BAD: dict[str, dict[str, Any]] = {
    "political_review": {"is_qualified": False},
    "train": {"is_passed": False},
    "committee_review": {"is_passed": False},
    "admission_meeting": {"is_passed": False, "afterwards": AfterFailure.CONTINUE},
    "conversion_meeting": {"outcome": ConversionOutcome.EXTEND, "months": 6},
}
ACTS = (
    "onward",
    "onward",
    "onward",
    "bad",
    "early",
    "examine",
    "correct",
    "annul",
    "submit",
    "refuse",
    "turn",
)


class Player:
    """Does one act of each kind where it can be done; every act on one late day, with a reason
    for everything.
    """

    def __init__(self) -> None:
        self.drive = Drive(IN_2026)
        self.case = self.drive.open_case()
        self.done: list[str] = []

    def play(self, act: str, seed: int) -> None:
        """A refused act must change nothing."""
        version = fresh(self.case).version
        try:
            with transaction.atomic():
                getattr(self, act)(seed)
                self.done.append(act)
        except (Refused, PermissionDenied):
            assert fresh(self.case).version == version

    def next_code(self) -> str:
        case = fresh(self.case)
        ways = [
            step.code
            for step in STEPS
            if case.state in step.after and case.state not in step.by_answer_from
        ]
        if not ways:
            raise Refused.because("办结")
        return ways[0]

    def record(self, code: str, **changes: Any) -> None:
        by = self.drive.decider if code == "committee_talk" else self.drive.secretary
        facts = dict.fromkeys(self.drive.later_facts(code)) | changes
        self.drive.record(self.case, code, by=by, today=LATE, reasons=REASONS, **facts)

    def onward(self, _seed: int) -> None:
        code = self.next_code()
        if STEP[code].route is None:
            self.record(code)
            return
        item = self.waiting() or self.drive.submit(self.case, code)
        extends = code == "approve_conversion" and fresh(self.case).facts.steps.conversion_meeting
        self.drive.accept(
            item, today=LATE, reasons=REASONS, **({"full_from": None} if extends else {})
        )

    def waiting(self) -> FilingItem | None:
        return (
            FilingItem.objects.filter(case=self.case)
            .open()
            .exclude(kind="file_with_department")
            .first()
        )

    def bad(self, _seed: int) -> None:
        code = self.next_code()
        if code not in BAD:
            raise Refused.because("没有")
        self.record(code, **BAD[code])

    def early(self, seed: int) -> None:
        codes = [step.code for step in STEPS if step.early and not step.lasts]
        self.record(codes[seed % len(codes)])

    def examine(self, seed: int) -> None:
        one = (Examination(on=LATE - timedelta(seed), by="支部"),)
        facts = Cultivate(examinations=one) if seed % 2 else Probation(examinations=one)
        self.drive.supplement(
            self.case, "cultivate" if seed % 2 else "probation", facts, LATE, reasons=REASONS
        )

    def correct(self, seed: int) -> None:
        kinds = (Entry.Kind.STEP, Entry.Kind.SUPPLEMENT, Entry.Kind.CORRECTION)
        entries = list(self.case.entries.filter(kind__in=kinds))
        entry = entries[seed % len(entries)]
        by = self.drive.decider if seed % 2 else self.drive.secretary
        changes = (
            {"on": entry.taken_on - timedelta(seed % 3)}
            if entry.open_facts and entry.open_facts.on
            else {}
        )
        self.drive.correct(entry, LATE, by=by, reasons=REASONS, **changes)

    def annul(self, _seed: int) -> None:
        last = last_standing(fresh(self.case).entries.all())
        if last is None:
            raise Refused.because("没有")
        by = (
            self.drive.decider
            if last.recorded_by_id == self.drive.decider.pk
            else self.drive.secretary
        )
        self.drive.annul(self.case, LATE, by=by)

    def submit(self, _seed: int) -> None:
        self.drive.submit(
            self.case, self.next_code() if STEP[self.next_code()].route else "approve"
        )

    def refuse(self, seed: int) -> None:
        item = self.waiting()
        if item is None or item.step.route is None:
            raise Refused.because("没有")
        turns = item.step.route.refusal
        self.drive.refuse(item, turns[seed % len(turns)], LATE)

    def turn(self, seed: int) -> None:
        if seed % 4:
            self.drive.turn(self.case, "send_back", LATE)
        else:
            self.drive.turn(self.case, "close", LATE, outcome=Outcome.WITHDREW)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    start=st.integers(0, 24),
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 40)), max_size=14),
)
def test_kept_facts_are_those_of_all_entries(start: int, acts: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        player = Player()
        for _ in range(start):
            player.play("onward", 0)
        for act, seed in acts:
            player.play(act, seed)
            check_fold(player.case)
        check_state(player.case)
        transaction.set_rollback(True)


def check_state(case: Case) -> None:
    """The state is the last step of an unbroken line of done ones, and the case is closed just
    in an end state.
    """
    case = fresh(case)
    assert (case.closed_on is not None) is (case.state in ("closed", "archive"))
    if case.state in STEP:
        line = [step for step in STEPS[: case.place + 1] if not step.only_2026]
        undone = [
            step.code
            for step in line
            if (facts := case.facts.steps.get(step.code)) is None or facts.on is None
        ]
        assert undone == []


def test_the_player_reaches_all_kinds_of_acts() -> None:
    """Else the property above would prove little."""
    player = Player()
    script = [
        *["onward"] * 2,
        "submit",
        "onward",
        "onward",
        "examine",
        "correct",
        "annul",
    ]  # state 5
    script += [*["onward"] * 5, "bad", "turn"]  # 10 ended badly: sent back to 5, a new pass
    script += ["annul", "annul", "early", *["onward"] * 2, "submit", "refuse"]  # 13 refused
    for act in script:
        player.play(act, 1)
        check_fold(player.case)
    assert set(player.done) == set(script)
    assert fresh(player.case).pass_number > 1
