"""What was typed is not lost with a refusal: who may not act, or not any more, gets the form back
as it was sent.

A view that is sent a form says by `@typed(make)` how it is made again from the request. From what
is shown nothing can be sent, and of the case it shows nothing that the user does not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from branches.access import actor_of
from branches.selectors import last_ended
from cases.forms import FactsForm, RequestForm, Setting, kept
from cases.models import Case
from cases.selectors.roster import Roster, roster_for
from cases.selectors.wording import Fact
from cases.views.words import worded
from config.kit.clock import today
from config.kit.rows import typed as as_sent

if TYPE_CHECKING:
    from branches.access import SignedInRequest

V = TypeVar("V", bound=Callable[..., Any])
Make = Callable[..., forms.BaseForm | None]


def typed(make: Make) -> Callable[[V], V]:
    """Declare the form of a view: `make(request, **arguments of the path)`, None where too
    little is seen for it.
    """

    def declare(view: V) -> V:
        # a mark on the function, as `branches.access.audience`
        view.typed_form = make  # type: ignore[attr-defined]
        return view

    return declare


def seen_case(request: SignedInRequest, number: str) -> Case | None:
    """The case, if the user sees it still."""
    rows = Case.objects.visible_to(actor_of(request)).select_related("branch")
    return rows.filter(number=number).first()


def setting_to_show(
    request: SignedInRequest, number: str = "", *, names_members: bool = False
) -> Setting:
    """What a form that is only shown is made in: the members who may be picked, if the case is
    seen still.
    """
    roster = Roster()
    if names_members and (case := seen_case(request, number)) is not None:
        roster = roster_for(case.branch, actor_of(request))
    return Setting(today=today(), version=None, roster=roster)


def _make_of(request: HttpRequest) -> Make | None:
    view = request.resolver_match.func if request.resolver_match else None
    return getattr(view, "typed_form", None)


def form_sent(request: HttpRequest) -> forms.BaseForm | None:
    """The form as it was sent, made by what its view declares; None where it declares nothing, or
    too little is seen.
    """
    make = _make_of(request)
    if make is None or request.resolver_match is None:
        return None
    try:
        return make(request, **request.resolver_match.kwargs)
    except (Http404, PermissionDenied):
        return None


def as_typed(request: HttpRequest, status: int, text: str) -> HttpResponse | None:
    """The page with the form as it was sent; None where the request was none with a form."""
    if request.method != "POST" or _make_of(request) is None:
        return None
    form = form_sent(request)
    context: dict[str, Any] = {
        "text": text,
        "ended": last_ended(actor_of(request)) if request.user.is_authenticated else None,
        "rest": list(_rest(request, form)),
    }
    if form is not None:
        form = _unjudged(form)
        context |= {"form": form, "alone": _alone(form)}
    return render(request, "cases/typed.html", context, status=status)


def _unjudged(form: forms.BaseForm) -> forms.BaseForm:
    """The form as typed, without errors; not to be sent."""
    if isinstance(form, RequestForm):
        return form.unjudged()
    form.is_bound, form.initial = False, {**form.initial, **as_sent(form)}
    form._errors = None  # type: ignore[attr-defined]  # as Django has it before a form is looked at
    return form


def _alone(form: forms.BaseForm) -> list[BoundField]:
    """The fields that are no fact of a step."""
    sections = form.sections() if isinstance(form, FactsForm) else []
    facts = {field.name for section in sections for field in section.fields}
    return [field for field in form.visible_fields() if field.name not in facts]


def _rest(request: HttpRequest, form: forms.BaseForm | None) -> Iterator[Fact]:
    """What was typed beside the fields of the form: reasons of findings, and all of it where
    there is no form.
    """
    fields = set(map(form.add_prefix, form.fields)) if form else set()
    rows: tuple[str, ...] = ()
    if isinstance(form, FactsForm):
        rows = tuple(f"{name}-" for name in form.rows)
    sent = kept(request.POST)
    yield from worded(
        None,
        {name: sent[name] for name in sent if name not in fields and not name.startswith(rows)},
    )
