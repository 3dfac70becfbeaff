"""The worksheet of a page, as its views and templates meet it: kept by itself, shown again, ended
with the act.

A view that records something says by `@drafted(case_of)` that what is typed on its page is kept. A
POST with one of the names below is then answered here, and the view finds what was kept in
`request.draft`:

    save              keep what is typed (the browser does so by itself; Enter in a field; the
                      button 暂存); with the
                      value `over` also where another window wrote in between
    discard           throw away what was kept
    use, drop         put a text that was kept aside in force, or throw it away; the value is its id

A POST that the view answers by leading away has recorded the act, so what was kept ends with it;
what others kept for the same act is left for them to read (`cases.services.ending`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from cases.forms import FactsForm, kept, resume, settled
from cases.forms.base import BEGAN, WINDOW
from cases.models import Case, Worksheet
from cases.models.entry import PAGE_LENGTH
from cases.models.sight import real_version
from cases.procedure import STEP
from cases.services import ending, worksheets
from cases.services.worksheets import Differs, KeptRow, Late
from cases.views.typed import form_sent
from cases.views.words import KeptText

if TYPE_CHECKING:
    from branches.access import SignedInRequest

V = TypeVar("V", bound=Callable[..., Any])
CaseOf = Callable[..., Case | None]
KEPT = "已暂存，还没有登记。可以离开此页，以后接着填写。"
LATE = "这一页的内容已经登记或清空，或者案卷已经办结，这次填写的没有暂存。请核对案卷的最新情况。"


class Draft:
    """What is kept of a page.

    find      the case it is about, None for none; asked before anything is kept
    step      number of the case and code of its step, whose worksheet is shared by all who may
              record it; empty for a page of its author's own
    shown_on  the address of the page on which the form stands, where `page` only takes it
    """

    def __init__(
        self,
        request: SignedInRequest,
        find: Callable[[], Case | None],
        *,
        page: str,
        step: tuple[str, str] = ("", ""),
        shown_on: str = "",
    ) -> None:
        self.request, self.find = request, find
        self.number, self.code = step
        self.page, self.shown_on = page[:PAGE_LENGTH], shown_on
        self.is_late = False  # what was sent came too late and was not kept

    @cached_property
    def rows(self) -> list[Worksheet]:
        """All that is kept of the page for this user, in force and aside."""
        own = Worksheet.objects.filter(owner=self.request.user, page=self.page)
        if self.code:
            own |= Worksheet.objects.filter(
                owner__isnull=True, case__number=self.number, code=self.code
            )
        rows = own.select_related("saved_by__person").order_by("-saved_at")
        return list(rows.prefetch_related("case__person", "case__branch"))  # seldom there

    @property
    def sheet(self) -> KeptRow | None:
        """What was kept and is shown."""
        return next((row for row in self.rows if not row.is_aside and not row.is_ended), None)

    @property
    def kept(self) -> Mapping[str, list[str]] | None:
        """Its text, for a form that is shown anew."""
        sheet = self.sheet
        return sheet.data if sheet else None

    @property
    def is_shown(self) -> bool:
        """The text kept stands in the form. Of a form that was just sent, what was sent does."""
        sent_to: Draft | None = getattr(self.request, "draft", None)
        is_of_form_sent = sent_to is not None and sent_to.page == self.page
        was_sent = self.request.method == "POST" and is_of_form_sent
        return self.sheet is not None and not was_sent

    @property
    def asides(self) -> list[KeptText]:
        """Texts of other windows that wait for a choice."""
        return [
            KeptText.of(row, self.request) for row in self.rows if row.is_aside and not row.is_ended
        ]

    @property
    def unused(self) -> list[KeptText]:
        """Texts that found no use, as the act was done without them: to be read once more."""
        return [
            KeptText.of(row, self.request) for row in self.rows if row.is_aside and row.is_ended
        ]

    @cached_property
    def window(self) -> UUID:
        """The id of the page in the browser: new with each that is opened, the same while it is
        sent and shown.
        """
        try:
            return UUID(self.request.POST.get(WINDOW, ""))
        except ValueError:
            return uuid4()

    @property
    def began(self) -> int:
        """The version of the worksheet from which the page was made."""
        if (sent := number_in(self.request.POST.get(BEGAN))) is not None:
            return sent
        return next((row.version for row in self.rows if not row.is_aside), 0)

    def show(self, form: forms.Form) -> None:
        """Show what was kept in a form that was not sent."""
        if form.is_bound or self.kept is None:
            return
        if isinstance(form, FactsForm):
            form.show(self.kept)
        else:
            resume(form, self.kept)

    # -- what is sent ------------------------------------------------------------------------------

    def answer(self) -> HttpResponse | None:
        """Answer what is no act: keeping, dropping, choosing. None for the act itself."""
        sent, user = self.request.POST, self.request.user
        if "save" in sent:
            return self._keep()
        if "discard" in sent and not self.code:
            self.end()
            return self._back()
        if (chosen := number_in(sent.get("use"))) is not None:
            try:
                worksheets.swap_in(aside_id=chosen, by=self.request.actor)
            except (Worksheet.DoesNotExist, Case.DoesNotExist):
                raise Http404 from None
            except Late:
                messages.warning(self.request, LATE)
            return self._back()
        if (chosen := number_in(sent.get("drop"))) is not None:
            worksheets.drop_aside(aside_id=chosen, owner=user)
            return self._back()
        return None

    def end(self) -> None:
        """What was typed is not wanted any more. The worksheet of a step ends with its entry."""
        if not self.code:
            worksheets.end_draft(
                owner=self.request.user, page=self.page, window=self.window_sent().id
            )

    def end_with_case(self) -> None:
        """Where the act closed the case, the user's other texts about it find no use."""
        try:
            case = self.find()
        except Http404:
            return
        if case is not None and case.closed_on is not None:
            ending.end_case(case, self.request.user, has_ended_own=True)

    def _keep(self) -> HttpResponse:
        """Keep what is typed; of htmx the note that it was kept, else the page again."""
        try:
            sheet = self._save()
        except Late:
            self.is_late = True
            return self._told(LATE, {"is_late": True})
        except Differs as differs:
            context = {"there": differs.there, "page": self._address()}
            return self._told(render_to_string("cases/_differs.html", context).strip(), context)
        if self._is_piece:
            return self._piece({"sheet": sheet, "began": sheet.version})
        if not hasattr(self.request, "is_restoring"):  # that says so itself
            messages.success(self.request, KEPT)
        return self._back()

    def _save(self) -> KeptRow:
        request, case = self.request, self.find()
        window = self.window_sent()
        if case is not None and window.case is not None:
            window = replace(window, case=real_version(case, window.case))
        data, by = kept(request.POST), request.actor
        if (form := form_sent(request)) is not None:
            data = settled(form, data)
        if not self.code:
            return worksheets.save_draft(case=case, data=data, by=by, window=window)
        assert case is not None  # a step is one of a case
        return worksheets.save_worksheet(case=case, code=self.code, data=data, by=by, window=window)

    def window_sent(self) -> worksheets.Window:
        """What the form told of the window it stands in."""
        sent = self.request.POST
        return worksheets.Window(
            page=self.page,
            id=self.window if WINDOW in sent else None,
            began=number_in(sent.get(BEGAN)),
            case=number_in(sent.get("version")),
            has_seen=sent.get("save") == "over",
        )

    def _told(self, text: str, context: dict[str, Any]) -> HttpResponse:
        if self._is_piece:
            return self._piece({"began": self.began, **context})
        messages.warning(self.request, text)
        return self._back()

    @property
    def _is_piece(self) -> bool:
        return bool(self.request.headers.get("HX-Request"))

    def _piece(self, context: dict[str, Any]) -> HttpResponse:
        return render(self.request, "cases/_kept.html", {"window": self.window, **context})

    def _address(self) -> str:
        """The page that shows the form."""
        return self.shown_on or self.request.get_full_path()

    def _back(self) -> HttpResponse:
        return redirect(self._address())


