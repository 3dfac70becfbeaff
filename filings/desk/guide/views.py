"""Help: a page explained, the words, the manuals, and the end of a first visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from branches.access import PUBLIC, SIGNED_IN, actor_of, audience
from branches.services import end_first_visit
from filings.desk.guide import manual as manuals
from filings.desk.guide.asking import whom_to_ask
from filings.desk.guide.pages import PAGES, view_of_help
from filings.desk.guide.printing import manual_as_pdf
from filings.desk.guide.words import BUTTONS, SIGNS, WORDS

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(PUBLIC)
@require_GET
def help(request: HttpRequest) -> HttpResponse:
    """The page whose view is named, explained; as a piece for the panel of that page."""
    actor = actor_of(request)
    view = view_of_help(request.GET.get("page", ""))
    row = PAGES.get(view)
    context: dict[str, Any] = {"row": row, "people": whom_to_ask(actor)}
    if row is not None:
        context["words"] = [(word, WORDS[word]) for word in row.words]
        context["signs"] = [SIGNS[key] for key in row.signs]
    if request.headers.get("HX-Request"):
        return render(request, "help/_help.html", context)
    context["chapters"] = manuals.chapters(manuals.reader_of(actor))
    return render(request, "help/help.html", context)


@audience(PUBLIC)
@require_GET
def help_words(request: HttpRequest) -> HttpResponse:
    """All words, states and buttons."""
    context = {
        "words": list(WORDS.items()),
        "signs": list(SIGNS.values()),
        "buttons": list(BUTTONS.items()),
    }
    return render(request, "help/help_words.html", context)


@audience(SIGNED_IN)
@require_GET
def manual(request: SignedInRequest) -> HttpResponse:
    """The manual of the own role, or of another: `?role=` and its code."""
    return render(request, "help/manual.html", _manual(request))


@audience(SIGNED_IN)
@require_GET
def manual_pdf(request: SignedInRequest) -> HttpResponse:
    """The same as a PDF."""
    context = _manual(request)
    name = f"{context['reader'].label}使用手册.pdf"
    shown = content_disposition_header(as_attachment=False, filename=name)
    return HttpResponse(
        manual_as_pdf(context),
        content_type="application/pdf",
        headers={"Content-Disposition": shown},
    )


def _manual(request: SignedInRequest) -> dict[str, Any]:
    """What a manual tells."""
    code = request.GET.get("role", "")
    if code and code not in manuals.READERS:
        raise Http404
    reader = manuals.READERS.get(code, manuals.reader_of(request.actor))
    chapters = manuals.chapters(reader)
    return {
        "reader": reader,
        "readers": list(manuals.READERS.values()),
        "tasks": manuals.tasks(reader),
        "chapters": chapters,
        "words": manuals.words_of(chapters),
        "signs": manuals.signs_of(chapters),
    }


@audience(SIGNED_IN)
@require_GET
def manual_picture(request: SignedInRequest, code: str) -> FileResponse:
    """A picture of a manual."""
    path = manuals.picture(code)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/jpeg")


@audience(SIGNED_IN)
@require_POST
def first_visit_end(request: SignedInRequest) -> HttpResponse:
    """Put the tasks of a first visit away."""
    end_first_visit(user=request.user)
    return redirect("workbench")
