"""Opening a workbook within limits, without trusting it.

Everything is asked of the packed file before openpyxl reads it: is it an .xlsx at all, how far does
each sheet reach, which cells are merged. A cell in the last corner, a formatted million rows or a
bomb is refused, not read.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from cases.importing.letters import letters_of, number_of
from config.kit import masked, plain

MAX_ROWS, MAX_COLUMNS = 10_000, 200
#: Bytes of the file, of one part unpacked, and of all parts unpacked.
MAX_FILE, MAX_PART, MAX_UNPACKED = 100 << 20, 400 << 20, 600 << 20
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
NOT_XLSX = "不是 .xlsx 工作簿，请在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”后再导入。"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why and what to do, in Chinese."""

    def __str__(self) -> str:
        return masked(super().__str__())


@dataclass
class Extent:
    """How far the content of a sheet reaches, and which areas are merged (`B3:B5`)."""

    rows: int = 0
    columns: int = 0
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """One sheet to be read row by row. `is_1904`: its numbers count days from 1904."""

    name: str
    extent: Extent
    source: Any
    is_1904: bool = False

    def rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """(row number, values) of every row, the titles first. Raises Unreadable."""
        extent, number = self.extent, 0
        if not extent.rows:
            return
        with _reading():
            rows = self.source.iter_rows(
                max_row=extent.rows, max_col=extent.columns, values_only=True
            )
        while True:
            with _reading():
                values = next(rows, None)
            if values is None:
                return
            number += 1
            yield number, values


@contextmanager
def open_workbook(path: Path) -> Iterator[dict[str, Sheet]]:
    """The sheets of the file by name. Raises Unreadable."""
    import openpyxl

    with ExitStack() as stack:
        with _reading():
            file = stack.enter_context(path.open("rb"))
            check_content(file)
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            stack.callback(book.close)
            found = [_sheet(each, file, book) for each in book.worksheets]
            sheets = {sheet.name: sheet for sheet in found}
        yield sheets


def check_content(file: IO[bytes]) -> None:
    """Look at the packed file without unpacking it. Raises Unreadable for what is no workbook,
    or too large.
    """
    with _reading():
        _refuse_other_formats(file)
        with zipfile.ZipFile(file) as archive:
            _refuse_bombs(archive)
        file.seek(0)


@contextmanager
def _reading() -> Iterator[None]:
    """Around calls of zipfile, expat and openpyxl: what they raise for damaged files, in words;
    and no warnings of styles and extensions that nobody reads here.
    """
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except OSError as error:
        raise Unreadable(f"文件打不开：{error.strerror or error}") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
        SyntaxError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        expat.ExpatError,
    ) as error:
        raise Unreadable(f"工作簿已损坏，或{NOT_XLSX}") from error


def _refuse_other_formats(file: IO[bytes]) -> None:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if size > MAX_FILE:
        raise Unreadable(f"文件过大：{size >> 20} MB，最多 {MAX_FILE >> 20} MB。")
    if not size:
        raise Unreadable("文件是空的。")
    if start == OLD_OFFICE:
        raise Unreadable(f"这是旧版 Excel（.xls）、WPS 表格（.et）或加密的文件，{NOT_XLSX}")
    if not zipfile.is_zipfile(file):
        raise Unreadable(f"文件{NOT_XLSX}")
    file.seek(0)


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable(f"文件{NOT_XLSX}")
    too_large = (
        any(part.file_size > MAX_PART for part in parts)
        or sum(part.file_size for part in parts) > MAX_UNPACKED
    )
    if too_large:
        raise Unreadable("工作簿展开后过大，请删除多余的空行、空列和格式后再导入。")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                _refuse_doctype(stream.read(4096))


def _refuse_doctype(start: bytes) -> None:
    """No part of a workbook has a document type; entities in one could grow without end."""
    encoding = "latin-1"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    head = start.decode(encoding, errors="replace")
    if "<!DOCTYPE" in head or "<!ENTITY" in head:
        raise Unreadable("工作簿含有不允许的内容（DOCTYPE）。")


def _sheet(source: Any, file: IO[bytes], book: Any) -> Sheet:
    """Read-only sheets know the path of their part; openpyxl gives no other way to the merged
    areas.
    """
    from openpyxl.utils.datetime import MAC_EPOCH

    with zipfile.ZipFile(file) as archive, archive.open(source._worksheet_path) as stream:
        extent = _Scanner(source.title).scan(stream)
    return Sheet("".join(plain(source.title).split()), extent, source, book.epoch == MAC_EPOCH)


class _Scanner:
    """Finds how far a sheet reaches by its XML alone, in constant memory; stops at the limits."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.extent = Extent()
        self.row = self.column = 0

    def scan(self, stream: IO[bytes]) -> Extent:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ParseFile(stream)
        return self.extent

    def _doctype(self, *_: object) -> None:
        raise Unreadable("工作簿含有不允许的内容（DOCTYPE）。")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._place(attributes.get("r"))
        elif tag in ("v", "is", "f"):
            self._content()
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif tag == "mergeCell":
            self.extent.merged.append(attributes.get("ref", ""))

    def _place(self, reference: str | None) -> None:
        match = _REFERENCE.fullmatch(reference) if reference else None
        if match is None:
            self.column += 1
        else:
            self.column, self.row = number_of(match[1]), int(match[2])

    def _content(self) -> None:
        extent = self.extent
        extent.rows, extent.columns = max(extent.rows, self.row), max(extent.columns, self.column)
        if extent.rows > MAX_ROWS + 1 or extent.columns > MAX_COLUMNS:
            raise Unreadable(
                f"工作表“{self.title}”过大：{letters_of(self.column)}{self.row} 有内容，"
                f"最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列（标题行不计）。"
            )


def title_of(value: Any) -> str:
    """A column title as it is compared: without white space and what nobody sees, half width."""
    if value is None:
        return ""
    return "".join(plain(str(value)).split())
