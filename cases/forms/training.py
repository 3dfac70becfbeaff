"""One training class for several cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.forms import BoundField

from cases.facts.target import Train
from cases.forms.base import VERSION_OF
from cases.forms.facts import FactsForm, Setting
from cases.forms.steps import names_of
from cases.models import Case
from config.kit.fields import WordsField

#: Facts that differ from case to case.
OWN = ("certificate", "special_case")


@dataclass(frozen=True)
class Line:
    """One case that may be ticked, with its own fields."""

    case: Case
    is_chosen: bool
    certificate: BoundField
    version: BoundField


class TrainingForm(FactsForm):
    """The class once, the cases ticked, a certificate number for each."""

    facts_class = Train
    names = tuple(name for name in names_of(Train, later=False) if name not in OWN)
    chosen = forms.MultipleChoiceField(
        label="参训人员",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请至少选择一名参训人员。",
            "invalid_choice": "所选人员中有人已经登记培训，或已不能登记，请核对。",
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, setting: Setting, cases: Iterable[Case]
    ) -> None:
        self.cases = list(cases)
        super().__init__(data, setting=setting)
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(case.pk), case.person.name) for case in self.cases]
        for case in self.cases:
            self.fields[f"certificate-{case.pk}"] = WordsField(
                label=f"{case.person.name}的合格证编号", max_length=50, required=False
            )
            self.fields[f"{VERSION_OF}{case.pk}"] = forms.IntegerField(
                min_value=0, widget=forms.HiddenInput, initial=case.version
            )

    def _again(self, data: Mapping[str, Any] | None, setting: Setting) -> Self:
        return type(self)(data, setting=setting, cases=self.cases)

    def lines(self) -> list[Line]:
        """The cases with their fields, in the order of the page."""
        chosen = set(self["chosen"].value() or ())
        lines = []
        for case in self.cases:
            certificate, version = self[f"certificate-{case.pk}"], self[f"{VERSION_OF}{case.pk}"]
            lines.append(Line(case, str(case.pk) in chosen, certificate, version))
        return lines

    def attendants(self) -> dict[int, tuple[int, str]]:
        """`{case id: (version, certificate number)}` of those ticked. Only after `is_valid()`."""
        found, typed = {}, self.cleaned_data
        for pk in typed["chosen"]:
            found[int(pk)] = typed[f"{VERSION_OF}{pk}"], typed[f"certificate-{pk}"]
        return found

    def train(self) -> Train:
        """The facts of the class."""
        facts = self.facts()
        assert isinstance(facts, Train)
        return facts

    def renew_versions(self) -> None:
        """Carry the versions of the cases as they stand now."""
        self.renew(version=0)
        for case in self.cases:
            # a copy of our own
            self.data[f"{VERSION_OF}{case.pk}"] = str(case.version)  # type: ignore[index]
