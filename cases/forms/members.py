"""Naming members: contacts and introducers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.facts.values import NamedMember
from cases.selectors.roster import Roster
from config.kit.sentences import named

#: How a person is kept in a choice who stands on no member list: by the name.
BY_NAME = "="
PICKS = 2  # 《细则》 第九条: one or two contacts; 第十四条: two introducers


class MemberField(forms.ChoiceField):
    """One full member whom the user may see, or a name that was there already."""

    def __init__(
        self, roster: Roster, *, known: Iterable[NamedMember] = (), **options: Any
    ) -> None:
        kept = [(choice_of(each), each.name) for each in known]
        listed = {str(key) for _, rows in roster.groups for key, _ in rows}
        before = [(key, name) for key, name in kept if key not in listed]
        groups: list[Any] = [("", "请选择")]
        if before:
            groups.append(("已登记", before))
        groups += roster.groups
        widget = forms.Select(attrs={"data-search": "输入姓名筛选"})
        super().__init__(choices=groups, widget=widget, **options)
        text = named(str(self.label or ""), "请从名单中选择一名正式党员。")
        self.error_messages["invalid_choice"] = text
        self.roster, self.before = roster, dict(before)

    def valid_value(self, value: Any) -> bool:
        """Say of a member who is not a full one that he is not."""
        if str(value) in self.roster.not_full:
            raise ValidationError(
                f"{self.roster.not_full[str(value)]}不是正式党员，不能担任。", code="not_full"
            )
        return super().valid_value(value)

    def clean(self, value: Any) -> NamedMember | None:
        """The member as the facts name him."""
        key = super().clean(value)
        if not key:
            return None
        if key.startswith(BY_NAME):
            return NamedMember(name=key.removeprefix(BY_NAME))
        return NamedMember(name=self.before.get(key) or self.roster.names[key], member=int(key))


def choice_of(named: NamedMember) -> str:
    """The value of a member in a choice."""
    if named.member is None:
        return f"{BY_NAME}{named.name}"
    return str(named.member)
