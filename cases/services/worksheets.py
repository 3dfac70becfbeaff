"""Worksheets: what was typed so far, kept as typed. That of a step is shared, every other page's is
its author's own.

A save names the window it comes from and the version it began from. It comes too late for what was
recorded in the meantime; and it never writes over what another window, or another person, wrote: it
is then kept aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from branches.actor import Actor
from branches.acts import Act
from branches.line import line_of
from branches.models import User
from cases.may.acting import bodies_of, find_acting, organization_of, right_of
from cases.may.recording import is_missing, is_recorded, supplement
from cases.models import Case, Entry, Worksheet
from cases.procedure import STEP
from cases.selectors.acting import supplement_acting
from cases.services import ending, moment
from cases.services.locking import lock_case

#: For how long it is remembered that a page's worksheet ended: longer than a request takes to come
#: in.
REMEMBERED = timedelta(days=1)
MOST_ASIDE = 5  # texts of other windows that one page keeps


class KeptRow(Protocol):
    """A row that holds what was typed on a page: a worksheet, or another draft with a version."""

    @property
    def data(self) -> Mapping[str, list[str]]: ...
    @property
    def version(self) -> int: ...
    @property
    def saved_by(self) -> User: ...
    @property
    def saved_at(self) -> datetime: ...


class Late(Exception):  # names the state of the page
    """The step is recorded, the case is closed, or the text was recorded or thrown away: nothing
    is kept any more.
    """


class Differs(Exception):
    """Another window saved in between: what was sent is kept aside. `there`: what stands in the
    worksheet.
    """

    def __init__(self, there: KeptRow) -> None:
        self.there = there
        super().__init__("worksheet was saved by another window")


@dataclass(frozen=True, kw_only=True)
class Window:
    """What a form tells of the window it stands in; nothing of it is known of a save by a program.

    page      address of the page, on which texts kept aside are shown
    id        of the page in the browser
    began     version of the worksheet that the window showed or saved last; 0 where there was none
    case      version of the case that the page was made from
    has_seen  somebody saw that another window wrote, and chose this text all the same
    """

    page: str = ""
    id: UUID | None = None
    began: int | None = None
    case: int | None = None
    has_seen: bool = False


UNKNOWN = Window()


@transaction.atomic
def _save(
    rows: QuerySet[Worksheet],
    *,
    data: Mapping[str, list[str]],
    saved_by: User,
    window: Window,
    aside: Mapping[str, Any],
    **whose: Any,
) -> tuple[Worksheet, Worksheet | None]:
    """Write the one row of `rows`, made from `whose` where there is none.

    Returns it, and what stood there where another window had written: then this text is kept aside.
    """
    sheet, is_new = Worksheet.objects.get_or_create(
        **whose,
        is_aside=False,
        defaults={"data": dict(data), "saved_by": saved_by, "window": window.id},
    )
    if is_new:
        return sheet, None
    sheet = rows.select_for_update(of=("self",)).select_related("saved_by__person").get(pk=sheet.pk)
    is_own = window.id is not None and sheet.window == window.id
    is_ended_by_another = (
        sheet.is_ended and sheet.owner_id is not None and sheet.saved_by_id != sheet.owner_id
    )
    is_before_that = window.began is not None and window.began < sheet.version
    if (sheet.is_ended and is_own) or (is_ended_by_another and is_before_that):
        raise Late
    is_older = window.began is not None and window.began != sheet.version and not is_own
    if is_older and not window.has_seen and sheet.data != dict(data):
        keep_aside(aside, data=data, saved_by=saved_by, window=window.id)
        return sheet, sheet
    if is_older and window.has_seen and not sheet.is_ended:
        keep_aside(
            {**aside, "owner": sheet.saved_by},
            data=sheet.data,
            saved_by=sheet.saved_by,
            window=sheet.window,
        )
    _write(sheet, data=data, saved_by=saved_by, window=window.id)
    _aside_of(saved_by, aside["page"]).filter(window=window.id).delete()
    return sheet, None


def _write(
    sheet: Worksheet, *, data: Mapping[str, list[str]], saved_by: User, window: UUID | None
) -> None:
    sheet.data, sheet.saved_by, sheet.window = dict(data), saved_by, window
    sheet.version, sheet.is_ended = sheet.version + 1, False
    sheet.save()


def keep_aside(
    whose: Mapping[str, Any], *, data: Mapping[str, list[str]], saved_by: User, window: UUID | None
) -> None:
    """Keep a text beside what stands in force, until its owner chooses; the oldest of many go.

    `whose`: the fields of the worksheet that say whose and of what page it is.
    """
    Worksheet.objects.update_or_create(
        **whose,
        is_aside=True,
        window=window or uuid4(),
        defaults={"data": dict(data), "saved_by": saved_by},
    )
    kept = (
        _aside_of(whose["owner"], whose["page"]).order_by("-saved_at").values_list("pk", flat=True)
    )
    Worksheet.objects.filter(pk__in=list(kept[MOST_ASIDE:])).delete()


def _aside_of(owner: User, page: str) -> QuerySet[Worksheet]:
    return Worksheet.objects.filter(owner=owner, page=page, is_aside=True, is_ended=False)


def asides_of(*, owner: User, page: str) -> list[Worksheet]:
    """The texts of other windows that wait for the owner's choice, newest first."""
    return list(_aside_of(owner, page).order_by("-saved_at"))


