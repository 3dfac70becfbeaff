"""What the archive wants, the electronic package, and its verification without a database."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from branches.models import Job
from branches.services.jobs import run_job
from cases.facts.values import ArchivedPaper, Paper
from cases.models import Case, LocalProfile
from filings.papers.kept import store
from filings.papers.kept.archiving import archive_state
from filings.papers.kept.models import ArchivePackage, ScanFile
from filings.papers.kept.verifying import verify
from filings.papers.sheets.archive import ArchiveList
from filings.papers.sheets.kit.loading import subjects_of
from tests.cases.rules.build import IN_2014, IN_2026
from tests.filings.papers.uploads import picture, send, sign_in
from tests.filings.services.build import FilingWorld

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> FilingWorld:
    monkeypatch.setenv("JISHI_TODAY", "2035-06-01")
    settings.STORE_DIR = tmp_path / "store"
    return FilingWorld(IN_2026)


@pytest.fixture
def short(world: FilingWorld) -> Case:
    """A case that ended early, so that its package is small."""
    world.facts["talk"] = world.step("talk", summary="谈话情况")
    case = world.drive(world.open_case(), "talk")
    sign_in_secretary = Client()
    sign_in(sign_in_secretary, world.secretary)
    send(sign_in_secretary, case, ("../签名页.png", picture()), is_signed="on")
    Case.objects.filter(pk=case.pk).update(
        state="closed", outcome="withdrew", closed_on="2027-01-01"
    )
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(("day", "count"), [(IN_2014, 5), (IN_2026, 6)])
def test_the_list_goes_by_the_edition(world: FilingWorld, day: date, count: int) -> None:
    case = world.open_case()
    state = archive_state(case, day)
    assert (len(state.lacking), len(state.without_scan), state.can_pack) == (count, count, False)


def test_what_step_25_names_is_there(world: FilingWorld) -> None:
    archived = world.drive(world.open_case(), "archive")
    state = archive_state(archived, world.day("archive"))
    assert (state.edition, state.lacking, state.can_pack) == (2026, [], True)
    assert [line.is_given for line in state.lines] == [True] * 6


def test_the_two_record_forms_stand_for_the_cultivation_papers_of_2014(
    settings: LazySettings,
) -> None:
    """What another paper stands for is not listed as missing, neither on the list nor on the
    page.
    """
    world = FilingWorld(IN_2014)
    given = (
        Paper.FORM,
        Paper.APPLICATION,
        Paper.REVIEW,
        Paper.CONVERSION,
        Paper.ACTIVIST_RECORD,
        Paper.PROBATION_RECORD,
    )
    world.facts["archive"] = world.step(
        "archive", papers=tuple(ArchivedPaper(kind=kind, pages=3) for kind in given)
    )
    case = world.drive(world.open_case(), "archive")
    (subject,) = subjects_of([case], world.day("archive"))
    rows = [(row.title, row.is_there) for row in ArchiveList.of(subject.at(25)).materials]
    assert rows == [(kind.label, True) for kind in given]
    state = archive_state(case, world.day("archive"))
    assert (state.is_whole, len(state.without_scan)) == (True, 6)


def test_what_was_not_handed_over_is_said_once_something_was(world: FilingWorld) -> None:
    before = ArchiveList.of(subjects_of([world.open_case()], world.day("archive"))[0].at(25))
    assert {row.is_there for row in before.materials} == {
        None
    }  # nothing was handed over, nothing lacks yet
    world.facts["archive"] = world.step("archive", papers=(ArchivedPaper(kind=Paper.FORM),))
    case = world.drive(world.open_case(seed=501), "approve_conversion")
    world.record(case, "archive", reasons={"E16": "随后补交"})
    (subject,) = subjects_of([Case.objects.get(pk=case.pk)], world.day("archive"))
    there = {row.title: row.is_there for row in ArchiveList.of(subject.at(25)).materials}
    assert there.pop(Paper.FORM.label) is True
    assert set(there.values()) == {False}


def test_what_local_rules_ask_for_is_listed_once_its_step_is_done(
    client: Client, world: FilingWorld
) -> None:
    case = world.drive(world.open_case(), "talk")
    papers = {"extra_papers": {"talk": ["谈话照片"], "train": ["结业考试卷"]}}
    LocalProfile.objects.create(organization=world.tree.bureau, rules=papers)
    state = archive_state(case, world.day("talk"))
    assert state.local_lacking == ["谈话照片"]
    sign_in(client, world.secretary)
    page = reverse("case_archive", args=[case.number])
    assert "本地规定另须而没有收到：谈话照片" in client.get(page).text
    (line,) = state.local
    send(client, case, ("照片.png", picture()), code=line.kind.code)
    assert archive_state(case, world.day("talk")).local_lacking == []
    assert "本地规定另须" not in client.get(page).text
    (subject,) = subjects_of([case], world.day("talk"))
    assert [row.title for row in ArchiveList.of(subject).materials][-2:] == [
        "谈话照片",
        "结业考试卷",
    ]


def test_a_case_on_its_way_is_not_packed(client: Client, world: FilingWorld) -> None:
    case = world.open_case()
    sign_in(client, world.secretary)
    page = client.get(reverse("case_archive", args=[case.number])).text
    assert "不齐全" in page
    assert reverse("archive_pack", args=[case.number]) not in page
    assert client.post(reverse("archive_pack", args=[case.number])).status_code == 302
    assert not Job.objects.exists()
    sign_in(client, world.stranger)
    assert client.get(reverse("case_archive", args=[case.number])).status_code == 404
    assert client.post(reverse("archive_pack", args=[case.number])).status_code == 404


@pytest.fixture
def package(client: Client, world: FilingWorld, short: Case, tmp_path: Path) -> Path:
    """The package as a user gets it."""
    sign_in(client, world.secretary)
    assert client.post(reverse("archive_pack", args=[short.number])).status_code == 302
    job = Job.objects.get()
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.result is not None
    path = tmp_path / "package.zip"
    path.write_bytes(b"".join(client.get(job.result["url"])))
    return path


def test_the_package_holds_papers_scans_and_entries(
    client: Client, short: Case, package: Path
) -> None:
    with zipfile.ZipFile(package) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert [row["path"] for row in manifest["files"]] == [
            "papers/001-application_receipt.pdf",
            "papers/002-talk_record.pdf",
            "scans/003-talk_record.pdf",
            "scans/003-talk_record/01.png",
            "entries.json",
        ]
        assert archive.read("scans/003-talk_record/01.png") == picture()
        for name in ("papers/002-talk_record.pdf", "scans/003-talk_record.pdf"):
            with pikepdf.open(BytesIO(archive.read(name))) as pdf:
                assert pdf.open_metadata().pdfa_status == "3B"
        entries = json.loads(archive.read("entries.json"))
    assert [entry["term"] for entry in entries] == ["递交入党申请书", "党组织派人谈话"]
    assert entries[-1]["sealed"] == {"summary": "谈话情况"}
    row = ArchivePackage.objects.get()
    assert (row.head, row.files) == (short.head, 6)
    page = client.get(reverse("case_archive", args=[short.number])).text
    assert row.manifest_digest in page
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        row.delete()


def test_a_lost_scan_is_missed_and_the_rest_is_packed(
    client: Client, world: FilingWorld, short: Case
) -> None:
    store.path_of(ScanFile.objects.get().stored).unlink()
    sign_in(client, world.secretary)
    url, fault = reverse("case_archive", args=[short.number]), "签名页.png（存储的文件已丢失）"
    page = client.get(url).text
    assert "不齐全" in page
    assert fault in page
    client.post(reverse("archive_pack", args=[short.number]))
    job = Job.objects.get()
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.result is not None
    with zipfile.ZipFile(BytesIO(b"".join(client.get(job.result["url"])))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert "scans/003-talk_record.pdf" in archive.namelist()
        assert "scans/003-talk_record/01.png" not in archive.namelist()
    assert manifest["lacking"][-1] == f"党组织派人谈话记录：{fault}"
    assert ArchivePackage.objects.get().lacking == manifest["lacking"]


def test_a_whole_package_is_verified_without_a_query(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = ArchivePackage.objects.get().manifest_digest

    def refuse(*_args: object) -> None:
        raise AssertionError("a query")

    with connection.execute_wrapper(refuse):
        call_command("verify_archive", str(package), digest=digest[:16])
    out = capsys.readouterr().out
    assert "5 个文件与清单相符，2 条登记前后相连" in out
    assert digest in out
    with pytest.raises(CommandError, match="不是移交的那一份"):
        call_command("verify_archive", str(package), digest="0" * 64)


@pytest.mark.parametrize("digest", ["a", "  ", "你好", "g" * 64, "a" * 65])
def test_a_digest_that_proves_nothing_is_refused(tmp_path: Path, digest: str) -> None:
    with pytest.raises(CommandError, match="至少前 16 位"):
        call_command("verify_archive", str(tmp_path / "x.zip"), digest=digest)


Change = Callable[[dict[str, bytes]], object]


def rewritten(files: dict[str, bytes], change: Callable[[list[dict[str, object]]], object]) -> None:
    """The entries changed, and the manifest made to agree: the chain alone can tell."""
    entries = json.loads(files["entries.json"])
    change(entries)
    files["entries.json"] = json.dumps(entries).encode()
    manifest = json.loads(files["manifest.json"])
    row = manifest["files"][-1]
    row["size"], row["sha256"] = (
        len(files["entries.json"]),
        hashlib.sha256(files["entries.json"]).hexdigest(),
    )
    files["manifest.json"] = json.dumps(manifest).encode()


def relisted(files: dict[str, bytes], change: Callable[[list[dict[str, object]]], object]) -> None:
    """The list of files in the manifest changed."""
    manifest = json.loads(files["manifest.json"])
    change(manifest["files"])
    files["manifest.json"] = json.dumps(manifest).encode()


def without_entries(files: dict[str, bytes]) -> None:
    del files["entries.json"]
    relisted(files, lambda rows: rows.pop())


def with_way_out(files: dict[str, bytes]) -> None:
    files["../x"] = b"x"
    row: dict[str, object] = {"path": "../x", "size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
    relisted(files, lambda rows: rows.append(row))


def other_day(entries: list[dict[str, object]]) -> None:
    recorded = entries[0]["recorded"]
    assert isinstance(recorded, dict)
    recorded["taken_on"] = "2020-01-01"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            lambda files: files.update({"papers/002-talk_record.pdf": b"%PDF-1.7"}),
            "与清单中的摘要不符",
        ),
        (
            lambda files: files.pop("scans/003-talk_record/01.png"),
            "缺少 scans/003-talk_record/01.png",
        ),
        (lambda files: files.update({"papers/more.pdf": b"x"}), "papers/more.pdf 不在清单中"),
        (lambda files: files.pop("manifest.json"), "没有清单"),
        (lambda files: files.update({"manifest.json": b"[]"}), "读不懂"),
        (lambda files: relisted(files, lambda rows: rows[0].pop("size")), "读不懂"),
        (without_entries, "清单中没有登记 entries.json"),
        (with_way_out, "../x 的路径会把文件解压到包外"),
        (lambda files: rewritten(files, other_day), "第 1 条登记的内容与摘要不符"),
        (lambda files: rewritten(files, lambda entries: entries.pop()), "末尾的登记缺失"),
        (
            lambda files: rewritten(files, lambda entries: entries.pop(0)),
            "第 1 条登记与前一条不相连",
        ),
    ],
    ids=[
        "changed",
        "lost",
        "added",
        "no-manifest",
        "bad-manifest",
        "bad-row",
        "no-entries",
        "way-out",
        "entry",
        "last-entry",
        "first-entry",
    ],
)
def test_what_was_changed_is_found(package: Path, change: Change, fault: str) -> None:
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(package, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert fault in "\n".join(verify(package).faults)
    with pytest.raises(CommandError):
        call_command("verify_archive", str(package))


def test_what_is_no_package_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK nonsense")
    assert verify(path).faults
    assert verify(tmp_path / "nothing.zip").faults


def test_the_receipt_bears_the_digest(client: Client, short: Case, package: Path) -> None:
    page = client.get(reverse("case_papers", args=[short.number])).text
    assert "电子档案包移交接收单" in page
    printed = client.post(reverse("paper_print", args=[short.number, "package_receipt"]))
    assert printed["Content-Type"] == "application/pdf"
