"""The limit on what a request may carry: refused by its length, whoever sends it, before
anything of it is read.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from config.middleware import GetResponse
from config.refusals import too_large

#: Seconds for which is read on and thrown away, so that most browsers come to show the answer.
READS_ON = 2.0
#: Seconds without a byte after which nobody sends any more, or too slowly.
QUIET = 0.5
BLOCK = 2**18


class UploadLimitMiddleware:
    """The first of all: answers a request above `settings.UPLOAD_MOST` bytes with 413, and ends
    the connection.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of what comes after, or the refusal."""
        length = announced(request.META)
        if length <= settings.UPLOAD_MOST:
            return self.get_response(request)
        connection = request.META.get("gunicorn.socket")
        if connection is None:
            _discard_stream(request.META["wsgi.input"], length)
        else:
            _discard(connection, length)
        response = too_large()
        if connection is not None:
            _end_with(response, connection)
        return response


def announced(environ: dict[str, Any]) -> int:
    """How many bytes the request says it carries."""
    try:
        return int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _discard(connection: Any, length: int) -> None:
    """Read from the socket itself: the server's own stream reads until a block is full, however
    slowly it comes.
    """
    until = time.monotonic() + READS_ON
    before = connection.gettimeout()
    try:
        while length > 0 and (left := until - time.monotonic()) > 0:
            connection.settimeout(min(left, QUIET))
            read = len(connection.recv(BLOCK))
            if read == 0:
                return
            length -= read
    except OSError:  # nothing came for a while, or the other side is gone
        return
    finally:
        connection.settimeout(before)


def _discard_stream(stream: Any, length: int) -> None:
    until = time.monotonic() + READS_ON
    while length > 0 and time.monotonic() < until:
        read = len(stream.read(min(BLOCK, length)))
        if read == 0:
            return
        length -= read


def _end_with(response: HttpResponseBase, connection: Any) -> None:
    """End the connection once the answer is sent: what is left of the body must not be taken for
    a next request.
    """
    close = response.close

    def end() -> None:
        close()
        try:
            connection.shutdown(2)  # both ways
        except OSError:  # the other side was quicker
            return

    response.close = end  # type: ignore[method-assign]  # the server calls it after the last byte
