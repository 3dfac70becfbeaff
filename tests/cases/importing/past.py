"""Cases of a workbook that went past a step without it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from branches.actor import Actor
from branches.acts import Role
from branches.models import Organization, User
from cases.facts.base import StepFacts
from cases.importing import import_workbook
from cases.models import Case
from tests.cases.importing.build import STEP, Cells, book, lawful, write
from tests.cases.rules.build import lawful as lawful_facts
from tests.factories import make_user

TODAY = date(2026, 11, 24)
IN_2014, IN_2026 = date(2023, 1, 9), date(2024, 10, 10)  # the days of the application


def imported(
    folder: Path, start: date, *, lacking: tuple[int, ...] = (), but: Cells | None = None
) -> Case:
    """A case of a workbook up to step 20, without the days of some steps."""
    gone = {STEP[number]: None for number in lacking}
    import_workbook(
        write(folder / "w.xlsx", book(lawful(start, until=20, but=gone | (but or {})))),
        by=Actor.system(TODAY),
    )
    return Case.objects.select_related("person", "branch").get()


def user(role: Role, code: str) -> User:
    """A new one with this post at an organization of the workbook."""
    return make_user(role, Organization.objects.get(code=code))


def facts_of(code: str, start: date) -> StepFacts:
    """The lawful facts of a step."""
    facts = lawful_facts(start=start).steps.get(code)
    assert facts is not None
    return facts
