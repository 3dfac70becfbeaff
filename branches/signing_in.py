"""What is answered to who is not signed in (any more), or as somebody else: what they sent goes
with the answer.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from branches import selectors
from branches.carrying import TooMuch, carried_by, seal, sender_of
from branches.forms import LoginForm

#: Under which a sealed form stands in the session.
KEPT = "kept"
NOT_WRITTEN = (
    "刚才提交的内容没有写入。请按浏览器的后退键回到填写的页面，内容仍在那里；登录后再提交一次。"
)


def login_page(
    request: HttpRequest, *, status: int = 200, form: LoginForm | None = None, **more: Any
) -> HttpResponse:
    """The page on which one signs in. `kept`: a sealed form that goes along; `next`: where to
    go.
    """
    accounts = selectors.demo_accounts() if settings.DEMO else []
    context = {"form": form or LoginForm(), "demo_accounts": accounts, **more}
    return render(request, "branches/login.html", context, status=status)


def carrying_page(request: HttpRequest) -> HttpResponseBase:
    """The answer to a form that was sent without a sign-in, from an old page, or as somebody else.

    Whoever is signed in finds it on the page `kept_form`, everybody else after signing in, its
    author alone.
    """
    address, account = request.get_full_path(), sender_of(request.POST)
    if account is None:
        messages.warning(request, NOT_WRITTEN)
        return redirect(f"{reverse('login')}?{urlencode({'next': address}, safe='/')}")
    try:
        token = seal(carried_by(request, account), timezone.now())
    except TooMuch:
        return login_page(request, status=401, next=address, is_too_much=True)
    if request.user.is_authenticated:
        request.session[KEPT] = token
        return redirect("kept_form")
    files = [str(file.name) for _, files in request.FILES.lists() for file in files]
    return login_page(request, status=401, next=address, kept=token, files=files)


def carry_in_session(request: HttpRequest) -> None:
    """Keep a form that its author sent and that cannot be looked at now, until they ask for it."""
    account = sender_of(request.POST)
    if account is None:
        return
    try:
        request.session[KEPT] = seal(carried_by(request, account), timezone.now())
    except TooMuch:
        messages.warning(request, NOT_WRITTEN)


def signed_out_piece(request: HttpRequest, *, must_change_password: bool = False) -> HttpResponse:
    """The notice above a page that stays as it is."""
    context = {"must_change_password": must_change_password}
    return render(request, "branches/_signed_out.html", context, status=401)
