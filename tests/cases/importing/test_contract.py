"""Section 1 of the workbook's contract, sentence by sentence: titles, cells, organizations, and the
command; as far as reading and planting do not show it.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from branches.actor import Actor
from branches.models import Member, Organization
from cases.importing import import_workbook, write_template
from cases.importing.columns import CASE_COLUMNS, CASES, MEMBERS, ORGANIZATIONS, SHEETS
from cases.models import Case
from tests.factories import make_organization

from .build import (
    BRANCH,
    COMMITTEE,
    FAR_BRANCH,
    GENERAL_BRANCH,
    STEP,
    Cells,
    book,
    lawful,
    write,
)
from .contract import START, TODAY, imported, spots

pytestmark = pytest.mark.django_db


def test_titles_in_any_order_and_none_beside(tmp_path: Path) -> None:
    file = openpyxl.Workbook()
    sheet = file.active
    sheet.title = "案卷"
    sheet.append([STEP[1], "党支部编码", "姓名"])
    sheet.append([date(2026, 3, 2), BRANCH, "张三"])
    file.save(tmp_path / "w.xlsx")
    make_organization(code=BRANCH)
    report = import_workbook(tmp_path / "w.xlsx", by=Actor.system(TODAY))
    assert (report.errors, report.counts["案卷"]) == ([], 1)
    sheet["D1"], sheet["E1"], sheet["F1"] = "政审", "姓名", " "
    sheet["F2"] = "何事"
    file.save(tmp_path / "w.xlsx")
    report = import_workbook(tmp_path / "w.xlsx", by=Actor.system(TODAY))
    assert [(spot.row, spot.value) for spot in report.errors] == [
        (1, "政审"),
        (1, "姓名"),
        (2, "何事"),
    ]


def test_a_column_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    """No rule finds anything in a fact or a step nobody was asked for."""
    titles = [
        column.title
        for column in CASE_COLUMNS
        if column.title not in ("姓名", "党支部编码", STEP[25])
    ]
    row: Cells = {"姓名": "张三", "党支部编码": BRANCH, STEP[25]: date(2026, 6, 1)}
    report = imported(tmp_path, book(row), without=titles)
    assert report.errors == []
    case = Case.objects.get()
    assert not case.findings.exists()
    assert len(case.facts.unknown_steps) == 24


@pytest.mark.parametrize(("start", "more"), [(START, []), (date(2026, 6, 1), ["C04", "C05"])])
def test_an_empty_cell_of_a_column_that_is_there(
    tmp_path: Path, start: date, more: list[str]
) -> None:
    """Found only where the contract says so: lists whose step has a day, and five others; of
    these D17 wants to know who approved.
    """
    days = {title: value for title, value in lawful(start).items() if title[:2].isdigit()}
    row = days | {"姓名": "张三", "党支部编码": BRANCH}
    import_workbook(write(tmp_path / "w.xlsx", book(row)), by=Actor.system(date(2036, 1, 1)))
    rules = sorted(finding.rule for finding in Case.objects.get().findings.all())
    assert rules == sorted(["B05", "B06", "C02", "C07", "C10", "D22", "E07", "E16", *more])


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("案卷", {"姓名": None}, "姓名"),
        ("案卷", {"党支部编码": None}, "党支部编码"),
        ("案卷", {"党支部编码": "没有"}, "党支部编码"),
        ("案卷", {"党支部编码": COMMITTEE}, "党支部编码"),
        ("案卷", {"审批组织编码": "没有"}, "审批组织编码"),
        ("案卷", {"公民身份号码": "450100199001011234"}, "公民身份号码"),
        ("案卷", {"公民身份号码": "4501001990"}, "公民身份号码"),
        ("案卷", {"性别": "中"}, "性别"),
        ("案卷", {"推荐方式": "自荐"}, "推荐方式"),
        ("案卷", {"确定会议": "党委会"}, "确定会议"),
        ("案卷", {"听取意见": "党小组、领导"}, "听取意见"),
        ("案卷", {"公示结果": "没有"}, "公示结果"),
        ("案卷", {"公示地点": "网上"}, "公示地点"),
        ("案卷", {"政审结论": "通过"}, "政审结论"),
        ("案卷", {"政审征求地": "单位"}, "政审征求地"),
        ("案卷", {"培训单位": "党校"}, "培训单位"),
        ("案卷", {"支委会审查结论": "合格"}, "支委会审查结论"),
        ("案卷", {"预审结论": "通过"}, "预审结论"),
        ("案卷", {"大会结论": "合格"}, "大会结论"),
        ("案卷", {"党委谈话人职务": "书记员"}, "党委谈话人职务"),
        ("案卷", {"审批结论": "同意"}, "审批结论"),
        ("案卷", {"转正结论": "转正"}, "转正结论"),
        ("案卷", {"转正听取意见": "培养联系人"}, "转正听取意见"),
        ("案卷", {"归档材料": "入党志愿书、照片"}, "归档材料"),
        ("案卷", {"本人签名": "有"}, "本人签名"),
        ("案卷", {"考察日期": "2020-09-01、2021/3"}, "考察日期"),
        ("案卷", {"应到": "十"}, "应到"),
        ("党员", {"姓名": "甲", "组织编码": "没有"}, "组织编码"),
        ("党员", {"姓名": "甲"}, "组织编码"),
        ("党员", {"姓名": "甲", "组织编码": BRANCH, "身份": "党员"}, "身份"),
        ("党员", {"姓名": "甲", "组织编码": BRANCH, "处分": "开除党籍"}, "处分"),
        (
            "党员",
            {
                "姓名": "甲",
                "组织编码": BRANCH,
                "处分": "警告",
                "处分起": START,
                "处分止": date(2019, 1, 1),
            },
            "处分止",
        ),
        ("组织", {"编码": "X", "名称": "某支部", "类型": "支部"}, "类型"),
        ("组织", {"编码": "X", "类型": "党支部", "名称": None}, "名称"),
        ("组织", {"编码": "X", "名称": "某支部", "类型": "党支部", "上级编码": "没有"}, "上级编码"),
        ("组织", {"编码": BRANCH, "名称": "某支部", "类型": "党支部"}, "编码"),
        (
            "组织",
            {"编码": "X", "名称": "某总支", "类型": "党总支", "有审批权限": "是"},
            "有审批权限",
        ),
        ("组织", {"编码": "X", "名称": "某支部", "类型": "党支部", "上级编码": BRANCH}, "上级编码"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_comes_in(
    tmp_path: Path, sheet: str, row: Cells, column: str
) -> None:
    content = book(lawful(START, but=row)) if sheet == CASES else book(lawful(START))
    if sheet != CASES:
        content[sheet].append(row)
    report = imported(tmp_path, content)
    assert spots(report) == [(sheet, len(content[sheet]) + 1, column)]
    assert report.errors[0].reason
    assert [model.objects.count() for model in (Case, Organization, Member)] == [0, 0, 0]


def test_every_bad_cell_of_every_sheet_is_listed(tmp_path: Path) -> None:
    content = book(
        lawful(START, 1, but={STEP[1]: "2020/1", "应到": "x"}),
        lawful(START, 2),
        lawful(START, 3, but={"党支部编码": "没有", "本人签名": "?", "培养联系人": "重一"}),
        organizations=[{"编码": "X", "名称": "某", "类型": "支部"}],
        members=[{"姓名": "重一", "组织编码": BRANCH, "入党日期": "?"}],
    )
    report = imported(tmp_path, content)
    assert spots(report) == [
        ("组织", 9, "类型"),
        ("党员", 10, "入党日期"),
        ("案卷", 2, STEP[1]),
        ("案卷", 2, "应到"),
        ("案卷", 4, "本人签名"),
        ("案卷", 4, "党支部编码"),
    ]


def test_a_circle_of_organizations(tmp_path: Path) -> None:
    circle: list[Cells] = [
        {"编码": "A", "名称": "甲党委", "类型": "党委", "上级编码": "B"},
        {"编码": "B", "名称": "乙党委", "类型": "党委", "上级编码": "A"},
        {"编码": "C", "名称": "丙党委", "类型": "党委", "上级编码": "C"},
        {"编码": "D", "名称": "丁党委", "类型": "党委", "上级编码": "A"},
    ]
    report = imported(tmp_path, {ORGANIZATIONS: circle})
    assert spots(report) == [
        ("组织", 2, "上级编码"),
        ("组织", 3, "上级编码"),
        ("组织", 4, "上级编码"),
    ]


def test_organizations_come_in_any_order_and_once(tmp_path: Path) -> None:
    content = book()
    content[ORGANIZATIONS].reverse()
    report = imported(tmp_path, content)
    far = Organization.objects.get(code=FAR_BRANCH)
    assert (report.counts["组织"], far.depth) == (7, 4)
    assert Organization.objects.get(code=GENERAL_BRANCH).contains(far)
    content[ORGANIZATIONS][0]["设支委会"] = "是"
    again = imported(tmp_path, content)
    assert (again.counts["组织"], again.counts["党员"]) == (0, 0)
    assert [(spot.sheet, spot.column) for spot in again.notices if spot.sheet == "组织"] == [
        ("组织", "设支委会")
    ]
    assert Organization.objects.filter(has_branch_committee=True).count() == 2


def test_progress_is_told_and_may_stop_the_import(tmp_path: Path) -> None:
    path = write(tmp_path / "w.xlsx", book(*(lawful(START, serial) for serial in range(1, 4))))
    told: list[tuple[int, int]] = []
    import_workbook(
        path, by=Actor.system(TODAY), progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (18, 18)

    class Stopped(Exception): ...

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        import_workbook(path, by=Actor.system(TODAY), progress=stop)


def test_the_command(tmp_path: Path) -> None:
    good = write(tmp_path / "good.xlsx", book(lawful(START)))
    out, err = StringIO(), StringIO()
    call_command("import_workbook", str(good), "--dry-run", stdout=out, stderr=err)
    assert "试运行" in out.getvalue()
    assert not Case.objects.exists()
    call_command("import_workbook", str(good), stdout=out, stderr=err)
    assert Case.objects.count() == 1
    assert "/" in err.getvalue()
    bad = write(tmp_path / "bad.xlsx", book(lawful(START, 2, but={STEP[1]: "昨天"})))
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("import_workbook", str(bad), stdout=out, stderr=err)
    assert failed.value.returncode == 1
    for word in ("案卷", "第 2 行", STEP[1], "昨天", "2025-03-07"):
        assert word in out.getvalue()
    with pytest.raises(CommandError) as failed:
        call_command("import_workbook", str(tmp_path / "none.xlsx"), stdout=out, stderr=err)
    assert failed.value.returncode == 2


def test_the_template_has_the_exact_titles_and_imports(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    call_command("workbook_template", str(path), stdout=StringIO())
    file = openpyxl.load_workbook(path)
    assert {sheet.title: [cell.value for cell in sheet[1]] for sheet in file} == {
        name: [column.title for column in columns] for name, columns in SHEETS.items()
    }
    assert import_workbook(path, by=Actor.system(TODAY)).errors == []
    stream = BytesIO()
    write_template(stream)
    assert stream.getvalue()[:2] == b"PK"


def test_the_titles_are_those_of_the_contract() -> None:
    assert [column.title for column in SHEETS[ORGANIZATIONS]] == [
        "编码",
        "名称",
        "类型",
        "上级编码",
        "有审批权限",
        "设支委会",
    ]
    assert [column.title for column in SHEETS[MEMBERS]] == [
        "姓名",
        "组织编码",
        "身份",
        "入党日期",
        "处分",
        "处分起",
        "处分止",
    ]
    assert (
        "、".join(column.title for column in CASE_COLUMNS)
        == "姓名、性别、民族、出生日期、公民身份号码、学历、职务、党支部编码、流动人员、"
        "01 递交入党申请书、02 党组织派人谈话、03 推荐和确定入党积极分子、04 上级党委备案、05"
        " 指定培养联系人、"
        "06 培养教育考察、07 确定发展对象、08 报上级党委备案、09 确定入党介绍人、10 进行政治审查、"
        "11 开展集中培训、"
        "12 支部委员会审查、13 上级党委预审、14 填写入党志愿书、15 支部大会讨论、16"
        " 上级党委派人谈话、17 上级党委审批、"
        "18 再上一级党委组织部门备案、19 编入党支部和党小组、20 入党宣誓、21 继续教育考察、22"
        " 提出转正申请、"
        "23 支部大会讨论转正、24 上级党委审批转正、25 材料归档、申请书落款日期、本人签名、谈话人、"
        "谈话人职务、"
        "推荐方式、确定会议、培养联系人、考察日期、听取意见、上级党委同意日期、公示开始、公示结束、"
        "公示地点、公示结果、"
        "入党介绍人、政审结论、政审复函日期、政审征求地、培训天数、培训学时、培训单位、免训原因、"
        "支委会审查结论、"
        "预审结论、三个月内离开、志愿书编号、志愿书发放日期、应到、实到、发出票、收回票、赞成、"
        "反对、弃权、无效、"
        "书面意见、书面赞成、无记名投票、逐个表决、大会结论、党委谈话人职务、审批组织编码、"
        "党委集体表决、审批结论、"
        "预备期起、预备期止、延长审批理由、党总支审议日期、党小组、预备期考察日期、转正应到、"
        "转正实到、转正赞成、"
        "转正反对、转正弃权、转正书面意见、转正书面赞成、转正无记名投票、转正听取意见、转正结论、"
        "延长月数、"
        "已延长次数、正式党员起、归档材料"
    )
