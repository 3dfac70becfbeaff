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
    return _class(FACTS[code], names_of(FACTS[code], later=False))


def supplement_form(code: str, known: StepFacts | None) -> type[FactsForm] | None:
    """What arises later and is not there yet; lists go on growing. None: nothing is left to add."""
    names = names_of(FACTS[code], later=True)
    if known is not None and not STEP[code].lasts:
        names = tuple(name for name in names if _may_be_added(known, name))
    if not names:
        return None
    return _class(FACTS[code], names, wants_any=True)


def _may_be_added(known: StepFacts, name: str) -> bool:
    value = getattr(known, name)
    return value is None or isinstance(value, tuple)


class CorrectionForm(FactsForm):
    """The facts of an entry as they ought to have been, and why."""

    facts_class, names = StepFacts, ()
    reason = WordsField(
        label="更正的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def correction_form(code: str, old: StepFacts) -> type[CorrectionForm] | None:
    """What an entry recorded: all of the act, and what is there of the rest. None: nothing in it
    can be typed.
    """
    later = names_of(FACTS[code], later=True)
    names = tuple(name for name in later if getattr(old, name) is not None)
    if old.on is not None:
        names = (*names_of(FACTS[code], later=False), *names)
    if not names:
        return None
    return _class(FACTS[code], names, base=CorrectionForm)


def names_of(facts_class: type[StepFacts], *, later: bool) -> tuple[str, ...]:
    """The facts of a step that come with the act, or later; none that the services fill."""
    names = []
    for fact in fields_of(facts_class):
        if not fact.label.system and fact.label.later is later:
            names.append(fact.name)
    return tuple(names)


@cache
def _class(
    facts_class: type[StepFacts],
    names: tuple[str, ...],
    *,
    wants_any: bool = False,
    base: type[F] = FactsForm,  # type: ignore[assignment]  # the default of the type variable
) -> type[F]:
    body = {"facts_class": facts_class, "names": names, "wants_any": wants_any}
    return type(f"{facts_class.__name__}Form", (base,), body)
