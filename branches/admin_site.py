"""Django's admin as the administrator's pages: for him alone, and only with what knows scope and
services.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode

from branches.access import PUBLIC, actor_of, audience, audience_of
from branches.acts import Act
from branches.selectors import is_worker_missing


class JishiAdminSite(admin.AdminSite):
    """The site. Third-party apps register admins of their own on it; those know no scope and are
    left out.
    """

    site_title = site_header = "纪实 · 组织与任职管理"
    index_title = "组织、人员与任职"
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """The administrator of a root."""
        return actor_of(request).rights.may_anywhere(Act.ADMINISTER)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a `branches.admin_base.ScopedAdmin`; ignore every other."""
        if getattr(admin_class, "is_scoped", False):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """All paths, each for administrators unless it says otherwise.

        Not `view_on_site`: it leads to any row of any model, whatever the scope.
        """
        urls = [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]
        for pattern in _patterns(urls):
            if audience_of(pattern.callback) is None:
                audience(Act.ADMINISTER)(pattern.callback)
        return urls

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The first page; who administers the site has to know that no worker runs."""
        return super().index(
            request, {"lacks_worker": is_worker_missing(), **(extra_context or {})}
        )

    @audience(PUBLIC)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one login page."""
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('login')}?{urlencode({'next': target})}")

    def password_change(  # type: ignore[override]  # typed as a TemplateResponse
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one page to change the password."""
        return redirect("password_change")


def _patterns(urls: Iterable[URLResolver | URLPattern]) -> Iterator[URLPattern]:
    for url in urls:
        if isinstance(url, URLResolver):
            yield from _patterns(url.url_patterns)
        else:
            yield url
