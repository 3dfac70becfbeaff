"""The page of the meeting that a branch prepares, and what it checks while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import audience
from branches.acts import Act
from branches.models import Organization
from cases.views.act import ASKED, LOOKED_AT, REFUSED, Shown
from cases.views.drafts import draft_of, drafted
from cases.views.typed import typed
from filings.meetings.forms import MeetingForm
from filings.meetings.models import Meeting
from filings.meetings.selectors.turn import cases_in_turn
from filings.meetings.views.keeping import MeetingDraft, find_branch, of_branch
from filings.meetings.views.sheet import Sheet

if TYPE_CHECKING:
    from branches.access import SignedInRequest

SHOWN = 5  # earlier meetings under the form


@audience(Act.RECORD)
@require_GET
def meetings(request: SignedInRequest) -> HttpResponse:
    """The branches whose meetings the user may record; of one its page at once."""
    held = request.actor.rights.organizations(Act.RECORD)
    branches = list(Organization.objects.open_on(request.actor.today).filter(pk__in=held))
    if len(branches) == 1:
        return redirect("meeting", branches[0].code)
    return render(request, "filings/meetings/meetings.html", {"branches": branches})


def _typed_meeting(request: SignedInRequest, code: str) -> MeetingForm:
    branch, actor = find_branch(request, code), request.actor
    sheet = Sheet(branch, actor, _texts(request), is_sent=True)
    form = MeetingForm(
        request.POST, today=actor.today, known={}, cases=cases_in_turn(branch, actor)
    )
    for row in sheet.rows:  # so that what is typed in a row is shown with the name of its field
        for name, field in row.form.fields.items():
            field.label = f"{row.case.person.name} {field.label or ''}"
            form.fields[row.form.add_prefix(name)] = field
    return form


def _texts(request: SignedInRequest) -> dict[str, list[str]]:
    """What was sent."""
    return {name: request.POST.getlist(name) for name in request.POST}


@audience(Act.RECORD)
@typed(_typed_meeting)
@drafted(of_branch, what="登记支部大会", kept_as=MeetingDraft)
@require_http_methods(["GET", "POST"])
def meeting(request: SignedInRequest, code: str) -> HttpResponse:
    """The meeting as it is prepared; sent, it is kept, and the next page shows what is recorded."""
    branch, draft = find_branch(request, code), draft_of(request)
    assert isinstance(draft, MeetingDraft)
    if request.method == "GET":
        texts = draft.meeting.data if draft.meeting else {}
        return show(request, Sheet(branch, request.actor, texts, is_fresh=True))
    sheet = Sheet(branch, request.actor, _texts(request), is_sent=True)
    is_growing = any(name.endswith("-ADD") for name in request.POST)
    if is_growing or "check" in request.POST:
        return show(request, Sheet(branch, request.actor, sheet.texts), LOOKED_AT)
    if not sheet.is_whole or any(sheet.faults()):
        return show(request, sheet, REFUSED)
    return draft.keep_and_go("meeting_close")


def show(request: SignedInRequest, sheet: Sheet, shown: Shown = ASKED) -> HttpResponse:
    """The page."""
    closed = Meeting.objects.visible_to(request.actor).closed().filter(organization=sheet.branch)
    context = {**checked(sheet), "sheet": sheet, "branch": sheet.branch, "held": closed[:SHOWN]}
    context["faults"] = list(sheet.faults()) if shown.status == REFUSED.status else []
    return render(request, "filings/meetings/meeting.html", context, status=shown.status)


@audience(Act.RECORD)
@require_POST
def meeting_check(request: SignedInRequest, code: str) -> HttpResponse:
    """What closing the meeting as typed would give; nothing is saved."""
    sheet = Sheet(find_branch(request, code), request.actor, _texts(request))
    return render(request, "filings/meetings/_checked.html", {"is_piece": True, **checked(sheet)})


def checked(sheet: Sheet) -> dict[str, Any]:
    """What the panel under the form tells."""
    return {
        "whole": sheet.checked,
        "chosen": sheet.chosen,
        "gone": sheet.gone,
        "differs": sheet.differs,
    }
