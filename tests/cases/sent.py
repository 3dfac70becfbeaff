"""Facts as a browser sends them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec
from django.urls import reverse

from cases.facts.base import StepFacts, fields_of
from cases.facts.values import NamedMember
from cases.forms.fields import Shape, initial_of, shape_of
from cases.forms.members import choice_of
from cases.models import Case


def text_of(value: Any) -> str | list[str]:
    """One field's value as text."""
    value = initial_of(value)
    return value if isinstance(value, list) else str(value)


def typed_facts(facts: StepFacts, names: tuple[str, ...]) -> dict[str, Any]:
    """`{field name: text}` of the facts `names`."""
    data: dict[str, Any] = {}
    for fact in fields_of(type(facts)):
        if fact.name not in names:
            continue
        value, shape = getattr(facts, fact.name), shape_of(fact.type)
        if shape is Shape.ROWS:
            rows = value or ()
            data |= {f"{fact.name}-TOTAL_FORMS": str(len(rows)), f"{fact.name}-INITIAL_FORMS": "0"}
            for number, row in enumerate(rows):
                data |= _parts(row, f"{fact.name}-{number}")
        elif shape is Shape.GROUP and value is not None:
            data |= _parts(value, fact.name)
        elif shape is Shape.MEMBERS:
            named: tuple[NamedMember, ...] = value or ()
            data |= {f"{fact.name}-{number}": choice_of(each) for number, each in enumerate(named)}
        elif value is not None:
            data[fact.name] = text_of(value)
    return data


def _parts(value: msgspec.Struct, prefix: str) -> dict[str, Any]:
    parts = {fact.name: getattr(value, fact.name) for fact in fields_of(type(value))}
    return {f"{prefix}-{name}": text_of(part) for name, part in parts.items() if part is not None}


def sent(facts: StepFacts, names: tuple[str, ...], *, version: int, **more: Any) -> dict[str, Any]:
    """The whole POST of a form of these facts; `more` replaces or adds (None: left out)."""
    data = typed_facts(facts, names) | {"version": str(version), "request_id": str(uuid4())} | more
    return {name: value for name, value in data.items() if value is not None}


def address(case: Case, code: str, view: str = "step") -> str:
    """The address of a page about a step of a case."""
    return reverse(view, args=[case.number, code])
