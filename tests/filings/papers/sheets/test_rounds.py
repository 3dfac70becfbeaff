"""A paper belongs to a round of its step: printing, numbers, codes, scans, dossier, list and
package follow.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from branches.actor import Actor
from cases.facts.admission import AfterFailure
from cases.facts.arithmetic import add_months
from cases.facts.probation import ConversionOutcome
from cases.facts.target import Inquiry
from cases.models import Case
from filings.papers.kept import archiving, services
from filings.papers.kept.archiving import pack
from filings.papers.kept.models import DocumentNumber, PrintedPaper, Scan
from filings.papers.kept.scans import in_force
from filings.papers.press.dossier import Piece, pieces_of
from filings.papers.press.printing import no_mark, sheets_of, untold
from filings.papers.sheets.catalogue import PAPERS, in_order
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.subject import Subject
from tests.cases.rules.build import IN_2014, IN_2026
from tests.cases.services.drive import Drive, fresh
from tests.filings.papers.truth import text_of
from tests.filings.papers.uploads import picture, send, sign_in

pytestmark = pytest.mark.django_db

DAY = timedelta(1)
TODAY = date(2035, 6, 1)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> Drive:
    monkeypatch.setenv("JISHI_TODAY", str(TODAY))
    settings.STORE_DIR = tmp_path / "store"
    return Drive(IN_2026)


def extend(world: Drive, case: Case) -> Case:
    """The probation extended by half a year."""
    world.drive(case, "request_conversion")
    world.record(case, "conversion_meeting", outcome=ConversionOutcome.EXTEND, months=6)
    world.accept(world.submit(case, "approve_conversion"), full_from=None)
    return fresh(case)


def convert_again(world: Drive, case: Case) -> Case:
    """And ended well."""
    expiry = add_months(world.day("admission_meeting"), 18)
    world.record(case, "probation", on=expiry - 20 * DAY)
    world.record(case, "request_conversion", on=expiry - 10 * DAY)
    world.record(case, "conversion_meeting", on=expiry + DAY, reasons={"E07": "补记"})
    item = world.submit(case, "approve_conversion", on=expiry + 2 * DAY)
    world.accept(
        item, on=expiry + 10 * DAY, full_from=expiry, received_on=None, today=expiry + 10 * DAY
    )
    return fresh(case)


@pytest.fixture
def twice(world: Drive) -> Case:
    """A case whose probation was extended, and which was converted then."""
    return convert_again(world, extend(world, world.open_case()))


@pytest.fixture
def secretary(client: Client, world: Drive) -> Client:
    sign_in(client, world.secretary)
    return client


def subject_of(case: Case) -> Subject:
    return subjects_of([fresh(case)], TODAY)[0]


def printed_text(case: Case, code: str, number: int) -> str:
    """What stands on the paper of a round."""
    paper = PAPERS[code]
    (sheet,) = sheets_of(paper, [subject_of(case).at(paper.row.no, number)])
    return text_of(sheet)


#: Of the round that extended: what its papers say, by their code.
EXTENDED = {
    "conversion_count": "延长预备期",
    "conversion_minutes": "延长预备期",
    "conversion_resolution": "同意延长预备期6个月",
    "conversion_request": "预备期6个月",
    "conversion_approval_count": "批准延长预备期",
    "conversion_reply": "预备期6个月，延长至",
    "conversion_notice": "决定延长你的预备期6个月，至",
}
#: Of the round after it.
CONVERTED = {
    "probation_record": "批准延长6个月，至",
    "probation_record_sheet": "批准延长6个月，至",
    "conversion_receipt": "延长期满后及时讨论",
    "conversion_ballots": "延长期满转为中共正式党员",
    "conversion_count": "延长期满转为中共正式党员",
    "conversion_minutes": "延长期满转为中共正式党员",
    "conversion_resolution": "延长期满转为中共正式党员",
    "conversion_request": "批准延长6个月，至",
    "conversion_reply": "延长期满转为中共正式党员",
    "conversion_notice": "延长期满转为中共正式党员",
}


def test_both_rounds_of_an_extended_conversion_print_each_in_its_own_words(twice: Case) -> None:
    for code, words in EXTENDED.items():
        text = printed_text(twice, code, 1)
        assert words in text, code
        assert "转为中共正式党员" not in text, code
    for code, words in CONVERTED.items():
        text = printed_text(twice, code, 2)
        assert words in text, code
        assert "按期" not in text, code
    for code in (
        "probation_record",
        "conversion_receipt",
    ):  # made before anybody thought of an extension
        assert "延长" not in printed_text(twice, code, 1)


def test_the_next_round_prints_from_its_worksheet_while_the_first_one_stands(world: Drive) -> None:
    case = extend(world, world.open_case())
    subject = subject_of(case)
    assert [name.number for name in subject.rounds_of(23)] == [1, 2]
    assert subject.usual_round(23) == 1
    then = subject.at(23, 2)
    assert then.whole.conversion_meeting is None
    assert "延长期满转为中共正式党员" in printed_text(case, "conversion_ballots", 2)
    assert "延长预备期" in printed_text(case, "conversion_resolution", 1)


def test_an_unknown_round_is_not_found(twice: Case, secretary: Client) -> None:
    preview = reverse("paper_preview", args=[twice.number, "conversion_reply"])
    assert secretary.get(f"{preview}?round=1").status_code == 200
    for asked in ("3", "0", "9" * 30, "x", "-1", "²"):
        assert secretary.get(f"{preview}?round={asked}").status_code == 404, asked
    assert (
        secretary.get(
            reverse("scan", args=[twice.number, "conversion_reply"]) + "?round=7"
        ).status_code
        == 404
    )


def test_the_page_lists_each_round_with_its_papers(twice: Case, secretary: Client) -> None:
    page = secretary.get(reverse("case_papers", args=[twice.number])).text
    assert page.count("延长预备期通知书</span>") == 1
    assert page.count("预备党员转正通知书</span>") == 1
    assert "第1次（" in page
    assert "延长预备期）" in page


def test_a_code_compares_with_the_round_it_was_printed_of(twice: Case, secretary: Client) -> None:
    url = reverse("paper_print", args=[twice.number, "conversion_reply"])
    assert secretary.post(url, {"round": "1"}).status_code == 200
    row = PrintedPaper.objects.get()
    assert row.rounds == {twice.number: 1}
    check = reverse("paper_check")
    assert "与现行记录一致" in secretary.get(check, {"code": row.code}).text
    old = PrintedPaper(
        code="ABCDEFGHJKMN",
        paper=row.paper,
        digest=row.digest,
        printed_by=row.printed_by,
        states=row.states,
        version=1,
    )
    old.save()
    old.cases.set([twice])
    assert (
        "无法比较" in secretary.get(check, {"code": old.code}).text
    )  # of words that are not printed any more


def take_number(world: Drive, case: Case, code: str, number: int, part: int = 0) -> DocumentNumber:
    paper = PAPERS[code]
    sheet = sheets_of(paper, [subject_of(case).at(paper.row.no, number)])[part]
    assert sheet.day is not None
    services.set_word(
        organization=world.tree.branch,
        word="测林机支",
        year=sheet.day.year,
        by=Actor(world.secretary, TODAY),
    )
    return services.issue_number(
        sheet=sheet, organization=world.tree.branch, by=Actor(world.secretary, TODAY)
    )


def test_each_round_has_a_number_of_its_own_of_the_year_of_its_own_day(
    world: Drive, twice: Case
) -> None:
    first, second = (take_number(world, twice, "conversion_request", number) for number in (1, 2))
    days = [subject_of(twice).at(24, number).sent_on("approve_conversion") for number in (1, 2)]
    assert [number.year for number in (first, second)] == [day.year for day in days if day]
    assert first.pk != second.pk
    assert take_number(world, twice, "conversion_request", 1) == first
    assert str(first) in printed_text(twice, "conversion_request", 1)
    assert str(second) in printed_text(twice, "conversion_request", 2)
    assert f"的请示（{first}）收悉" in printed_text(twice, "conversion_reply", 1)
    assert f"的请示（{second}）收悉" in printed_text(twice, "conversion_reply", 2)


def test_each_letter_has_a_number_of_its_own(world: Drive, secretary: Client) -> None:
    day = world.day("political_review")
    sent, replied = day - 20 * DAY, day - 5 * DAY
    asked = tuple(
        Inquiry(unit=unit, sent_on=sent, replied_on=replied)
        for unit in ("甲镇党委", "乙街道办事处")
    )
    world.facts["political_review"] = world.step("political_review", inquiries=asked)
    case = world.drive(world.open_case(), "political_review")
    year = (day - 20 * DAY).year
    secretary.post(reverse("paper_word"), {"word": "测林机支", "year": year})
    take = reverse("paper_number", args=[case.number, "inquiry_letter"])
    for _ in range(2):  # pressed twice
        secretary.post(take, {"round": "1"})
    assert [str(number) for number in DocumentNumber.objects.order_by("sequence")] == [
        f"测林机支〔{year}〕1号",
        f"测林机支〔{year}〕2号",
    ]
    letters = sheets_of(PAPERS["inquiry_letter"], [subject_of(case)])
    assert [(sheet.data.addressee, sheet.data.number) for sheet in letters] == [
        ("甲镇党委", f"测林机支〔{year}〕1号"),
        ("乙街道办事处", f"测林机支〔{year}〕2号"),
    ]


def test_a_number_of_another_year_than_its_paper_is_pointed_out(
    world: Drive, twice: Case, secretary: Client
) -> None:
    number = take_number(world, twice, "conversion_request", 1)
    DocumentNumber.objects.create(
        organization=number.organization,
        year=2034,
        sequence=1,
        word=number.word,
        paper="conversion_reply",
        title="标题",
        rounds=number.rounds,
        issued_by=world.secretary,
        issued_on=TODAY,
    ).cases.set([twice])
    page = secretary.get(reverse("case_papers", args=[twice.number])).text
    assert page.count("年份不符") == 1
    assert "测林机支〔2034〕1号 的年份与成文日期不同" in page


# -- scans -----------------------------------------------------------------------------------------


def keep(client: Client, case: Case, code: str, name: str, **data: object) -> None:
    assert send(client, case, (name, picture()), code=code, **data) == 302


def test_a_scan_of_the_second_round_leaves_that_of_the_first_in_force(
    world: Drive, twice: Case, secretary: Client
) -> None:
    keep(secretary, twice, "conversion_request", "延长.png", round=1)
    keep(secretary, twice, "conversion_request", "转正.png", round=2)
    keep(secretary, twice, "conversion_request", "转正第二版.png", round=2)
    names = [(scan.round_number, scan.version, scan.files.get().name) for scan in in_force(twice)]
    assert names == [(1, 1, "延长.png"), (2, 2, "转正第二版.png")]
    url = reverse("scan", args=[twice.number, "conversion_request"])
    pages = [secretary.get(f"{url}?round={number}").text for number in (1, 2)]
    assert ["延长.png" in page for page in pages] == [True, False]
    assert ["转正.png" in page for page in pages] == [False, True]
    titles = [piece.title for piece in pieces_of(subject_of(twice)) if piece.scan]
    assert titles == [
        "关于预备党员转正的请示（扫描件，第1版）",
        "关于预备党员转正的请示（扫描件，第2版）",
    ]
    withdraw = reverse("scan_withdraw", args=[twice.number, "conversion_request"])
    assert secretary.post(withdraw, {"reason": "传错了", "round": "2"}).status_code == 302
    assert [scan.round_number for scan in in_force(twice)] == [1]


def test_a_scan_of_a_round_that_is_not_there_is_refused(twice: Case, secretary: Client) -> None:
    assert send(secretary, twice, ("1.png", picture()), code="conversion_request", round=3) == 404
    assert not Scan.objects.exists()


def test_what_was_kept_before_rounds_were_counted_keeps_its_round(
    world: Drive, secretary: Client
) -> None:
    case = extend(world, world.open_case())
    keep(secretary, case, "conversion_minutes", "延长.png", round=1)
    kept = Scan.objects.get()
    old = Scan.objects.create(
        case=case,
        step=kept.step,
        kind="conversion_resolution",
        title="决议",
        version=1,
        pass_number=1,
        received_on=kept.received_on,
        uploaded_by=kept.uploaded_by,
    )
    case = convert_again(world, case)
    assert {(scan.kind, scan.round_number) for scan in in_force(case)} == {
        ("conversion_minutes", 1),
        ("conversion_resolution", None),
    }
    keep(secretary, case, "conversion_resolution", "转正.png", round=2)
    assert {(scan.kind, scan.version) for scan in in_force(case)} == {
        ("conversion_minutes", 1),
        ("conversion_resolution", old.version),
        ("conversion_resolution", 1),
    }
    keep(secretary, case, "conversion_resolution", "延长二.png", round=1)
    assert sorted(
        scan.version for scan in in_force(case) if scan.kind == "conversion_resolution"
    ) == [1, 2]


def test_the_database_keeps_one_version_of_a_number_a_round(twice: Case, secretary: Client) -> None:
    keep(secretary, twice, "conversion_request", "1.png", round=1)
    scan = Scan.objects.get()
    for number, version in ((1, 1), (0, 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Scan.objects.create(
                case=twice,
                step=scan.step,
                kind=scan.kind,
                title=scan.title,
                version=version,
                round_number=number,
                pass_number=1,
                received_on=TODAY,
                uploaded_by=scan.uploaded_by,
            )


def test_what_a_return_undid_stays_in_the_dossier_and_lacks_nothing(
    world: Drive, secretary: Client
) -> None:
    case = world.drive(world.open_case(), "fill_form")
    world.record(case, "admission_meeting", is_passed=False, afterwards=AfterFailure.CONTINUE)
    keep(secretary, case, "admission_minutes", "未通过.png", round=1)
    pieces = list(pieces_of(subject_of(case)))
    assert "接收预备党员支部大会会议记录（扫描件，第1版）" in [piece.title for piece in pieces]
    resolution = next(
        piece
        for piece in pieces
        if piece.sheet and piece.sheet.paper.code == "admission_resolution"
    )
    assert resolution.sheet is not None
    assert "不同意接收为中共预备党员" in text_of(resolution.sheet)
    assert fresh(case).facts.received == ()
    page = secretary.get(reverse("case_papers", args=[case.number])).text
    assert "未通过" in page
    assert "接收预备党员支部大会决议（第1次）" not in page  # among what lacks


def test_a_closed_case_has_no_papers_of_steps_it_never_came_to(
    world: Drive, secretary: Client
) -> None:
    """Not even blank ones: 你提出的转正申请已收到 would be said to nobody."""
    case = world.drive(world.open_case(), "fill_form")
    before = {paper.code for paper in in_order() if paper.fits(subject_of(case))}
    assert {"admission_resolution", "admission_request", "conversion_receipt"} <= before
    world.record(case, "admission_meeting", is_passed=False, afterwards=AfterFailure.CLOSE)
    after = {paper.code for paper in in_order() if paper.fits(subject_of(fresh(case)))}
    assert (
        before - after
        == {paper.code for paper in in_order() if paper.row.no > 15 and not paper.whole} & before
    )
    assert {"admission_resolution", "archive_list", "full_record"} <= after
    page = secretary.get(reverse("case_papers", args=[case.number])).text
    assert "接收预备党员支部大会决议" in page
    assert "关于审批预备党员的请示" not in page
    response = secretary.get(reverse("paper_preview", args=[case.number, "admission_request"]))
    assert response.status_code == 404


def test_a_scan_of_a_step_to_which_a_closed_case_never_came_is_shown(
    world: Drive, secretary: Client
) -> None:
    case = world.drive(world.open_case(), "fill_form")
    keep(secretary, case, "admission_minutes", "早到.png")
    world.turn(fresh(case), "close", TODAY - DAY, outcome="withdrew")
    page = secretary.get(reverse("case_papers", args=[case.number])).text
    assert "已收存" in page
    assert reverse("scan", args=[case.number, "admission_minutes"]) in page
    assert reverse("scan", args=[case.number, "admission_resolution"]) not in page
    assert reverse("paper_preview", args=[case.number, "admission_minutes"]) not in page
    bound = [piece.title for piece in pieces_of(subject_of(fresh(case))) if piece.step.no == 15]
    assert bound == ["接收预备党员支部大会会议记录（扫描件，第1版）"]


def test_what_is_not_decided_is_not_said_in_the_title(world: Drive) -> None:
    case = world.drive(world.open_case(), "admission_meeting")
    for code in ("admission_reply", "conversion_reply"):
        [sheet] = sheets_of(PAPERS[code], [subject_of(case)])
        assert "同意" not in text_of(sheet)


def test_what_went_up_and_was_refused_is_bound(world: Drive) -> None:
    case = world.drive(world.open_case(), "shortlist")
    item = world.submit(case, "file_activist")
    world.refuse(item, "refuse_activist", world.day("file_activist"))
    bound = [
        (piece.heading, piece.title) for piece in pieces_of(subject_of(case)) if piece.step.no == 4
    ]
    assert bound == [("4 上级党委备案 第1次（未予同意）", "关于入党积极分子备案的报告")]


def scans_of_pages(client: Client, case: Case, code: str) -> tuple[list[str], int]:
    """What scans the dossier binds, and how often the page of papers leads to the second round
    of the kind.
    """
    bound = [
        f"{piece.heading}：{piece.title}" for piece in pieces_of(subject_of(case)) if piece.scan
    ]
    page = client.get(reverse("case_papers", args=[case.number])).text
    return bound, page.count(reverse("scan", args=[case.number, code]) + "?round=2")


def test_a_scan_of_a_round_to_which_a_closed_case_never_came_stays(
    world: Drive, secretary: Client
) -> None:
    case = extend(world, world.open_case())
    keep(secretary, case, "conversion_minutes", "早到.png", round=2)
    world.turn(fresh(case), "close_probationer", TODAY - DAY, by=world.decider, outcome="died")
    case = fresh(case)
    assert case.closed_on is not None
    bound, links = scans_of_pages(secretary, case, "conversion_minutes")
    assert bound == [
        "23 支部大会讨论转正 第2次（没有办理）：预备党员转正支部大会会议记录（扫描件，第1版）"
    ]
    assert links == 1
    url = reverse("scan", args=[case.number, "conversion_minutes"])
    page = secretary.get(f"{url}?round=2")
    assert page.status_code == 200
    assert "早到.png" in page.text
    assert 'name="uploads"' not in page.text
    assert send(secretary, case, ("晚到.png", picture()), code="conversion_minutes", round=2) == 422
    preview = reverse("paper_preview", args=[case.number, "conversion_minutes"])
    assert secretary.get(f"{preview}?round=2").status_code == 404  # there is nothing to print


def test_a_scan_of_a_round_that_was_annulled_stays_and_can_be_withdrawn(
    world: Drive, secretary: Client
) -> None:
    case = world.drive(world.open_case(), "shortlist")
    world.refuse(world.submit(case, "file_activist"), "refuse_activist", world.day("file_activist"))
    again = world.record(fresh(case), "shortlist", on=world.day("file_activist") + DAY)
    keep(secretary, case, "shortlist_minutes", "再次讨论.png", round=2)
    world.annul(fresh(case), again.taken_on)
    title = "确定入党积极分子会议记录（扫描件，第1版）"
    bound, links = scans_of_pages(secretary, fresh(case), "shortlist_minutes")
    assert bound == [f"3 推荐和确定入党积极分子 第2次（尚未办理）：{title}"]
    world.turn(fresh(case), "close", TODAY - DAY, outcome="withdrew")
    bound, links = scans_of_pages(secretary, fresh(case), "shortlist_minutes")
    assert bound == [f"3 推荐和确定入党积极分子 第2次（没有办理）：{title}"]
    assert links == 1
    withdraw = reverse("scan_withdraw", args=[case.number, "shortlist_minutes"])
    answer = secretary.post(withdraw, {"reason": "会议没有召开", "round": "2"}, follow=True)
    assert answer.status_code == 200
    assert "会议没有召开" in answer.text
    assert scans_of_pages(secretary, fresh(case), "shortlist_minutes") == (
        [],
        1,
    )  # its versions can still be seen


# -- dossier and package ---------------------------------------------------------------------------


def stood(pieces: Iterator[Piece]) -> list[tuple[str, int]]:
    return [
        (piece.sheet.paper.code, piece.sheet.subjects[0].round_number)
        for piece in pieces
        if piece.sheet is not None and piece.step.no >= 21
    ]


ROUND = [
    "probation_record",
    "probation_record_sheet",
    "conversion_receipt",
    "conversion_opinions",
    "conversion_count",
    "conversion_minutes",
    "conversion_resolution",
    "conversion_request",
    "conversion_approval_count",
    "conversion_reply",
    "conversion_notice",
]


def test_the_dossier_binds_both_rounds_in_the_order_of_the_work(twice: Case) -> None:
    assert stood(pieces_of(subject_of(twice))) == [
        (code, number) for number in (1, 2) for code in ROUND
    ]


def test_the_package_holds_both_rounds(
    twice: Case, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(secretary, twice, "conversion_reply", "延长批复.png", round=1)
    keep(secretary, twice, "conversion_reply", "转正批复.png", round=2)
    pieces = [
        piece
        for piece in pieces_of(subject_of(twice))
        if piece.step.no == 24 and "批复" in piece.title
    ]
    monkeypatch.setattr(
        archiving, "pieces_of", lambda _subject: iter(pieces)
    )  # a whole case takes long to lay out
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        pack(twice, TODAY, archive, mark_of=no_mark, progress=untold)
    with zipfile.ZipFile(file) as archive:
        rows = json.loads(archive.read("manifest.json"))["files"]
    titles = [row["title"] for row in rows if row["path"].endswith(".pdf")]
    assert titles == [
        "关于延长预备期的批复",
        "关于预备党员转正的批复（扫描件，第1版）",
        "关于预备党员转正的批复",
        "关于预备党员转正的批复（扫描件，第1版）",
    ]
    assert [row["name"] for row in rows if row["path"].endswith(".png")] == [
        "延长批复.png",
        "转正批复.png",
    ]


def test_the_command_writes_each_round(
    twice: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ("conversion_notice", "application_receipt")
    papers = [paper for paper in in_order() if paper.code in wanted]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("filings.management.commands.print_papers.in_order", lambda: papers)
        call_command("print_papers", case=twice.number, output=tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "01-application_receipt.pdf",
        "24-conversion_notice-1.pdf",
        "24-conversion_notice-2.pdf",
    ]
    assert "延长预备期通知书" in capsys.readouterr().out


def test_what_does_not_apply_is_not_bound(settings: LazySettings, tmp_path: Path) -> None:
    settings.STORE_DIR = tmp_path / "store"
    old = Drive(IN_2014)
    codes = {
        piece.sheet.paper.code
        for piece in pieces_of(subject_of(old.to("fill_form")))
        if piece.sheet
    }
    assert not codes & {"public_notice", "notice_record", "form_data"}
    assert {"target_report", "target_roster", "target_notice"} <= codes


def test_the_order_in_a_step_is_that_of_the_work() -> None:
    def of(step: str) -> list[str]:
        return [paper.code for paper in in_order() if paper.step == step]

    assert of("approve") == [
        "admission_request",
        "approval_count",
        "admission_reply",
        "admission_notice",
    ]
    assert of("approve_conversion") == [
        "conversion_request",
        "conversion_approval_count",
        "conversion_reply",
        "conversion_notice",
    ]
    assert of("conversion_meeting")[0] == "conversion_opinions"


def test_every_paper_of_a_case_knows_its_day() -> None:
    assert [paper.code for paper in in_order() if paper.day is None] == []
