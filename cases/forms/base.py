"""What every form that changes a case carries: the version it was made from and the id of the request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self
from uuid import uuid4

from django import forms
from django.http import QueryDict

from cases.rules import TITLES
from cases.rules.engine import Finding
from cases.selectors.wording import spelled
from cases.services import Reason, Refused
from config.rows import typed

REASON = "reason-"
BROKEN = {"required": "页面不完整，请重新打开此页。", "invalid": "页面不完整，请重新打开此页。"}
#: What a form sends beside what was typed.
OWN = frozenset({"csrfmiddlewaretoken", "version", "request_id", "record", "save", "confirmed"})
#: Begins the name of the version of one case of several.
VERSION_OF = "version-"


class Wanted:
    """A finding that wants a reason, as the page shows it with its text area."""

    def __init__(self, reason: Reason, given: str) -> None:
        self.rule, self.article, self.given = reason.rule, reason.article, given
        self.text = spelled(reason.text)
        self.name = f"{REASON}{reason.rule}"
        self.title = TITLES[reason.rule]


class RequestForm(forms.Form):
    """Version and request id, hidden; and how a refusal is shown in it.

    wanted           findings that want a reason before the act is recorded
    earlier_reasons  `{rule id: reason}` given before, with which a text area begins
    """

    use_required_attribute = False
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages=BROKEN)
    request_id = forms.UUIDField(widget=forms.HiddenInput, error_messages=BROKEN)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        version: int | None,
        initial: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        start = {"version": version, "request_id": uuid4()} | dict(initial or {})
        super().__init__(data, initial=start, **options)
        if version is None:
            del self.fields["version"]
        self.wanted: list[Wanted] = []
        self.earlier_reasons: Mapping[str, str] = {}

    @property
    def request(self) -> dict[str, Any]:
        """`version` and `request_id` as the services take them. Only after `is_valid()`."""
        return {name: self.cleaned_data[name] for name in ("version", "request_id") if name in self.fields}

    @property
    def reasons(self) -> dict[str, str]:
        """`{rule id: reason}` as typed; unknown rules and empty reasons left out."""
        found = {name.removeprefix(REASON): str(text).strip() for name, text in self.data.items() if REASON in name}
        return {rule: text for rule, text in found.items() if text and rule in TITLES}

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show why nothing was recorded: at the field where there is one, else for the whole."""
        for reason in reasons:
            if reason.wants_reason:
                self.want(reason)
                self.add_error(None, f"{spelled(str(reason))}。请在「核对结果」中写明理由，再登记。")
            else:
                self._blame(reason)

    def expect(self, findings: Iterable[Finding]) -> None:
        """Ask for the reasons of findings that are known before the act is tried."""
        asked = {each.rule for each in self.wanted}
        for reason in Refused.by(findings, wants_reason=True).reasons:
            if reason.rule not in asked:
                self.want(reason)

    def want(self, reason: Reason) -> None:
        """Ask for the reason of a finding, with what was given so far."""
        given = self.data.get(f"{REASON}{reason.rule}") or self.earlier_reasons.get(reason.rule, "")
        self.wanted.append(Wanted(reason, str(given)))

    def _blame(self, reason: Reason) -> None:
        self.add_error(reason.field if reason.field in self.fields else None, spelled(str(reason)))

    def unjudged(self) -> Self:
        """The form as typed, without errors; not to be sent."""
        self.is_bound, self.initial = False, {**self.initial, **typed(self)}
        return self

    def renew(self, **values: object) -> None:
        """Carry these values, and all that was typed: the page was stale. `version`, `request_id`."""
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, values_of(self.data, name))
        for name, value in values.items():
            data[name] = str(value)
        self.data = data


def values_of(data: Mapping[str, Any], name: str) -> list[str]:
    """All values of a name, of a QueryDict or of a plain dict (tests)."""
    if isinstance(data, QueryDict):
        return data.getlist(name)
    value = data[name]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def kept(data: QueryDict) -> dict[str, list[str]]:
    """What a worksheet keeps of a form sent: all that was typed."""
    return {name: data.getlist(name) for name in data if _is_typed(name)}


def _is_typed(name: str) -> bool:
    return name not in OWN and not name.startswith(VERSION_OF) and not name.endswith("-ADD")


@contextmanager
def refusing(form: forms.Form) -> Iterator[None]:
    """What a service refuses inside goes to the form, each sentence to its field, and the work goes on after it."""
    try:
        yield
    except Refused as refused:
        if isinstance(form, RequestForm):
            form.refuse(refused.reasons)
            return
        for reason in refused.reasons:
            form.add_error(reason.field if reason.field in form.fields else None, spelled(str(reason)))
