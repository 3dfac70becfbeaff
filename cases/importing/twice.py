"""One person told of twice: in two rows of the file, or in a row and in the database.

An identity number says so for certain; without one, the same name, branch and day of application
are worth a look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from branches.models import Person
from cases.importing.columns import IDENTITY
from cases.importing.report import Report
from cases.importing.tables import Row
from cases.importing.translation import History
from cases.models import Case
from cases.procedure import Outcome
from config.kit import name_key

BRANCH = "党支部编码"
#: How a case ends that does not stand in the way of a later application of the same person. Source:
#: rule F05.
ENDED_WITHOUT = frozenset(
    {Outcome.NOT_PASSED.value, Outcome.NOT_APPROVED.value, Outcome.CANCELLED.value}
)

AGAIN = "前一次申请未通过、未批准或取消资格之后，才能再有一行"

#: Name as names are compared, code of the branch, day of the application.
Likeness = tuple[str, str, date | None]


@dataclass(frozen=True)
class _Told:
    """A row that was read: who it is about, and from when to when its case ran."""

    row: int
    person: Person
    applied_on: date | None
    closed_on: date | None
    ended_without: bool

    @classmethod
    def of(cls, row: Row, person: Person, history: History | None) -> _Told:
        if history is None:
            return cls(row.number, person, None, None, False)
        applied_on = history.days.get("apply") or min(history.days.values())
        return cls(
            row.number, person, applied_on, history.closed_on, history.outcome in ENDED_WITHOUT
        )

    def leaves_room_for(self, later: _Told) -> bool:
        """Whether this case was over, without a membership, before the later application.

        Two rows with the same day tell of one application that was decided twice.
        """
        if (
            not self.ended_without
            or self.closed_on is None
            or self.applied_on is None
            or later.applied_on is None
        ):
            return False
        return self.applied_on == later.applied_on or self.closed_on < later.applied_on


class Twice:
    """Persons met so far in the file, and those whom the database had before."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.last_person = Person.objects.aggregate(last=Max("pk"))["last"] or 0
        self.last_case = Case.objects.aggregate(last=Max("pk"))["last"] or 0
        self.by_number: dict[str, list[_Told]] = {}
        self.by_likeness: dict[Likeness, _Told] = {}
        self.known: set[str] = set()
        self.known_cases: dict[Likeness, list[tuple[str, str | None]]] = {}

    def load(self, rows: Iterable[tuple[Row, Person | None]]) -> None:
        """Look up in the database whom these rows may be about; two queries."""
        hashes, names, branches = set(), set(), set()
        for row, person in rows:
            if person is not None:
                names.add(name_key(person.name))
                branches.add(row.get(BRANCH))
                if person.identity_hash:
                    hashes.add(person.identity_hash)
        before = Person.objects.filter(identity_hash__in=hashes, pk__lte=self.last_person)
        self.known = {each for each in before.values_list("identity_hash", flat=True) if each}
        cases = Case.objects.filter(
            pk__lte=self.last_case,
            person__name_key__in=names,
            branch__code__in=branches,
        ).values_list(
            "person__name_key", "branch__code", "applied_on", "number", "person__identity_hash"
        )
        self.known_cases = {}
        for name, branch, applied_on, number, identity_hash in cases:
            self.known_cases.setdefault((name, branch, applied_on), []).append(
                (number, identity_hash)
            )

    def accepts(self, row: Row, person: Person, history: History | None) -> Person | None:
        """The person whose case the row is, the same for all rows of one number; None: it does not
        come in, as the report says.
        """
        told = _Told.of(row, person, history)
        if not person.identity_hash:
            self._compare(row, told, history)
            return person
        earlier = self.by_number.setdefault(person.identity_hash, [])
        for other in earlier:
            first, second = sorted(
                (other, told),
                key=lambda each: (each.applied_on or date.max, not each.ended_without),
            )
            if not first.leaves_room_for(second):
                self.report.errors.append(
                    row.spot(IDENTITY, f"公民身份号码重复：第 {other.row} 行已有；{AGAIN}")
                )
                return None
        earlier.append(told)
        if person.identity_hash in self.known:
            reason = f"{row.get('姓名')}：系统中已有此人，跳过这一行"
            self.report.duplicates.append(row.spot(IDENTITY, reason))
            return None
        self._compare(row, told, history)
        return earlier[0].person

    def _compare(self, row: Row, told: _Told, history: History | None) -> None:
        """Notices of rows and cases that look the same where a number is missing."""
        branch = row.get(BRANCH)
        if not row.get("姓名") or branch is None or history is None:
            return
        likeness = (name_key(row.values["姓名"]), branch, history.days.get("apply"))
        number = told.person.identity_hash
        other = self.by_likeness.setdefault(likeness, told)
        if other is not told and not (number and other.person.identity_hash):
            self._notice(
                row,
                f"与第 {other.row} 行的姓名、党支部和申请日期相同，"
                "缺少公民身份号码，不能确定是不是同一人，请核对",
            )
        for case, case_number in self.known_cases.get(likeness, ()):
            if not (number and case_number):
                reason = (
                    f"系统中的案卷 {case} 姓名、党支部和申请日期相同，"
                    "缺少公民身份号码，不能确定是不是同一人，请核对"
                )
                self._notice(row, reason)

    def _notice(self, row: Row, reason: str) -> None:
        self.report.notices.append(row.spot("姓名", reason))
