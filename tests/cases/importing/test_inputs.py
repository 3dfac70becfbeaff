"""What offices really send in, each with its right answer: words that say nothing, lists of
every shape, numbers cut by a spreadsheet, one person twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from branches.actor import Actor
from branches.models import Member, Organization
from cases.importing import Unreadable, import_workbook
from cases.importing.columns import CASES, MEMBERS
from cases.importing.report import Report
from cases.models import Case, Finding, Sponsorship
from tests.factories import make_member, make_person

from .build import BRANCH, COMMITTEE, FAR_BRANCH, STEP, Cells, book, lawful, number_of, write

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
START = date(2020, 1, 6)
IDENTITY = "公民身份号码"
NUMBER = number_of(7)


def imported(path: Path, *cases: Cells, **more: Any) -> Report:
    return import_workbook(write(path / "w.xlsx", book(*cases, **more)), by=Actor.system(TODAY))


def ledger(
    path: Path,
    *rows: tuple[Any, ...],
    sheet: str = CASES,
    edit: Callable[[Any, Any], None] | None = None,
) -> Path:
    """A workbook of one sheet with these rows, as they stand."""
    with xlsxwriter.Workbook(path / "ledger.xlsx") as file:
        made = file.add_worksheet(sheet)
        for number, row in enumerate(rows):
            made.write_row(number, 0, row)
        if edit:
            edit(file, made)
    return path / "ledger.xlsx"


def told(report: Report) -> str:
    return "\n".join([*report.lines(), str(report.as_data())])


# -- words that say nothing ------------------------------------------------------------------------


def test_words_that_say_nothing_are_empty_cells(tmp_path: Path) -> None:
    """No training at all, and an approval after more than three months, are found whatever fills
    the reason.
    """
    untrained = {STEP[11]: None, "培训天数": None, "培训学时": None, "培训单位": None}
    late = {STEP[17]: lawful(START)[STEP[15]] + timedelta(133)}
    rows = [
        *(
            lawful(START, number, until=18, but=untrained | {"免训原因": word})
            for number, word in enumerate("无否／", 1)
        ),
        *(
            lawful(START, number, until=18, but=late | {"延长审批理由": word})
            for number, word in enumerate(("——", "无", "否"), 4)
        ),
        lawful(
            START,
            7,
            until=19,
            but={"党小组": "无", "谈话人": "无", "谈话人职务": "…", "志愿书编号": "无"},
        ),
        lawful(
            START,
            8,
            until=19,
            but={"志愿书编号": "无", "培养联系人": "无", "入党介绍人": "——", "处分": "/"},
        ),
    ]
    report = imported(tmp_path, *rows)
    assert report.errors == report.notices == []
    cases = list(Case.objects.order_by("pk"))
    found = [
        sorted(set(case.findings.values_list("rule", flat=True)) - {"D23", "E01"}) for case in cases
    ]
    assert found[:3] == [["C15"]] * 3
    assert all("D20" in rules for rules in found[3:6])
    assert found[6] == []
    assert "D04" not in found[7]
    steps = cases[6].facts.steps
    assert (steps.enrol.group, steps.talk.talker, steps.fill_form.form_number) == (None, None, None)
    assert cases[7].facts.steps.appoint_introducers.introducers == ()


def test_none_is_a_choice_where_the_column_has_it(tmp_path: Path) -> None:
    imported(
        tmp_path,
        lawful(START, 1, but={"推荐方式": "无", "确定会议": "无"}),
        lawful(START, 2, but={"推荐方式": "/"}),
    )
    first, second = Case.objects.order_by("pk")
    assert first.facts.steps.shortlist.recommended_by == "none"
    assert second.facts.steps.shortlist.recommended_by is None


@pytest.mark.parametrize("word", ["同上", "〃", " 同 上 "])
def test_ditto_is_an_error_that_says_so(tmp_path: Path, word: str) -> None:
    titles = ("民族", "职务", "党支部编码", STEP[2], "培养联系人", "考察日期", "赞成", "本人签名")
    report = imported(tmp_path, lawful(START, but=dict.fromkeys(titles, word)))
    assert {spot.column for spot in report.errors} == set(titles)
    assert all("上一行" in spot.reason for spot in report.errors)


# -- names -----------------------------------------------------------------------------------------


def test_lists_of_names_in_every_shape_find_their_members(tmp_path: Path) -> None:
    shapes = [
        "王一\n李二",
        "王一 李二",
        "王一　李二",
        "王一，李二",
        "王一,李二",
        "王一/李二",
        "王一和李二",
        "王一;李二",
        "王 一、李\u200b二",
        "王一（书记）、李二",
        "王一（书记、主任） 李二（组织委员）",
        f"王一（{BRANCH}）、李二",
        "王一_x000D_\n李二",
        "王一、无、李二",
        "王一、王一、李二",
    ]
    rows = [
        lawful(START, n, but={"培养联系人": text, "入党介绍人": text})
        for n, text in enumerate(shapes, 1)
    ]
    report = imported(tmp_path, *rows)
    assert report.errors == report.notices == []
    wanted = list(
        Member.objects.filter(person__name__in=["王一", "李二"])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for case, shape in zip(Case.objects.order_by("pk"), shapes, strict=True):
        for kind in Sponsorship.Kind.values:
            named = Sponsorship.objects.filter(case=case, kind=kind).order_by("pk")
            assert list(named.values_list("member", flat=True)) == wanted, shape
    assert not Finding.objects.filter(rule="C07").exists()


def test_one_name_stays_whole_and_dots_are_one(tmp_path: Path) -> None:
    members: list[Cells] = [
        {"姓名": name, "组织编码": BRANCH, "身份": "正式党员", "入党日期": date(2001, 7, 1)}
        for name in ("张和平", "欧阳修文", "阿依古丽·买买提", "易文斌")
    ]
    texts = [
        "张和平、欧阳 修文",
        "阿依古丽•买买提、易\u200b文斌",
        "阿依古丽 买买提、易文斌",
        "阿依古丽．买买提和张和平",
    ]
    report = imported(
        tmp_path,
        *(lawful(START, n, but={"入党介绍人": text}) for n, text in enumerate(texts, 1)),
        members=members,
    )
    assert report.errors == report.notices == []
    names = [
        tuple(
            Sponsorship.objects.filter(case=case, kind="introducer")
            .order_by("pk")
            .values_list("name", flat=True)
        )
        for case in Case.objects.order_by("pk")
    ]
    assert names == [
        ("张和平", "欧阳修文"),
        ("阿依古丽·买买提", "易文斌"),
        ("阿依古丽买买提", "易文斌"),
        ("阿依古丽·买买提", "张和平"),
    ]
    assert not Sponsorship.objects.filter(member=None).exists()


def test_namesakes_are_told_apart_by_the_code_of_their_organization(tmp_path: Path) -> None:
    members: list[Cells] = [
        {"姓名": "彭建国", "组织编码": code, "身份": "正式党员", "入党日期": date(year, 7, 1)}
        for code, year in ((COMMITTEE, 2001), (FAR_BRANCH, 2002))
    ]
    report = imported(tmp_path, lawful(START, but={"培养联系人": "彭建国"}), members=members)
    [error] = report.errors
    assert (error.column, error.letter) == ("培养联系人", "AO")
    for word in (
        "重名",
        f"测试市林业局党委（{COMMITTEE}）",
        f"林场第一党支部（{FAR_BRANCH}）",
        f"彭建国（{COMMITTEE}）",
    ):
        assert word in error.reason
    named = {
        "培养联系人": f"彭建国（{FAR_BRANCH}）、彭建国（{COMMITTEE}）",
        "入党介绍人": f"王一、李二({FAR_BRANCH})",
    }
    report = imported(tmp_path, lawful(START, but=named), members=members)
    assert report.errors == []
    contacts = Sponsorship.objects.filter(kind="contact").order_by("pk")
    assert [row.member and row.member.organization.code for row in contacts] == [
        FAR_BRANCH,
        COMMITTEE,
    ]
    assert ["林场第一党支部的党员名册中没有此人" in spot.reason for spot in report.notices] == [
        True
    ]


def test_nobody_guesses_how_many_persons_are_meant(tmp_path: Path) -> None:
    report = imported(
        tmp_path, lawful(START, but={"培养联系人": "张 三 李 四", "入党介绍人": "王一（书记"})
    )
    assert {spot.column for spot in report.errors} == {"培养联系人", "入党介绍人"}


def test_a_bracket_after_the_name_of_the_person_is_told(tmp_path: Path) -> None:
    report = imported(tmp_path, lawful(START, but={"姓名": "庚 八（预备）"}))
    assert [(spot.column, "预备" in spot.reason) for spot in report.notices] == [("姓名", True)]
    assert Case.objects.get().person.name == "庚八"


def test_what_nobody_sees_is_removed_and_what_nobody_can_print_is_told(tmp_path: Path) -> None:
    row = lawful(
        START,
        but={
            "姓名": "王\u202e\ue123_x000D_",
            IDENTITY: f"\u200b{NUMBER[:9]} {NUMBER[9:]}",
            "出生日期": None,
            "性别": None,
        },
    )
    report = imported(tmp_path, row)
    assert report.errors == []
    assert [(spot.column, "自造字" in spot.reason) for spot in report.notices] == [("姓名", True)]
    person = Case.objects.get().person
    assert (person.name, person.identity_number) == ("王\ue123", NUMBER)


# -- identity numbers ------------------------------------------------------------------------------


def test_a_number_cell_is_no_identity_number(tmp_path: Path) -> None:
    """110101199503074000 fits its check digit by chance; the spreadsheet made the last three
    digits.
    """
    for value in (110101199503074000, 450100199001011234):
        report = imported(tmp_path, lawful(START, but={IDENTITY: value}))
        [error] = report.errors
        assert (error.column, "15 位" in error.reason) == (IDENTITY, True)
        assert str(value) not in told(report)
    assert not Case.objects.exists()


def test_no_identity_number_is_readable_in_any_column(tmp_path: Path) -> None:
    spaced = f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"
    wide = NUMBER.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))
    head = ("姓名", "职务", "学历", "培养联系人", STEP[1], "党支部编码", "", NUMBER)
    path = ledger(
        tmp_path,
        head,
        ("甲", NUMBER, wide, f"王一（{spaced}）", spaced, NUMBER, NUMBER, "x"),
        sheet=CASES,
    )
    report = import_workbook(path, by=Actor.system(TODAY))
    assert {spot.letter for spot in report.errors} >= {"B", "C", "D", "E", "F", "G", "H"}
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_workbook", str(path), stdout=out, stderr=out)
    for text in (told(report), out.getvalue()):
        half = text.translate(str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")).replace(
            " ", ""
        )
        assert NUMBER not in half
        assert NUMBER[6:14] not in half
    assert NUMBER not in str(Unreadable(f"工作表“{NUMBER}”过大"))


# -- one person twice ------------------------------------------------------------------------------


def test_two_rows_without_a_number_are_a_notice_in_the_file_and_against_the_database(
    tmp_path: Path,
) -> None:
    row = lawful(START, but={IDENTITY: None})
    other = lawful(START, but={IDENTITY: None, "姓名": "另一人"})
    report = imported(tmp_path, row, row, other, row | {STEP[1]: START - timedelta(1)})
    assert report.errors == report.duplicates == []
    assert [(spot.row, "第 2 行" in spot.reason) for spot in report.notices] == [(3, True)]
    again = imported(tmp_path, row)
    assert [spot.row for spot in again.notices if "系统中的案卷" in spot.reason] == [2, 2]
    numbered = imported(tmp_path, row | {IDENTITY: NUMBER, "性别": None, "出生日期": None})
    assert any("系统中的案卷" in spot.reason for spot in numbered.notices)
    assert Case.objects.count() == 6


@pytest.mark.parametrize(
    ("until", "ending"),
    [
        (15, {"大会结论": "不通过"}),
        (17, {"审批结论": "不批准"}),
        (24, {"转正结论": "取消预备党员资格"}),
    ],
)
def test_two_applications_of_one_person(tmp_path: Path, until: int, ending: Cells) -> None:
    first = lawful(date(2015, 1, 5), 3, until=until, but=ending)
    second = lawful(START, 3, but={"志愿书编号": "B2"})
    report = imported(tmp_path, second, first)
    assert (report.errors, report.duplicates, report.counts["案卷"]) == ([], [], 2)
    assert Case.objects.values("person").distinct().count() == 1
    again = imported(tmp_path, second, first)
    assert (again.errors, len(again.duplicates), again.counts["案卷"]) == ([], 2, 0)


def test_two_applications_that_overlap_are_an_error(tmp_path: Path) -> None:
    first = lawful(date(2015, 1, 5), 3, until=17, but={"审批结论": "不批准"})
    closed_on: date = first[STEP[17]]
    for later in (lawful(closed_on, 3), lawful(date(2016, 1, 5), 3)):
        report = imported(tmp_path, first, later)
        assert [(spot.row, spot.column) for spot in report.errors] == [(3, IDENTITY)]
    report = imported(tmp_path, lawful(date(2015, 1, 5), 3, until=17), lawful(START, 3))
    assert [(spot.row, spot.column) for spot in report.errors] == [(3, IDENTITY)]


def test_one_application_decided_twice_comes_in(tmp_path: Path) -> None:
    """Refused, then admitted, both told with the day of the one application."""
    refused = lawful(START, 3, until=17, but={"审批结论": "不批准"})
    report = imported(tmp_path, refused, lawful(START, 3, but={"志愿书编号": "B2"}))
    assert (report.errors, report.counts["案卷"]) == ([], 2)


def test_members_are_known_again_whatever_the_spaces_and_dots(tmp_path: Path) -> None:
    imported(tmp_path)
    branch = Organization.objects.get(code=BRANCH)
    make_member(branch, person=make_person(name="古丽·买买提"), joined_on=date(2001, 7, 1))
    rows = [
        {"姓名": name, "组织编码": BRANCH, "入党日期": date(2001, 7, 1)}
        for name in ("王 一", "古丽•买买提")
    ]
    report = import_workbook(write(tmp_path / "w.xlsx", {MEMBERS: rows}), by=Actor.system(TODAY))
    assert report.counts["党员"] == 0
    assert [spot.row for spot in report.notices if "已在党员名册中" in spot.reason] == [2, 3]
