"""What earlier releases stored is read whole: a document with every field that release 2026.3 had,
and every choice.

`documents_of_2026_3.json` was written by that release from its own classes, and is never renewed.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cases.facts import admission, application, cultivation, probation, target, values
from cases.facts.base import FACTS, Choice, join
from cases.facts.case import CODES, CaseFacts

OLD: dict[str, Any] = json.loads(
    (Path(__file__).parent / "documents_of_2026_3.json").read_text(encoding="utf-8")
)
#: (part, field) that is kept otherwise now; a rebuild after the upgrade writes the new one.
REPLACED = [("elsewhere", "is_form_number_used")]


def plain(value: msgspec.Struct) -> Any:
    """As it would be stored now."""
    return json.loads(msgspec.json.encode(value))


def test_the_old_documents_are_of_every_step() -> None:
    assert sorted(OLD["steps"]) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_old_entry_of_each_step_is_read_without_loss(code: str) -> None:
    document = OLD["steps"][code]
    assert plain(msgspec.convert(document, FACTS[code])) == document
    assert plain(join(code, document)) == document


def test_an_old_case_is_read_without_loss() -> None:
    document = OLD["case"] | {"steps": OLD["steps"]}
    wanted = json.loads(json.dumps(document))
    for part, field in REPLACED:
        del wanted[part][field]
    assert plain(msgspec.convert(document, CaseFacts)) == wanted


def test_every_old_choice_is_one_still() -> None:
    modules = (admission, application, cultivation, probation, target, values)
    classes: dict[str, Any] = {}
    for module in modules:
        classes |= dict(inspect.getmembers(module, inspect.isclass))
    for name, old in OLD["choices"].items():
        kind = classes[name]
        assert issubclass(kind, Choice)
        assert set(old) <= {each.value for each in kind}, name
