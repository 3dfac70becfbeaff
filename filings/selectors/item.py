"""All that the page of an item shows, within a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from branches.actor import Actor
from branches.acts import MAY, Act, Role
from branches.line import line_of
from branches.models import Organization, User
from branches.models.person import sealed
from cases.facts.values import Paper
from cases.may import Reason
from cases.may.acting import find_acting
from cases.models import Finding, Obligation, Worksheet
from cases.selectors.context import context_for
from cases.selectors.findings import ShownFinding, shown_findings
from cases.selectors.page import entries_of
from cases.selectors.wording import spelled
from filings import may
from filings.may import Past
from filings.models import FilingItem
from filings.models.filing import FilingItemQuerySet
from filings.selectors.checklist import Checklist, checklist
from filings.selectors.dossier import Dossier, dossier
from filings.selectors.inbox import returns_of
from filings.selectors.limits import Limit, limits_of
from filings.selectors.people import people_for
from filings.selectors.standing import past_of, resubmit_refusal


@dataclass(frozen=True)
class Barred:
    """Whether something can be done: `reason` is None where it can."""

    reason: Reason | None


@dataclass(frozen=True)
class ItemPage:
    """The page; of an act the user has no right to there is None.

    limit    until when it must be answered, while it is open
    between  the organizations it passes on the way to the receiver, lowest first
    decides  who decides, in words, for whom may only prepare
    draft    the opinion as prepared
    people   whom the user may let attend to it; None where they have no say in that
    """

    item: FilingItem
    title: str
    dossier: Dossier
    limit: Limit | None
    findings: list[ShownFinding]
    checklist: Checklist | None
    between: list[Organization]
    closed: Reason | None
    receive: Barred | None
    deliberate: Barred | None
    give_back: Barred | None
    accept: Barred | None
    refuse: Barred | None
    withdraw: Barred | None
    resubmit: Barred | None
    may_draft: bool
    decides: str
    draft: Worksheet | None
    people: list[User] | None

    @property
    def closed_text(self) -> str:
        """What became of it, with the days as they are written here."""
        return spelled(self.closed.text) if self.closed else ""

    @property
    def papers(self) -> list[str]:
        """The papers sent along."""
        return [Paper.of(value).label for value in self.item.filing.papers]

    @property
    def accept_label(self) -> str:
        """What the button is called that accepts."""
        return self.item.kind_row.accept

    @property
    def has_acts(self) -> bool:
        """Whether there is anything the user may do with it."""
        acts = (
            self.receive,
            self.deliberate,
            self.give_back,
            self.accept,
            self.refuse,
            self.withdraw,
            self.resubmit,
        )
        return any(acts)


def shown_items(actor: Actor) -> FilingItemQuerySet:
    """The items the user sees, with all that services and page ask of one but the
    organizations.
    """
    rows = FilingItem.objects.visible_to(actor)
    rows = rows.select_related("case__person", "filing", *PERSONS[1:])
    return rows.defer(*sealed(*PERSONS))


PERSONS = ("case__person", "answered_by__person", "submitted_by__person", "assigned_to__person")


def item_page(item: FilingItem, actor: Actor) -> ItemPage:
    """The page of an item of `shown_items`."""
    entries = list(entries_of(item.case))
    findings = Finding.objects.filter(case=item.case)
    obligations = Obligation.objects.filter(case=item.case)
    is_going = item.is_open or item.state == FilingItem.State.RETURNED
    is_at_receiver = item.is_open and item.holder_id == item.filing.receiver_id
    answers = may.answer_acting(item, actor)
    handles = may.handling_acting(item, actor)
    past = past_of(item)
    drafts = handles is not None and is_at_receiver
    people = people_for(item, actor) if may.attends(item, actor) else None
    limit = check = give_back = accept = refuse = draft = None
    decides = ""
    if item.is_open:
        limit = limits_of([item], actor.today).get(item.pk)
    if is_going:
        check = checklist_of(item, actor.today)
    if item.is_open and handles is not None:
        give_back = Barred(None)
    if item.is_open and answers is not None:
        accept = Barred(may.accept(item, actor, past))
        refuse = _refuse(item, actor.account, past)
    if drafts:
        draft = _draft(item)
    if drafts and answers is None:
        decides = _deciders(item)
    return ItemPage(
        item=item,
        title=f"{item.case.person.name}：{item.kind_row.short}",
        dossier=dossier(item, entries, returns_of(item)),
        limit=limit,
        findings=shown_findings(list(findings), list(obligations), actor.today),
        checklist=check,
        between=_between(item),
        closed=may.act_on(item, past),
        receive=_receive(item, actor, past),
        deliberate=_deliberate(item, actor, past),
        give_back=give_back,
        accept=accept,
        refuse=refuse,
        withdraw=_withdraw(item, actor, past),
        resubmit=_resubmit(item, actor),
        may_draft=drafts,
        decides=decides,
        draft=draft,
        people=people,
    )


def checklist_of(item: FilingItem, today: date) -> Checklist:
    """The checklist of an item; two queries."""
    return checklist(context_for(item.case, item.case.facts), today, item.step)


def _between(item: FilingItem) -> list[Organization]:
    if not item.filing.through:
        return []
    found = Organization.objects.in_bulk(item.filing.through)
    return [found[pk] for pk in item.filing.through if pk in found]


def _receive(item: FilingItem, actor: Actor, past: Past) -> Barred | None:
    act = may.handling_act(item.kind_row.route)
    is_new = item.is_open and item.state == FilingItem.State.SUBMITTED
    if not is_new or not find_acting(actor, act, [item.filing.receiver]):
        return None
    return Barred(may.receive(item, past))


def _deliberate(item: FilingItem, actor: Actor, past: Past) -> Barred | None:
    holder = item.holder
    if not item.is_open or holder is None or holder.pk == item.filing.receiver_id:
        return None
    if not find_acting(actor, Act.DELIBERATE, [holder]):
        return None
    return Barred(may.deliberate(item, holder, past))


def _refuse(item: FilingItem, user: User, past: Past) -> Barred | None:
    """A pure filing to the department is received or returned, never refused."""
    if not item.kind_row.route.refusal:
        return None
    return Barred(may.refuse(item, user, past))


def _withdraw(item: FilingItem, actor: Actor, past: Past) -> Barred | None:
    if not item.is_open or not may.submit_acting(item, actor):
        return None
    return Barred(may.withdraw(item, past))


def _resubmit(item: FilingItem, actor: Actor) -> Barred | None:
    if item.state != FilingItem.State.RETURNED or not may.submit_acting(item, actor):
        return None
    return Barred(resubmit_refusal(item, line_of(item.case.branch, actor.today)))


def _deciders(item: FilingItem) -> str:
    """Who decides, by the table of acts."""
    roles = [role.label for role in Role if role in MAY[item.kind_row.route.answer]]
    return f"{item.filing.receiver}{'、'.join(roles)}"


def _draft(item: FilingItem) -> Worksheet | None:
    return (
        Worksheet.objects.shared()
        .filter(case=item.case, code=item.kind)
        .select_related("saved_by__person")
        .first()
    )
