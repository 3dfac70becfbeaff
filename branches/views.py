"""Signing in and out, and the own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches import selectors, services
from branches.access import PUBLIC, SIGNED_IN, audience, view_name_of
from branches.acts import Act
from branches.carrying import mark_of, sender_of
from branches.forms import LoginForm, PasswordForm
from branches.models import CalendarLink, Job, Notice, User
from branches.services import calendar as calendar_services
from branches.services.signin import WINDOW, TooManyFailures, sign_in
from branches.signing_in import KEPT, carrying_page, login_page, signed_out_piece
from config.kit.clock import today

if TYPE_CHECKING:
    from branches.access import SignedInRequest

NOTICES_SHOWN = JOBS_SHOWN = 20
BACKEND = "branches.backends.AccountBackend"
WRONG = "用户名或密码不正确，请核对后再试。"
TOO_MANY = (
    "该用户名连续登录失败次数过多，"
    f"请在{WINDOW.seconds // 60}分钟后再试；忘记密码请联系系统管理员重置。"
)


@audience(PUBLIC)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Sign in with name and password."""
    if request.user.is_authenticated and "switch" in request.POST:
        auth.logout(request)
        return login_page(request, next=_next(request), kept=request.POST.get(KEPT, ""))
    if request.user.is_authenticated:
        return _go_on(request)
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = sign_in(request=request, now=timezone.now(), **form.cleaned_data)
        except TooManyFailures:
            form.add_error(None, TOO_MANY)
        else:
            if user is not None:
                auth.login(request, user, backend=BACKEND)
                return _go_on(request)
            form.add_error(None, WRONG)
    status = 422 if form.errors else 200
    return login_page(
        request, status=status, form=form, next=_next(request), kept=request.POST.get(KEPT, "")
    )


def _go_on(request: HttpRequest) -> HttpResponse:
    """Where to go after signing in: to the form that was sent before, or to the page asked for."""
    if kept := request.POST.get(KEPT):
        request.session[KEPT] = kept
        return redirect("kept_form")
    return redirect(_next(request))


@audience(PUBLIC)
@never_cache
@require_GET
def session(request: HttpRequest) -> JsonResponse:
    """For the scripts of a page that is open longer than its sign-in: who is signed in now, and
    a fresh token.
    """
    user, known = request.user, {"account": "", "name": ""}
    if user.is_authenticated:
        known = {"account": mark_of(user), "name": user.get_full_name()}
    return JsonResponse({**known, "token": get_token(request)})


@audience(PUBLIC)
@never_cache
@require_GET
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where a sign-in in a second window ends: back to the first one."""
    return render(request, "branches/signed_in.html")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form from a page that was made before the sign-in it is sent under: nothing was done,
    and it is not lost.
    """
    name = view_name_of(request)
    if name in ("login", "demo_login"):
        if request.user.is_authenticated:
            return _go_on(request)
        form = LoginForm(initial={"username": request.POST.get("username", "")})
        kept = request.POST.get(KEPT, "")
        return login_page(
            request, status=403, form=form, next=_next(request), kept=kept, is_old=True
        )
    if request.headers.get("HX-Request"):
        return signed_out_piece(request)
    if sender_of(request.POST) is not None and name != "logout":
        return carrying_page(request)
    return render(request, "403_csrf.html", status=403)


@audience(PUBLIC)
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Sign in to a demo account by one click; there is no such page on a database not marked as
    demo.
    """
    username = request.POST.get("username", "")
    if not settings.DEMO or username not in dict(selectors.demo_accounts()):
        raise Http404
    user = get_object_or_404(User, username=username, is_active=True)
    auth.logout(request)
    auth.login(request, user, backend=BACKEND)
    return _go_on(request)


@audience(PUBLIC)
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out; harmless for who is not signed in."""
    auth.logout(request)
    return redirect("login")


@audience(SIGNED_IN)
@require_GET
def me(request: SignedInRequest) -> HttpResponse:
    """The own account, posts, notices and calendar."""
    return _me(request)


def _me(request: SignedInRequest, secret: str = "") -> HttpResponse:
    """`secret`: that of the calendar, shown this once."""
    user, day = request.user, today()
    jobs = list(Job.objects.visible_to(request.actor).order_by("-created_at")[:JOBS_SHOWN])
    administers = request.actor.rights.may_anywhere(Act.ADMINISTER)
    asks_for_worker = administers or any(not job.is_over for job in jobs)
    context = {
        "appointments": selectors.own_appointments(user),
        "today": day,
        "calendar": CalendarLink.objects.filter(user=user).first(),
        "address": settings.SITE_URL + reverse("calendar", args=[secret]) if secret else "",
        "notices": list(Notice.objects.visible_to(request.actor)[:NOTICES_SHOWN]),
        "jobs": jobs,
        "administers": administers,
        "lacks_worker": asks_for_worker and selectors.is_worker_missing(),
    }
    return render(request, "branches/me.html", context)


@audience(SIGNED_IN)
@never_cache
@require_POST
def calendar_renew(request: SignedInRequest) -> HttpResponse:
    """A new secret address of the own calendar, shown once."""
    return _me(request, calendar_services.renew_calendar(user=request.user))


@audience(SIGNED_IN)
@require_POST
def calendar_revoke(request: SignedInRequest) -> HttpResponse:
    """End the calendar's address."""
    calendar_services.revoke_calendar(user=request.user)
    messages.success(request, "日历订阅已停用，原来的地址不再有效。")
    return redirect("me")


@audience(SIGNED_IN)
@require_POST
def notices_read(request: SignedInRequest) -> HttpResponse:
    """The own notices are read."""
    calendar_services.read_notices(user=request.user, now=timezone.now())
    return redirect("me")


@audience(SIGNED_IN)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: SignedInRequest) -> HttpResponse:
    """Change the own password; a first one must be changed before anything else."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not request.user.check_password(form.cleaned_data["old"]):
            form.add_error("old", "原密码不正确。")
        else:
            try:
                user = services.change_password(
                    user=request.user, password=form.cleaned_data["password"]
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                auth.update_session_auth_hash(request, user)
                messages.success(request, "密码已修改。")
                if KEPT in request.session:
                    return redirect("kept_form")
                return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "is_first": request.user.must_change_password}
    status = 422 if form.errors else 200
    return render(request, "branches/password_change.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where to go after signing in: the page asked for if it is one of ours, else the workbench."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    if is_ours and target.startswith("/"):  # a bare word would be taken for the name of a page
        return target
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@audience(SIGNED_IN)
@require_GET
def job(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a piece of long work is; as a piece when the page asks again."""
    found = get_object_or_404(Job.objects.visible_to(request.actor), pk=pk)
    asks_again = bool(request.headers.get("HX-Request"))
    if found.is_over and asks_again:
        return HttpResponse(headers={"HX-Refresh": "true"})
    result_url = (found.result or {}).get("url", "")
    context = {"job": found, "standing": selectors.standing_of(found), "result_url": result_url}
    template = "branches/_job.html" if asks_again else "branches/job.html"
    return render(request, template, context)


@audience(SIGNED_IN)
@require_POST
def job_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the worker to stop."""
    found = get_object_or_404(Job.objects.cancellable_by(request.user), pk=pk)
    services.cancel_job(job=found)
    return redirect(found)
