"""The whole case as one PDF, made in the background."""

from __future__ import annotations

import os
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdfium2 import PdfDocument

from branches.models import Job
from branches.services.jobs import Cancelled, Run, do_chores, run_job
from cases.models import Case
from filings.papers.kept import store
from filings.papers.kept.models import PrintedPaper, ScanFile
from filings.papers.press import printing
from filings.papers.press.services import batches
from filings.papers.sheets.catalogue import PAPERS
from tests.filings.papers.uploads import pdf, picture, send, sign_in
from tests.filings.services.build import FilingWorld

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]


def ordered(client: Client, url: str, data: dict[str, object] | None = None) -> Job:
    """The job that the order made, done."""
    assert client.post(url, data).status_code == 302
    job = Job.objects.latest("pk")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.message
    return job


def taken(client: Client, job: Job) -> bytes:
    assert job.result is not None
    response = client.get(job.result["url"])
    assert response.status_code == 200
    return b"".join(response)


def test_every_paper_and_scan_stands_in_order(secretary: Client, case: Case) -> None:
    send(secretary, case, ("1.jpg", picture("JPEG")), ("2.pdf", pdf(2)), code="application_letter")
    data = taken(secretary, ordered(secretary, reverse("dossier", args=[case.number])))
    document = PdfDocument(data)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    total = len(texts)
    assert [f"{case.number}{number}/{total}" in text for number, text in enumerate(texts, 1)] == [
        True
    ] * total
    titles = [
        "发展党员工作案卷",
        "卷内材料目录",
        "入党申请书收件回执",
        "",
        "",
        "",
        "党组织派人谈话记录",
    ]
    assert [title in text for title, text in zip(titles, texts, strict=False)] == [True] * 7
    assert "入党申请书（扫描件，第1版）34" in texts[1]  # pages, and the number of the first
    assert any(page.get_size()[0] > page.get_size()[1] for page in document) is False
    assert set(PrintedPaper.objects.values_list("paper", flat=True)) == {
        "application_receipt",
        "talk_record",
    }


def test_a_file_that_is_lost_or_changed_has_a_page_that_says_so(
    secretary: Client, case: Case
) -> None:
    send(
        secretary, case, ("丢.pdf", pdf(2)), ("改.jpg", picture("JPEG")), code="application_letter"
    )
    lost, changed = ScanFile.objects.order_by("position")
    store.path_of(lost.stored).unlink()
    path = store.path_of(changed.stored)
    path.write_bytes(path.read_bytes()[:-1] + b"x")  # as long as it was
    data = taken(secretary, ordered(secretary, reverse("dossier", args=[case.number])))
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(data)]
    assert "入党申请书（扫描件，第1版，存储的文件已丢失，存储的文件已损坏）24" in texts[1]
    assert "“丢.pdf”（PDF，2页）存储的文件已丢失，请重新收存后再制作。" in texts[3]
    assert "“改.jpg”（JPEG，1页）存储的文件已损坏" in texts[4]
    assert "党组织派人谈话记录" in texts[5]


def test_it_is_bookmarked(secretary: Client, case: Case) -> None:
    send(secretary, case, ("1.png", picture()), code="application_letter")
    data = taken(secretary, ordered(secretary, reverse("dossier", args=[case.number])))
    with pikepdf.open(BytesIO(data)) as document:
        with document.open_outline() as outline:
            tree = [(item.title, [child.title for child in item.children]) for item in outline.root]
        assert tree == [
            ("卷内材料目录", []),
            ("1 递交入党申请书", ["入党申请书收件回执", "入党申请书（扫描件，第1版）"]),
            ("2 党组织派人谈话", ["党组织派人谈话记录"]),
        ]


def test_a_selection_comes_as_a_zip(secretary: Client, world: FilingWorld, case: Case) -> None:
    other = world.open_case(seed=90_510)
    data = taken(
        secretary, ordered(secretary, reverse("dossiers"), {"case": [case.number, other.number]})
    )
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        assert [name.split()[0] for name in names] == [case.number, other.number]
        assert all(archive.read(name).startswith(b"%PDF-") for name in names)
    assert secretary.post(reverse("dossiers"), {"case": ["2026-9999"]}).status_code == 404


