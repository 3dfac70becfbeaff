"""The files of the repository, as the tests of the whole source read them."""

from __future__ import annotations

import re
from pathlib import Path

from config.settings import BASE_DIR as BASE_DIR

APPS = ("branches", "cases", "filings", "config")


def sources(*folders: str) -> list[Path]:
    """The Python files of the folders, without migrations."""
    paths = []
    for folder in folders:
        paths += [
            path for path in (BASE_DIR / folder).rglob("*.py") if "migrations" not in path.parts
        ]
    return paths


SOURCES = sources(*APPS)
TESTS = sources("tests")
TEMPLATES = sorted((BASE_DIR / "templates").rglob("*.html"))
STYLES = sorted((BASE_DIR / "static").rglob("*.css"))
SCRIPTS = sorted((BASE_DIR / "static").rglob("*.js"))


def name(path: Path) -> str:
    return path.relative_to(BASE_DIR).as_posix()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def found(pattern: str, paths: list[Path], *, but: str = "^$") -> list[str]:
    """`file:line` of each line that matches, but of the files whose name matches `but`."""
    return [
        f"{name(path)}:{number}"
        for path in paths
        if not re.search(but, name(path))
        for number, line in enumerate(text(path).splitlines(), start=1)
        if re.search(pattern, line)
    ]
