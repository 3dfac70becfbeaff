"""One training class for several persons: all their entries, or none.

Source: 《细则》第十七条.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec
from django.db import transaction

from branches.actor import Actor
from cases.facts.target import Train
from cases.models import Case, Entry
from cases.services.errors import Refused
from cases.services.recording import record
from cases.services.sent import Sent


@transaction.atomic
def record_class(
    *,
    attendants: Mapping[int, tuple[int, str]],
    facts: Train,
    by: Actor,
    sent: Sent,
) -> list[Entry]:
    """Record step 11 in each case: `attendants` is `{case id: (version, certificate number)}`.

    Locks the cases in the order of their ids. Raises as `record` does; a refusal names whom it is
    about.
    """
    entries = []
    for case_id, (version, certificate) in sorted(attendants.items()):
        try:
            entry = record(
                case_id=case_id,
                code="train",
                facts=msgspec.structs.replace(facts, certificate=certificate or None),
                by=by,
                sent=sent.for_one(case_id, version),
            )
        except Refused as refused:
            name = Case.objects.values_list("person__name", flat=True).get(pk=case_id)
            raise Refused(
                replace(why, text=f"{name}：{why.text}") for why in refused.reasons
            ) from refused
        entries.append(entry)
    return entries


def is_class_recorded(*, sent: Sent, case_ids: Iterable[int]) -> bool:
    """Whether this request was answered already: a double click."""
    wanted = [sent.for_one(case_id).request_id for case_id in case_ids]
    return Entry.objects.filter(request_id__in=wanted).exists()
