"""What other rows say of a case: contacts and introducers with the member list, other cases of the
person, others that use the number of its form. It is kept in the document of the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db.models.fields.json import KT

from branches.models import Discipline, Member
from cases.facts.case import (
    CaseFacts,
    DisciplineSpan,
    Elsewhere,
    MemberRecord,
    OtherCase,
    Sponsor,
)
from cases.ledger import Sponsors, form_number
from cases.models import Case, Sponsorship
from cases.procedure import STEPS, Outcome


def sponsors_of(*cases: Case) -> dict[int, Sponsors]:
    """`{case id: its sponsors}` as the sponsorships and the member list say; two queries, and no
    object a row.
    """
    rows = Sponsorship.objects.filter(case__in=cases).values_list(
        "case_id",
        "kind",
        "name",
        "since_on",
        "until_on",
        "member_id",
        "member__standing",
        "member__joined_on",
        "member__full_on",
    )
    found, records = list(rows), dict[int, MemberRecord]()
    spans: dict[int, list[DisciplineSpan]] = {}
    members = {row[5] for row in found} - {None}
    if members:
        disciplines = Discipline.objects.filter(member__in=members).order_by("pk")
        for member, kind, since, until in disciplines.values_list(
            "member_id", "kind", "from_on", "until_on"
        ):
            spans.setdefault(member, []).append(DisciplineSpan(kind=kind, since=since, until=until))
    sponsors: dict[int, list[tuple[str, Sponsor]]] = {}
    for case, kind, name, since, until, member, standing, joined_on, full_on in found:
        if member and member not in records:
            records[member] = MemberRecord(
                standing=standing,
                joined_on=joined_on,
                full_on=full_on,
                disciplines=tuple(spans.get(member, ())),
            )
        sponsor = Sponsor(name=name, since=since, until=until, member=records.get(member))
        sponsors.setdefault(case, []).append((kind, sponsor))
    return dict(sponsors)


def member_record(member: Member) -> MemberRecord:
    """What the member list says; wants `disciplines` prefetched."""
    return MemberRecord(
        standing=member.standing,
        joined_on=member.joined_on,
        full_on=member.full_on,
        disciplines=tuple(
            DisciplineSpan(kind=each.kind, since=each.from_on, until=each.until_on)
            for each in member.disciplines.all()
        ),
    )


def with_elsewhere(case: Case, facts: CaseFacts) -> CaseFacts:
    """The document with what other cases and the member list say of this person and form number;
    three queries.
    """
    return msgspec.structs.replace(facts, elsewhere=elsewhere_of([(case, facts)])[case.pk])


def elsewhere_of(cases: Sequence[tuple[Case, CaseFacts]]) -> dict[int, Elsewhere]:
    """`{case id: what is elsewhere}` for cases with their documents; three queries for all."""
    persons = {case.person_id for case, _ in cases}
    others: dict[int, list[tuple[int, OtherCase]]] = {}
    counted = (
        Case.objects.filter(person_id__in=persons).exclude(outcome__in=NOT_COUNTED).order_by("pk")
    )
    for person, pk, applied_on, opened_on, closed_on in counted.values_list(
        "person_id", "pk", "applied_on", "opened_on", "closed_on"
    ):
        other = OtherCase(since=applied_on or opened_on or date.min, until=closed_on)
        others.setdefault(person, []).append((pk, other))
    joined: dict[int, list[date]] = {}
    members = Member.objects.filter(person_id__in=persons).order_by()
    for person, joined_on, from_on in members.values_list("person_id", "joined_on", "from_on"):
        joined.setdefault(person, []).append(joined_on or from_on)
    numbers = {form_number(facts) for _, facts in cases} - {""}
    uses: dict[str, list[tuple[int, date]]] = {}
    if numbers:
        users = Case.objects.filter(form_number__in=numbers).order_by("pk")
        for number, pk, day in users.values_list("form_number", "pk", FILLED_ON):
            if day:
                uses.setdefault(number, []).append((pk, date.fromisoformat(day)))
    found: dict[int, Elsewhere] = {}
    for case, facts in cases:
        open_cases = [other for pk, other in others.get(case.person_id, ()) if pk != case.pk]
        used_on = [day for pk, day in uses.get(form_number(facts), ()) if pk != case.pk]
        found[case.pk] = _elsewhere(
            facts, tuple(open_cases), joined.get(case.person_id, []), tuple(sorted(used_on))
        )
    return found


#: The day on which a case filled its form, as text.
FILLED_ON = KT("facts__steps__fill_form__on")


def _elsewhere(
    facts: CaseFacts, others: tuple[OtherCase, ...], joined: Sequence[date], uses: tuple[date, ...]
) -> Elsewhere:
    first = facts.steps.apply.on if facts.steps.apply else None
    member_since = None
    if first is not None:
        member_since = min((day for day in joined if day <= first), default=None)
    return Elsewhere(open_cases=others, member_since=member_since, form_number_uses=uses)


#: Outcomes after which another case of the same person may be opened. Source:
#: docs/specification/rules.md, F05.
NOT_COUNTED = (Outcome.NOT_PASSED, Outcome.NOT_APPROVED, Outcome.WITHDREW, Outcome.CANCELLED)


#: Steps after which others' data are read again: the sponsors, and who else uses the form number.
SPONSORED = frozenset(step.code for step in STEPS if step.appoints)
NUMBERED = frozenset({"fill_form"})
WIDE = SPONSORED | NUMBERED
