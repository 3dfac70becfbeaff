"""Contacts and introducers: appointed by steps 5 and 9, replaced without an uncovered day.

Source: 《细则》第九条、第十四条.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from branches.actor import Actor
from branches.models import Member
from cases.facts.base import StepFacts
from cases.facts.case import Sponsor
from cases.facts.cultivation import AppointContacts
from cases.facts.target import AppointIntroducers
from cases.facts.values import NamedMember, Replacement
from cases.may import is_reason
from cases.models import Case, Entry, Sponsorship
from cases.procedure import STEP
from cases.services import ledger, writing
from cases.services.acting import acting_for
from cases.services.errors import Reason, Refused
from cases.services.sent import Sent
from cases.services.writing import Author

#: Step code of each kind of sponsorship.
STEP_OF = {
    Sponsorship.Kind.CONTACT: "appoint_contacts",
    Sponsorship.Kind.INTRODUCER: "appoint_introducers",
}
#: The field of its facts that names them.
NAMED_IN = {Sponsorship.Kind.CONTACT: "contacts", Sponsorship.Kind.INTRODUCER: "introducers"}


def follow(case: Case, code: str, facts: StepFacts) -> None:
    """Bring the sponsorships in line with the list of a step 5 or 9: who is no longer named
    ends, who is new begins.
    """
    kind = next((kind for kind, step in STEP_OF.items() if step == code), None)
    if kind is None:
        return
    ended, begun = _changes(
        case, kind, facts, case.sponsorships.filter(kind=kind, until_on__isnull=True)
    )
    for row in ended:
        row.save(update_fields=["until_on"])
    Sponsorship.objects.bulk_create(begun)


def foreseen(case: Case, code: str, facts: StepFacts) -> tuple[Sponsor, ...]:
    """The sponsors as `follow` would leave them, as rules read them; writes nothing, a fixed
    number of queries.
    """
    kind = next(kind for kind, step in STEP_OF.items() if step == code)
    rows = list(case.sponsorships.filter(kind=kind))
    _, begun = _changes(case, kind, facts, [row for row in rows if row.until_on is None])
    rows += begun
    members = {row.member_id for row in rows if row.member_id is not None}
    listed = Member.objects.filter(pk__in=members).prefetch_related("disciplines")
    records = {member.pk: ledger.member_record(member) for member in listed}
    return tuple(
        Sponsor(
            name=row.name,
            since=row.since_on,
            until=row.until_on,
            member=records.get(row.member_id or 0),
        )
        for row in rows
    )


def _changes(
    case: Case, kind: Sponsorship.Kind, facts: StepFacts, standing: Iterable[Sponsorship]
) -> tuple[list[Sponsorship], list[Sponsorship]]:
    """The sponsorships that end with the list of a step, their end set, and those that begin;
    none is saved.
    """
    assert facts.on is not None
    named: tuple[NamedMember, ...] = getattr(facts, NAMED_IN[kind]) or ()
    current = {row.member_id or row.name: row for row in standing}
    wanted = {each.member or each.name: each for each in named}
    ended = [row for who, row in current.items() if who not in wanted]
    for row in ended:
        row.until_on = max(facts.on, row.since_on or facts.on)
    begun = [
        Sponsorship(case=case, kind=kind, member_id=each.member, name=each.name, since_on=facts.on)
        for who, each in wanted.items()
        if who not in current
    ]
    return ended, begun


def replay(case: Case, code: str) -> None:
    """After an annulment or a correction of step 5 or 9: make its sponsorships again from the
    entries that stand.
    """
    kind = next((kind for kind, step in STEP_OF.items() if step == code), None)
    if kind is None:
        return
    case.sponsorships.filter(kind=kind).delete()
    for row, facts in ledger.standing(case.entries.order_by("sequence")):
        if row.code == code and facts is not None:
            if row.kind == Entry.Kind.STEP:
                follow(case, code, facts)
            for change in getattr(facts, "replacements", None) or ():
                _replace(case, kind, change)


def _replace(case: Case, kind: str, change: Replacement) -> None:
    """End the old one and begin the new one on the same day. Raises Refused when the old one did
    not stand by then.
    """
    row = _standing(case, kind, change.old)
    if row is None or (row.since_on and row.since_on > change.on):
        raise Refused.because(
            f"{change.on} 登记的更换以{change.old.name}为前提，请先作废或更正那条更换。"
        )
    row.until_on, row.reason = change.on, change.reason
    row.save(update_fields=["until_on", "reason"])
    Sponsorship.objects.create(
        case=case, kind=kind, member_id=change.new.member, name=change.new.name, since_on=change.on
    )


def _standing(case: Case, kind: str, named: NamedMember) -> Sponsorship | None:
    """The sponsorship that goes on, of somebody as named: who stands on no member list is known
    by the name.
    """
    rows = case.sponsorships.filter(kind=kind, member=named.member, until_on__isnull=True)
    return (rows if named.member else rows.filter(name=named.name)).first()


@transaction.atomic
def replace_sponsor(
    *,
    case_id: int,
    kind: str,
    old: NamedMember,
    new: Member,
    on: date,
    reason: str,
    by: Actor,
    sent: Sent,
) -> Entry:
    """Replace a contact or introducer from the day `on`, on which the new one begins and the old
    one ends.
    """
    case = writing.lock_case(case_id, by)
    if entry := writing.repeated(case, sent):
        return entry
    step = STEP[STEP_OF[Sponsorship.Kind(kind)]]
    acting = acting_for(case, by, step.act, step.bodies)
    if case.closed_on is not None:
        raise Refused.because("案卷已经办结，只能更正。")
    _check(case, _standing(case, kind, old), old, new, on, by.today, reason)
    before = writing.Before.of(case, by.today)
    change = Replacement(
        on=on, old=old, new=NamedMember(name=new.person.name, member=new.pk), reason=reason
    )
    _replace(case, kind, change)
    facts = (AppointContacts if step.code == "appoint_contacts" else AppointIntroducers)(
        replacements=(change,)
    )
    author = Author(actor=by, acting=acting, sent=sent)
    return writing.add(case, step, facts, on, author, before, writing.ITS_OWN)


def _check(
    case: Case,
    row: Sponsorship | None,
    old: NamedMember,
    new: Member,
    on: date,
    today: date,
    reason: str,
) -> None:
    if row is None:
        raise Refused([Reason(f"{old.name}现在不担任。", "old")])
    if on > today:
        raise Refused([Reason(f"日期不能晚于今天（{today}）。", "on")])
    if row.since_on is not None and on < row.since_on:
        raise Refused([Reason(f"不能早于{old.name}开始担任之日（{row.since_on}）。", "on")])
    if not new.is_full_on(on):
        raise Refused(
            [
                Reason(
                    f"{new.person.name}在 {on} 不是正式党员。",
                    "new",
                    "第九条" if row.kind == "contact" else "第十四条",
                )
            ]
        )
    if not is_reason(reason):
        raise Refused([Reason("请写明更换的原因。", "reason")])
    if new.person_id == case.person_id:
        raise Refused([Reason("本人不能担任。", "new")])
    if case.sponsorships.filter(kind=row.kind, member=new, until_on__isnull=True).exists():
        raise Refused([Reason(f"{new.person.name}已在担任。", "new")])
