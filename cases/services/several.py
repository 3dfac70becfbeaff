"""One request about several persons: all their entries, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from cases.models import Case, Entry
from cases.services.errors import Refused
from cases.services.sent import Sent


@contextmanager
def naming(case_id: int) -> Iterator[None]:
    """While it lasts, a refusal says whom it is about."""
    try:
        yield
    except Refused as refused:
        name = Case.objects.values_list("person__name", flat=True).get(pk=case_id)
        named = [replace(why, text=f"{name}：{why.text}") for why in refused.reasons]
        raise Refused(named) from refused


def was_recorded(*, sent: Sent, case_ids: Iterable[int]) -> bool:
    """Whether this request was answered already for one of the cases: a double click."""
    wanted = [sent.for_one(case_id).request_id for case_id in case_ids]
    return Entry.objects.filter(request_id__in=wanted).exists()
