"""The draft of a meeting: kept as typed, for all who may prepare it.

As with the worksheet of a step, a save names its window and the version it began from. It comes too
late once the meeting is closed, and never writes over what another window or person wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from branches.actor import Actor
from branches.models import Organization, User
from cases.may.acting import require_acting
from cases.models import Case, Worksheet
from cases.services.worksheets import Differs, Late, Window, keep_aside
from filings.meetings.models import Gathering, Meeting
from filings.meetings.names import Texts, row_of, with_rows_of
from filings.meetings.selectors.known import last_version


def keep_meeting(*, of: Gathering, data: Texts, by: Actor, window: Window) -> Meeting:
    """Keep what is typed of the meeting that is prepared.

    Raises PermissionDenied; Late where the page shows a meeting that is closed; Differs where
    another window wrote in between: then this text is kept aside.
    """
    with transaction.atomic():
        require_acting(by, of.kind.prepared_by, [of.organization])
        meeting, there = _save(of, data, by, window)
    if there is not None:
        raise Differs(there)
    return meeting


def _save(of: Gathering, data: Texts, by: Actor, window: Window) -> tuple[Meeting, Meeting | None]:
    """Returns the draft, and once more where another window had written it."""
    meeting, user = _locked(of), by.account
    if meeting is None:
        return _begin(of, data, user, window), None
    data = _with_unseen(data, meeting.data, by)
    is_own = window.id is not None and meeting.window == window.id
    is_older = window.began is not None and window.began != meeting.version and not is_own
    aside = {"owner": user, "page": window.page}
    if is_older and _is_of_closed(of, window):
        raise Late
    if is_older and not window.has_seen and meeting.data != dict(data):
        keep_aside(aside, data=data, saved_by=user, window=window.id)
        return meeting, meeting
    if is_older and window.has_seen:
        author = meeting.saved_by
        keep_aside(
            {**aside, "owner": author}, data=meeting.data, saved_by=author, window=meeting.window
        )
    meeting.data, meeting.saved_by, meeting.window = dict(data), user, window.id
    meeting.version += 1
    meeting.save()
    asides = Worksheet.objects.filter(owner=user, page=window.page, is_aside=True, is_ended=False)
    asides.filter(window=window.id).delete()
    return meeting, None


def _with_unseen(data: Texts, before: Texts, by: Actor) -> Texts:
    """What is typed, with the rows that others filled in and this user does not see: nobody sees
    the case about themselves.
    """
    sent = {row_of(name) for name in data}
    ids = {pk for pk in map(row_of, before) if pk is not None and pk not in sent}
    if not ids:
        return data
    seen = Case.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True)
    return with_rows_of(data, before, ids - set(seen))


def _locked(of: Gathering) -> Meeting | None:
    """The draft, locked; the organization too, so that two do not begin one at once."""
    Organization.objects.select_for_update(no_key=True).get(pk=of.organization.pk)
    rows = Meeting.objects.drafts().of(of)
    return rows.select_for_update(of=("self",)).select_related("saved_by__person").first()


def _begin(of: Gathering, data: Texts, user: User, window: Window) -> Meeting:
    version = last_version(of)
    if window.began is not None and window.began < version:
        raise Late
    return Meeting.objects.create(
        organization=of.organization,
        kind=of.kind.code,
        data=dict(data),
        window=window.id,
        version=version + 1,
        opened_by=user,
        saved_by=user,
    )


def _is_of_closed(of: Gathering, window: Window) -> bool:
    """Whether the page was made before the last meeting was closed."""
    closed = Meeting.objects.closed().of(of)
    return closed.filter(version__gt=window.began or 0).exists()


@transaction.atomic
def drop_meeting(*, of: Gathering, by: Actor, began: int) -> None:
    """Throw the draft away, where it is as the page showed it. Raises PermissionDenied, Late."""
    require_acting(by, of.kind.prepared_by, [of.organization])
    meeting = _locked(of)
    if meeting is None or meeting.version != began:
        raise Late
    meeting.delete()


@transaction.atomic
def use_aside(*, aside_id: int, of: Gathering, by: Actor, window: Window) -> None:
    """Put a text that was kept aside in the place of the draft, which is kept aside in turn.

    Raises Worksheet.DoesNotExist, PermissionDenied, Late.
    """
    asides = Worksheet.objects.filter(owner=by.account, page=window.page, is_aside=True)
    aside = asides.select_for_update().get(pk=aside_id, is_ended=False)
    data: Mapping[str, list[str]] = aside.data
    aside.delete()
    keep_meeting(of=of, data=data, by=by, window=replace(window, id=None, has_seen=True))