def drafted(
    case_of: CaseOf,
    *,
    is_shared: bool = False,
    shown_on: Callable[..., str] | None = None,
    page_of: Callable[[SignedInRequest], str] = lambda request: request.path,
    ends: Callable[..., Iterable[str]] | None = None,
    what: str = "",
    kept_as: type[Draft] | None = None,
) -> Callable[[V], V]:
    """Declare that what is typed on the page of a view is kept.

    case_of    the case it is about, None for none: `case_of(request, **arguments of the path)`.
               Raises Http404 for a
               page the user does not see; asked before anything is kept
    is_shared  of the step `code` of the path, for all who may record it
    shown_on   the address of the page on which the form stands, where the view only takes it
    page_of    under which address it is kept
    ends       the pages on which nobody does anything any more once this act is done:
               `ends(**arguments of the path)`.
               None: others may do it still, each for itself
    what       what the page is for, in words, for an author whose text found no use
    kept_as    where it is kept otherwise than in a worksheet
    """
    make = kept_as or Draft

    def declare(view: V) -> V:
        @wraps(view)
        def drafting(request: SignedInRequest, **kwargs: Any) -> HttpResponse:
            step = ("", "")
            if is_shared and kwargs["code"] in STEP:
                step = (kwargs["number"], kwargs["code"])
            draft = make(
                request,
                lambda: case_of(request, **kwargs),
                page=page_of(request),
                step=step,
                shown_on=shown_on(request, **kwargs) if shown_on else "",
            )
            request.draft = draft  # type: ignore[attr-defined]  # for the view and its template
            if request.method == "POST" and (answer := draft.answer()) is not None:
                return answer
            response: HttpResponse = view(request, **kwargs)
            if request.method == "POST" and response.status_code == 302:
                draft.end()
                if ends is not None:
                    ending.end_pages(pages=ends(**kwargs), by=request.user)
                draft.end_with_case()
            return response

        # marks on the function, as `typed`
        drafting.keeps_drafts = True  # type: ignore[attr-defined]
        drafting.drafted_what = what  # type: ignore[attr-defined]
        return drafting  # type: ignore[return-value]  # of the same shape

    return declare


def no_case(request: SignedInRequest, **kwargs: Any) -> None:
    """For `drafted`: the page is about no case, and everybody whom its audience admits may keep
    what they type.
    """


def draft_of(request: SignedInRequest) -> Draft:
    """What `@drafted` put on the request."""
    draft: Draft = request.draft  # type: ignore[attr-defined]
    return draft


def draft_beside(request: SignedInRequest, page: str) -> Draft:
    """What is kept of a form that stands on this page and is sent to another address, `page`."""
    return Draft(request, lambda: None, page=page)


def number_in(text: str | None) -> int | None:
    """A number that a form of ours sent; None for anything else."""
    is_number = text is not None and text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if is_number and text is not None else None
