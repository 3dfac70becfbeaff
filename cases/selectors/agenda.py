"""The to-do list as days in a calendar (ICS) and as a notice in words: two more views of the
obligations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from django.conf import settings

from branches.actor import Actor
from branches.models.person import sealed
from cases.facts.case import edition_on
from cases.models import Obligation
from cases.procedure import STEPS
from cases.selectors.todo import GROUPS, Todo
from cases.selectors.wording import spelled

MOST = 1000
NAMED = 5
EARLY = timedelta(days=3)
LATE = "【逾期】"  # before what is overdue


@dataclass(frozen=True)
class Day:
    """One day of the calendar; `uid` is the same as long as the same thing is due."""

    uid: str
    on: date
    summary: str
    text: str
    url: str


def days_of(actor: Actor) -> Iterator[Day]:
    """The user's obligations with a day, the most pressing first, at most MOST; four queries."""
    left = MOST
    for group, rows in Todo(actor).dated().items():
        for row in rows.select_related("case__person", "case__branch").defer(
            "case__facts", *sealed("case__person")
        )[:left]:
            on = row.until_on or row.earliest_on
            if on is not None:
                left -= 1
                yield _day(row, on, is_late=group == "overdue")


def uid_of(*parts: object) -> str:
    """The same for the same parts, and no more to read from it."""
    return sha256(" ".join(map(str, parts)).encode()).hexdigest()[:32]


def _day(row: Obligation, on: date, *, is_late: bool) -> Day:
    case = row.case
    term = next(
        (step.term_in(edition_on(on)) for step in reversed(STEPS) if step.no == row.step), ""
    )
    if is_late:
        mark = LATE
    elif row.until_on:
        mark = ""
    else:
        mark = "【起】"
    uid = uid_of(case.number, row.rule, row.step, row.earliest_on, row.due_on)
    text = spelled(row.text) + (f"，{row.article}" if row.article else "")
    summary = f"{mark}{case.person.name} {row.step or ''} {term}".strip()
    note = f"{text}\n{case.number} {case.branch.name}"
    return Day(uid, on, summary, note, f"{settings.SITE_URL}{case.get_absolute_url()}")


def as_ics(days: Iterable[Day], today: date) -> bytes:
    """An iCalendar file (RFC 5545): a whole day each, with a reminder three days before."""
    from icalendar import Alarm, Calendar, Event

    stamp = datetime.combine(today, time.min, UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//Jishi//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "纪实待办")
    calendar.add("x-published-ttl", "PT6H")
    for day in days:
        event = Event()
        event.add("uid", f"{day.uid}@jishi")
        event.add("dtstamp", stamp)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.summary)
        event.add("description", day.text)
        event.add("url", day.url)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", day.summary)
        alarm.add("trigger", -EARLY)
        event.add_component(alarm)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def reminder(actor: Actor) -> str:
    """What presses, in one text; empty when nothing is overdue or due within seven days. Two
    queries and two more.
    """
    groups = Todo(actor).dated()
    parts = []
    for key in ("overdue", "week"):
        rows = (
            groups[key].select_related("case__person").defer("case__facts", *sealed("case__person"))
        )
        if count := rows.order_by()[: MOST + 1].count():
            first = "、".join(
                f"{row.case.person.name}（{spelled(str(row.until_on))}）" for row in rows[:NAMED]
            )
            more = "等" if count > NAMED else ""
            shown = f"{MOST}+" if count > MOST else str(count)
            parts.append(f"{GROUPS[key]} {shown} 件：{first}{more}")
    return "；".join(parts)
