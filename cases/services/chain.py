"""Proof that nobody changed what was recorded: the digests of a case computed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from cases.models import Case


@dataclass(frozen=True)
class Break:
    """Where the chain of a case is broken first: at the entry `sequence`."""

    number: str
    sequence: int
    reason: str

    def __str__(self) -> str:
        return f"{self.number} 第 {self.sequence} 条：{self.reason}"


def first_break(case: Case) -> Break | None:
    """The first entry that is missing, out of its place or changed; None when the chain holds up
    to its head.
    """
    sequence, digest = 0, ""
    for sequence, entry in enumerate(
        case.entries.order_by("sequence").iterator(chunk_size=200), start=1
    ):
        if entry.sequence != sequence:
            return Break(case.number, sequence, "登记缺失")
        if entry.digest_before != digest:
            return Break(case.number, sequence, "与前一条登记的摘要不相连")
        if entry.digest != entry.compute_digest():
            return Break(case.number, sequence, "内容与摘要不符")
        digest = entry.digest
    if (case.version, case.head) != (sequence, digest):
        return Break(case.number, sequence + 1, "末尾的登记缺失")
    return None


def breaks(cases: QuerySet[Case]) -> Iterator[Break]:
    """The first break of each case that has one."""
    for case in cases.order_by("pk").iterator(chunk_size=200):
        if found := first_break(case):
            yield found
