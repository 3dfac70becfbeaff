"""The memory of the web process while papers are looked at, printed and received."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from io import BytesIO
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from cases.models import Case
from config.supervisor import HEAPS
from filings.demo.world import PASSWORD
from filings.papers.sheets.catalogue import in_order
from filings.papers.sheets.kit.loading import subjects_of

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """Signs in and sends forms, as a browser does."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> bytes:
        data: bytes = self.opener.open(self.base + path, timeout=120).read()
        return data

    def post(self, path: str, data: dict[str, Any], *, page: str) -> bytes:
        """Send a form that stands on `page`."""
        token = TOKEN.search(self.get(page).decode())
        assert token is not None, page
        body = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": token.group(1), **data})
        headers = {"Content-Type": MULTIPART_CONTENT}
        request = urllib.request.Request(self.base + path, body, headers)  # noqa: S310  our own server
        data_: bytes = self.opener.open(request, timeout=300).read()
        return data_


@contextmanager
def server(variables: dict[str, str]) -> Iterator[tuple[str, int]]:
    """(address, process id of the worker) of the site in one process, as gunicorn runs it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        f"--bind=127.0.0.1:{port}",
        "--threads=4",
        "--timeout=300",
        "--log-level=warning",
    ]
    with subprocess.Popen(
        command, env=environ | variables | HEAPS | {"JISHI_DEMO": "1"}
    ) as process:
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(base)
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            yield base, int(children[0])
        finally:
            process.terminate()


def _wait(base: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{base}/login/", timeout=30).close()  # noqa: S310  our own
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("The server did not start.")


def peak_of(process: int) -> int:
    """The most memory that the process has had, in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found.group(1)) // 1024


def web(variables: dict[str, str], today: Any) -> dict[str, int]:
    """The peak after each kind of work, one after the other in the same process."""
    branch = Case.objects.filter(branch__name="机关第一党支部").select_related("person", "branch")
    case = branch.filter(state="archive").order_by("pk")[0]
    other = branch.filter(state="talk").order_by("pk")[0]
    peaks: dict[str, int] = {}
    with server(variables) as (base, process):
        secretary = Browser(base)
        peaks["started"] = peak_of(process)
        secretary.post("/login/", {"username": "secretary", "password": PASSWORD}, page="/login/")
        peaks["signed in"] = peak_of(process)
        secretary.get(f"/cases/{case.number}/papers/")
        peaks["list of papers"] = peak_of(process)
        subject = subjects_of([case], today)[0]
        for paper in in_order():
            if paper.fits(subject):
                secretary.get(f"/cases/{case.number}/papers/{paper.code}/")
        peaks["every paper previewed"] = peak_of(process)
        few = [("case", number) for number in branch.values_list("number", flat=True)[:10]]
        many = [("case", number) for number in branch.values_list("number", flat=True)[:100]]
        for cases, code in ((few, "talk_record"), (many, "activist_roster")):
            page = f"/papers/print/?{urlencode(cases)}"
            numbers = [number for _, number in cases]
            secretary.post("/papers/print/", {"case": numbers, "paper": code}, page=page)
            peaks[f"{len(numbers)} × {code}"] = peak_of(process)
        secretary.post(f"/cases/{case.number}/dossier/", {}, page=f"/cases/{case.number}/papers/")
        peaks["dossier ordered"] = peak_of(process)
        for name, data in _scans():
            page = f"/cases/{other.number}/scans/talk_record/"
            html = secretary.post(
                page, {"uploads": SimpleUploadedFile("scan", data)}, page=page
            ).decode()
            for picture in re.findall(r'<img class="scan-page" src="([^"]+)"', html):
                secretary.get(picture)
            peaks[f"scan: {name}"] = peak_of(process)
    return peaks


def _scans() -> Iterator[tuple[str, bytes]]:
    """Pictures as scanners make them, and the largest that are taken."""
    for name, kind, mode, size in (
        ("A4 colour, 300 dpi, JPEG", "JPEG", "RGB", (2480, 3508)),
        ("A4 colour, 300 dpi, PNG", "PNG", "RGB", (2480, 3508)),
        ("A3 colour, 600 dpi, JPEG", "JPEG", "RGB", (7016, 9933)),
        ("A3 colour, 600 dpi, PDF", "PDF", "RGB", (7016, 9933)),
        ("A3 grey, 600 dpi, PNG", "PNG", "L", (7016, 9933)),
    ):
        out = BytesIO()
        small = Image.effect_noise((size[0] // 8, size[1] // 8), 60).point(
            lambda value: value & 0xC0
        )
        small.resize(size, Image.Resampling.NEAREST).convert(mode).save(out, kind, quality=70)
        yield name, out.getvalue()
