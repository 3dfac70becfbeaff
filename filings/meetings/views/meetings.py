"""The page of the meeting that is prepared, and what it checks while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import audience
from cases.views.act import ASKED, LOOKED_AT, REFUSED, Shown
from cases.views.drafts import draft_of, drafted
from cases.views.typed import typed
from filings.meetings.forms import WholeForm
from filings.meetings.kinds import MEETING_ACTS
from filings.meetings.models import Meeting
from filings.meetings.selectors.gatherings import gatherings_of
from filings.meetings.views.keeping import MeetingDraft, find_gathering, of_gathering
from filings.meetings.views.sheet import Sheet
from filings.meetings.views.sheets import sheet_of
from filings.papers.press.meeting import BEFORE

if TYPE_CHECKING:
    from branches.access import SignedInRequest

SHOWN = 5  # earlier meetings under the form


@audience(*MEETING_ACTS)
@require_GET
def meetings(request: SignedInRequest) -> HttpResponse:
    """Those whose meetings the user may prepare, of the kind that is asked for; of one its page at
    once.
    """
    kind = request.GET.get("kind", "")
    found = [of for of in gatherings_of(request.actor) if kind in ("", of.kind.code)]
    if len(found) == 1:
        return redirect(found[0])
    return render(request, "filings/meetings/meetings.html", {"gatherings": found})


def _typed_meeting(request: SignedInRequest, code: str) -> WholeForm:
    of = find_gathering(request, code)
    sheet = sheet_of(of, request.actor, _texts(request), is_sent=True)
    form: WholeForm = sheet.judged
    for row in sheet.rows:  # so that what is typed in a row is shown with the name of its field
        for name, field in row.form.fields.items():
            field.label = f"{row.case.person.name} {field.label or ''}"
            form.fields[row.form.add_prefix(name)] = field
    return form


def _texts(request: SignedInRequest) -> dict[str, list[str]]:
    """What was sent."""
    return {name: request.POST.getlist(name) for name in request.POST}


@audience(*MEETING_ACTS)
@typed(_typed_meeting)
@drafted(of_gathering, what="登记会议", kept_as=MeetingDraft)
@require_http_methods(["GET", "POST"])
def meeting(request: SignedInRequest, code: str) -> HttpResponse:
    """The meeting as it is prepared; sent, it is kept, and the next page shows what is recorded."""
    of, draft = find_gathering(request, code), draft_of(request)
    assert isinstance(draft, MeetingDraft)
    if request.method == "GET":
        texts = draft.meeting.data if draft.meeting else {}
        return show(request, sheet_of(of, request.actor, texts, is_fresh=True))
    sheet = sheet_of(of, request.actor, _texts(request), is_sent=True)
    is_growing = any(name.endswith("-ADD") for name in request.POST)
    if is_growing or "check" in request.POST:
        return show(request, sheet_of(of, request.actor, sheet.texts), LOOKED_AT)
    if not sheet.is_whole or any(sheet.faults()):
        return show(request, sheet, REFUSED)
    if not of.may_close(request.actor):
        raise PermissionDenied(f"{of.kind.label}由有权决定的人登记，您可以准备和暂存。")
    return draft.keep_and_go("meeting_close")


def show(request: SignedInRequest, sheet: Sheet, shown: Shown = ASKED) -> HttpResponse:
    """The page."""
    closed = Meeting.objects.visible_to(request.actor).closed().of(sheet.of)
    context = {
        **checked(sheet),
        "sheet": sheet,
        "of": sheet.of,
        "title": sheet.of.kind.act,
        "may_close": sheet.of.may_close(request.actor),
        "papers": BEFORE,
        "held": closed[:SHOWN],
    }
    context["faults"] = list(sheet.faults()) if shown.status == REFUSED.status else []
    return render(request, "filings/meetings/meeting.html", context, status=shown.status)


@audience(*MEETING_ACTS)
@require_POST
def meeting_check(request: SignedInRequest, code: str) -> HttpResponse:
    """What closing the meeting as typed would give; nothing is saved."""
    sheet = sheet_of(find_gathering(request, code), request.actor, _texts(request))
    return render(request, "filings/meetings/_checked.html", {"is_piece": True, **checked(sheet)})


def checked(sheet: Sheet) -> dict[str, Any]:
    """What the panel under the form tells."""
    return {
        "whole": sheet.checked,
        "chosen": sheet.chosen,
        "gone": sheet.gone,
        "differs": sheet.differs,
    }
