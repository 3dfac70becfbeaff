"""The draft of a meeting, as its page meets it: kept as a worksheet is, but in the meeting."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string

from branches.acts import Kind
from branches.models import Organization
from branches.rights import under
from cases.forms import kept
from cases.models import Worksheet
from cases.services.worksheets import Differs, Late, Window, asides_of
from cases.views.drafts import LATE, Draft, number_in
from filings.meetings import services
from filings.meetings.kinds import KINDS
from filings.meetings.models import Gathering, Meeting
from filings.meetings.selectors.known import draft_of_gathering, last_version
from filings.meetings.views.sheets import sheet_of

if TYPE_CHECKING:
    from branches.access import SignedInRequest


def find_gathering(request: SignedInRequest, code: str) -> Gathering:
    """Those whose meetings the user may prepare. Raises Http404 outside the user's scope,
    PermissionDenied inside it without the right.
    """
    kinds = {kind.held_at: kind for kind in KINDS.values()}
    rows = Organization.objects.filter(under(request.actor.rights.reading_paths), kind__in=kinds)
    found = get_object_or_404(rows, code=code)
    of = Gathering(found, kinds[Kind(found.kind)])
    if not of.may_prepare(request.actor):
        raise PermissionDenied(f"您没有登记这个{of.kind.label}的权限。")
    return of


def of_gathering(request: SignedInRequest, code: str) -> None:
    """For `drafted`: the page is of those whose meetings the user may prepare."""
    find_gathering(request, code)


class MeetingDraft(Draft):
    """What is kept of the page of a meeting: for all who may prepare it."""

    @cached_property
    def of(self) -> Gathering:
        """Those who meet."""
        assert self.request.resolver_match is not None
        return find_gathering(self.request, str(self.request.resolver_match.kwargs["code"]))

    @cached_property
    def meeting(self) -> Meeting | None:
        """The draft."""
        return draft_of_gathering(self.of, self.request.actor)

    @cached_property
    def rows(self) -> list[Worksheet]:
        """Texts of the user that another window's stand before."""
        return asides_of(owner=self.request.user, page=self.page)

    @property
    def sheet(self) -> Meeting | None:
        return self.meeting

    @property
    def began(self) -> int:
        sent = number_in(self.request.POST.get("draft_version"))
        return self.version if sent is None else sent

    @cached_property
    def version(self) -> int:
        """That of the draft; before there is one, what earlier meetings came to."""
        return self.meeting.version if self.meeting else last_version(self.of)

    def answer(self) -> HttpResponse | None:
        """As of every draft; a meeting is thrown away, and another text chosen, in the meeting."""
        sent = self.request.POST
        try:
            if "discard" in sent:
                services.drop_meeting(of=self.of, by=self.request.actor, began=self.began)
                return self._back()
            if (chosen := number_in(sent.get("use"))) is not None:
                self._use(chosen)
                return self._back()
        except Late:
            messages.warning(self.request, LATE)
            return self._back()
        return super().answer()

    def _use(self, aside_id: int) -> None:
        try:
            services.use_aside(
                aside_id=aside_id,
                of=self.of,
                by=self.request.actor,
                window=Window(page=self.page),
            )
        except Worksheet.DoesNotExist:
            raise Http404 from None

    def end(self) -> None:
        """The draft ends with the meeting, which its own service closes."""

    def _save(self) -> Meeting:
        request = self.request
        return services.keep_meeting(
            of=self.of,
            data=sheet_of(self.of, request.actor, kept(request.POST)).settled(),
            by=request.actor,
            window=replace(self.window_sent(), case=None),
        )

    def keep_and_go(self, to: str) -> HttpResponse:
        """Keep what was sent, then lead on; back to the page where it was not kept."""
        try:
            self._save()
        except Late:
            messages.warning(self.request, LATE)
        except Differs as differs:
            text = render_to_string("cases/_differs.html", {"there": differs.there})
            messages.warning(self.request, text.strip())
        else:
            return redirect(to, self.of.organization.code)
        return self._back()
