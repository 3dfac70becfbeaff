"""What is answered to who may not do a thing, or asks for what he does not see; what he typed goes with the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views import defaults

from cases.views.typed import as_typed


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403."""
    return as_typed(request, 403, str(exception)) or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404."""
    return as_typed(request, 404, "内容已不存在，或不在您的工作范围内。") or defaults.page_not_found(request, exception)
