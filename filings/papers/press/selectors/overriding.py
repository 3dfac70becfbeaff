"""Which templates of papers a unit has replaced, and what in the folder replaces nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization
from branches.rights import Rights
from filings.papers.press.inspection import ABOUT_ORGANIZATIONS
from filings.papers.press.overrides import EVERY_UNIT, in_folder, override_at
from filings.papers.sheets.catalogue import in_order
from filings.papers.sheets.kit.registry import Paper

NO_PAPER = "不是文书的文件名"
NO_UNIT = "没有这个编码的党组织"


@dataclass(frozen=True)
class Replaced:
    """A template that was replaced. `unit` None: for every unit; `fault` empty: it prints."""

    paper: Paper
    unit: Organization | None
    file: str
    fault: str


@dataclass(frozen=True)
class Stray:
    """What lies in the folder and replaces nothing."""

    file: str
    reason: str


@dataclass(frozen=True)
class Templates:
    """What the page shows. `state`: nothing is set, the folder cannot be read, or it is `read`."""

    state: str
    papers: tuple[Paper, ...]
    replaced: tuple[Replaced, ...] = ()
    strays: tuple[Stray, ...] = ()


def replaceable() -> tuple[Paper, ...]:
    """Every paper whose template a unit may replace."""
    return (*in_order(), *ABOUT_ORGANIZATIONS)


def templates_for(actor: Actor) -> Templates:
    """The templates that print papers of units which the user sees, their own and those of units
    above; one query.
    """
    papers = replaceable()
    if settings.PAPERS_DIR is None:
        return Templates("unset", papers)
    try:
        found = in_folder()
    except OSError:
        return Templates("unreadable", papers)
    rights = actor.rights
    units = {unit for unit, _ in found}
    known = {each.code: each for each in Organization.objects.filter(code__in=units)}
    near = {code: each for code, each in known.items() if _concerns(rights, each)}
    may_see_all = rights.may_anywhere(Act.ADMINISTER)
    by_name = {f"{paper.code}.html": paper for paper in papers}
    replaced: list[Replaced] = []
    strays: list[Stray] = []
    for unit, name in found:
        file = str(Path(unit) / name)
        if (paper := by_name.get(name)) is not None and (unit == EVERY_UNIT or unit in near):
            if (own := override_at(unit, paper)) is not None:
                replaced.append(Replaced(paper, near.get(unit), file, own.fault))
        elif unit in near or (may_see_all and unit not in known):
            strays += _strays(unit, name, file, is_known=unit in known or unit == EVERY_UNIT)
    order = [paper.code for paper in papers]
    replaced.sort(
        key=lambda each: (order.index(each.paper.code), each.unit.path if each.unit else "")
    )
    return Templates("read", papers, tuple(replaced), tuple(strays))


def _concerns(rights: Rights, unit: Organization) -> bool:
    """Whether papers that the user sees may be printed by the unit's templates: it is seen, or
    above one that is.
    """
    return any(
        unit.path.startswith(path) or path.startswith(unit.path) for path in rights.seeing_paths
    )


def _strays(unit: str, name: str, file: str, *, is_known: bool) -> Iterable[Stray]:
    """A folder that is no unit's is named once, for all that lies in it."""
    if is_known and name:
        yield Stray(file, NO_PAPER)
    elif not is_known and not name:
        yield Stray(file, NO_UNIT)
