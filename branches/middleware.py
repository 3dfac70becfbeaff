"""What every request passes: fresh rights, a first password changed, the page's audience, the
sign-in.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from branches import services
from branches.access import actor_of, audience_of, view_name_of
from branches.actor import Actor
from branches.carrying import fields_of, sender_of
from branches.signing_in import carry_in_session, carrying_page, signed_out_piece
from config.kit.clock import today

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Middleware:
    """Passes the request on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of what comes after."""
        return self.get_response(request)


class RightsOfTheDayMiddleware(Middleware):
    """Rewrites the derived permissions on a user's first request of a day, because days pass
    without a change.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Derive, then go on."""
        user = request.user
        if user.is_authenticated and user.rights_on != (day := today()):
            services.derive_rights(user=user, today=day)
        return self.get_response(request)


class FirstPasswordMiddleware(Middleware):
    """Lets nobody go anywhere with a password that somebody else chose."""

    allowed = frozenset({"password_change", "logout", "session"})

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Send to the change of password."""
        user = request.user
        name = view_name_of(request)
        if user.is_authenticated and user.must_change_password and name not in self.allowed:
            if request.method == "POST":
                carry_in_session(request)
            return redirect("password_change")
        return None


class ActorMiddleware(Middleware):
    """Makes `request.actor`: who acts in this request, on which day."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Make it, then go on."""
        request.actor = Actor(request.user, today())  # type: ignore[attr-defined]  # see `actor_of`
        return self.get_response(request)


class AudienceMiddleware(Middleware):
    """Enforces `branches.access`: a view without a declared audience is for nobody."""

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        """Raise PermissionDenied for who is not meant."""
        rule = audience_of(view)
        if rule is None or not rule.admits(actor_of(request)):
            raise PermissionDenied("您的职务不能使用这个页面。")


class SignInMiddleware(LoginRequiredMiddleware):
    """Wants a sign-in for every page that is not public; what was sent without one is carried
    through it.

    The same for a form that was made for another account than the one that is signed in now.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """None where the request may go on."""
        if not getattr(view_func, "login_required", True):
            return None
        if request.user.is_authenticated:
            if request.method != "POST" or sender_of(request.POST) in (None, request.user.pk):
                return None
            if _is_htmx(request):
                return signed_out_piece(request)
            return carrying_page(request)
        if request.method == "POST" and not _is_htmx(request) and fields_of(request) != {}:
            return carrying_page(request)
        return super().process_view(request, view_func, view_args, view_kwargs)


class HtmxSignInMiddleware(Middleware):
    """Turns a redirect to a page of its own (login, change of password) into a notice above the
    page.

    htmx would put the login page into the middle of the page, and a redirect of the whole window
    would take away what was typed there. So the page stays, and its scripts go on by themselves
    after the sign-in in another window.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, or 401 with the notice in its place."""
        response = self.get_response(request)
        if not _is_htmx(request) or response.status_code != 302:
            return response
        target = urlsplit(response.headers["Location"]).path
        if target in (resolve_url(settings.LOGIN_URL), resolve_url("admin:login")):
            return signed_out_piece(request)
        if target == resolve_url("password_change"):
            return signed_out_piece(request, must_change_password=True)
        return response


def _is_htmx(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))
