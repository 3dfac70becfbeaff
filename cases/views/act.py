"""A page that records something: form → service → done, refused or stale.

A new act is its service, its form, its sentence, and a view that finds what it is about and calls
`act_page`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.forms import RequestForm, refuse
from cases.models import Case, Entry
from cases.models.sight import version_of
from cases.procedure import STEP
from cases.services import Refused, Reused, Stale
from config.kit.errors import blame

if TYPE_CHECKING:
    from branches.access import SignedInRequest

REUSED = "这一页的编号已在别处用过，没有登记。请核对填写的内容，再按一次按钮。"


class HasPage(Protocol):
    """A row that has a page of its own."""

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True)
class Shown:
    """How the page shows the form: asked for, or sent and not done.

    status        of the answer
    changes       who did what since the page was made, in words; where it was stale
    is_looked_at  it was sent only to be looked at, and is shown as it was typed
    """

    status: int = 200
    changes: tuple[str, ...] = ()
    is_looked_at: bool = False

    @property
    def is_stale(self) -> bool:
        return self.status == 409


ASKED, REFUSED, LOOKED_AT = Shown(), Shown(422), Shown(is_looked_at=True)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for the form of the page; None where the page is only asked for."""
    return request.POST if request.method == "POST" else None


def act_page(
    request: SignedInRequest,
    form: forms.Form,
    *,
    do: Callable[[], Any],
    done: Callable[[Any], HttpResponse],
    show: Callable[[Shown], HttpResponse],
    case: Case | None = None,
) -> HttpResponse:
    """The answer of a page with the form of one act.

    do    calls the service, returns what it made; asked of a valid form only
    done  the answer once it is done, given what was made
    show  the page: asked for, or with what stood in the way and all that was typed
    case  whose version a stale form carries from now on; None where it carries none
    """
    if request.method != "POST":
        return show(ASKED)
    if not form.is_valid():
        return show(REFUSED)
    try:
        made = do()
    except Refused as refused:
        refuse(form, refused.reasons)
        return show(REFUSED)
    except ValidationError as error:
        blame(form, error)
        return show(REFUSED)
    except Reused:
        assert isinstance(form, RequestForm)  # no other carries an id
        form.renew(request_id=uuid4())
        form.add_error(None, REUSED)
        return show(REFUSED)
    except Stale as stale:
        return show(Shown(409, tuple(_carry_on(form, case, stale))))
    return done(made)


def leading_to(
    request: SignedInRequest, to: str | HasPage, said: str | Callable[[Any], str]
) -> Callable[[Any], HttpResponse]:
    """For `act_page`: the page that follows, which says that it is done; of what was made, where
    `said` is a function.
    """

    def done(made: Any) -> HttpResponse:
        messages.success(request, said if isinstance(said, str) else said(made))
        return redirect(to)

    return done


def done_with(said: str, case: Case, code: str, *, has_next: bool = True) -> SafeString:
    """What was done of the step `code`, with the ways to print its papers, to keep what comes back
    signed, and to the next task.
    """
    context = {"said": said, "case": case, "code": code, "no": STEP[code].no, "has_next": has_next}
    return render_to_string("_components/done.html", context)


def _carry_on(form: forms.Form, case: Case | None, stale: Stale) -> Iterator[str]:
    """Let the form fit the case as it stands, and tell what came in between, as far as it is
    seen.
    """
    if case is None:
        return changes_of(stale.since)
    assert isinstance(form, RequestForm)  # no other carries a version
    case.version = Case.objects.values_list("version", flat=True).get(pk=case.pk)
    form.renew(version=version_of(case))
    return changes_of(entry for entry in stale.since if entry.code not in case.hidden)


def changes_of(entries: Iterable[Entry]) -> Iterator[str]:
    """What came in between, and by whom, in words."""
    for entry in entries:
        name = entry.recorded_by.get_full_name() if entry.recorded_by else "系统"
        where = entry.organization_name or "系统"
        yield f"{name}{entry.get_kind_display()}了「{entry.term}」（{where}）"
