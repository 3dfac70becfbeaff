"""The forms of the 26 rows of the procedure, each a class made from the facts of its step."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from django import forms

from cases.facts.base import FACTS, StepFacts, fields_of
from cases.forms.facts import FactsForm
from cases.procedure import STEP
from config.kit.fields import WordsField

F = TypeVar("F", bound=FactsForm)


def step_form(code: str) -> type[FactsForm]:
    """What is recorded with the act itself, or with the answer to a filing."""
    return _class(code, names_of(code, later=False))


def supplement_form(code: str, known: StepFacts | None) -> type[FactsForm] | None:
    """What arises later and is not there yet; lists go on growing. None: nothing is left to add."""
    facts = {fact.name: fact for fact in fields_of(FACTS[code])}
    names = tuple(
        name
        for name in names_of(code, later=True)
        if STEP[code].lasts
        or known is None
        or getattr(known, name) is None
        or not _is_single(facts[name].type)
    )
    return _class(code, names, wants_any=True) if names else None


class CorrectionForm(FactsForm):
    """The facts of an entry as they ought to have been, and why."""

    code, names = "", ()
    reason = WordsField(
        label="更正的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def correction_form(code: str, old: StepFacts) -> type[CorrectionForm] | None:
    """What an entry recorded: all of the act, and what is there of the rest. None: nothing in it
    can be typed.
    """
    later = tuple(name for name in names_of(code, later=True) if getattr(old, name) is not None)
    names = (*names_of(code, later=False), *later) if old.on is not None else later
    return _class(code, names, base=CorrectionForm) if names else None


def names_of(code: str, *, later: bool) -> tuple[str, ...]:
    """The facts of a step that come with the act, or later."""
    return tuple(
        fact.name
        for fact in fields_of(FACTS[code])
        if not fact.label.system and fact.label.later is later
    )


def _is_single(kind: object) -> bool:
    return isinstance(kind, type)


@cache
def _class(
    code: str,
    names: tuple[str, ...],
    *,
    wants_any: bool = False,
    base: type[F] = FactsForm,  # type: ignore[assignment]  # the default of the type variable
) -> type[F]:
    body = {"code": code, "names": names, "wants_any": wants_any}
    return type(f"{code.title().replace('_', '')}Form", (base,), body)
