"""What every form that changes a case carries: the version it was made from and the id of the
request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Self
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from branches.carrying import SENDER
from cases.may import Question, Reason
from cases.may.reasons import reason_of
from cases.rules import TITLES
from cases.selectors.wording import spelled, written
from cases.services.sent import Sent
from config.kit.errors import blame_field
from config.kit.fields import DayField
from config.kit.rows import typed

#: Begins the name of the reason of a rule; with KEPT before it, one that was typed and that nothing
#: wants now.
REASON, KEPT = "reason-", "kept-"
#: What a form sends beside what was typed.
WINDOW, BEGAN = "draft_window", "draft_version"  # see cases.views.drafts
OPINION = "opinion_version"  # of the opinion on a filing that the page shows
SENT_ALONG = (WINDOW, BEGAN, OPINION)
OWN = frozenset(
    {
        "csrfmiddlewaretoken",
        SENDER,
        "version",
        "request_id",
        "record",
        "save",
        "check",
        "confirmed",
        "password",  # one that an administrator gives is shown once, and kept nowhere
        *SENT_ALONG,
    }
)
#: Begins the name of the version of one case of several.
VERSION_OF = "version-"


class RequestForm(forms.Form):
    """Version and request id, hidden; and how a refusal is shown in it.

    wanted           why the act is not recorded before a reason is given
    is_refused       whether a service refused it: then its errors are not only those of what was
                     typed
    earlier_reasons  `{rule id: reason}` given before, with which a text area begins
    """

    use_required_attribute = False
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    request_id = forms.UUIDField(widget=forms.HiddenInput)

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
        self.wanted: list[Reason] = []
        self.is_refused = False
        self.earlier_reasons: Mapping[str, str] = {}

    @property
    def sent(self) -> Sent:
        """What the page sends beside what was typed. Only after `is_valid()`."""
        version = self.cleaned_data.get("version")
        return Sent(self.cleaned_data["request_id"], version, self.reasons)

    @property
    def answers(self) -> dict[str, Any]:
        """`{field: value}` of what was asked, without what is sent along. Only after
        `is_valid()`.
        """
        given = self.cleaned_data.items()
        return {name: value for name, value in given if name not in ("version", "request_id")}

    @property
    def reasons(self) -> dict[str, str]:
        """`{rule id: reason}` as typed; unknown rules and empty reasons left out."""
        return self._typed_after(REASON)

    @property
    def reasons_typed(self) -> dict[str, str]:
        """`{rule id: reason}` of all that was typed, also before, and of those that nothing
        wanted the last time.
        """
        return {
            **self.earlier_reasons,
            **self._typed_after(f"{KEPT}{REASON}"),
            **self._typed_after(REASON),
        }

    def _typed_after(self, prefix: str) -> dict[str, str]:
        found, prefix = {}, self.add_prefix(prefix)
        for name, typed_text in self.data.items():
            rule, text = name.removeprefix(prefix), str(typed_text).strip()
            if name.startswith(prefix) and text and rule in TITLES:
                found[rule] = text
        return found

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show why nothing was recorded: at the field where there is one, else for the whole."""
        self.is_refused = True
        for reason in reasons:
            if reason.wants_reason:
                self.wanted.append(reason)
                self.add_error(None, f"{spelled(str(reason))}。请在下面写明理由，再登记。")
            else:
                self._blame(reason)

    def expect(self, questions: Iterable[Question]) -> None:
        """Ask for the reasons of what is known before the act is tried."""
        asked = {each.rule for each in self.wanted}
        self.wanted += [reason_of(each) for each in questions if each.rule not in asked]

    def _blame(self, reason: Reason) -> None:
        blame_field(self, reason.field, spelled(str(reason)))

    def unjudged(self) -> Self:
        """The form as typed, without errors; not to be sent."""
        self.is_bound, self.initial = False, {**self.initial, **typed(self)}
        self._errors = None  # as Django has it before a form is looked at
        return self

    def renew(self, **values: object) -> None:
        """Carry these values, and all that was typed: the page was stale. `version`,
        `request_id`.
        """
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, values_of(self.data, name))
        for name, value in values.items():
            data[self.add_prefix(name)] = str(value)
        self.data = data


def values_of(data: Mapping[str, Any], name: str) -> list[str]:
    """All values of a name, of a QueryDict or of a plain dict (tests)."""
    if isinstance(data, QueryDict):
        return data.getlist(name)
    value = data[name]
    if isinstance(value, (list, tuple)):
        return list(value)
    return [value]


def kept(data: QueryDict) -> dict[str, list[str]]:
    """What a worksheet keeps of a form sent: all that was typed."""
    return {name: data.getlist(name) for name in data if _is_typed(name)}


def settled(form: forms.BaseForm, texts: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What is kept of a form, with its days written out: 今天 is another day tomorrow."""
    found = dict(texts)
    for part in (form, *chain.from_iterable(getattr(form, "formsets", ()))):
        for name, field in part.fields.items():
            sent_as = part.add_prefix(name)
            if not isinstance(field, DayField) or not found.get(sent_as):
                continue
            if (day := field.settled(found[sent_as][0])) is not None:
                found[sent_as] = [written(day)]
    return found


def _is_typed(name: str) -> bool:
    return name not in OWN and not name.startswith(VERSION_OF) and not name.endswith("-ADD")


def resume(form: forms.Form, kept: Mapping[str, list[str]]) -> None:
    """Show what was typed before, unjudged, in a form that was not sent; what is chosen anew
    (files) stays empty.
    """
    data, shown = query_of(kept), {}
    for name, field in form.fields.items():
        sent_as = form.add_prefix(name)
        is_kept = not field.widget.value_omitted_from_data(data, MultiValueDict(), sent_as)
        is_shown = not field.widget.is_hidden and not isinstance(field, forms.FileField)
        if is_kept and is_shown:
            shown[name] = field.widget.value_from_datadict(data, MultiValueDict(), sent_as)
    form.initial = {**form.initial, **shown}


def query_of(kept: Mapping[str, list[str]]) -> QueryDict:
    """What was kept, as a form takes it."""
    query = QueryDict(mutable=True)
    for name, values in kept.items():
        query.setlist(name, values)
    return query


def refuse(form: forms.Form, reasons: Iterable[Reason]) -> None:
    """Show in any form why nothing was done, each sentence at its field."""
    if isinstance(form, RequestForm):
        form.refuse(reasons)
        return
    for reason in reasons:
        blame_field(form, reason.field, spelled(str(reason)))