# -- of a step, shared -----------------------------------------------------------------------------


def save_worksheet(
    *,
    case: Case,
    code: str,
    data: Mapping[str, list[str]],
    by: Actor,
    window: Window = UNKNOWN,
) -> Worksheet:
    """Keep what the form of a step holds, for all who may record it. No history.

    Raises PermissionDenied, Case.DoesNotExist, Late, and Differs when the text was kept aside.
    """
    with transaction.atomic():
        case = lock_case(case.pk, by)  # one after the other with whoever records the step
        if not _may_keep(case, code, by):
            raise PermissionDenied("您没有办理这一步的权限。")
        if (
            case.closed_on is not None
            or is_recorded(case, STEP[code])
            or _came_in(case, code, window)
        ):
            raise Late
        sheet, there = save_shared(case, code, data=data, saved_by=by.account, window=window)
    if there is not None:
        raise Differs(there)
    return sheet


def save_shared(
    case: Case,
    code: str,
    *,
    data: Mapping[str, list[str]],
    saved_by: User,
    window: Window,
) -> tuple[Worksheet, Worksheet | None]:
    """Write the shared worksheet of a step in a locked case, by who may.

    Returns it, and what stood there where another window had written: then this text is kept aside,
    and the caller raises `Differs` when that is stored.
    """
    return _save(
        Worksheet.objects.shared(),
        data=data,
        saved_by=saved_by,
        window=window,
        case=case,
        code=code,
        owner=None,
        aside={"case": case, "code": code, "owner": saved_by, "page": window.page},
    )


def _came_in(case: Case, code: str, window: Window) -> bool:
    """Whether the step was recorded after the page was made, be it annulled or undone again
    since.
    """
    if window.case is None or window.case >= case.version:
        return False
    since = case.entries.filter(sequence__gt=window.case, code=code)
    return since.filter(kind__in=(Entry.Kind.STEP, Entry.Kind.ANNULMENT)).exists()


def _may_keep(case: Case, code: str, actor: Actor) -> bool:
    step = STEP[code]
    line = line_of(case.branch, actor.today)
    act, bodies = right_of(step)
    if step.route is not None and not is_missing(case, step):
        act, bodies = step.route.answer, (step.route.receiver,)
    if find_acting(actor, act, bodies_of(line, bodies)):
        return True
    # Before the answer the sheet of a filing is the draft of who answers: the branch only adds to
    # it afterwards.
    can_add = step.route is None or supplement(case, step) is None
    return can_add and supplement_acting(case, step, actor, line) is not None


def _may_share(case: Case, code: str, actor: Actor) -> bool:
    """As `_may_keep`; the opinion on a filing is also drafted by who only prepares the answer."""
    route = STEP[code].route
    if _may_keep(case, code, actor):
        return True
    if route is None:
        return False
    receiver = organization_of(line_of(case.branch, actor.today), route.receiver)
    return find_acting(actor, Act.HANDLE, [receiver]) is not None


