"""Small scans, and how a browser sends them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from branches.models import User
from cases.models import Case


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, backend="branches.backends.AccountBackend")


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 60)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def photograph(size: tuple[int, int], *, turned: int = 1, colour: str = "white") -> bytes:
    """A JPEG as a phone makes it: `turned` is the orientation that its EXIF names."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x0112] = turned
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


def picture_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head says that it is as large as that."""
    data = bytearray(picture())
    data[16:24] = struct.pack(">LL", width, height)
    data[29:33] = struct.pack(">L", zlib.crc32(data[12:29]))
    return bytes(data)


def pdf(pages: int = 2, **root: pikepdf.Object) -> bytes:
    document, out = pikepdf.new(), BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    for key, value in root.items():
        document.Root[f"/{key}"] = document.make_indirect(value)
    document.save(out)
    return out.getvalue()


def send(
    client: Client, case: Case, *files: tuple[str, bytes], code: str = "talk_record", **data: object
) -> int:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(
        reverse("scan", args=[case.number, code]), {"uploads": uploads, **data}
    ).status_code
