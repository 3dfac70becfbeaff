"""What the forms of all kinds of meeting share.

A row is the form of the step of its case (`cases.forms`), so that it is read and judged as on the
page of the step; what the meeting shares is put into it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django import forms
from django.http import QueryDict

from cases.facts.base import FactField, StepFacts, fields_of
from cases.forms import FactsForm, resume
from cases.forms.base import query_of
from cases.forms.facts import Section
from cases.forms.rows import FactRows
from cases.models import Case
from config.kit.fields import WordsField
from config.kit.rows import ADD
from filings.meetings.names import CHOSEN, EXCLUSIONS, Texts

#: No request: the row is not sent by itself.
UNSENT = UUID(int=0)


def facts_named(kind: type[msgspec.Struct], names: Iterable[str]) -> list[FactField]:
    """The fields of a class of facts, in the order of the names."""
    known = {fact.name: fact for fact in fields_of(kind)}
    return [known[name] for name in names]


class TickedField(forms.MultipleChoiceField):
    """The persons that are ticked. Who is not in turn any more is no slip of the pen: the page
    names them.
    """

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return True


class WholeForm(forms.Form):
    """What all persons share, and who is ticked."""

    use_required_attribute = False
    place = WordsField(label="地点", max_length=100, required=False)
    chosen = TickedField(label="讨论的人员", required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        known: Mapping[str, Any],
        cases: Iterable[Case] = (),
    ) -> None:
        super().__init__(data, initial=dict(known))
        self.today = today
        self.add_fields(today)
        field = self.fields[CHOSEN]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(case.pk), case.person.name) for case in cases]

    def add_fields(self, today: date) -> None:
        """Add what this kind of meeting shares."""

    def show(self, texts: Texts) -> None:
        """Show what was typed before, unjudged, in a form that was not sent."""
        resume(self, {name: list(values) for name, values in texts.items() if name in self.fields})

    @property
    def formsets(self) -> list[FactRows]:
        """All rows, for the summary of errors."""
        return []


class RowForm(FactsForm):
    """The row of one case. What the meeting shares is in its data and not on the page again."""

    facts_class, names = StepFacts, ()
    shared: ClassVar[Collection[str]] = ()
    person = ""

    @property
    def is_passed(self) -> bool | None:
        """Whether the votes are enough; None: not known yet."""
        raise NotImplementedError

    def own_sections(self) -> list[Section]:
        """What the row asks, without what the meeting shares."""
        found = []
        for section in self.sections():
            if section.fact.name in self.shared:
                continue
            section.fields = [each for each in section.fields if each.name not in self.shared]
            found.append(section)
        return found

    def is_shared(self, anchor: str) -> bool:
        """Whether the id is that of a field that the meeting shares."""
        ids = (f"id_{self.add_prefix(name)}" for name in self.shared)
        return anchor.startswith((*ids, self.add_prefix(EXCLUSIONS)))


def grown(rows: FactRows, texts: Texts) -> FactRows:
    """The rows of a form that was not sent, with one more where the button for it was pressed."""
    if f"{rows.prefix}-{ADD}" in texts:
        rows.extra = 1
    return rows


def with_shared(own: Texts, texts: Texts, prefix: str, shared: Collection[str]) -> QueryDict:
    """What is typed in the row, and under its names what the meeting shares."""
    found = query_of({name: list(values) for name, values in own.items()})
    found[f"{prefix}-request_id"] = str(UNSENT)
    for name, values in texts.items():
        is_rows = name.startswith(f"{EXCLUSIONS}-") and not name.endswith(f"-{ADD}")
        if name in shared or name == "place" or is_rows:
            found.setlist(f"{prefix}-{name}", list(values))
    return found
