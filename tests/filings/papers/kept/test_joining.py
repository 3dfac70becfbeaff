"""Photographs of a paper: turned upright, joined in their order, and nothing else taken for one."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Case
from filings.papers.kept import store
from filings.papers.kept.joining import joined
from filings.papers.kept.models import Scan, ScanFile
from tests.filings.papers.uploads import pdf, photograph, picture


def uploads(*contents: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile("IMG.jpg", content) for content in contents]


def sizes(content: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in points."""
    with pikepdf.open(BytesIO(content)) as paper:
        return [(round(page.mediabox[2]), round(page.mediabox[3])) for page in paper.pages]


@pytest.mark.parametrize("turned", [6, 8])
def test_a_photograph_lying_on_its_side_is_turned_upright(turned: int) -> None:
    """Its EXIF says how the phone was held; on A4 it stands tall."""
    made = joined(uploads(photograph((2000, 1000), turned=turned)))
    [(width, height)] = sizes(made.content)
    assert (width, height) == (421, 842)
    with pikepdf.open(BytesIO(made.content)) as paper:
        [image] = paper.pages[0].get_images().values()
        assert (int(image.Width), int(image.Height)) == (1000, 2000)


def test_pages_stand_in_their_order_and_are_no_larger_than_needed() -> None:
    made = joined(
        uploads(photograph((4000, 3000)), photograph((300, 400)), photograph((3000, 4000)))
    )
    tall = [height > width for width, height in sizes(made.content)]
    assert tall == [False, True, True]
    with pikepdf.open(BytesIO(made.content)) as paper:
        widest = [int(image.Width) for page in paper.pages for image in page.get_images().values()]
    assert widest == [2205, 300, 1654]


@pytest.mark.django_db
def test_a_paper_is_photographed_page_by_page(secretary: Client, case: Case) -> None:
    url = reverse("scan", args=[case.number, "talk_record"])
    assert 'capture="environment"' in secretary.get(url).text
    pages = uploads(photograph((30, 40), turned=3), photograph((40, 30), turned=6))
    assert secretary.post(url, {"photographs": pages}).status_code == 302
    file = ScanFile.objects.get()
    assert (file.media, file.pages, file.name) == ("application/pdf", 2, "拍照.pdf")
    assert len(sizes(store.path_of(file.stored).read_bytes())) == 2
    more = {"photographs": uploads(photograph((30, 40))), "keeps": "on"}
    assert secretary.post(url, more).status_code == 302
    newest = Scan.objects.latest("pk")
    assert [each.pages for each in newest.files.all()] == [2, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf(), "第 2 张：不是照片"),
        (b"GIF89a", "第 2 张：不是 PDF、JPEG、PNG"),
        (photograph((60, 60))[:400], "第 2 张：图片已损坏"),
    ],
    ids=["pdf", "gif", "broken"],
)
def test_what_is_no_photograph_is_refused_by_its_page(
    secretary: Client, case: Case, content: bytes, said: str
) -> None:
    url = reverse("scan", args=[case.number, "talk_record"])
    answer = secretary.post(url, {"photographs": uploads(picture("JPEG"), content)})
    assert answer.status_code == 422
    assert said in answer.text
    assert not Scan.objects.exists()


@pytest.mark.django_db
def test_no_paper_has_more_photographs_than_files(secretary: Client, case: Case) -> None:
    url = reverse("scan", args=[case.number, "talk_record"])
    answer = secretary.post(url, {"photographs": uploads(*[picture("JPEG")] * 51)})
    assert answer.status_code == 422
    assert "最多 50 个文件" in answer.text