# -- of any other page, its author's own -----------------------------------------------------------


def save_draft(
    *,
    data: Mapping[str, list[str]],
    by: Actor,
    window: Window,
    case: Case | None = None,
) -> Worksheet:
    """Keep what the form of the window's page holds, for its author. The caller asked whether they
    see the page.

    Raises Case.DoesNotExist, Late, and Differs when the text was kept aside.
    """
    with transaction.atomic():
        if case is not None:
            case = lock_case(case.pk, by)
            is_closed_since = (
                case.closed_on is not None
                and window.case is not None
                and window.case < case.version
            )
            if is_closed_since:
                raise Late
        sheet, there = _save(
            Worksheet.objects.filter(owner=by.account),
            data=data,
            saved_by=by.account,
            window=window,
            owner=by.account,
            page=window.page,
            aside={"case": case, "owner": by.account, "page": window.page},
        )
        if case is not None and sheet.case_id is None:
            Worksheet.objects.filter(pk=sheet.pk).update(case=case)
    if there is not None:
        raise Differs(there)
    return sheet


@transaction.atomic
def end_draft(*, owner: User, page: str, window: UUID | None = None) -> None:
    """What the page held was recorded, or is wanted no longer. What `window` sends after it comes
    too late.

    Texts that stand aside are not what was recorded: those of `end_pages`, or the author's own
    choice, end them.
    """
    ending.forget_unused()
    Worksheet.objects.filter(
        owner=owner, is_ended=True, saved_at__lt=moment.now() - REMEMBERED
    ).delete()
    present = Worksheet.objects.filter(owner=owner, page=page, is_aside=False)
    if window is None and not present.exists():
        return  # nothing was kept, and nothing that could come late names itself
    sheet, is_new = Worksheet.objects.get_or_create(
        owner=owner,
        page=page,
        is_aside=False,
        defaults={"saved_by": owner, "window": window, "is_ended": True},
    )
    if not is_new:
        sheet.data, sheet.window, sheet.is_ended = {}, window, True
        sheet.version += 1
        sheet.save()


# -- two texts -------------------------------------------------------------------------------------


@transaction.atomic
def swap_in(*, aside_id: int, by: Actor) -> None:
    """Put a text that was kept aside in the place of what stands in the worksheet, which is kept
    aside in turn.

    Raises Worksheet.DoesNotExist; and where the worksheet is shared Case.DoesNotExist,
    PermissionDenied and Late.
    """
    asides = Worksheet.objects.filter(owner=by.account, is_aside=True, is_ended=False)
    found = asides.get(pk=aside_id)
    if found.code and found.case_id is not None:
        case = lock_case(found.case_id, by)
        if not _may_share(case, found.code, by):
            raise PermissionDenied("您没有办理这一步的权限。")
        if case.closed_on is not None or is_recorded(case, STEP[found.code]):
            raise Late
    aside = asides.select_for_update().get(pk=aside_id)
    rows = Worksheet.objects.filter(is_aside=False).select_for_update()
    if aside.code:
        sheet = rows.filter(owner__isnull=True, case=aside.case, code=aside.code).first()
    else:
        sheet = rows.filter(owner=by.account, page=aside.page).first()
    data, window = aside.data, aside.window
    whose = {"case": aside.case, "code": aside.code, "page": aside.page}
    aside.delete()
    if sheet is None:
        shared = {"owner": None, "page": ""} if aside.code else {"owner": by.account}
        Worksheet.objects.create(**{**whose, **shared}, data=data, saved_by=by.account)
        return
    if not sheet.is_ended:
        keep_aside(
            {**whose, "owner": sheet.saved_by},
            data=sheet.data,
            saved_by=sheet.saved_by,
            window=sheet.window or window,
        )
    _write(sheet, data=data, saved_by=by.account, window=None)


def drop_aside(*, aside_id: int, owner: User) -> None:
    """Throw a text away that was kept aside."""
    Worksheet.objects.filter(pk=aside_id, owner=owner, is_aside=True).delete()
