"""What the pages of recording share: the case in scope, and what stands beside the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from cases.facts.values import Ballot
from cases.forms import FactsForm, RequestForm
from cases.models import Case, Entry
from cases.models.sight import real_version, sight_of
from cases.procedure import PLACE, STEP, Step
from cases.selectors.votes import VoteLine, vote_lines
from cases.selectors.wording import Fact, spelled
from cases.services.sent import Sent
from cases.services.several import was_recorded
from cases.views.act import Shown
from cases.views.checking import ShownQuestion, shown_questions

if TYPE_CHECKING:
    from branches.access import SignedInRequest


def find_case(request: SignedInRequest, number: str) -> Case:
    """The case in the user's scope; else 404."""
    found = get_object_or_404(Case.objects.select_related("person", "branch"), number=number)
    if not found.is_visible_to(request.actor):
        raise Http404
    found.sight = sight_of(found, request.actor)
    return found


def sent_about(case: Case, form: RequestForm) -> Sent:
    """What the form sends, with the real version of the case: a contact is shown another one."""
    version = form.sent.version
    if version is None:
        return form.sent
    return replace(form.sent, version=real_version(case, version))


def request_id_of(request: SignedInRequest) -> UUID | None:
    """The id that the form sent; None where it sent none that can be one."""
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return None


def was_sent(request: SignedInRequest, case_ids: Iterable[int]) -> bool:
    """Whether this form recorded one of the cases already: a double click."""
    request_id = request_id_of(request)
    return request_id is not None and was_recorded(sent=Sent(request_id), case_ids=case_ids)


def any_step(case: Case, code: str) -> Step:
    """A step of the procedure that the user sees; else 404, so that the answer tells nothing of
    a hidden one.
    """
    if code not in STEP or code in case.hidden:
        raise Http404
    return STEP[code]


def case_of_step(request: SignedInRequest, number: str, code: str) -> Case:
    """For `drafted`: the case, where the user sees it and the step; else 404."""
    case = find_case(request, number)
    any_step(case, code)
    return case


def find_entry(case: Case, pk: int) -> Entry:
    """An entry of the case that the user sees; else 404."""
    seen = case.entries.select_related("organization").exclude(code__in=case.hidden)
    return get_object_or_404(seen, pk=pk)


def find_step(case: Case, code: str) -> Step:
    """A step that is recorded by itself, not by a filing that comes yet; else 404."""
    step = any_step(case, code)
    if step.route is not None and case.place < PLACE[code]:
        raise Http404
    return step


def wanted_shown(form: RequestForm, *, step: int | None = None) -> list[ShownQuestion]:
    """What a refused act asks reasons for, where there is no panel. `step`: the number of the
    act's own step.
    """
    return list(shown_questions(form.wanted, form.reasons_typed, step=step))


def votes_shown(form: FactsForm, day: date) -> tuple[VoteLine, ...]:
    """The arithmetic of the ballot in the form, none where it has none."""
    if "ballot" not in form.names:
        return ()
    source = form if form.is_bound else form.before or form
    if source.is_bound:
        source.is_valid()
        facts: Any = source.facts()
        return vote_lines(facts.ballot, facts.on or day, _unread(source, "ballot-"))
    known: Any = form.setting.known
    return vote_lines(known.ballot if known else Ballot(), day)


def _unread(form: FactsForm, prefix: str) -> set[str]:
    """The parts of a group of facts in which something is typed that cannot be read."""
    wrong = [name for name in form.errors if name.startswith(prefix)]
    return {name.removeprefix(prefix) for name in wrong if str(form[name].data or "").strip()}


def refused_page(
    request: SignedInRequest, case: Case, title: str, text: str, article: str | None
) -> HttpResponse:
    """A page that says why there is no form."""
    context = {"case": case, "title": title, "text": spelled(text), "article": article}
    return render(request, "cases/refused.html", context, status=422)


@dataclass(frozen=True)
class Confirmation:
    """What a page says that asks once more before an act.

    label       of the button that does it
    cancel_url  where one goes who does not
    action      to which the form is sent; empty: the page itself
    hidden      what goes along: `[{"name": …, "value": …}]`
    """

    title: str
    facts: Sequence[Fact]
    label: str
    cancel_url: str
    warning: str = ""
    action: str = ""
    hidden: Sequence[dict[str, str]] = ()


def confirm_page(
    request: SignedInRequest, form: forms.Form | None, asking: Confirmation, shown: Shown
) -> HttpResponse:
    """The page that asks once more, with the fields of the form, if there is one. Shows what was
    kept of it.
    """
    if form is not None and hasattr(request, "draft"):
        request.draft.show(form)
    context = {"form": form, **vars(asking)}
    return render(request, "cases/confirm.html", context, status=shown.status)
