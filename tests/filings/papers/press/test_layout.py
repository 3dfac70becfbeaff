"""Official papers measured from the PDF: the type area, the grid, sizes and distances of GB/T
9704-2012.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from pdfplumber.page import Page
from PIL.Image import Image
from pypdfium2 import PdfDocument

from filings.papers.press import layout
from filings.papers.press.printing import pdf_of
from filings.papers.sheets.catalogue import Kind
from tests.filings.papers.conftest import Printed

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]

Counts = Callable[[tuple[int, int, int]], bool]

MM = 72 / 25.4
DOTS = 10  # of a picture in a millimetre: distances are read to 0.1 mm
EVEN_WORDS = "人民群众对美好生活的向往就是我们的奋斗目标"


def picture(printed: Printed, page: int = 0) -> Image:
    image: Image = PdfDocument(printed.data)[page].render(scale=DOTS / MM).to_pil().convert("RGB")
    return image


def is_red(pixel: tuple[int, int, int]) -> bool:
    return pixel[0] > 150 and pixel[1] < 110 and pixel[2] < 110


def is_dark(pixel: tuple[int, int, int]) -> bool:
    return max(pixel) < 140


def bands(
    image: Image, counts: Counts, left: float = 0, right: float = 210
) -> list[tuple[float, float]]:
    """(top, bottom) in mm of each run of rows that has ink, from the top of the page."""
    part = image.crop((int(left * DOTS), 0, int(right * DOTS), image.height))
    rows = [part.crop((0, row, part.width, row + 1)).tobytes() for row in range(part.height)]
    inked = [
        any(counts(pixel) for pixel in set(zip(row[::3], row[1::3], row[2::3], strict=True)))
        for row in rows
    ]
    found: list[tuple[float, float]] = []
    for row, has_ink in enumerate(inked):
        if has_ink and (row == 0 or not inked[row - 1]):
            found.append((row / DOTS, row / DOTS))
        if has_ink:
            found[-1] = (found[-1][0], (row + 1) / DOTS)
    return found


def lines_of(page: Page, size: float) -> list[list[dict[str, Any]]]:
    """The characters of this size, line by line from the top, each line from the left."""
    lines: dict[int, list[dict[str, Any]]] = {}
    for char in page.chars:
        if abs(char["size"] - size) < 0.05:
            lines.setdefault(round(char["top"]), []).append(char)
    return [sorted(lines[top], key=lambda char: char["x0"]) for top in sorted(lines)]


def official(printed: dict[str, Printed]) -> Iterator[tuple[str, Printed]]:
    for code, each in printed.items():
        if each.sheet.paper.kind is Kind.OFFICIAL:
            yield code, each


@pytest.fixture(scope="module")
def long_report(printed: dict[str, Printed]) -> Printed:
    """The report of a political review whose findings fill three pages and more, with a number."""
    sheet = printed["review_report"].sheet
    data = replace(sheet.data, findings=EVEN_WORDS * 70, number="测林机支〔2026〕1号")
    long = replace(sheet, data=data)
    return Printed(long, pdf_of([long]))


def test_type_area_and_grid(long_report: Printed) -> None:
    """A full page has 22 lines of 28 characters of 16 points in 156 × 225 mm, 37 mm from the
    top, 28 from the left.
    """
    with long_report.pdf as pdf:
        page = pdf.pages[1]
        assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
        lines = lines_of(page, 16)
    assert len(lines) == 22
    pitches = [below[0]["top"] - above[0]["top"] for above, below in pairwise(lines)]
    assert median(pitches) / MM == pytest.approx(225 / 22, abs=0.05)
    full = [line for line in lines if {char["text"] for char in line} <= set(EVEN_WORDS)]
    assert max(len(line) for line in full) == 28
    full = [line for line in full if len(line) == 28]
    assert min(line[0]["x0"] for line in full) / MM == pytest.approx(28, abs=0.3)
    assert max(line[-1]["x1"] for line in full) / MM == pytest.approx(210 - 26, abs=0.5)
    ink = bands(picture(long_report, 1), is_dark, 27, 185)
    above = (
        225 / 22 - 5.64
    ) / 2 + layout.INK * 5.64  # in the line, and in the square of the character
    assert ink[0][0] == pytest.approx(37 + above, abs=0.3)


def test_head_number_and_rule(long_report: Printed) -> None:
    """The head 35 mm below the type area's top, the rule 4 mm below the number and as wide as
    the type area.
    """
    image = picture(long_report)
    head, rule = bands(image, is_red)[:2]
    assert head[0] == pytest.approx(37 + 35, abs=0.5)
    number = [band for band in bands(image, is_dark, 28, 110) if head[1] < band[0] < rule[0]]
    assert rule[0] - number[-1][1] == pytest.approx(4, abs=0.5)
    assert number[0][0] - head[1] == pytest.approx(2 * 225 / 22 + 2.3, abs=1.5)
    row = int(rule[0] * DOTS) + 1
    # RGB
    red = [column / DOTS for column in range(image.width) if is_red(image.getpixel((column, row)))]  # type: ignore[arg-type]
    assert red[0] == pytest.approx(28, abs=0.3)
    assert red[-1] == pytest.approx(184, abs=0.3)


def test_sizes(printed: dict[str, Printed]) -> None:
    """Body 16 points, title 22, imprint and page number 14; the head between."""
    for code, each in official(printed):
        with each.pdf as pdf:
            sizes = {round(char["size"], 1) for page in pdf.pages for char in page.chars}
        assert {14.0, 16.0, 22.0} <= sizes, code
        assert sizes - {14.0, 16.0, 22.0} <= {size for size in sizes if 22 <= size <= 40}, code


def test_page_numbers(long_report: Printed) -> None:
    """Odd pages right, even pages left, one character in; the dashes 7 mm below the type area."""
    for index in range(2):
        image = picture(long_report, index)
        low = [band for band in bands(image, is_dark) if band[0] > 297 - 35 + 4]
        assert low
        with long_report.pdf as pdf:
            chars = [char for char in pdf.pages[index].chars if char["top"] / MM > 297 - 35 + 2]
        dashes = [char for char in chars if char["text"] == "—"]
        if index % 2 == 0:
            assert max(char["x1"] for char in dashes) / MM == pytest.approx(184 - 14 / MM, abs=0.5)
        else:
            assert min(char["x0"] for char in dashes) / MM == pytest.approx(28 + 14 / MM, abs=0.5)
        x = (dashes[0]["x0"] + dashes[0]["x1"]) / 2 / MM
        dash = [band for band in bands(image, is_dark, x - 0.5, x + 0.5) if band[0] > 297 - 35 + 2]
        assert dash[0][0] == pytest.approx(297 - 35 + 7, abs=0.5)


def test_the_imprint_stands_at_the_foot_of_the_last_even_page(printed: dict[str, Printed]) -> None:
    for code, each in official(printed):
        with each.pdf as pdf:
            assert len(pdf.pages) % 2 == 0, code
            last = pdf.pages[-1]
            imprint = [
                char for char in last.chars if char["text"] == "印" and abs(char["size"] - 14) < 0.1
            ]
            assert imprint, code
            rules = sorted(
                line["bottom"] for line in (*last.rects, *last.lines) if line["bottom"] / MM > 200
            )
        assert rules[-1] / MM == pytest.approx(297 - 35, abs=0.5), code


def test_no_signature_stands_alone(printed: dict[str, Printed]) -> None:
    """On the page of the signature there are at least two lines of text above it."""
    for code, each in official(printed):
        with each.pdf as pdf:
            pages = [
                ["".join(char["text"] for char in line) for line in lines_of(page, 16)]
                for page in pdf.pages
            ]
        page = next(lines for lines in reversed(pages) if each.sheet.data.issuer in lines)
        assert page.index(each.sheet.data.issuer) >= 2, code


def test_letter(printed: dict[str, Printed]) -> None:
    """The head 30 mm from the upper edge; double rules of 170 mm, 4 mm below it and 20 mm from
    the lower edge.
    """
    image = picture(printed["inquiry_letter"])
    red = bands(image, is_red)
    assert red[0][0] == pytest.approx(30, abs=0.5)
    assert red[1][0] - red[0][1] == pytest.approx(4, abs=0.8)
    assert 297 - red[-1][1] == pytest.approx(20, abs=0.8)
    row = int(red[1][0] * DOTS) + 3
    columns = []
    for column in range(image.width):
        if is_red(image.getpixel((column, row))):  # type: ignore[arg-type]  # RGB
            columns.append(column / DOTS)
    assert columns[-1] - columns[0] == pytest.approx(170, abs=0.5)
    with printed["inquiry_letter"].pdf as pdf:
        assert not [
            char for char in pdf.pages[0].chars if char["text"] == "—" and char["top"] / MM > 265
        ]


def test_forms_are_a4_with_nothing_beyond_the_margins(printed: dict[str, Printed]) -> None:
    for code, each in printed.items():
        with each.pdf as pdf:
            for page in pdf.pages:
                assert sorted((round(page.width / MM), round(page.height / MM))) == [210, 297], code
                for thing in (*page.chars, *page.rects, *page.lines):
                    assert thing["x0"] / MM > 15, (code, thing.get("text"))
                    assert thing["x1"] / MM < page.width / MM - 15, (code, thing.get("text"))


def test_title_is_broken_between_its_parts() -> None:
    parts = ("关于", "同意接收", "阿卜杜热合曼·买买提明同志", "为中共预备党员的", "批复")
    lines = layout.title_lines(parts)
    assert "".join(lines) == "".join(parts)
    assert all(len(line) <= 20 for line in lines)
    assert len(lines) == 2


def test_a_name_longer_than_a_line_is_broken_at_a_dot() -> None:
    parts = ("关于", "阿卜杜热合曼·买买提明·吐尔逊江·艾合买提同志", "入党积极分子备案的", "报告")
    lines = ["关于阿卜杜热合曼·买买提明·", "吐尔逊江·艾合买提同志", "入党积极分子备案的报告"]
    assert layout.title_lines(parts) == lines


def test_a_long_head_keeps_within_the_type_area() -> None:
    assert layout.masthead_style("中共测试市委员会").startswith("font-size:40.00pt")
    assert layout.masthead_style("机" * 18).startswith("font-size:24.57pt")
    assert layout.masthead_style("机" * 30).startswith("font-size:29.48pt")  # two lines


def test_a_long_unit_is_made_smaller_and_then_broken_evenly() -> None:
    assert layout.unit_style("机关第一党支部") == "font-size:13.00pt"
    assert layout.unit_style("机" * 38) == "font-size:12.53pt"
    assert layout.unit_style("机" * 60) == "font-size:10.0pt;width:30.50em;margin:0 auto"


def test_a_long_signature_is_broken_evenly() -> None:
    assert (
        layout.signature_style("机关第一党支部", None) == "margin-right:4.00em;white-space:nowrap"
    )
    assert layout.signature_style("机" * 38, None) == "margin-right:0.00em;width:19.50em"
