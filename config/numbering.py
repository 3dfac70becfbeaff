"""The first that a request passes: it gets the id by which its lines in the log are found."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from config.kit import masked
from config.kit.doing import begin, nothing

HEADER = "X-Request-ID"
#: What a proxy may have given: nginx writes 32 hexadecimal digits, others a UUID.
SANE = re.compile(r"[A-Za-z0-9_.-]{8,64}", re.ASCII)
#: No sound of a letter is that of another, none looks like a digit: the id is read out on the
#: telephone.
ALPHABET = "ACEHJKMPRTUWXY3479"


class RequestIdMiddleware:
    """Gives each request its `request_id`, and the answer the header; what is logged meanwhile
    names the request.

    An id that comes with the request is taken where it looks like one. It has nothing to do with
    the `request_id` of a form, which tells a double click from a second wish.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, with the id."""
        # ours alone
        request.request_id = request_id(request.headers.get(HEADER, ""))  # type: ignore[attr-defined]
        begin(request=request)
        response = self.get_response(request)
        response[HEADER] = request.request_id  # type: ignore[attr-defined]
        if not response.streaming:
            # else the server still reads from it, and logs what goes wrong; it begins anew by
            # itself
            nothing()
        return response


def request_id(given: str) -> str:
    """The id that was given, if it is sane and tells nothing of a person, else a new one such as
    `K7RM-4XHC`.
    """
    if SANE.fullmatch(given) and masked(given) == given and not given.isdecimal():
        return given
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"
