"""Contacts and introducers: appointed by steps 5 and 9, replaced without an uncovered day.

Source: 《细则》第九条、第十四条.
"""

from __future__ import annotations

from django.db import transaction

from branches.actor import Actor
from branches.models import Member
from cases import ledger, may
from cases.facts.base import StepFacts
from cases.facts.cultivation import AppointContacts
from cases.facts.target import AppointIntroducers
from cases.facts.values import Replacement
from cases.ledger import Addition
from cases.may.changing import standing_of
from cases.models import Case, Entry, Sponsorship
from cases.models.case import STEP_OF
from cases.procedure import STEP
from cases.selectors.acting import acting_for
from cases.selectors.sponsors import changes, kind_at
from cases.services import locking, writing
from cases.services.errors import Refused
from cases.services.sent import Sent
from cases.services.writing import Author


def follow(case: Case, code: str, facts: StepFacts) -> None:
    """Bring the sponsorships in line with the list of a step 5 or 9: who is no longer named
    ends, who is new begins.
    """
    kind = kind_at(code)
    if kind is None:
        return
    ended, begun = changes(
        case, kind, facts, case.sponsorships.filter(kind=kind, until_on__isnull=True)
    )
    for row in ended:
        row.save(update_fields=["until_on"])
    Sponsorship.objects.bulk_create(begun)


def replay(case: Case, code: str) -> None:
    """After an annulment or a correction of step 5 or 9: make its sponsorships again from the
    entries that stand.
    """
    kind = kind_at(code)
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
    row = standing_of(_current(case, kind), change.old)
    if row is None or (row.since_on and row.since_on > change.on):
        raise Refused.because(
            f"{change.on} 登记的更换以{change.old.name}为前提，请先作废或更正那条更换。"
        )
    row.until_on, row.reason = change.on, change.reason
    row.save(update_fields=["until_on", "reason"])
    Sponsorship.objects.create(
        case=case, kind=kind, member_id=change.new.member, name=change.new.name, since_on=change.on
    )


def _current(case: Case, kind: str) -> list[Sponsorship]:
    """The sponsorships of the kind that go on."""
    rows = case.sponsorships.filter(kind=kind, until_on__isnull=True)
    return list(rows.order_by("since_on", "pk"))


@transaction.atomic
def replace_sponsor(
    *, case_id: int, kind: str, change: Replacement, by: Actor, sent: Sent
) -> Entry:
    """Replace a contact or introducer. On the day of the change the new one begins and the old one
    ends.
    """
    case = locking.lock_case(case_id, by)
    if entry := locking.repeated(case, sent):
        return entry
    step = STEP[STEP_OF[Sponsorship.Kind(kind)]]
    acting = acting_for(case, by, step.act, step.bodies)
    assert change.new.member is not None  # the form offers members alone
    new = Member.objects.select_related("person").get(pk=change.new.member)
    if why := may.replace_sponsor(case, change, new, _current(case, kind), by.today):
        raise Refused([why])
    _replace(case, kind, change)
    facts: AppointContacts | AppointIntroducers
    if kind == Sponsorship.Kind.CONTACT:
        facts = AppointContacts(replacements=(change,))
    else:
        facts = AppointIntroducers(replacements=(change,))
    addition = Addition(step.code, facts, change.on)
    author = Author(actor=by, acting=acting, sent=sent)
    return writing.add(case, addition, author, has_own_reason=True)