def test_a_long_print_is_made_by_the_worker(
    secretary: Client, world: FilingWorld, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The documents are laid out in parts, and come as one."""
    monkeypatch.setattr(batches, "PAPERS_AT_ONCE", 1)
    monkeypatch.setattr(printing, "LAID_OUT", 1)
    numbers = [world.open_case(seed=90_510).number, case.number]
    data: dict[str, object] = {"case": numbers, "paper": "application_receipt"}
    job = ordered(secretary, reverse("papers_print"), data)
    assert job.kind == "prints"
    pages = PdfDocument(taken(secretary, job))
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert [number in text for number, text in zip(numbers, texts, strict=True)] == [True, True]
    assert all("校验码" in text for text in texts)
    assert PrintedPaper.objects.count() == 2
    sign_in(secretary, world.stranger)
    assert secretary.post(reverse("papers_print"), data).status_code == 404
    assert job.result is not None
    assert secretary.get(job.result["url"]).status_code == 404


def test_a_roster_of_some_rows_comes_at_once() -> None:
    roster, form = PAPERS["activist_roster"], PAPERS["application_receipt"]
    assert [batches.takes_long(roster, rows) for rows in (100, 101)] == [False, True]
    assert [batches.takes_long(form, cases) for cases in (10, 11)] == [False, True]


def test_who_may_have_it(client: Client, world: FilingWorld, case: Case) -> None:
    sign_in(client, world.stranger)
    assert client.post(reverse("dossier", args=[case.number])).status_code == 404
    with_contact = world.drive(case, "appoint_contacts")
    sign_in(client, world.contact)
    assert client.get(with_contact.get_absolute_url()).status_code == 200
    assert client.post(reverse("dossier", args=[case.number])).status_code == 403
    assert "制作整卷" not in client.get(reverse("case_papers", args=[case.number])).text
    sign_in(client, world.secretary)
    job = ordered(client, reverse("dossier", args=[case.number]))
    assert job.result is not None
    sign_in(client, world.clerk)  # sees the case, and did not order it
    assert client.get(job.result["url"]).status_code == 404


def test_a_file_goes_after_a_week(secretary: Client, case: Case, settings: LazySettings) -> None:
    job = ordered(secretary, reverse("dossier", args=[case.number]))
    assert job.result is not None
    url = job.result["url"]
    send(secretary, case, ("1.png", picture()), code="application_letter")
    do_chores()
    assert b"".join(secretary.get(url)).startswith(b"%PDF-")
    long_ago = timezone.now() - timedelta(days=8)
    Job.objects.filter(pk=job.pk).update(finished_at=long_ago)
    files = [path for path in Path(settings.STORE_DIR).rglob("*") if path.is_file()]
    for path in files:
        os.utime(path, (long_ago.timestamp(), long_ago.timestamp()))
    do_chores()
    assert secretary.get(url).status_code == 404
    page = secretary.get(job.get_absolute_url()).text
    assert "已过保留期限" in page
    assert "查看结果" not in page
    (left,) = (path for path in files if path.exists())  # a scan stays, however old
    assert left.name == ScanFile.objects.get().stored


def test_the_command_writes_it(case: Case, tmp_path: Path) -> None:
    call_command("print_papers", case=case.number, output=tmp_path / "out", dossier=True)
    assert re.match(rb"%PDF-1\.\d", (tmp_path / "out" / f"{case.number}.pdf").read_bytes())


def test_the_command_says_where_it_cannot_write(case: Case, tmp_path: Path) -> None:
    (tmp_path / f"{case.number}.pdf").mkdir()
    with pytest.raises(CommandError, match=f"{case.number}.pdf：Is a directory"):
        call_command("print_papers", case=case.number, output=tmp_path, dossier=True)
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="File exists"):
        call_command("print_papers", case=case.number, output=tmp_path / "file")
    with pytest.raises(CommandError, match="没有编号为 9999-0001 的案卷"):
        call_command("print_papers", case="9999-0001", output=tmp_path)


def test_one_that_is_cancelled_leaves_no_code_and_no_file(
    secretary: Client, case: Case, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert secretary.post(reverse("dossier", args=[case.number])).status_code == 302
    job = Job.objects.get()
    progress = Run.progress

    def cancel_at_the_second(
        run: Run, done: int, total: int | None = None, message: str = ""
    ) -> None:
        if done:
            Job.objects.filter(pk=job.pk).update(cancel_requested=True)
            raise Cancelled
        progress(run, done, total, message)

    monkeypatch.setattr(Run, "progress", cancel_at_the_second)
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("cancelled", None)
    assert not PrintedPaper.objects.exists()
    assert not [path for path in Path(settings.STORE_DIR).rglob("*") if path.is_file()]
