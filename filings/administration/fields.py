"""Fields that name an organization or an account in words: a browser offers what there is, and what
is typed is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django import forms
from django.db.models import Model, Q, QuerySet

from branches.models import Organization, User
from config.kit import name_key, plain
from config.kit.fields import WordsField
from config.kit.sentences import refused

#: So many are offered while one types; the others are found by what is typed all the same.
OFFERED = 300
#: So many are named where what was typed may mean several.
NAMED = 5
CODE = re.compile(r"[（(]([^（）()]+)[)）]$")
M = TypeVar("M", bound=Model)


class OfferedInput(forms.TextInput):
    """A text for which the browser offers `offered`: (value, label)."""

    template_name = "django/forms/widgets/offered.html"
    offered: Iterable[tuple[str, str]] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With what is offered."""
        context = super().get_context(name, value, attrs)
        context["widget"]["offered"] = self.offered
        return context


class RowField(WordsField, Generic[M]):
    """One of some rows, by what they are called."""

    widget = OfferedInput
    none = "没有找到，请核对。"

    def __init__(self, *, rows: QuerySet[M], **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.rows = rows
        assert isinstance(self.widget, OfferedInput)
        self.widget.offered = [self.spelled(row) for row in rows[:OFFERED]]

    def clean(self, value: Any) -> Any:
        """The row; None where nothing is typed and nothing has to be."""
        words = str(super().clean(value))
        if not words:
            return None
        for condition in self.meanings(words):
            found = list(self.rows.filter(condition)[: NAMED + 1])
            if len(found) == 1:
                return found[0]
            if found:
                named = "、".join(self.spelled(row)[0] for row in found[:NAMED])
                more = "等" if len(found) > NAMED else ""
                said = f"不止一个：{named}{more}。请从中选一个，照样填写。"
                raise refused(self, said, "several")
        raise refused(self, self.none, "unknown")

    def spelled(self, row: M) -> tuple[str, str]:
        """What is typed for the row, and what it is."""
        raise NotImplementedError

    def meanings(self, words: str) -> Iterable[Q]:
        """What the words may mean, the surest first."""
        raise NotImplementedError


class OrganizationField(RowField[Organization]):
    """An organization by its code or name."""

    none = "没有这个党组织，或不在您的管理范围内。请填写名称或编码。"

    def spelled(self, row: Organization) -> tuple[str, str]:
        """Name and code."""
        return f"{row.name}（{row.code}）", row.get_kind_display()

    def meanings(self, words: str) -> Iterable[Q]:
        """The code, the name, the code in brackets, a part of the name."""
        yield Q(code=plain(words))
        yield Q(name=words)
        if match := CODE.search(words):
            yield Q(code=plain(match[1]))
        yield Q(name__icontains=words)


class AccountField(RowField[User]):
    """An account by its username or by the name of whose it is."""

    none = "没有这个账号，或不在您的管理范围内。请填写用户名或姓名。"

    def spelled(self, row: User) -> tuple[str, str]:
        """Username, and name with organization."""
        place = row.organization.name if row.organization else ""
        return row.username, f"{row.get_full_name()} {place}"

    def meanings(self, words: str) -> Iterable[Q]:
        """The username, the person's name."""
        yield Q(username=plain(words))
        yield Q(person__name_key=name_key(words))
