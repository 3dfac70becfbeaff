"""Two checks in the demo world: last year's by the committee with all that followed, this year's
by the department.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from branches.actor import Actor
from branches.acts import Kind
from cases.rules.engine import Severity
from cases.services.moment import now
from filings.demo.world import World
from filings.inspections.models import Inspection, Rectification
from filings.inspections.services import reading, rectifying, running

CHECKED = "LC-LY"
# days from the beginning of a check to the end of all that follows, and of the other check before
# it
OVER = 45
SHARE = 10  # percent of each unit's paper files
READ = 4  # of them, by now
FORGED = "推荐大会签到表上三人的签名为同一人笔迹，经核实会议没有召开。"
WAIVED = "本人已调往外省，当时的谈话人已病故，无法补办，支部已作书面说明。"
MEASURES = (
    (
        "支部委员会逐条对照整改：补充了谈话记录，补报了备案，对经办人作了提醒谈话，"
        "并重新学习了《细则》有关条款。"
    ),
    "已安排补训和补充考察，考察意见正在收集。",
    "已更正登记有误的日期，其余问题写明了情况说明。",
)
EVIDENCE = "支委会会议记录（复印件），存支部\n情况说明，支部盖章，存支部\n补充的谈话记录，存案卷"
ACCEPTED, RETURNED = "整改到位，同意销号。", "补训没有完成，请完成后附合格证再报。"


class Event(NamedTuple):
    """Something that happens on a day between the acts of the cases."""

    day: date
    happen: Callable[[date], None]


def events(world: World) -> list[Event]:
    """All up to today, in their order: what happens in the committee's check from a 12 January on,
    and in the department's of a week ago.

    The committee's is of the year before the last where that of the last year could not be over by
    now.
    """
    today = world.today
    begun = begun_on(today)
    last, present = Check(world, "committee-member"), Check(world, "officer")
    rows = (
        (begun, 0, last.begin),
        (begun, 3, last.draw),
        (begun, 10, last.read),
        (begun, 14, last.issue),
        (begun, 15, last.propose_waiver),
        (begun, 17, last.approve_waiver),
        (begun, 30, last.answer),
        (begun, 36, last.decide),
        (today, -6, present.begin),
        (today, -4, present.issue),
    )
    found = [Event(day + timedelta(after), happen) for day, after, happen in rows]
    return in_order(each for each in found if each.day <= today)


def begun_on(today: date) -> date:
    """The last 12 January of which all that follows is over by now."""
    begun = date(today.year, 1, 12)
    if begun + timedelta(OVER) > today:
        begun = date(today.year - 1, 1, 12)
    return begun


def in_order(found: Iterable[Event]) -> list[Event]:
    """By day; of one day as they are given."""
    return sorted(found, key=lambda each: each.day)


@dataclass
class Check:
    """A check as it is made; `by` is the user name of whoever makes it, `of` the code of the unit
    that is checked.
    """

    world: World
    by: str
    of: str = CHECKED
    begun: Inspection | None = None

    @property
    def inspection(self) -> Inspection:
        """What was begun."""
        assert self.begun is not None
        return self.begun

    def actor(self, day: date, name: str = "") -> Actor:
        """Whoever has this user name, or makes the check, on that day."""
        return Actor(self.world.users[name or self.by], day)

    def begin(self, day: date) -> None:
        """Of this year; in January of the last one, of which there is more to be found."""
        unit, year = self.world.organizations[self.of], day.year - (day.month == 1)
        found = running.begin_inspection(unit=unit, year=year, by=self.actor(day))
        Inspection.objects.filter(pk=found.pk).update(started_at=now())
        running.complete(found)
        found.refresh_from_db()
        self.begun = found

    def draw(self, day: date) -> None:
        reading.draw_sample(
            inspection_id=self.inspection.pk, share=SHARE, seed=self.world.seed, by=self.actor(day)
        )

    def read(self, day: date) -> None:
        """Some of the files drawn; in the first one a meeting is found that was never held."""
        by = self.actor(day, "organizer")
        rows = self.inspection.cases.filter(is_drawn=True).order_by("case_id")[:READ]
        for place, row in enumerate(rows):
            note = "原件与登记一致。" if place else "推荐大会材料有疑点，见登记的问题。"
            reading.record_reading(inspected_id=row.pk, note=note, by=by)
            if place == 0:
                found = reading.FoundByHand(
                    rule="F07",
                    severity=Severity.VOID.code,
                    step=3,
                    actual_on=None,
                    message=FORGED,
                )
                reading.add_finding(inspected_id=row.pk, found=found, by=by)

    def issue(self, day: date) -> None:
        if self.inspection.findings.weighty().exists():
            rectifying.issue_notices(
                inspection_id=self.inspection.pk,
                unit_ids=None,
                due_on=day + timedelta(30),
                by=self.actor(day),
            )

    def propose_waiver(self, day: date) -> None:
        rows = self.inspection.findings.filter(severity=Severity.CORRECT.code, case__isnull=False)
        if finding := rows.first():
            rectifying.propose_waiver(finding_id=finding.pk, reason=WAIVED, by=self.actor(day))

    def approve_waiver(self, day: date) -> None:
        by = self.actor(day, "committee-secretary")
        for finding in self.inspection.findings.filter(waived_by__isnull=False):
            rectifying.decide_waiver(finding_id=finding.pk, is_approved=True, by=by)

    def answer(self, day: date) -> None:
        """The first units report; the others are late."""
        for notice, measures in zip(self._notices(), MEASURES, strict=False):
            by = self.actor(day, self.world.secretaries[notice.unit.code])
            rectifying.answer_notice(
                notice_id=notice.pk, measures=measures, evidence=EVIDENCE, by=by
            )

    def decide(self, day: date) -> None:
        """The first report closes its notice, the second comes back, the third waits."""
        by = self.actor(day, "committee-secretary")
        for notice, opinion in zip(self._notices(), (ACCEPTED, RETURNED), strict=False):
            is_accepted = opinion == ACCEPTED
            rectifying.decide_answer(
                notice_id=notice.pk, is_accepted=is_accepted, opinion=opinion, by=by
            )

    def _notices(self) -> list[Rectification]:
        """Those to branches, in the order of their codes."""
        rows = self.inspection.rectifications.filter(unit__kind=Kind.BRANCH).select_related("unit")
        return list(rows.order_by("unit__code"))
