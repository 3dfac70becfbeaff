"""The manual of a role: the steps it has to do with, and the pages it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from branches.access import audience_of
from branches.actor import Actor
from branches.acts import MAY, Act, Role
from cases.procedure import STEPS, Step
from cases.rows import Route
from filings.desk.guide.pages import PAGES
from filings.desk.guide.rows import PageHelp, Part
from filings.desk.guide.words import SIGNS, WORDS, Signs

PICTURES = settings.VAR_DIR / "manual"
#: What contacts and introducers are called, who need no post.
SPONSOR = "sponsor"
SPONSOR_LABEL = "培养联系人、入党介绍人"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a manual is: a role, or None for contacts and introducers."""

    role: Role | None

    @property
    def code(self) -> str:
        return self.role.value if self.role else SPONSOR

    @property
    def label(self) -> str:
        return self.role.label if self.role else SPONSOR_LABEL

    @property
    def responsibility(self) -> str:
        return self.role.responsibility.label if self.role else "直接责任"

    def may(self, acts: Iterable[Act]) -> bool:
        """Whether the role may do one of the acts."""
        return any(self.role in MAY[act] for act in acts)


READERS: dict[str, Reader] = {reader.code: reader for reader in (*map(Reader, Role), Reader(None))}


def reader_of(actor: Actor) -> Reader:
    """Whose manual is the user's own: of several roles, the first."""
    held = {grant.role for grant in actor.rights.grants}
    return Reader(next((role for role in Role if role in held), None))


@dataclass(frozen=True, slots=True)
class Told:
    """A page as a manual tells of it; `picture`: its name in `PICTURES`, "" without one."""

    view: str
    row: PageHelp
    picture: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The pages of one part."""

    part: Part
    pages: list[Told]


def chapters(reader: Reader) -> list[Chapter]:
    """The pages that a role uses, by part."""
    found = []
    for part in Part:
        pages = []
        for view, row in PAGES.items():
            if row.part is part and uses(reader, view, row):
                pages.append(Told(view, row, picture_name(reader, view)))
        if pages:
            found.append(Chapter(part, pages))
    return found


def uses(reader: Reader, view: str, row: PageHelp) -> bool:
    """Whether a role has to do with a page: its view lets it in, and it may do what is done
    there.
    """
    rule = audience_of(callbacks()[view])
    assert rule is not None, view
    if reader.role is None:
        return row.is_for_sponsors and not rule.acts
    is_let_in = not rule.acts or reader.may(rule.acts)
    return is_let_in and (not row.needs or reader.may(row.needs))


@cache
def callbacks() -> dict[str, Callable[..., Any]]:
    """`{name of a view: the view}`."""
    return dict(_named(get_resolver().url_patterns, ""))


def _named(patterns: Iterable[Any], space: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _named(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}", pattern.callback


@dataclass(frozen=True, slots=True)
class Task:
    """A step that a role has to do with, and what it does there."""

    step: Step
    does: str


def tasks(reader: Reader) -> list[Task]:
    """The steps of the procedure that a role has to do with, in their order."""
    found = []
    for step in STEPS:
        does = list(_does(reader, step))
        if does:
            found.append(Task(step, "、".join(does)))
    return found


def _does(reader: Reader, step: Step) -> Iterator[str]:
    if reader.role is None:
        if step.sponsor:
            yield "填写考察意见"
        return
    route = step.route
    if route is None:
        if reader.may([step.act]):
            yield "登记"
        return
    if reader.may([route.submit]):
        yield "报送"
    if route.deliberated and reader.may([Act.DELIBERATE]) and not reader.may([route.answer]):
        yield "审议"
    yield from _answers(reader, route)


def _answers(reader: Reader, route: Route) -> Iterator[str]:
    if reader.may([route.answer]):
        yield "答复"
    elif route.answer is Act.DECIDE and reader.may([Act.HANDLE]):
        yield "受理、审核，提出拟办意见"


def words_of(shown: Iterable[Chapter]) -> list[tuple[str, str]]:
    """The words of these pages, with what they mean."""
    used = {word for chapter in shown for page in chapter.pages for word in page.row.words}
    return [(word, meaning) for word, meaning in WORDS.items() if word in used]


def signs_of(shown: Iterable[Chapter]) -> list[Signs]:
    """The states of these pages, with what they mean."""
    used = {key for chapter in shown for page in chapter.pages for key in page.row.signs}
    return [signs for key, signs in SIGNS.items() if key in used]


def picture_name(reader: Reader, view: str) -> str:
    """The picture of a page as this role sees it; "" where `make docs` made none."""
    path = PICTURES / file_name(reader, view)
    return path.stem if path.is_file() else ""


def file_name(reader: Reader, view: str) -> str:
    """Under which the picture of a page is kept."""
    return f"{reader.code}-{view.replace(':', '-')}.jpg"


def picture(name: str) -> Path | None:
    """The file of a picture that some manual shows; None for any other name."""
    reader, _, view = name.partition("-")
    if reader not in READERS or view.replace("-", ":") not in PAGES:
        return None
    path: Path = PICTURES / f"{name}.jpg"
    return path if path.is_file() else None
