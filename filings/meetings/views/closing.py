"""Closing a meeting: what is recorded and what stays, before; and what was recorded, after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from branches.access import audience
from branches.actor import Actor
from cases.forms import RequestForm
from cases.models import Case, Entry
from cases.procedure import STEP
from cases.services import Stale
from cases.views.act import Shown, act_page, leading_to, posted
from cases.views.common import request_id_of
from cases.views.drafts import draft_of, drafted
from cases.views.typed import typed
from filings.meetings import services
from filings.meetings.kinds import MEETING_ACTS
from filings.meetings.models import Gathering, Meeting
from filings.meetings.names import ids_in
from filings.meetings.selectors.known import draft_of_gathering
from filings.meetings.views.keeping import find_gathering, of_gathering
from filings.meetings.views.sheet import Sheet
from filings.meetings.views.sheets import sheet_of

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(*MEETING_ACTS)
@typed(lambda request, code: RequestForm(request.POST, version=0))
@drafted(of_gathering, what="登记会议")
@require_http_methods(["GET", "POST"])
def meeting_close(request: SignedInRequest, code: str) -> HttpResponse:
    """Two lists, what is recorded and what stays; confirmed, the first is recorded at once."""
    of = find_gathering(request, code)
    if not of.may_close(request.actor):
        raise PermissionDenied(f"您没有登记这个{of.kind.label}的权限。")
    if request.method == "POST" and (again := _closed_by(request)) is not None:
        return redirect(again)  # a double click
    meeting = draft_of_gathering(of, request.actor)
    if meeting is None:
        messages.warning(request, "这次会议已经登记，或者还没有填写。")
        return redirect(of)
    form = RequestForm(posted(request), version=meeting.version)
    sheet = _sheet(request, of, meeting)
    return act_page(
        request,
        form,
        do=lambda: _close(request, meeting, sheet, form),
        done=lambda held: leading_to(request, held, _said)(held),
        show=lambda shown: _show(request, form, sheet, shown),
    )


def _sheet(request: SignedInRequest, of: Gathering, meeting: Meeting) -> Sheet:
    """The meeting as it was kept, with the reasons that are typed on this page."""
    sent = posted(request)
    reasons = draft_of(request).kept or {}
    if sent is not None:
        reasons = dict(sent.lists())
    typed_reasons = {name: list(reasons[name]) for name in reasons if "-reason-" in name}
    return sheet_of(of, request.actor, {**meeting.data, **typed_reasons}, is_sent=True)


def _close(request: SignedInRequest, meeting: Meeting, sheet: Sheet, form: RequestForm) -> Meeting:
    """Close the meeting, if the rows that can be written are those that the page showed."""
    shown = set(ids_in(request.POST.getlist("case")))
    rows = [row for row in sheet.chosen if row.can_be_written]
    if not sheet.is_whole or shown != {row.case.pk for row in rows}:
        raise Stale(())
    try:
        return services.close_meeting(
            meeting_id=meeting.pk,
            decided=[row.decided() for row in rows],
            by=request.actor,
            sent=form.sent,
        )
    except services.RefusedOf as refused:
        sheet.note_refusal(refused.case_id, refused.own)
        raise


def _said(meeting: Meeting) -> str:
    label = meeting.gathering.kind.label
    return f"{label}已登记：{meeting.entries.count()} 人各登记了一步。"


def _closed_by(request: SignedInRequest) -> Meeting | None:
    """The meeting that this request closed already."""
    request_id = request_id_of(request)
    if request_id is None:
        return None
    return Meeting.objects.visible_to(request.actor).filter(request_id=request_id).first()


def _show(request: SignedInRequest, form: RequestForm, sheet: Sheet, shown: Shown) -> HttpResponse:
    if shown.is_stale:
        now = draft_of_gathering(sheet.of, request.actor)
        form.renew(version=now.version if now else 0)
    context = {
        "of": sheet.of,
        "title": f"核对并{sheet.of.kind.act}",
        "form": form,
        "sheet": sheet,
        "written": [row for row in sheet.chosen if row.can_be_written and sheet.is_whole],
        "staying": [row for row in sheet.chosen if not (row.can_be_written and sheet.is_whole)],
        "is_stale": shown.is_stale,
        "lines": sheet.shared_lines(),
    }
    return render(request, "filings/meetings/meeting_close.html", context, status=shown.status)


@audience(*MEETING_ACTS)
@require_GET
def meeting_held(request: SignedInRequest, pk: int) -> HttpResponse:
    """A meeting that is closed: whose steps it recorded, and where their papers are printed."""
    rows = Meeting.objects.visible_to(request.actor).closed().select_related("organization")
    meeting = get_object_or_404(rows, pk=pk)
    entries = seen_entries(meeting, request.actor)
    context = {
        "meeting": meeting,
        "of": meeting.gathering,
        "lines": [(STEP.get(entry.code), entry) for entry in entries],
        "draft": None,
    }
    if meeting.gathering.may_prepare(request.actor):
        context["draft"] = draft_of_gathering(meeting.gathering, request.actor)
    return render(request, "filings/meetings/meeting_held.html", context)


def seen_entries(meeting: Meeting, actor: Actor) -> list[Entry]:
    """What the meeting recorded of the persons whose cases the user sees."""
    seen = Case.objects.visible_to(actor)
    rows = meeting.entries.filter(case__in=seen).select_related("case__person", "case__branch")
    return list(rows.order_by("case_id"))
