"""The version of the rules, held against their source."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.rules import version

CASES = Path(version.__file__).parents[1]
VERSION_FILE = Path(version.__file__)


class Command(BaseCommand):
    help = (
        "Show the version of the rules; --renew gives them the next one where their source has"
        " changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--renew",
            action="store_true",
            help="write the next version, with the digest of the source",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        known, digest = version.VERSIONS[-1], source_digest()
        if digest == known[1]:
            self.stdout.write(f"{known[0]}，与源码一致。")
        elif options["renew"]:
            text = VERSION_FILE.read_text(encoding="utf-8")
            VERSION_FILE.write_text(renewed(text, known[0], digest), encoding="utf-8")
            self.stdout.write(f"{next_version(known[0])}，已写入 {VERSION_FILE.name}。")
        else:
            self.stdout.write(f"{known[0]}；源码已改变，请运行 manage.py rules_version --renew。")


def next_version(old: str) -> str:
    """The version after `old`: 2026.4 → 2026.5."""
    year, _, number = old.partition(".")
    return f"{year}.{int(number) + 1}"


def renewed(text: str, old: str, digest: str) -> str:
    """The text of the module of versions with one more, after the newest."""
    line = f'    ("{next_version(old)}", "{digest}"),\n'
    head, end, tail = text.partition("\n)\n")
    assert end, "the tuple of versions ends on a line of its own"
    return f"{head}\n{line})\n{tail}"


def source_digest() -> str:
    """SHA-256 over what the sources of rules and facts say; comments, docstrings, labels and
    looks do not count.
    """
    digest = hashlib.sha256()
    for path in rule_sources():
        said = plain(ast.parse(path.read_text(encoding="utf-8")))
        digest.update(f"{path.relative_to(CASES).as_posix()}\n{said!r}\n".encode())
    return digest.hexdigest()


def rule_sources() -> Iterator[Path]:
    """The modules of the rules and of the facts they read, but not the versions themselves."""
    for folder in ("facts", "rules"):
        yield from (path for path in sorted((CASES / folder).glob("*.py")) if path != VERSION_FILE)


def plain(node: Any) -> Any:
    """A syntax tree as nested tuples, the same in every version of Python that has its words."""
    if isinstance(node, list):
        return tuple(plain(each) for each in node)
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.Call) and _is_label(node):
        return ("Label", *(plain(mark) for mark in node.keywords if mark.arg == "written"))
    fields = []
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(value, list):
            value = _without_docstring(value)
        if value is None or value == [] or name in ("ctx", "kind", "type_comment"):
            continue
        fields.append((name, plain(value)))
    return (type(node).__name__, *fields)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    return [
        each
        for each in body
        if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
    ]


def _is_label(call: ast.Call) -> bool:
    """Whether it makes the label of a field, of which judging reads only `written`."""
    return isinstance(call.func, ast.Name) and call.func.id == "Label"
