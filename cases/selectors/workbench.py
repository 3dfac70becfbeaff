"""The workbench: what there is to do, and the people the user stands by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Act
from cases.models import Case, Obligation
from cases.models.case import sponsored_cases
from cases.selectors.tasks import Answers, Found, Shown, Task
from cases.selectors.todo import GROUPS, SPONSORED, Todo

TOP = 8
#: So many of a group are read; beyond them the list of cases tells.
COUNTED = 99


def capped(count: int) -> str:
    """As the page shows it."""
    return str(count) if count <= COUNTED else f"{COUNTED}+"


@dataclass(frozen=True)
class Group:
    """One of `todo.GROUPS`, or `todo.SPONSORED`, with its first tasks."""

    key: str
    title: str
    count: int
    tasks: list[Task]

    @property
    def count_text(self) -> str:
        return capped(self.count)

    @property
    def more_url(self) -> str:
        """The list of all, where not all are shown."""
        return f"{reverse('cases')}?todo={self.key}" if self.count > len(self.tasks) else ""

    @property
    def more_label(self) -> str:
        return f"全部 {self.count_text} 项"


@dataclass(frozen=True)
class Workbench:
    """`reads`: there are open cases in sight; `may_open`: a new case; `may_train`: a class;
    `may_examine`: at a branch, or of whom the user stands by.
    """

    groups: list[Group]
    sponsored: Group
    reads: bool = False
    may_open: bool = False
    may_train: bool = False
    may_examine: bool = False


def workbench(actor: Actor, answers: Answers) -> Workbench:
    """The page, in a fixed number of queries. `answers` finds the filings that wait for the
    user.
    """
    own = Todo(actor)
    found = _first(own.dated(), {"ready": own.ready(), SPONSORED: _sponsored(actor)})
    shown = Shown.of((row for rows in found.values() for row in rows[:TOP]), actor, answers)
    rights = actor.rights
    groups = []
    for key, title in GROUPS.items():
        if rows := found[key]:
            groups.append(Group(key, title, len(rows), [shown.task(row) for row in rows[:TOP]]))
    return Workbench(
        groups=groups,
        sponsored=Group(
            SPONSORED,
            "担任培养联系人或入党介绍人",
            len(found[SPONSORED]),
            [shown.person(row.case) for row in found[SPONSORED][:TOP]],
        ),
        reads=any(found.values()) or Case.objects.visible_to(actor).open().exists(),
        may_open=rights.may_anywhere(Act.OPEN_CASE),
        may_train=rights.may_anywhere(Act.TRAIN),
        may_examine=rights.may_anywhere(Act.EXAMINE) or bool(found[SPONSORED]),
    )


def next_task(actor: Actor, answers: Answers, *, after: str) -> Task | None:
    """The first task of the workbench that the user can do now, of another case than `after`
    where there is one.
    """
    tasks = [task for group in workbench(actor, answers).groups for task in group.tasks]
    open_to = [task for task in tasks if task.url and not task.reason]
    others = [task for task in open_to if not after or f"/{after}/" not in task.person_url]
    return next(iter(others or open_to), None)


def _sponsored(actor: Actor) -> QuerySet[Case]:
    cases = Case.objects.filter(pk__in=sponsored_cases(actor).keys())
    return cases.about_others(actor.account).open().order_by("pk")


def _first(
    dated: Mapping[str, QuerySet[Obligation]], undated: Mapping[str, QuerySet[Case]]
) -> dict[str, list[Found]]:
    """The ids of the first rows of every group, in their order, one more than are counted; one
    query.
    """
    none = Value(None, IntegerField())
    parts: list[QuerySet[Any, Any]] = [
        _labelled(rows, key, F("pk"), F("case")) for key, rows in dated.items()
    ]
    parts += [_labelled(rows, key, none, F("pk")) for key, rows in undated.items()]
    found: dict[str, list[Found]] = {key: [] for key in (*dated, *undated)}
    for row in parts[0].union(*parts[1:], all=True):
        found[row[0]].append(Found(*row))
    return found


def _labelled(rows: QuerySet[Any], key: str, obligation: Any, case: Any) -> QuerySet[Any, Any]:
    return rows.values_list(Value(key, CharField()), obligation, case)[: COUNTED + 1]
