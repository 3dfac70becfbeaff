"""What every request passes: fresh rights, a first password changed, the page's audience, login inside htmx."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from branches import services
from branches.access import audience_of
from config.clock import today

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Middleware:
    """Passes the request on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of what comes after."""
        return self.get_response(request)


class RightsOfTheDayMiddleware(Middleware):
    """Rewrites the derived permissions on a user's first request of a day, because days pass without a change."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Derive, then go on."""
        user = request.user
        if user.is_authenticated and user.rights_on != (day := today()):
            services.derive_rights(user=user, today=day)
        return self.get_response(request)


class FirstPasswordMiddleware(Middleware):
    """Lets nobody go anywhere with a password that somebody else chose."""

    allowed = frozenset({"password_change", "logout"})

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send to the change of password."""
        user = request.user
        name = request.resolver_match.url_name if request.resolver_match else None
        if user.is_authenticated and user.must_change_password and name not in self.allowed:
            return redirect("password_change")
        return None


class AudienceMiddleware(Middleware):
    """Enforces `branches.access`: a view without a declared audience is for nobody."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raise PermissionDenied for who is not meant."""
        rule = audience_of(view)
        if rule is None or not rule.admits(request.user, today()):
            raise PermissionDenied("您的职务不能使用这个页面。")


class HtmxLoginMiddleware(Middleware):
    """Turns a redirect to a page of its own (login, change of password) into one of the whole window.

    htmx would put the login page into the middle of the page; what was typed there is kept by the worksheet, and after
    signing in one comes back to the page, not to the piece.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, or an HX-Redirect in its place."""
        response = self.get_response(request)
        htmx = getattr(request, "htmx", False)
        if not htmx or response.status_code != 302:
            return response
        target = urlsplit(response.headers["Location"]).path
        if target == resolve_url(settings.LOGIN_URL):
            page = request.htmx.current_url_abs_path  # type: ignore[attr-defined]  # set by HtmxMiddleware
            return HttpResponseClientRedirect(f"{target}?{urlencode({'next': page or '/'})}")
        if target == resolve_url("password_change"):
            return HttpResponseClientRedirect(target)
        return response
