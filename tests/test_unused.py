"""Nothing is kept that nobody uses: no constant, no template, no class of a style sheet."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from django.conf import global_settings

from filings.papers.press.inspection import ABOUT_ORGANIZATIONS
from filings.papers.sheets.catalogue import in_order
from tests.tree import BASE_DIR, SCRIPTS, SOURCES, STYLES, TEMPLATES, TESTS, name, text

#: A name as a module knows it: ("config.kit.charts", "WIDTH").
Known = tuple[str, str]

CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
#: Constants that a library reads by their name.
READ_ELSEWHERE = {
    "ROOT_URLCONF": "a setting of Django that has no default",
    "ANONYMOUS_USER_NAME": "a setting of guardian",
    "GUARDIAN_MONKEY_PATCH_USER": "a setting of guardian",
    "PGHISTORY_APPEND_ONLY": "a setting of pghistory",
    "PGHISTORY_DEFAULT_TRACKERS": "a setting of pghistory",
    "PGHISTORY_MIDDLEWARE_METHODS": "a setting of pghistory",
    "TASKS": "a setting of django-tasks",
    "DATE_INPUT_FORMATS": "a format of a language, which Django looks for",
}
READ_ELSEWHERE |= dict.fromkeys(dir(global_settings), "a setting of Django")
#: Templates that Django, or a library, asks for by a name of its own.
NAMED_ELSEWHERE = re.compile(r"^(403|403_csrf|404|500|admin/.*|django/.*)\.html$")
#: Classes that a library gives to what it makes.
GIVEN_ELSEWHERE = {
    "htmx-request": "htmx, while it waits for an answer",
    "message-success": "the level of a message, named by Django",
}


class Module:
    """What one Python file binds, imports and reads."""

    def __init__(self, path: Path) -> None:
        parts = list(path.relative_to(BASE_DIR).with_suffix("").parts)
        self.is_package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.is_package else parts)
        tree = ast.parse(text(path))
        nodes = list(ast.walk(tree))
        self.constants = set(self._constants(tree))
        #: {name in this module: what it is where it comes from}
        self.imported = dict(self._imported(nodes))
        self.read = set(self._read(nodes))

    def _constants(self, tree: ast.Module) -> Iterator[Known]:
        for statement in tree.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                for node in ast.walk(statement):
                    if is_bound(node):
                        yield self.name, node.id

    def _imported(self, nodes: list[ast.AST]) -> Iterator[tuple[str, Known]]:
        for node in nodes:
            if isinstance(node, ast.ImportFrom):
                source = self._source(node)
                for alias in node.names:
                    yield alias.asname or alias.name, (source, alias.name)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    package, _, module = alias.name.rpartition(".")
                    yield alias.asname or alias.name, (package, module)

    def _source(self, node: ast.ImportFrom) -> str:
        """The module that is imported from, written out where it is written with dots."""
        if not node.level:
            return node.module or ""
        up = node.level - 1 if self.is_package else node.level
        package = self.name.split(".")[: -up or None]
        return ".".join([*package, node.module] if node.module else package)

    def _read(self, nodes: list[ast.AST]) -> Iterator[Known]:
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield self.name, node.id
            elif isinstance(node, ast.Attribute) and CONSTANT.fullmatch(node.attr):
                yield self._module_called(ast.unparse(node.value)), node.attr

    def _module_called(self, words: str) -> str:
        """`charts` after `from config import charts` is the module `config.kit.charts`."""
        if words in self.imported:
            return ".".join(self.imported[words])
        return words


def is_bound(node: ast.AST) -> TypeGuard[ast.Name]:
    return (
        isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Store)
        and CONSTANT.fullmatch(node.id) is not None
    )


def origin(known: Known, imported: dict[Known, Known]) -> Known:
    """Where a name was bound that may have come through several modules."""
    passed = set()
    while known in imported and known not in passed:
        passed.add(known)
        known = imported[known]
    return known


def test_every_constant_is_read() -> None:
    """In its own module, or in one that imports it; settings also as `settings.NAME`."""
    modules = [Module(path) for path in [*SOURCES, *TESTS, BASE_DIR / "gunicorn.conf.py"]]
    imported = {}
    for module in modules:
        for local, known in module.imported.items():
            imported[module.name, local] = known
    constants, read, read_as_setting = set(), set(), set()
    for module in modules:
        constants |= module.constants
        for where, constant in module.read:
            read.add(origin((where, constant), imported))
            if where.endswith("settings"):
                read_as_setting.add(constant)
    unread = []
    for where, constant in constants - read:
        is_setting = where.endswith("settings") and constant in read_as_setting
        if not is_setting and constant not in READ_ELSEWHERE:
            unread.append(f"{where}.{constant}")
    assert sorted(unread) == []
    assert len(constants) > 500


def test_every_template_is_used() -> None:
    """By a view, a tag, or another template: in quotes, in a list in quotes, or by the view of its
    name; a docstring's `backticks` name nothing.
    """
    everything = "\n".join(map(text, [*SOURCES, *TEMPLATES]))
    named = set(re.findall(r"""(?<=["',])[\w./]+\.html(?=(?:#[a-z_]+)?["',])""", everything))
    named |= {paper.template for paper in (*in_order(), *ABOUT_ORGANIZATIONS)}
    views = set(re.findall(r"(?m)^def (\w+)\(request", everything))
    unused = []
    for path in TEMPLATES:
        template = path.relative_to(BASE_DIR / "templates").as_posix()
        is_used = template in named or path.stem in views
        if not is_used and not NAMED_ELSEWHERE.match(template):
            unused.append(template)
    assert unused == []


WORD = re.compile(r"[A-Za-z_][\w-]*")
QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`")
TAG = re.compile(r"{%.*?%}|{{.*?}}")
#: A value that is put into a text, as it stands after `TAG` was taken out.
VALUE = "\0"


def test_every_class_of_a_style_sheet_is_given() -> None:
    """By a template, a string of Python or of a script: whole, or in two parts, as in
    `class="badge-{{ kind }}"`, where the second part is a word of its own somewhere.
    """
    words, beginnings = set(), set()
    for quoted in strings():
        words |= set(WORD.findall(quoted))
        beginnings |= set(re.findall(rf"([A-Za-z][\w-]*-)(?:{VALUE}|$)", quoted))
    unused, excused = [], set()
    for path in STYLES:
        for css_class in sorted(classes(text(path)) - words):
            if css_class in GIVEN_ELSEWHERE:
                excused.add(css_class)
            elif not is_put_together(css_class, beginnings, words):
                unused.append(f"{name(path)}: .{css_class}")
    assert unused == []
    assert excused == set(GIVEN_ELSEWHERE)


def is_put_together(css_class: str, beginnings: set[str], words: set[str]) -> bool:
    for beginning in beginnings:
        ending = css_class.removeprefix(beginning)
        if ending != css_class and (ending in words or ending.isdigit()):
            return True
    return False


def strings() -> Iterator[str]:
    for path in SOURCES:
        yield from strings_of_python(ast.parse(text(path)))
    for path in TEMPLATES:
        page = re.sub(r"{#.*?#}", "", text(path))
        for tag in TAG.findall(page):
            yield from quoted(tag)
        yield from quoted(TAG.sub(VALUE, page))
    for path in SCRIPTS:
        yield from quoted(re.sub(r"(?m)^\s*//.*$", "", text(path)))


def strings_of_python(tree: ast.Module) -> Iterator[str]:
    """But for docstrings, which give nothing."""
    nodes = list(ast.walk(tree))
    docstrings = {node.value for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and node not in docstrings:
            yield re.sub(r"{[^{}]*}", VALUE, str(node.value))


def quoted(words: str) -> Iterator[str]:
    for double, single, slanted in QUOTED.findall(words):
        yield double or single or slanted


def classes(style: str) -> set[str]:
    """The classes that the selectors of a style sheet name."""
    style = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", style, flags=re.DOTALL)
    found = set()
    for selector in re.findall(r"([^{};]+){", style):
        found |= set(re.findall(r"\.([A-Za-z_][\w-]*)", selector))
    return found
