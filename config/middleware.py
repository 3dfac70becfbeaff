"""What every request passes at the edge of the site, so that no address answers with a bare page
of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from config import refusals

GetResponse = Callable[[HttpRequest], HttpResponseBase]
NUL = "\0"
ONLY_SENT = "这件事要在此页办理。如果您刚才提交过，内容没有写入，请再办理一次。"
ZERO_BYTE = "地址或填写的内容中有不能使用的字符（空字符）。"


class PackedPagesMiddleware(GZipMiddleware):
    """Sends pages packed, which makes a tenth of them.

    Files are sent as they are: most are packed by themselves, and a browser shows how far a
    download is by its length. What a page repeats of an address can be guessed from the length of a
    packed page beside a secret in it (BREACH): the one secret is the CSRF token, which Django masks
    anew in each page, and a packed page is as long as chance has it.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The response, packed where it is a page and the browser can unpack it."""
        if response.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response


class ErrorPagesMiddleware:
    """Answers what nobody can mean with a page of ours: zero bytes, and methods that an address
    does not know.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of what comes after, a page of ours where it is a bare 405."""
        if NUL in request.path:
            return refusals.not_found(request, ValueError(ZERO_BYTE))
        if _has_zero_byte(request):
            return refusals.bad_request(request, ValueError(ZERO_BYTE))
        response = self.get_response(request)
        if response.status_code == 405:
            return _not_allowed(request, response)
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """A zero byte that was sent in a form and met no field of a form: the database driver
        refuses it.
        """
        if isinstance(exception, ValueError) and "NUL (0x00)" in str(exception):
            return refusals.bad_request(request, ValueError(ZERO_BYTE))
        return None


def _has_zero_byte(request: HttpRequest) -> bool:
    for name, values in request.GET.lists():
        if NUL in name or any(NUL in value for value in values):
            return True
    return False


def _not_allowed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Lead who looks at an address that only takes forms to the page the form stands on; else
    say so.
    """
    if request.method == "GET":
        above = _page_above(request.path_info)
        if above != "/":
            _say_once(request, ONLY_SENT)
        return redirect(above)
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def _say_once(request: HttpRequest, text: str) -> None:
    """The page above may be one that only takes forms as well, and lead on."""
    waiting: Any = messages.get_messages(request)
    is_said = any(each.message == text for each in waiting)
    waiting.used = False  # looked at, not shown
    if not is_said:
        messages.warning(request, text)


def _page_above(path: str) -> str:
    """The nearest address above the path that is one of ours: `/filings/items/5/` of
    `/filings/items/5/accept/`.
    """
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path
