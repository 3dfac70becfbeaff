"""What is known of the papers of a case that came in, for the rules to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from cases.facts.case import ReceivedPaper
from cases.models import Case
from cases.services.judging import rejudge


def note_received(*, case: Case, received: Iterable[ReceivedPaper], today: date) -> None:
    """Keep what came in with the facts of a locked case, and judge it again."""
    facts = msgspec.structs.replace(case.facts, received=tuple(received))
    if facts != case.facts:
        case.facts = facts
        case.save(update_fields=["facts"])
        rejudge(case_ids=[case.pk], today=today)
