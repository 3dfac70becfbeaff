"""Opening a case: the person and the application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django import forms
from django.core.validators import RegexValidator
from django.forms import BoundField

from branches import identity
from branches.models import Organization
from branches.peoples import PEOPLES, PeopleField
from cases.facts.application import Apply
from cases.forms.facts import FactsForm, Setting
from cases.forms.steps import names_of
from cases.services import Applicant
from config.kit.fields import CodeField, NameField

PERSON = ("name", "identity_number", "ethnicity", "phone")


class NewCaseForm(FactsForm):
    """Who applies, at which branch, and the facts of step 1. Sex and birth date come from the
    identity number.
    """

    facts_class, names = Apply, names_of(Apply, later=False)
    branch = forms.ModelChoiceField(Organization.objects.none(), label="党支部", empty_label=None)
    name = NameField(label="姓名", max_length=100)
    identity_number = CodeField(
        label="公民身份号码",
        help_text="性别和出生日期取自身份号码，不再填写",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    ethnicity = PeopleField(initial=PEOPLES[0])
    phone = CodeField(
        label="手机",
        max_length=20,
        required=False,
        validators=[
            RegexValidator(
                r"^\+?[0-9][0-9 -]{5,18}$", "手机号码至少 6 位，只含数字、空格和连字符，请核对。"
            )
        ],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        setting: Setting,
        branches: Iterable[Organization],
    ) -> None:
        self.branches = list(branches)
        super().__init__(data, setting=setting)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organization.objects.filter(pk__in=[each.pk for each in self.branches])
        if self.branches:
            field.initial = self.branches[0].pk
        if len(self.branches) < 2:
            field.widget = forms.HiddenInput()

    def _again(self, data: Mapping[str, Any] | None, setting: Setting) -> Self:
        return type(self)(data, setting=setting, branches=self.branches)

    def clean_identity_number(self) -> str:
        """The number in its one spelling, its check digit right."""
        return identity.check(self.cleaned_data["identity_number"])

    def person_fields(self) -> list[BoundField]:
        """The fields of the person, the branch first where there is a choice."""
        fields = [self[name] for name in ("branch", *PERSON)]
        return [field for field in fields if not field.is_hidden]

    def applicant(self) -> Applicant:
        """The person. Only after `is_valid()`."""
        return Applicant(**{name: self.cleaned_data[name] for name in PERSON})

    def apply(self) -> Apply:
        """The facts of step 1."""
        facts = self.facts()
        assert isinstance(facts, Apply)
        return facts
