"""What is answered where nothing was done; what was typed goes with the answer where that is
possible.

The pages of 400, 413, 500 and 503 need nothing of the site: neither the account nor the database is
known to be there.
"""

from __future__ import annotations

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views import defaults

from branches.carrying import fields_of
from cases.views.typed import as_typed
from config.kit.outage import is_outage

MALFORMED = "提交的内容不完整或格式有误，服务器读不出来。"
TOO_MANY = "一次提交的内容太多。请分几次办理。"
TOO_LONG = "一次提交的文字太长。请分几次办理。"
LONG_ADDRESS = "地址太长。请缩短查找的文字，或少选几项条件。"

RETRY_AFTER = 10  # seconds
logger = logging.getLogger("django.request")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 for text that is too long. A ValueError brings its own sentence."""
    if isinstance(exception, RequestDataTooBig):
        return standalone("400.html", 413, text=TOO_LONG)
    if isinstance(exception, (TooManyFieldsSent, TooManyFilesSent)):
        return standalone("400.html", 400, text=TOO_MANY)
    if isinstance(exception, ValueError):
        return standalone("400.html", 400, text=str(exception))
    return standalone("400.html", 400, text=MALFORMED)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403."""
    return as_typed(request, 403, str(exception)) or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404."""
    return as_typed(
        request, 404, "内容已不存在，或不在您的工作范围内。"
    ) or defaults.page_not_found(request, exception)


def too_large() -> HttpResponse:
    """413: a request above `settings.UPLOAD_MOST`."""
    return standalone("413.html", 413, most=settings.UPLOAD_MOST // 2**20)


def unreadable(status: int) -> HttpResponse:
    """What the server refuses before there is a request: an address that is too long (414),
    words that are no HTTP.
    """
    text = LONG_ADDRESS if status == 414 else MALFORMED
    return standalone("400.html", status, text=text)


def failed(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away. `request.request_id`, where it is set, names the line
    in the log.

    Django calls this inside its `except`. The failure is logged here: Django would log the error
    that it answers, which is another one where a page of refusal failed. Nobody knows whether
    something was written: a connection can be lost after the commit, and what comes after one can
    fail.
    """
    error = sys.exc_info()[1]
    status, word, page = 500, "Internal Server Error", "500.html"
    if error is not None and is_outage(error):
        status, word, page = 503, "Database away", "503.html"
    extra = {"request": request, "status_code": status}
    logger.error("%s: %s", word, request.path, exc_info=error, extra=extra)
    again = _typed_again(request)
    response = standalone(
        page,
        status,
        request_id=getattr(request, "request_id", ""),
        is_sent=request.method not in ("GET", "HEAD", "OPTIONS"),
        again=[(name, value) for name, values in again.items() for value in values],
        csrf_token=get_token(request) if again else "",
    )
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    # Django asks for it before it logs an answer
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _typed_again(request: HttpRequest) -> dict[str, list[str]]:
    """What the form that was sent held; nothing where it was not sent to its end, or is too
    much.
    """
    if request.method != "POST":
        return {}
    try:
        return fields_of(request) or {}
    except (OSError, MultiPartParserError):
        return {}


def standalone(template: str, status: int, **context: object) -> HttpResponse:
    """A page that needs nothing of the site."""
    return HttpResponse(
        render_to_string(template, context), status=status, headers={"Cache-Control": "no-store"}
    )
