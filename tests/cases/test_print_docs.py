"""Every page that a command prints is printed with the others."""

from __future__ import annotations

from pathlib import Path

from django.core.management import get_commands

from cases.management.commands.print_docs import PRINTED

DOCS = Path(__file__).parents[2] / "docs"


def test_every_command_that_prints_a_page_is_asked() -> None:
    commands = {command for command in get_commands() if command.startswith("print_")}
    assert commands - {"print_docs", "print_papers"} == set(PRINTED.values())


def test_each_page_says_what_prints_it() -> None:
    for page, command in PRINTED.items():
        assert f"`manage.py {command}`" in (DOCS / page).read_text()
