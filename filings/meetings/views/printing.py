"""Printing what a meeting needs before it, and its minutes after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from branches.access import audience
from filings.meetings.kinds import MEETING_ACTS
from filings.meetings.models import Meeting
from filings.meetings.selectors.known import draft_of_gathering
from filings.meetings.views import onpaper
from filings.meetings.views.closing import seen_entries
from filings.meetings.views.keeping import find_gathering
from filings.meetings.views.sheets import sheet_of
from filings.papers.press.meeting import BEFORE, SIGN_IN, before_pdf, minutes_pdf
from filings.papers.press.views.printing import as_pdf

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@audience(*MEETING_ACTS)
@never_cache
@require_GET
def meeting_paper(request: SignedInRequest, code: str, page: str) -> HttpResponse:
    """One of the working sheets, from the draft as it was kept."""
    of = find_gathering(request, code)
    if (paper := BEFORE.get(page)) is None:
        raise Http404
    draft = draft_of_gathering(of, request.actor)
    sheet = sheet_of(of, request.actor, draft.data if draft else {})
    meeting = onpaper.before(sheet)
    if not meeting.matters and paper is not SIGN_IN:
        messages.warning(request, "还没有选择讨论的人员：请先勾选并暂存，再打印。")
        return redirect(of)
    return as_pdf(before_pdf(paper, meeting), f"{of.organization.name}{paper.title}")


@audience(*MEETING_ACTS)
@never_cache
@require_GET
def meeting_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes of a meeting that is closed."""
    rows = Meeting.objects.visible_to(request.actor).closed().select_related("organization")
    meeting = get_object_or_404(rows, pk=pk)
    data = minutes_pdf(onpaper.after(meeting, seen_entries(meeting, request.actor)))
    return as_pdf(data, f"{meeting.organization.name}{meeting.get_kind_display()}会议记录")
