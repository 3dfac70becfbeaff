"""One training class for several persons: all their entries, or none.

Source: 《细则》第十七条.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.db import transaction

from branches.actor import Actor
from cases.facts.target import Train
from cases.models import Entry
from cases.services.recording import record
from cases.services.sent import Sent
from cases.services.several import naming


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
        with naming(case_id):
            entry = record(
                case_id=case_id,
                code="train",
                facts=msgspec.structs.replace(facts, certificate=certificate or None),
                by=by,
                sent=sent.for_one(case_id, version),
            )
        entries.append(entry)
    return entries
