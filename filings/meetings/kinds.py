"""The kinds of meeting (会议): one row each; what differs between them is a column."""

from __future__ import annotations

from dataclasses import dataclass

from branches.acts import Act
from branches.acts import Kind as OrganizationKind
from filings.kinds import KINDS as FILINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of meeting.

    held_at      the kind of organization that meets
    prepared_by  the right of who goes on with its draft
    closed_by    the right of who closes it
    discusses    codes of the steps that it decides
    prints       what is printed of each step afterwards
    warning      what is said before it is closed
    """

    code: str
    label: str
    held_at: OrganizationKind
    prepared_by: Act
    closed_by: Act
    discusses: tuple[str, ...]
    prints: str
    warning: str

    @property
    def act(self) -> str:
        """What the page is called on which it is prepared and closed."""
        return f"登记{self.label}"


BRANCH_MEETING = Kind(
    code="branch_meeting",
    label="支部大会",
    held_at=OrganizationKind.BRANCH,
    prepared_by=Act.RECORD,
    closed_by=Act.RECORD,
    discusses=("admission_meeting", "conversion_meeting"),
    prints="打印会议记录和决议",
    warning="登记后不能撤销，只能更正",
)
COMMITTEE = Kind(
    code="committee",
    label="党委会",
    held_at=OrganizationKind.COMMITTEE,
    prepared_by=Act.HANDLE,
    closed_by=Act.DECIDE,
    discusses=tuple(code for code, kind in FILINGS.items() if kind.is_voted),
    prints="打印批复和通知",
    warning="答复后案卷随即进入下一步，答复不能撤销",
)

#: `{code: kind}`.
KINDS: dict[str, Kind] = {kind.code: kind for kind in (BRANCH_MEETING, COMMITTEE)}
#: The rights with which somebody has to do with a meeting.
MEETING_ACTS = tuple(dict.fromkeys(kind.prepared_by for kind in KINDS.values()))
