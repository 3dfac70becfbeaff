"""Section 1 of the workbook's contract, sentence by sentence: what becomes of members, persons and
cases.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from branches.actor import Actor
from branches.identity import compose
from branches.models import Discipline, Member, Organization, Person
from cases.importing import import_workbook
from cases.importing.columns import CASES
from cases.models import Case, Entry, Sponsorship
from tests.factories import make_member, make_person, make_user

from .build import (
    BRANCH,
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


def test_members_and_disciplines(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"姓名": "甲", "组织编码": BRANCH, "身份": "预备党员", "入党日期": START},
        {"姓名": "乙", "组织编码": BRANCH, "身份": "正式党员", "处分": "警告", "处分起": START},
        {"姓名": "乙", "组织编码": BRANCH, "身份": "正式党员", "处分": "留党察看", "处分止": START},
        {"姓名": "丙", "组织编码": BRANCH, "身份": "正式党员", "处分": "无"},
        {"姓名": "丙", "组织编码": BRANCH, "身份": "正式党员", "处分": "无"},
    ]
    report = imported(tmp_path, book(members=rows))
    assert report.counts["党员"] == 8 + 4
    assert Member.objects.get(person__name="甲").standing == "probationary"
    assert Discipline.objects.filter(member__person__name="乙").count() == 2
    assert Member.objects.filter(person__name="丙").count() == 2  # two of one name


def test_one_identity_number_twice_in_the_file(tmp_path: Path) -> None:
    number = {
        "公民身份号码": compose(area="450100", birth_on=date(1990, 2, 3), serial=101),
        "出生日期": None,
    }
    report = imported(tmp_path, book(lawful(START, 1, but=number), lawful(START, 2, but=number)))
    assert spots(report) == [("案卷", 3, "公民身份号码")]
    assert str(number["公民身份号码"]) not in "\n".join(report.lines())


def test_one_that_is_known_already_is_skipped_and_reported(tmp_path: Path) -> None:
    content = book(lawful(START, 1), lawful(START, 2))
    imported(tmp_path, book(lawful(START, 1)))
    report = imported(tmp_path, content)
    assert (spots(report), report.counts["案卷"]) == ([], 1)
    assert [(spot.sheet, spot.row) for spot in report.duplicates] == [("案卷", 2)]
    assert Case.objects.count() == 2
    text = "\n".join(report.lines())
    assert "重复" in text
    assert lawful(START, 1)["公民身份号码"] not in text


def test_birth_and_sex_that_disagree_with_the_number_are_notices(tmp_path: Path) -> None:
    row = lawful(START, 1)
    other = "女" if row["性别"] == "男" else "男"
    report = imported(tmp_path, book(row | {"出生日期": date(1990, 1, 1), "性别": other}))
    assert report.errors == []
    assert [spot.column for spot in report.notices] == ["出生日期", "性别"]
    assert Person.objects.get(identity_number__isnull=False).birth_on == row["出生日期"]


def test_a_row_without_any_step_day(tmp_path: Path) -> None:
    report = imported(tmp_path, book({"姓名": "张三", "党支部编码": BRANCH, "本人签名": "是"}))
    assert [(spot.sheet, spot.row) for spot in report.errors] == [("案卷", 2)]


def test_names_are_looked_up_in_the_branch_and_then_above(tmp_path: Path) -> None:
    members: list[Cells] = [
        {"姓名": "同名", "组织编码": FAR_BRANCH, "身份": "正式党员", "入党日期": date(2001, 1, 1)},
        {"姓名": "同名", "组织编码": BRANCH, "身份": "正式党员", "入党日期": date(2002, 1, 1)},
        {"姓名": "远方", "组织编码": FAR_BRANCH, "身份": "正式党员", "入党日期": date(2003, 1, 1)},
    ]
    named = {"培养联系人": "同名、远方", "入党介绍人": "外人、同名"}
    report = imported(tmp_path, book(lawful(START, but=named), members=members))
    assert report.errors == []
    contacts = Sponsorship.objects.filter(kind="contact").order_by("pk")
    assert [(row.name, row.member and row.member.joined_on) for row in contacts] == [
        ("同名", date(2002, 1, 1)),
        ("远方", date(2003, 1, 1)),
    ]
    introducers = Sponsorship.objects.filter(kind="introducer").order_by("pk")
    assert [(row.name, row.member is None) for row in introducers] == [
        ("外人", True),
        ("同名", False),
    ]
    assert [(spot.column, "外人" in spot.reason) for spot in report.notices] == [
        ("入党介绍人", True)
    ]


@pytest.mark.parametrize("where", [(BRANCH, BRANCH), (GENERAL_BRANCH, FAR_BRANCH)])
def test_two_of_one_name_there_are_an_error(tmp_path: Path, where: tuple[str, str]) -> None:
    members: list[Cells] = [
        {"姓名": "重名人", "组织编码": code, "身份": "正式党员", "入党日期": date(2001, 1, 1)}
        for code in where
    ]
    report = imported(tmp_path, book(lawful(START, but={"培养联系人": "重名人"}), members=members))
    assert spots(report) == [("案卷", 2, "培养联系人")]
    assert "重名" in report.errors[0].reason


def test_names_find_members_that_are_there_already(tmp_path: Path) -> None:
    imported(tmp_path, book())
    branch = Organization.objects.get(code=BRANCH)
    member = make_member(branch, person=make_person(name="早有"))
    report = imported(tmp_path, {CASES: [lawful(START, but={"培养联系人": "早有"})]})
    assert report.errors == []
    assert Sponsorship.objects.filter(member=member).count() == 1


def test_cases_come_in_as_history_without_members(tmp_path: Path) -> None:
    """Nobody recorded them here; the person is on the member list or not."""
    user = make_user()
    path = write(tmp_path / "w.xlsx", book(lawful(START, 1), lawful(START, 2, but={STEP[4]: None})))
    import_workbook(path, by=Actor(user, TODAY))
    assert Member.objects.count() == 8
    assert set(Entry.objects.values_list("recorded_by", flat=True)) == {user.pk}
    gap = Case.objects.order_by("pk")[1]
    assert [finding.rule for finding in gap.findings.all()] == ["B03"]
    assert gap.state == "archive"


def test_case_numbers_go_on_in_the_year_of_the_application(tmp_path: Path) -> None:
    imported(
        tmp_path,
        book(lawful(date(2020, 1, 6), 1), lawful(date(2021, 1, 6), 2), lawful(date(2020, 5, 6), 3)),
    )
    imported(
        tmp_path,
        {CASES: [lawful(date(2020, 2, 6), 4), lawful(date(2020, 3, 6), 5, but={STEP[1]: None})]},
    )
    numbers = list(Case.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["2020-0001", "2021-0001", "2020-0002", "2020-0003", "2020-0004"]


def test_a_form_number_of_an_older_case_is_found_in_both(tmp_path: Path) -> None:
    number = {"志愿书编号": "同号"}
    imported(tmp_path, book(lawful(START, 1, but=number)))
    imported(tmp_path, {CASES: [lawful(START, 2, but=number)]})
    found = [sorted(case.findings.values_list("rule", flat=True)) for case in Case.objects.all()]
    assert found == [["D04"], ["D04"]]
