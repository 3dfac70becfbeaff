"""Papers that come in: what is kept, what is refused, and who may have it."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.http import content_disposition_header
from pytest_django import DjangoAssertNumQueries

from cases.models import Case, Finding
from filings.papers.kept import antivirus, store
from filings.papers.kept.models import Scan, ScanFile
from filings.papers.kept.scans import in_force
from filings.papers.kept.services.keeping import MOST_BYTES
from filings.papers.press import engine
from tests.filings.papers.uploads import pdf, picture, picture_claiming, send, sign_in
from tests.filings.services.build import FilingWorld


def zipped(**entries: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def kept(settings: LazySettings) -> list[Path]:
    return [path for path in Path(settings.STORE_DIR).rglob("*") if path.is_file()]


def test_a_paper_is_kept_shown_and_handed_out(
    secretary: Client, case: Case, settings: LazySettings
) -> None:
    files = (("谈话.pdf", pdf()), ("签名页.jpg", picture("JPEG")))
    assert send(secretary, case, *files, is_signed="on") == 302
    scan = Scan.objects.get()
    assert [(file.media, file.pages, file.virus) for file in scan.files.all()] == [
        ("application/pdf", 2, "unscanned"),
        ("image/jpeg", 1, "unscanned"),
    ]
    assert {path.name for path in kept(settings)} == {file.stored for file in scan.files.all()}
    page = secretary.get(reverse("scan", args=[case.number, "talk_record"])).text
    assert "未扫描" in page
    for file, (_, content) in zip(scan.files.all(), files, strict=True):
        response = secretary.get(file.get_absolute_url())
        assert response.getvalue() == content
        assert response["Content-Disposition"] == content_disposition_header(True, file.name)
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        drawn = secretary.get(reverse("scan_page", args=[file.key, 1]))
        assert (drawn["Content-Type"], drawn["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
        assert drawn.content.startswith(b"\xff\xd8")
        assert secretary.get(reverse("scan_page", args=[file.key, 9])).status_code == 404


def test_an_ofd_is_kept_as_it_is(secretary: Client, case: Case) -> None:
    assert send(secretary, case, ("谈话.ofd", zipped(OFD_xml=b"<ofd:OFD/>"))) == 302
    file = ScanFile.objects.get()
    assert (file.media, file.pages) == ("application/ofd", None)
    assert secretary.get(reverse("scan_page", args=[file.key, 1])).status_code == 404


def test_a_new_version_replaces_and_nothing_is_overwritten(
    secretary: Client, case: Case, settings: LazySettings
) -> None:
    send(secretary, case, ("1.png", picture()))
    send(secretary, case, ("2.png", picture("PNG")), keeps="on")
    assert send(secretary, case, is_signed="on") == 302  # the ticks alone
    send(secretary, case, ("3.png", picture()))
    versions = Scan.objects.order_by("version")
    assert [[file.name for file in scan.files.all()] for scan in versions] == [
        ["1.png"],
        ["1.png", "2.png"],
        ["1.png", "2.png"],
        ["3.png"],
    ]
    assert [scan.version for scan in in_force(case)] == [4]
    assert len(kept(settings)) == 3
    for row in (Scan.objects.first(), ScanFile.objects.first()):
        assert row is not None
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            row.save()


def test_withdrawing_wants_a_reason_and_takes_the_paper_out_of_force(
    secretary: Client, case: Case
) -> None:
    url = reverse("scan_withdraw", args=[case.number, "talk_record"])
    assert secretary.post(url, {"reason": "放错案卷"}).status_code == 422
    send(secretary, case, ("1.png", picture()))
    assert secretary.post(url, {"reason": ""}).status_code == 422
    assert secretary.post(url, {"reason": "放错案卷"}).status_code == 302
    assert in_force(case) == []
    assert "放错案卷" in secretary.get(reverse("scan", args=[case.number, "talk_record"])).text


HOSTILE = {
    "脚本.png": b"<script>alert(1)</script>",
    "网页.pdf": b"<!doctype html><html><body onload=alert(1)>",
    "半张.jpg": picture("JPEG", (900, 1200))[:-500],
    "半张.png": picture("PNG", (900, 1200))[:-500],
    "坏.pdf": b"%PDF-1.7\n" + b"x" * 200,
    "程序.pdf": b"MZ\x90\x00",
    "空.png": b"",
    "像素炸弹.png": picture_claiming(60_000, 60_000),
    "整张读入太大.png": picture_claiming(5_000, 5_000),
    "改名.ofd": zipped(readme_txt=b"no"),
    "炸弹.ofd": zipped(OFD_xml=b"<ofd:OFD/>", bomb_bin=bytes(301 * 2**20)),
    "脚本.pdf": pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
    "启动.pdf": pdf(
        AA=pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))
    ),
    "没有页.pdf": pdf(pages=0),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_a_scan_is_refused_and_leaves_nothing(
    secretary: Client, case: Case, settings: LazySettings, name: str
) -> None:
    engine.load_weasyprint()  # as in a web process that has printed
    good = ("好.png", picture())
    assert send(secretary, case, good, (name, HOSTILE[name])) == 422
    assert not Scan.objects.exists()
    assert kept(settings) == []
    assert {path.name for path in Path(settings.STORE_DIR).parent.iterdir()} <= {"store"}


def test_a_picture_with_too_many_dots_is_told_so(secretary: Client, case: Case) -> None:
    uploads = [SimpleUploadedFile("大.png", picture_claiming(30_000, 30_000))]
    page = secretary.post(reverse("scan", args=[case.number, "talk_record"]), {"uploads": uploads})
    assert "像素过大" in page.text


def test_a_pdf_that_unpacks_to_far_more_is_refused(secretary: Client, case: Case) -> None:
    document, out = pikepdf.open(BytesIO(pdf())), BytesIO()
    packed = zlib.compress(bytes(301 * 2**20), 9)
    bomb = pikepdf.Stream(document, packed)
    bomb.Filter = pikepdf.Name.FlateDecode
    document.pages[0].Contents = document.make_indirect(bomb)
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(out.getvalue()) < 2**20
    assert send(secretary, case, ("炸弹.pdf", out.getvalue())) == 422


def test_an_encrypted_pdf_is_refused(secretary: Client, case: Case) -> None:
    document, out = pikepdf.open(BytesIO(pdf())), BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert send(secretary, case, ("密.pdf", out.getvalue())) == 422


def test_a_name_is_text_and_no_path(secretary: Client, case: Case, settings: LazySettings) -> None:
    for name in ("../../../tmp/x.png", "..\\..\\x.png", "<img src=x onerror=alert(1)>.png"):
        assert send(secretary, case, (name, picture())) == 302
    folder = Path(settings.STORE_DIR)
    assert all(path.is_relative_to(folder) and len(path.name) == 43 for path in kept(settings))
    assert {path.name for path in folder.parent.iterdir()} == {"store"}
    page = secretary.get(reverse("scan", args=[case.number, "talk_record"])).text
    assert "<img src=x" not in page
    assert "../" not in page


def test_the_page_tells_the_browser_how_much_it_may_send(
    secretary: Client, case: Case, settings: LazySettings
) -> None:
    page = secretary.get(reverse("scan", args=[case.number, "talk_record"])).text
    assert f'data-most="{MOST_BYTES}"' in page
    assert f'data-most-sent="{settings.UPLOAD_MOST}"' in page


@pytest.mark.parametrize(
    ("answer", "status", "virus"),
    [
        (True, 302, "clean"),
        (antivirus.Infected("Eicar"), 422, None),
        (antivirus.ScannerUnavailable("down"), 422, None),
    ],
)
def test_the_virus_scanner_is_heard(
    secretary: Client,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    answer: object,
    status: int,
    virus: str | None,
) -> None:
    def check(path: Path) -> bool:
        if isinstance(answer, Exception):
            raise answer
        return True

    monkeypatch.setattr(antivirus, "check", check)
    assert send(secretary, case, ("1.png", picture())) == status
    assert list(ScanFile.objects.values_list("virus", flat=True)) == ([virus] if virus else [])


def test_a_paper_without_its_marks_is_a_finding_until_they_are_ticked(
    secretary: Client, case: Case
) -> None:
    send(secretary, case, ("1.png", picture()))
    found = Finding.objects.get(case=case, rule="F04")
    assert (found.step, found.severity, found.message) == (
        2,
        "correct",
        "《党组织派人谈话记录》缺签名",
    )
    send(secretary, case, is_signed="on")
    assert not Finding.objects.filter(case=case, rule="F04").exists()


def test_what_lacks_is_shown_on_the_pages(secretary: Client, case: Case) -> None:
    for url in (case.get_absolute_url(), reverse("case_papers", args=[case.number])):
        assert "党组织派人谈话记录" in secretary.get(url).text.partition("还缺")[2][:200]
    send(secretary, case, ("1.png", picture()), is_signed="on")
    page = secretary.get(case.get_absolute_url()).text
    assert "入党申请书、" in page.partition("还缺")[2][:200]
    assert "党组织派人谈话记录" not in page.partition("还缺")[2][:200]
    assert (
        "还要收存：入党积极分子推荐人选登记表"
        in secretary.get(reverse("step", args=[case.number, "shortlist"])).text
    )


def test_who_may_keep_and_who_may_see(client: Client, world: FilingWorld, case: Case) -> None:
    sign_in(client, world.secretary)
    send(client, case, ("1.png", picture()))
    assert send(client, case, ("1.png", picture()), code="conversion_letter") == 422  # not its turn
    assert send(client, case, ("1.png", picture()), code="nonsense") == 404
    file = ScanFile.objects.get()
    sign_in(client, world.clerk)  # reads, and does not do this step
    response = client.get(file.get_absolute_url())
    assert b"".join(response) == picture()
    assert send(client, case, ("1.png", picture())) == 403
    sign_in(client, world.stranger)
    assert send(client, case, ("1.png", picture())) == 404
    for url in (file.get_absolute_url(), reverse("scan_page", args=[file.key, 1])):
        assert client.get(url).status_code == 404
    client.logout()
    assert client.get(file.get_absolute_url()).status_code == 302


def test_a_contact_sees_no_paper_of_a_hidden_step(client: Client, world: FilingWorld) -> None:
    case = world.drive(world.open_case(), "political_review")
    sign_in(client, world.secretary)
    assert send(client, case, ("1.png", picture()), code="review_report") == 302
    sign_in(client, world.contact)
    assert client.get(ScanFile.objects.get().get_absolute_url()).status_code == 404
    assert client.get(reverse("scan", args=[case.number, "review_report"])).status_code == 404
    assert "政治审查情况的报告" not in client.get(reverse("case_papers", args=[case.number])).text


def test_a_file_that_the_store_has_lost_is_named(secretary: Client, case: Case) -> None:
    send(secretary, case, ("在.png", picture()), ("丢.png", picture()), ("半.pdf", pdf()))
    kept_file, lost, cut = ScanFile.objects.order_by("position")
    store.path_of(lost.stored).unlink()
    store.path_of(cut.stored).write_bytes(b"%PDF-1.7")
    page = secretary.get(reverse("scan", args=[case.number, "talk_record"])).text
    assert "有 2 个存储的文件已丢失或损坏，请重新收存" in page
    shown = [reverse("scan_page", args=[file.key, 1]) for file in (kept_file, lost, cut)]
    assert [url in page for url in shown] == [True, False, False]
    assert [secretary.get(url).status_code for url in shown] == [200, 404, 404]
    assert secretary.get(lost.get_absolute_url()).status_code == 404
    assert "存储的文件已丢失" in secretary.get(reverse("case_papers", args=[case.number])).text
    send(secretary, case, is_signed="on")  # the ticks alone change no file
    assert ScanFile.objects.filter(scan__version=2).count() == 3
    send(secretary, case, ("补.png", picture()), keeps="on")
    assert list(ScanFile.objects.filter(scan__version=3).values_list("name", flat=True)) == [
        "在.png",
        "补.png",
    ]
    assert (
        "请重新收存" not in secretary.get(reverse("scan", args=[case.number, "talk_record"])).text
    )


@pytest.mark.parametrize("files", [1, 3])
def test_the_page_asks_the_same_for_one_file_and_three(
    secretary: Client, case: Case, files: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(files):
        send(secretary, case, (f"{number}.png", picture()), keeps="on")
    with django_assert_max_num_queries(15):
        secretary.get(reverse("scan", args=[case.number, "talk_record"]))
    with django_assert_max_num_queries(15):
        secretary.get(reverse("case_papers", args=[case.number]))
