"""The limit on what a request may carry: refused by its length before a byte of it is kept.

The first of `settings.FILE_UPLOAD_HANDLERS`. What it refused stands on the request, for the view to say so.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

MARK = "is_upload_refused"
#: What is read and thrown away so that the browser shows the answer; of more the connection is closed.
DRAINED = 4


class LimitHandler(FileUploadHandler):
    """Stops an upload that is larger than `settings.UPLOAD_MOST` bytes."""

    length = 0
    received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Note how much the request says it carries."""
        self.length = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.length > settings.UPLOAD_MOST:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MOST:
            self._stop()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""

    def _stop(self) -> None:
        setattr(self.request, MARK, True)
        raise StopUpload(connection_reset=self.length > DRAINED * settings.UPLOAD_MOST)


def is_refused(request: HttpRequest) -> bool:
    """Whether the upload of this request was stopped."""
    len(request.FILES)  # reads the request, if nothing did so yet
    return bool(getattr(request, MARK, False))
