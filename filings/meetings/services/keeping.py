"""The draft of a meeting: kept as typed, for all who may record steps of the branch.

As with the worksheet of a step, a save names its window and the version it began from. It comes too
late once the meeting is closed, and never writes over what another window or person wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization, User
from cases.may.acting import require_acting
from cases.models import Case, Worksheet
from cases.services.worksheets import Differs, Late, Window, keep_aside
from filings.meetings.models import Meeting
from filings.meetings.names import Texts, row_of, with_rows_of
from filings.meetings.selectors.known import last_version


def keep_meeting(*, branch: Organization, data: Texts, by: Actor, window: Window) -> Meeting:
    """Keep what is typed of the meeting that the branch prepares.

    Raises PermissionDenied; Late where the page shows a meeting that is closed; Differs where
    another window wrote in between: then this text is kept aside.
    """
    with transaction.atomic():
        require_acting(by, Act.RECORD, [branch])
        meeting, there = _save(branch, data, by, window)
    if there is not None:
        raise Differs(there)
    return meeting


def _save(
    branch: Organization, data: Texts, by: Actor, window: Window
) -> tuple[Meeting, Meeting | None]:
    """Returns the draft, and once more where another window had written it."""
    meeting, user = _locked(branch), by.account
    if meeting is None:
        return _begin(branch, data, user, window), None
    data = _with_unseen(data, meeting.data, by)
    is_own = window.id is not None and meeting.window == window.id
    is_older = window.began is not None and window.began != meeting.version and not is_own
    aside = {"owner": user, "page": window.page}
    if is_older and _is_of_closed(branch, window):
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


def _locked(branch: Organization) -> Meeting | None:
    """The draft of the branch, locked; the branch too, so that two do not begin one at once."""
    Organization.objects.select_for_update(no_key=True).get(pk=branch.pk)
    rows = Meeting.objects.drafts().filter(organization=branch)
    return rows.select_for_update(of=("self",)).select_related("saved_by__person").first()


def _begin(branch: Organization, data: Texts, user: User, window: Window) -> Meeting:
    version = last_version(branch)
    if window.began is not None and window.began < version:
        raise Late
    return Meeting.objects.create(
        organization=branch,
        data=dict(data),
        window=window.id,
        version=version + 1,
        opened_by=user,
        saved_by=user,
    )


def _is_of_closed(branch: Organization, window: Window) -> bool:
    """Whether the page was made before the last meeting of the branch was closed."""
    closed = Meeting.objects.closed().filter(organization=branch)
    return closed.filter(version__gt=window.began or 0).exists()


@transaction.atomic
def drop_meeting(*, branch: Organization, by: Actor, began: int) -> None:
    """Throw the draft away, where it is as the page showed it. Raises PermissionDenied, Late."""
    require_acting(by, Act.RECORD, [branch])
    meeting = _locked(branch)
    if meeting is None or meeting.version != began:
        raise Late
    meeting.delete()


@transaction.atomic
def use_aside(*, aside_id: int, branch: Organization, by: Actor, window: Window) -> None:
    """Put a text that was kept aside in the place of the draft, which is kept aside in turn.

    Raises Worksheet.DoesNotExist, PermissionDenied, Late.
    """
    asides = Worksheet.objects.filter(owner=by.account, page=window.page, is_aside=True)
    aside = asides.select_for_update().get(pk=aside_id, is_ended=False)
    data: Mapping[str, list[str]] = aside.data
    aside.delete()
    keep_meeting(branch=branch, data=data, by=by, window=replace(window, id=None, has_seen=True))
