"""Lives the histories through the services, day by day, each act by who may do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid5

import msgspec
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from branches.actor import Actor
from branches.memory import remembering
from branches.models import User
from cases import services as cases
from cases.facts.application import Apply
from cases.facts.base import FACTS, fields_of
from cases.facts.values import Replacement
from cases.ledger import Addition
from cases.models import Case, Entry
from cases.procedure import STEP
from cases.services import Refused, Stale
from cases.services.moment import recorded_at
from cases.services.sent import Sent
from filings import services as filings
from filings.demo import texts
from filings.demo.inspecting import Event
from filings.demo.lives import Life
from filings.demo.numbering import Numbers
from filings.demo.plan import COMMITTEE_OF
from filings.demo.story import Act
from filings.demo.world import World

Made = TypeVar("Made")
NAMESPACE = UUID("6a697368-6900-5000-8000-64656d6f3131")
OPENS_AT = time(8, 40)
#: {place of a branch: account that does all for the committee above it}, where it has one alone.
COMMITTEE_ACCOUNTS = {"provisional": "provisional"}
COMMITTEE_ACCOUNTS |= {place: f"{code.lower()}-secretary" for place, code in COMMITTEE_OF.items()}
DECIDERS = ("committee-secretary", "committee-member", "organizer")


class Service(NamedTuple):
    """A service that is called with what the act says, with `Act.more`, `by` and `sent`.

    of     what it acts on, as `Progress` knows it
    takes  what it is given of the act, by the names that both have for it
    day    what it calls the day of the act; "" where it asks for none
    """

    call: Callable[..., Entry]
    of: str
    takes: tuple[str, ...] = ()
    day: str = ""


SERVICES = {
    "record": Service(cases.record, "case_id", ("code", "facts")),
    "resubmit": Service(filings.resubmit, "item_id", day="submitted_on"),
    "withdraw": Service(filings.withdraw, "item_id"),
    "deliberate": Service(filings.deliberate, "item_id", day="on"),
    "receive": Service(filings.receive, "item_id", day="on"),
    "return": Service(filings.return_item, "item_id"),
    "accept": Service(filings.accept, "item_id", ("facts",)),
}


class Failed(Exception):  # the word of the field
    """An act of a case was refused."""

    def __init__(self, life: Life, act: Act, why: Exception) -> None:
        self.life = life
        no = STEP[act.code].no if act.code in STEP else act.code
        super().__init__(
            f"案卷 {life.number}「{life.script.name}」，{act.on} 第 {no} 步（{act.do}）：{why}"
        )


#: What services raise when they do nothing.
REFUSALS = (Refused, Stale, PermissionDenied, ValidationError, ObjectDoesNotExist)


@dataclass
class Progress:
    """How far a case has been lived: where it lies, what was sent up last."""

    case_id: int = 0
    version: int = 0
    item_id: int = 0
    acted: int = 0


@dataclass
class Player:
    """Does all acts in the order of the days they were recorded on.

    users     the accounts by name, with nothing that an earlier player read of them
    progress  {number of a life: how far it is}
    """

    world: World
    say: Callable[[str], None]
    moments: dict[date, datetime] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    progress: dict[int, Progress] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)

    def __post_init__(self) -> None:
        rows = User.objects.select_related("person", "organization").in_bulk(
            [user.pk for user in self.world.users.values()]
        )
        self.users = {name: rows[user.pk] for name, user in self.world.users.items()}

    def play(self, lives: Sequence[Life], between: Sequence[Event] = ()) -> None:
        """From the first day to the last. `between`: what happens before the acts of its day, in
        the order of days.

        Raises Failed at the first act that is refused.
        """
        waiting = list(between)
        self.numbers = Numbers.of(lives)
        with remembering():  # the tree, the posts and the calendar stay as they are
            for day, life, act in _in_order(lives):
                while waiting and waiting[0].day <= day:
                    self._happen(waiting.pop(0))
                with recorded_at(self._moment(day)):
                    self._act(life, act, day)
            for event in waiting:
                self._happen(event)
        self.numbers.end()

    def _happen(self, event: Event) -> None:
        """What is refused did not happen."""
        try:
            with recorded_at(self._moment(event.day)), transaction.atomic():
                event.happen(event.day)
        except REFUSALS as why:
            self.say(f"{event.day} 的检查有一项没有办成：{why}")

    def _moment(self, day: date) -> datetime:
        """A few minutes after the one before, in office hours as far as the day reaches."""
        last = self.moments.get(day)
        if last is None:
            now = timezone.make_aware(datetime.combine(day, OPENS_AT))
        else:
            now = last + timedelta(minutes=3)
        self.moments[day] = now
        return now

    def _act(self, life: Life, act: Act, today: date) -> None:
        progress = self.progress.setdefault(life.number, Progress())
        progress.acted += 1
        request_id = uuid5(NAMESPACE, f"{self.world.seed}/{life.number}/{progress.acted}")
        sent = Sent(request_id, progress.version)
        try:
            entry = self._do(life, act, Actor(self.user(act.by, life), today), sent)
        except REFUSALS as why:
            raise Failed(life, act, why) from why
        if entry is not None:
            progress.case_id, progress.version = entry.case_id, entry.case.version
        elif act.do != "worksheet":
            progress.version = Case.objects.values_list("version", flat=True).get(
                pk=progress.case_id
            )

    def _at(self, life: Life) -> Progress:
        return self.progress[life.number]

    def user(self, by: str, life: Life) -> User:
        """The account behind a role in this case."""
        acted = self._at(life).acted
        users, rng = self.users, Random(f"{life.number}/{acted}")  # noqa: S311  no secret
        secretary = users[self.world.secretaries[life.team.code]]
        if by in ("contact", "introducer"):
            return self._sponsor(by, life) or secretary
        if by == "secretary":
            if life.team.code == "ZB01" and rng.random() < 0.3:
                return users["organization-member"]
            return secretary
        if by in ("clerk", "decider", "organizer") and life.team.place in COMMITTEE_ACCOUNTS:
            return users[COMMITTEE_ACCOUNTS[life.team.place]]
        if by == "general_branch":
            return users["general-branch"]
        if by == "decider":
            return users[rng.choice(DECIDERS)]
        return users[by]

    def _sponsor(self, by: str, life: Life) -> User | None:
        """The account of the demo's contact or introducer where he is one in this case."""
        user = self.users[by]
        if life.team.code != "ZB01":
            return None
        on = Case(pk=self._at(life).case_id).sponsorships.filter(
            kind=by, member__person=user.person_id, until_on__isnull=True
        )
        return user if on.exists() else None

    def _do(self, life: Life, act: Act, by: Actor, sent: Sent) -> Entry | None:
        """Call the service of the act; None where it leaves no entry of the case alone."""
        if (service := SERVICES.get(act.do)) is None:
            own: Callable[..., Entry | None] = getattr(self, f"_{act.do}")
            return own(life, act, by, sent)
        arguments = {service.of: getattr(self._at(life), service.of), **act.more}
        for name in service.takes:
            arguments[name] = getattr(act, name)
        if service.day:
            arguments[service.day] = act.on
        return self._with_reasons(service.call, **arguments, by=by, sent=sent)

    def _with_reasons(self, service: Callable[..., Made], *, sent: Sent, **arguments: Any) -> Made:
        """Do the act; where it wants reasons, give them, as one does on the page."""
        try:
            return service(**arguments, sent=sent)
        except Refused as refused:
            wanted = {reason.rule for reason in refused.reasons if reason.wants_reason}
            if not wanted:
                raise
            reasons = {rule: texts.REASONS.get(rule, texts.OTHER_REASON) for rule in wanted}
            return service(**arguments, sent=replace(sent, reasons=reasons))

    # The acts whose service is told more than the act says.

    def _open(self, life: Life, act: Act, by: Actor, sent: Sent) -> Entry:
        assert isinstance(act.facts, Apply)
        human = life.human
        applicant = cases.Applicant(
            name=human.name,
            identity_number=human.identity_number,
            ethnicity=human.ethnicity,
            phone=human.phone,
        )
        with self.numbers.for_case(life, act.facts):
            case = cases.open_case(
                branch=self.world.organizations[life.team.code],
                applicant=applicant,
                facts=act.facts,
                by=by,
                sent=sent,
            )
        return case.entries.get()

    def _supplement(self, life: Life, act: Act, by: Actor, sent: Sent) -> Entry:
        assert act.facts is not None
        return self._with_reasons(
            cases.supplement,
            case_id=self._at(life).case_id,
            addition=Addition(act.code, act.facts, act.on),
            by=by,
            sent=sent,
        )

    def _turn(self, life: Life, act: Act, by: Actor, sent: Sent) -> Entry:
        taken = cases.TakenTurn(code=act.code, taken_on=act.on, **act.more)
        return cases.take_turn(case_id=self._at(life).case_id, taken=taken, by=by, sent=sent)

    def _correct(self, life: Life, act: Act, by: Actor, sent: Sent) -> Entry:
        old = Entry.objects.get(case=self._at(life).case_id, code=act.code, kind=Entry.Kind.STEP)
        facts = old.step_facts
        assert facts is not None
        return self._with_reasons(
            cases.correct,
            case_id=old.case_id,
            entry_id=old.pk,
            facts=msgspec.structs.replace(facts, **act.more["changes"]),
            reason=act.more["reason"],
            by=by,
            sent=sent,
        )

    def _annul(self, life: Life, act: Act, by: Actor, sent: Sent) -> Entry:
        last = Entry.objects.filter(case=self._at(life).case_id).latest("sequence")
        return cases.annul(case_id=last.case_id, entry_id=last.pk, **act.more, by=by, sent=sent)

    def _replace(self, life: Life, act: Act, by: Actor, sent: Sent) -> Entry:
        return cases.replace_sponsor(
            case_id=self._at(life).case_id,
            kind=act.code,
            change=Replacement(on=act.on, **act.more),
            by=by,
            sent=sent,
        )

    def _worksheet(self, life: Life, act: Act, by: Actor, sent: Sent) -> None:
        case = Case.objects.select_related("branch", "person").get(pk=self._at(life).case_id)
        cases.save_worksheet(case=case, code=act.code, data=_typed(act.code, act.on), by=by)

    def _submit(self, life: Life, act: Act, by: Actor, sent: Sent) -> None:
        progress = self._at(life)
        filing = self._with_reasons(
            filings.submit,
            submission=filings.Submission(kind=act.code, submitted_on=act.on, **act.more),
            versions={progress.case_id: progress.version},
            by=by,
            sent=sent,
        )
        progress.item_id = filing.items.values_list("pk", flat=True).first() or 0

    def _refuse(self, life: Life, act: Act, by: Actor, sent: Sent) -> Entry:
        return self._with_reasons(
            filings.refuse,
            item_id=self._at(life).item_id,
            answer=filings.NegativeAnswer(on=act.on, facts=act.facts, **act.more),
            by=by,
            sent=sent,
        )


def _in_order(lives: Sequence[Life]) -> list[tuple[date, Life, Act]]:
    """All acts with the days that they are recorded on; on one day, those of the first life
    first.
    """
    rows = [(act.recorded_on(life.opened_on), life, act) for life in lives for act in life.acts]
    return sorted(rows, key=lambda row: row[0])


def _typed(code: str, day: date) -> Mapping[str, list[str]]:
    """What somebody typed into a form so far."""
    names = {field.name for field in fields_of(FACTS[code])}
    typed = {
        "on": day.isoformat(),
        "place": texts.PLACES[0],
        "remarks": "材料正在准备。",
        "form_number": "4520",
    }
    return {name: [text] for name, text in typed.items() if name in names}
