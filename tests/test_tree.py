"""The source as a whole: what no single test sees. Each rule is one of the habits of this code,
with its exceptions.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree import (
    BASE_DIR,
    SCRIPTS,
    SOURCES,
    STYLES,
    TEMPLATES,
    TESTS,
    found,
    name,
    sources,
    text,
)


def test_a_case_moves_in_its_services_alone() -> None:
    """The transitions of the machine are named by the table and called by one function."""
    assert found(r"fsm_|\.method\)\(", SOURCES, but="^cases/(rows|machine|services/)") == []
    assert found(r"\bfsm_[a-z]", TESTS, but="test_tree") == []


def test_the_clock_is_read_at_the_edge() -> None:
    """`config.kit.clock.today` is the one day; a moment is noted by what writes a row."""
    assert (
        found(
            r"date\.today\(|localdate\(\)|datetime\.(now|today)\(|time\.time\(",
            SOURCES,
            but="^config/kit/clock",
        )
        == []
    )
    edge = r"^branches/(views|signing_in)\.py$|^cases/views/restoring\.py$"
    assert found(r"timezone\.now\(", SOURCES, but=rf"/services/|/importing/|{edge}") == []
    assert (
        found(r"\btoday\(\)", sources("cases/services", "filings/services", "branches/services"))
        == []
    )


def test_a_moment_is_shown_in_one_way() -> None:
    """`config.kit.clock.shown` knows on which day a stored moment is shown; pages and papers ask
    nobody else.
    """
    # The day on which an entry was recorded is asked by rules, not shown.
    assert (
        found(r"localtime\(|localdate\(", SOURCES, but="^config/kit/clock|^cases/models/entry")
        == []
    )
    bare = r"{{ *[a-z_.]*(_at|\bat)\b(?!\|(moment|day)\b)|_at\|date"
    assert found(bare, TEMPLATES) == []


def test_rules_ask_no_clock_and_no_database() -> None:
    pure = sources("cases/rules", "cases/facts")
    assert found(r"^(from|import) (django|config(?!\.kit))|\.objects\b", pure) == []
    assert found(r"config\.kit import .*clock|config\.kit\.clock", pure) == []


def test_what_may_be_done_is_decided_without_a_query() -> None:
    asks = re.compile(r"\.objects\b|\.(filter|exclude|exists|get|count|first|select_related)\(")
    found = []
    for path in sources("cases", "filings"):
        if re.search(r"/may(/|\.py$)", name(path)):
            found += [f"{name(path)}: {each.group()}" for each in asks.finditer(text(path))]
    allowed = {".get("}  # of a mapping
    assert [each for each in found if each.rpartition(" ")[2] not in allowed] == []


def test_pages_and_templates_ask_for_no_role() -> None:
    """Who may do what is asked of the one table."""
    pages = [
        path for path in SOURCES if re.search(r"/(views|forms|tables|filters)(\.py$|/)", name(path))
    ]
    assert found(r"\brole\b\s*(==|!=|in\b)|is_superuser|\.has_perm\(", pages) == []
    assert found(r"{% (el)?if [^%]*\brole\b|perms\.", TEMPLATES, but="^templates/admin/") == []


def test_services_and_models_know_no_request() -> None:
    layers = r"^(?!.*/views/).*/(services|selectors|models|rules|facts)(\.py$|/)"
    below = [path for path in SOURCES if re.search(layers, name(path))]
    # The limit of sign-in tries is kept by the backend that Django hands the request to.
    assert (
        found(
            r"HttpRequest|django\.contrib\.messages|\brequest\.(user|GET|POST|META|session)\b",
            below,
            but="^branches/services/signin",
        )
        == []
    )


def test_one_module_makes_pdf() -> None:
    assert (
        len({line.split(":")[0] for line in found(r"^\s*(from|import) weasyprint", SOURCES)}) <= 1
    )


def test_files_are_of_a_size_to_read() -> None:
    """Best under 300 lines, split before 450; tests of one view, being lists, before 600."""
    assert [name(path) for path in SOURCES if len(text(path).splitlines()) > 450] == []
    assert [name(path) for path in TESTS if len(text(path).splitlines()) > 600] == []


def test_nothing_stands_inside_another_in_an_expression() -> None:
    """Comprehensions, conditional expressions and walruses: a value inside has a name instead."""
    found = []
    for path in SOURCES:
        for outer in ast.walk(ast.parse(text(path))):
            if isinstance(outer, DENSE):
                found += [f"{name(path)}:{inner.lineno}" for inner in dense_inside(outer)]
    assert found == []


DENSE = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.NamedExpr)


def dense_inside(node: ast.AST) -> Iterator[ast.expr]:
    """Those that stand inside an expression, but not inside a function made within it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, DENSE):
            yield child
        yield from dense_inside(child)


def test_a_cell_of_a_list_tells_its_column() -> None:
    """On a phone the row is a card, and the head of the column stands before the value."""
    tells = r"data-label=|class=\"table-(note|select|open|empty)"
    bare = []
    for path in TEMPLATES:
        for table in re.findall(r'<table class="table.*?</table>', text(path), re.DOTALL):
            cells = re.findall(r"<td\b[^>]*>", table)
            bare += [f"{name(path)}: {cell}" for cell in cells if not re.search(tells, cell)]
    assert bare == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    paths = [*SOURCES, *TESTS, *TEMPLATES, *STYLES, *SCRIPTS]
    assert found(r"\b(TODO|FIXME|XXX|HACK)\b", paths, but="test_tree|/vendor/") == []


def test_generated_examples_come_by_one_profile() -> None:
    """That of tests/conftest.py; a test says at most how many examples it wants."""
    assert found(r"@settings\(.*(derandomize|deadline|database)=", TESTS) == []


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions of a module, without methods."""
    return (node for node in ast.parse(text(path)).body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("package", ["cases/services", "filings/services"])
def test_public_services_take_keywords_only(package: str) -> None:
    """What `__init__` offers is called from outside, by keywords; but a function that is given
    an act to do.
    """
    offered = set(
        re.findall(
            r'^    "(\w+)",$|"(\w+)"', text(BASE_DIR / package / "__init__.py"), re.MULTILINE
        )
    )
    names = {each for pair in offered for each in pair if each}
    wrong = [
        function.name
        for path in sources(package)
        for function in functions(path)
        if function.name in names and any(argument.arg != "act" for argument in function.args.args)
    ]
    assert wrong == []
    assert names


def test_every_scoped_model_has_its_own_visible_to() -> None:
    """Whatever a page lists begins at `visible_to`; rows that only their parents lead to have
    none.
    """
    from django.apps import apps

    led_to = {
        "CalendarLink",
        "CaseNumber",
        "Holiday",
        "Installation",
        "LoginFailure",
        "OrganizationUserPermission",
    }
    led_to |= {"ReleaseNote", "Worker"}  # of workers it is told whether one runs, never which
    models = [
        model
        for app in ("branches", "cases", "filings")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.endswith("Event")
    ]
    assert [
        model.__name__ for model in models if not hasattr(model._default_manager, "visible_to")
    ] == sorted(
        led_to & {model.__name__ for model in models},
        key=[model.__name__ for model in models].index,
    )
