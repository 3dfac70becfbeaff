"""Checking files that come in, and keeping them in the store: all of a request, or none."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.conf import settings

from cases.services.errors import Refused
from filings.papers.kept import antivirus, store
from filings.papers.kept.models import StoredFile

if TYPE_CHECKING:
    from filings.papers.kept.content import Content

logger = logging.getLogger("jishi.papers")

MOST_BYTES = 30 * 2**20
MOST_FILES = 50
NAME_LENGTH = 100

F = TypeVar("F", bound=StoredFile)


class Upload(Protocol):
    """A file as Django's upload handlers give it."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...
    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Kept:
    """A file that was checked and lies in the store."""

    name: str
    stored: store.Stored
    found: Content
    is_scanned: bool


@contextmanager
def keeping(uploads: Iterable[Upload]) -> Iterator[list[Kept]]:
    """The files, checked and in the store; taken out again when one is refused or the block fails.

    Raises Refused at the field `uploads`.
    """
    made: list[Kept] = []
    try:
        for upload in uploads:
            _keep(upload, made)
        yield made
    except BaseException:
        for each in made:
            store.remove(each.stored.name)
        raise


def refuse_too_many(count: int, *, field: str = "uploads") -> None:
    """Raises Refused for more files than one paper may have."""
    if count > MOST_FILES:
        raise Refused.because(f"一份材料最多 {MOST_FILES} 个文件。", field=field)


def file_rows(model: type[F], made: Iterable[Kept], start: int = 0, **owner: Any) -> Iterator[F]:
    """The rows of the files, not saved, from position `start` on; `owner` is what they belong
    to.
    """
    for position, new in enumerate(made, start):
        yield model(
            position=position,
            key=store.new_name(),
            stored=new.stored.name,
            name=new.name,
            media=new.found.media,
            size=new.stored.size,
            pages=new.found.pages,
            digest=new.stored.digest,
            virus=StoredFile.Virus.CLEAN if new.is_scanned else StoredFile.Virus.UNSCANNED,
            **owner,
        )


def _keep(upload: Upload, made: list[Kept]) -> None:
    """Write the file to the store and check it there. Raises Refused, the file then still in
    `made`.
    """
    from filings.papers.kept.content import Content, Unfit, inspect  # loads what opens files

    name = _shown_name(upload.name or "")
    if (upload.size or 0) > MOST_BYTES:
        raise Refused.because(
            f"{name}：超过 {MOST_BYTES // 2**20} MB。请降低分辨率，或者分成几个文件。",
            field="uploads",
        )
    stored = store.write(upload.chunks())
    made.append(Kept(name, stored, Content("", None), is_scanned=False))
    try:
        is_scanned = antivirus.check(stored.path)
        found = inspect(stored.path)
    except Unfit as why:
        raise Refused.because(f"{name}：{why}", field="uploads") from why
    except antivirus.Infected as found_in:
        raise Refused.because(
            f"{name}：发现病毒（{found_in}），没有保存。", field="uploads"
        ) from found_in
    except antivirus.TooLarge as error:
        raise Refused.because(
            f"{name}：超过病毒扫描服务的大小限制，没有保存；请分成几个文件。", field="uploads"
        ) from error
    except antivirus.ScannerUnavailable as error:
        logger.warning("The virus scanner at %s: %s", settings.CLAMAV, error)
        raise Refused.because(
            "病毒扫描服务没有应答，没有保存，请稍后再试。", field="uploads"
        ) from error
    made[-1] = Kept(name, stored, found, is_scanned)


def _shown_name(name: str) -> str:
    """The last part of a name as text to show; it is used as no path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return (
        "".join(character for character in last if character.isprintable())[-NAME_LENGTH:]
        or "未命名"
    )
