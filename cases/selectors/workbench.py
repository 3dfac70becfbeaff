"""The workbench: what there is to do, where the people stand, what was found in the units below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.urls import reverse

from branches.acts import Act
from branches.models import User
from branches.rights import rights_of
from cases.models import Case, Obligation
from cases.procedure import STAGES
from cases.selectors import todo
from cases.selectors.counting import capped_counts
from cases.selectors.tasks import Found, Shown, Task
from cases.selectors.units import Unit, units_below

TOP = 8
COUNTED = 9_999


def _counted(count: int) -> str:
    return f"{COUNTED:,}+" if count > COUNTED else f"{count:,}"


@dataclass(frozen=True)
class Group:
    """One of `todo.GROUPS` with its first tasks."""

    key: str
    title: str
    count: int
    tasks: list[Task]

    @property
    def count_text(self) -> str:
        return _counted(self.count)

    @property
    def more_url(self) -> str:
        """The list of all, where not all are shown."""
        return f"{reverse('cases')}?todo={self.key}" if self.count > len(self.tasks) else ""

    @property
    def more_label(self) -> str:
        return f"全部 {self.count_text} 项"


@dataclass(frozen=True)
class Figure:
    """One of the five stages, and how many open cases stand in it."""

    no: int
    label: str
    count: int

    @property
    def value(self) -> str:
        return _counted(self.count)


@dataclass(frozen=True)
class Workbench:
    """`is_empty`: nothing in sight, and nothing to do; `may_open`: a new case; `may_train`: a class."""

    groups: list[Group]
    funnel: list[Figure]
    sponsored: list[Task] = field(default_factory=list)
    sponsored_count: int = 0
    units: list[Unit] = field(default_factory=list)
    may_open: bool = False
    may_train: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.sponsored or any(figure.count for figure in self.funnel))

    @property
    def reads(self) -> bool:
        """Whether there is anything in the funnel."""
        return any(figure.count for figure in self.funnel)


def workbench(user: User, today: date) -> Workbench:
    """The page, in a fixed number of queries."""
    dated, ready, sponsored = todo.dated(user, today), todo.ready(user, today), _sponsored(user, today)
    found = _first(dated, ready, sponsored)
    shown = Shown.of(found, user, today)
    counts = capped_counts(user, {**dated, "ready": ready, "sponsored": sponsored, **_stages(user, today)}, COUNTED)
    groups = [
        Group(key, title, counts[key], [shown.task(row) for row in found if row.group == key])
        for key, title in todo.GROUPS.items()
        if counts[key]
    ]
    rights = rights_of(user, today)
    oversees = rights.may_anywhere(Act.HANDLE, Act.DELIBERATE, Act.INSPECT)
    return Workbench(
        groups=groups,
        funnel=[Figure(stage.no, stage.person, counts[f"stage{stage.no}"]) for stage in STAGES],
        sponsored=[shown.person(row.case) for row in found if row.group == "sponsored"],
        sponsored_count=counts["sponsored"],
        units=units_below(user, today) if oversees else [],
        may_open=rights.may_anywhere(Act.OPEN_CASE),
        may_train=rights.may_anywhere(Act.TRAIN),
    )


def _sponsored(user: User, today: date) -> QuerySet[Case]:
    cases = Case.objects.visible_to(user, today).open()
    return cases.sponsored_by(user.person_id, today).order_by("pk") if user.person_id else cases.none()


def _stages(user: User, today: date) -> dict[str, QuerySet[Case]]:
    """The open cases in reading scope by the stage of the person."""
    cases = Case.objects.visible_to(user, today).open()
    return {f"stage{stage.no}": cases.in_stage(stage.no) for stage in STAGES}


def _first(dated: Mapping[str, QuerySet[Obligation]], ready: QuerySet[Case], sponsored: QuerySet[Case]) -> list[Found]:
    """The ids of the first rows of every group, in their order; one query."""
    none = Value(None, IntegerField())
    parts: list[QuerySet[Any, Any]] = [_labelled(rows, key, F("pk"), F("case"))[:TOP] for key, rows in dated.items()]
    parts += [_labelled(rows, key, none, F("pk"))[:TOP] for key, rows in (("ready", ready), ("sponsored", sponsored))]
    return [Found(*row) for row in parts[0].union(*parts[1:], all=True)]


def _labelled(rows: QuerySet[Any], key: str, obligation: Any, case: Any) -> QuerySet[Any, Any]:
    return rows.values_list(Value(key, CharField()), obligation, case)
