"""What was typed in a form, in words: each text beside the name of its field, as the form has
it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve

from cases.forms import FactsForm
from cases.forms.base import KEPT, OWN, REASON, query_of
from cases.models import Worksheet
from cases.procedure import STEP
from cases.rules import TITLES
from cases.selectors.wording import Fact
from config.kit.clock import today

if TYPE_CHECKING:
    from branches.access import SignedInRequest

Texts = Mapping[str, list[str]]
#: Beside what no field of the form is known for.
UNNAMED = "其他内容"
#: What a page sends along that nobody typed: ids and numbers of rows.
_OWN = ("version-", "draft_", "next", "_")
_ROWS = ("_FORMS", "-id")
_PICKED = frozenset({"case", "chosen", "item", "organization", "page", "round"})


def worded(form: forms.BaseForm | None, texts: Texts) -> list[Fact]:
    """The texts that say something, in the order in which they were sent, beside the labels of
    the form's fields.
    """
    fields = dict(_fields(form)) if form is not None else {}
    found = []
    for name, values in texts.items():
        if _is_own(name) or (name in _PICKED and name not in fields):
            continue
        label, field = fields.get(name, (_reason(name), None))
        if field is not None and field.widget.is_hidden:
            continue
        found += [Fact(label or UNNAMED, _shown(field, value)) for value in values if value.strip()]
    return found


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith(_OWN) or name.endswith(_ROWS)


def _reason(name: str) -> str:
    title = TITLES.get(name.removeprefix(KEPT).removeprefix(REASON))
    return f"「{title}」的理由" if title else ""


def _fields(form: forms.BaseForm) -> Iterator[tuple[str, tuple[str, forms.Field]]]:
    """(name as sent, (label, field)), of rows too."""
    headings: dict[str, str] = {}
    if isinstance(form, FactsForm):
        for section in form.sections():
            title = section.fact.label.title
            if section.shape == "group":
                headings |= {bound.name: title for bound in section.fields}
            if section.rows is None:
                continue
            for number, row in enumerate(section.rows.forms, start=1):
                for name, field in row.fields.items():
                    yield row.add_prefix(name), (f"{title} 第 {number} 行 {field.label}", field)
    for name, field in form.fields.items():
        label = str(field.label or "")
        if name in headings:
            label = f"{headings[name]} {label}"
        yield form.add_prefix(name), (label, field)


def _shown(field: forms.Field | None, value: str) -> str:
    """A chosen value in words, a typed one as it is."""
    if isinstance(field, forms.BooleanField):
        return "是"
    for key, label in _choices(getattr(field, "choices", ())):
        if str(key) == value:
            return str(label)
    return value


def _choices(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _choices(label)
        else:
            yield key, label


# -- the form of a page ----------------------------------------------------------------------------


def form_at(request: SignedInRequest, address: str, texts: Texts) -> forms.BaseForm | None:
    """The form that takes these texts at an address, as its view declares it (`cases.views.typed`,
    or the admin's); None where there is none, or the user does not see enough for it.
    """
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    make = getattr(match.func, "typed_form", None) or _of_admin(match)
    if make is None:
        return None
    inner: Any = copy.copy(request)
    inner.path, inner.path_info, inner.resolver_match = parts.path, parts.path, match
    inner.method, inner.POST, inner.GET = "POST", query_of(texts), QueryDict(parts.query)
    try:
        form: forms.BaseForm | None = make(inner, *match.args, **match.kwargs)
    except (Http404, PermissionDenied):
        return None
    return form


def _of_admin(match: ResolverMatch) -> Callable[..., forms.BaseForm] | None:
    admin = getattr(match.func, "model_admin", None)
    if admin is None:
        return None

    def make(
        request: SignedInRequest, object_id: str | None = None, **kwargs: Any
    ) -> forms.BaseForm:
        found = admin.get_object(request, object_id) if object_id else None
        form: forms.BaseForm = admin.get_form(request, found)(instance=found)
        return form

    return make


# -- texts that were kept --------------------------------------------------------------------------


@dataclass(frozen=True)
class KeptText:
    """A worksheet that stands aside, as a list shows it.

    about   what it was for, and in which case
    is_own  its author did without it
    """

    sheet: Worksheet
    texts: list[Fact]
    about: str = ""
    url: str = ""
    is_own: bool = False

    @classmethod
    def of(cls, sheet: Worksheet, request: SignedInRequest) -> KeptText:
        """Wants the case with its person, and who saved it, joined."""
        case, named, url = sheet.case, "", ""
        if case is not None and case.is_visible_to(request.actor):
            named, url = f"{case.person.name} {case.number}", case.get_absolute_url()
        return cls(
            sheet=sheet,
            texts=worded(form_at(request, sheet.page, sheet.data), sheet.data),
            about="，".join(filter(None, [what_of(sheet), named])),
            url=url,
            is_own=sheet.saved_by_id == sheet.owner_id,
        )


def what_of(sheet: Worksheet) -> str:
    """What the page of a worksheet is for, as `drafted` declares it; of a step its name."""
    if sheet.code in STEP:
        step = STEP[sheet.code]
        term = step.terms
        if sheet.case is not None:
            term = sheet.case.term_of(step.code, today())
        return f"第 {step.no} 步「{term}」"
    try:
        return str(getattr(resolve(urlsplit(sheet.page).path).func, "drafted_what", ""))
    except Resolver404:
        return ""
