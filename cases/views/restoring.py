"""A form that was sent without a sign-in, or with an old page, shown again: not done, and never
sent by itself.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from branches.access import SIGNED_IN, audience, audience_of
from branches.carrying import LASTS, Carried, TooLate, Unreadable, unseal
from branches.signing_in import KEPT
from cases.forms.base import query_of
from cases.views.words import form_at, worded

if TYPE_CHECKING:
    from branches.access import SignedInRequest

#: What a form says to be done with it; it is not done.
ASKED = frozenset({"record", "save", "confirmed", "check", "discard", "use", "drop", "number"})
RESTORED = (
    "刚才提交的内容没有登记：登录已过期或换过。填写的内容已放回下面的表单，请核对后再按一次按钮。"
)
AGAIN = "选择的文件不能保留，请重新选择：{}。"
TOO_LATE = f"填写的内容只保留 {LASTS.days * 24} 小时，已经过期，没有写入。请重新填写。"
UNREADABLE = "填写的内容读不出来，没有写入。请回到填写的页面重新填写；页面若还开着，内容仍在那里。"
NONE = "没有等待恢复的内容；已经放回表单的，在原来的页面上。"


@audience(SIGNED_IN)
@never_cache
@require_GET
def kept_form(request: SignedInRequest) -> HttpResponse:
    """The form that came along through the sign-in: on its own page if that keeps drafts, else
    as a list.
    """
    token = request.session.get(KEPT)
    if not token:
        return _told(request, NONE, 404)
    try:
        carried = unseal(token, timezone.now())
    except TooLate:
        return _dropped(request, TOO_LATE)
    except Unreadable:
        return _dropped(request, UNREADABLE)
    if carried.account != request.user.pk:
        return render(
            request,
            "branches/other_account.html",
            {KEPT: token, "next": carried.address},
            status=403,
        )
    page = _on_its_page(request, carried)
    if page is None:
        return _as_list(request, carried)
    del request.session[KEPT]
    messages.warning(request, RESTORED)
    if carried.files:
        messages.warning(request, AGAIN.format("、".join(carried.files)))
    return redirect(page)


def _told(request: SignedInRequest, text: str, status: int) -> HttpResponse:
    return render(request, "cases/nothing_kept.html", {"text": text}, status=status)


def _dropped(request: SignedInRequest, text: str) -> HttpResponse:
    del request.session[KEPT]
    return _told(request, text, 410)


def _on_its_page(request: SignedInRequest, carried: Carried) -> str | None:
    """Keep the form as if 暂存 had been pressed on its page; the address of the page, None where
    it keeps nothing.
    """
    address = urlsplit(carried.address)
    try:
        match = resolve(address.path)
    except Resolver404:
        return None
    rule = audience_of(match.func)
    may_come_in = rule is not None and rule.admits(request.actor)
    if not may_come_in or not getattr(match.func, "keeps_drafts", False):
        return None
    inner = _as_kept(request, carried, match)
    try:
        response = match.func(inner, *match.args, **match.kwargs)
    except (Http404, PermissionDenied):
        return None
    is_kept = response.status_code == 302 and not inner.draft.is_late
    return response.headers["Location"] if is_kept else None


def _as_kept(request: SignedInRequest, carried: Carried, match: ResolverMatch) -> Any:
    """The request that 暂存 would have sent."""
    address = urlsplit(carried.address)
    inner: Any = copy.copy(request)
    inner.method, inner.path, inner.path_info, inner.resolver_match = (
        "POST",
        address.path,
        address.path,
        match,
    )
    inner.META = {**request.META, "REQUEST_METHOD": "POST", "QUERY_STRING": address.query}
    inner.GET = QueryDict(address.query)
    data = query_of({name: texts for name, texts in carried.fields.items() if name not in ASKED})
    data["save"] = "1"
    inner.POST = data
    inner.is_restoring = True
    return inner


def _as_list(request: SignedInRequest, carried: Carried) -> HttpResponse:
    fields = [(name, text) for name, texts in carried.fields.items() for text in texts]
    typed = worded(form_at(request, carried.address, carried.fields), carried.fields)
    context = {"carried": carried, "fields": fields, "typed": typed, "page": carried.address}
    return render(request, "cases/kept_form.html", context)
