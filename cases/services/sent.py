"""What every form sends beside what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5


@dataclass(frozen=True)
class Sent:
    """One request to record something, as the page sends it.

    request_id  tells a double click from a second wish
    version     of the case when the page was made; None where the act is about no case yet, or
                about several
    reasons     `{rule id: reason}` for what the act brings about
    """

    request_id: UUID
    version: int | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    def for_one(self, pk: int, version: int | None = None) -> Sent:
        """What is sent for one of the cases or items that this request is about."""
        return replace(self.followed(str(pk)), version=version)

    def followed(self, by: str) -> Sent:
        """The same for one more entry of this request, always under the same id."""
        return replace(self, request_id=uuid5(self.request_id, by))
