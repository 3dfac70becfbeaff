"""Templates that a unit puts in place of the shipped ones: files below `settings.PAPERS_DIR`,
without touching code.

    CODE.html               for every unit
    ORGANIZATION/CODE.html  for the organization of that code and those below it; the nearest one
                            wins

CODE is that of a paper, and no other name is looked for. Such a template runs in an engine of its
own, which knows the shipped templates of papers, their filters and Django's own tags, and is given
what the shipped one is given: the data of the paper. It reaches no setting, no request, no row and
no file.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template
from django.template.loader import render_to_string
from django.template.loader_tags import IncludeNode

from filings.papers.sheets.catalogue import in_order
from filings.papers.sheets.kit.registry import SHEET, Paper

logger = logging.getLogger("jishi.papers")

SHIPPED = settings.BASE_DIR / "templates" / "filings" / "papers"
EVERY_UNIT = ""
#: A code of an organization that can be a folder's name.
PLAIN = re.compile(r"[^./\\\0][^/\\\0]*")
FILTERS = "filings.templatetags.papers"
#: Templates that several papers had before forms were declared; a unit may have built on one.
FORMER = ("_minutes", "_count", "_approval_count", "_opinions", "_resolution")
MOST_BYTES = 2**18
MOST_FILES = 5000  # in one folder


@dataclass(frozen=True)
class Override:
    """A file that replaces a template. `unit`: code of the organization, EVERY_UNIT for all;
    `fault`: why it cannot.
    """

    unit: str
    path: Path
    template: Template | None
    fault: str


@cache
def _engine() -> Engine:
    """Finds the shipped templates of papers by their exact names, and nothing else. A form that
    is declared by its fields has one under the name of its code, too, to build on.
    """
    shipped = {
        f"filings/papers/{path.name}": path.read_text(encoding="utf-8")
        for path in SHIPPED.glob("*.html")
    }
    codes = [paper.code for paper in in_order() if paper.template == SHEET]
    for code in (*codes, *FORMER):
        shipped[f"filings/papers/{code}.html"] = shipped[SHEET]
    return Engine(
        loaders=[("django.template.loaders.locmem.Loader", shipped)],
        libraries={"papers": FILTERS},
        builtins=[FILTERS],
    )


def override_at(unit: str, paper: Paper) -> Override | None:
    """What lies in the folder of the unit for the paper."""
    folder = settings.PAPERS_DIR
    if folder is None or not (unit == EVERY_UNIT or PLAIN.fullmatch(unit)):
        return None
    try:
        state = _path(folder, unit, paper).stat()
    except OSError:
        return None
    return _read(folder, unit, paper, state.st_mtime_ns, state.st_size)


def _path(folder: Path, unit: str, paper: Paper) -> Path:
    return folder / unit / f"{paper.code}.html"


@lru_cache(maxsize=512)
def _read(folder: Path, unit: str, paper: Paper, _changed: int, size: int) -> Override:
    """The file compiled, and tried on a paper without values; read again when it was changed."""
    path = _path(folder, unit, paper)
    if size > MOST_BYTES:
        return Override(unit, path, None, f"文件超过 {MOST_BYTES // 2**10} KB")
    if not path.resolve().is_relative_to(folder.resolve()):
        return Override(unit, path, None, "文件不在模板文件夹内")
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return Override(unit, path, None, "文件读不了，应是 UTF-8 编码的文本")
    try:
        template = Template(source, engine=_engine())
        for node in template.nodelist.get_nodes_by_type(IncludeNode):
            # also those that the trial does not come by; a form names the templates of its parts
            if name := node.template.resolve(Context(), ignore_failures=True):  # type: ignore[attr-defined]  # of an include
                _engine().get_template(name)
        template.render(Context({"p": _empty(paper.cls), "title": paper.title, "breaks": 0}))
    except Exception as error:  # noqa: BLE001  there is no end of what a template can raise; its author is told
        return Override(unit, path, None, f"{type(error).__name__}：{error}"[:300])
    return Override(unit, path, template, "")


def _empty(cls: Any) -> Any:
    """An object of a paper's class that holds nothing."""
    made = object.__new__(cls)
    for field in fields(cls):
        object.__setattr__(made, field.name, () if "tuple" in str(field.type) else None)
    return made


def override_of(paper: Paper, units: Sequence[str]) -> Override | None:
    """The nearest template that works; `units` are the organization that makes the paper and
    those above it.
    """
    if settings.PAPERS_DIR is None:
        return None
    found = (override_at(unit, paper) for unit in (*units, EVERY_UNIT))
    return next((each for each in found if each is not None and each.template is not None), None)


def write(paper: Paper, units: Sequence[str], context: Mapping[str, Any]) -> str:
    """The HTML of a paper. Where a unit's own template fails on this data, the shipped one
    prints it.
    """
    if (own := override_of(paper, units)) is not None:
        assert own.template is not None
        try:
            return own.template.render(Context(dict(context)))
        except Exception:  # the paper is wanted now, and who wants it cannot mend the template
            logger.exception(
                "The template %s failed; %s is printed by the shipped one", own.path, paper.code
            )
    return render_to_string(paper.template, dict(context))


def in_folder() -> list[tuple[str, str]]:
    """(folder of a unit, name) of all that lies in the folder, an empty name for each folder;
    hidden files left out.

    Raises OSError when the folder cannot be read.
    """
    assert settings.PAPERS_DIR is not None
    found: list[tuple[str, str]] = []
    for path in _shown(settings.PAPERS_DIR):
        if path.is_dir():
            found += [(path.name, ""), *((path.name, inner.name) for inner in _shown(path))]
        else:
            found.append((EVERY_UNIT, path.name))
    return found


def _shown(folder: Path) -> list[Path]:
    return sorted(
        path for path in islice(folder.iterdir(), MOST_FILES) if not path.name.startswith(".")
    )
