"""Import and export in the browser."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from branches.actor import Actor
from branches.acts import Role
from branches.models import Job, Organization
from branches.services.jobs import cancel_job, run_job
from cases.importing import import_workbook
from cases.importing.guide import RULES
from cases.models import Case
from tests.cases.importing.build import (
    BRANCH,
    COMMITTEE,
    FAR_BRANCH,
    book,
    lawful,
    lawful_cases,
    number_of,
    write,
)
from tests.cases.views.conftest import Sign
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path, on_day: Any) -> Path:
    """A folder of its own for what is uploaded."""
    settings.UPLOADS_DIR = tmp_path / "uploads"
    on_day(TODAY)
    return tmp_path / "uploads"


@pytest.fixture
def tree(tmp_path: Path) -> None:
    """The organizations and members of the workbook, without a case."""
    import_workbook(write(tmp_path / "tree.xlsx", book()), by=Actor.system(TODAY))


def at(code: str) -> Organization:
    return Organization.objects.get(code=code)


def sheet(tmp_path: Path, *rows: Any, **sheets: Any) -> SimpleUploadedFile:
    whole = {"案卷": list(rows), **sheets}
    return SimpleUploadedFile("纪实.xlsx", write(tmp_path / "w.xlsx", whole).read_bytes())


def send(client: Any, file: SimpleUploadedFile, mode: str = "import") -> Job:
    response = client.post(reverse("import_new"), {"file": file, "mode": mode})
    assert response.status_code == 302, response.content.decode()
    job = Job.objects.latest("pk")
    assert response.headers["Location"] == job.get_absolute_url()
    return job


def run(job: Job) -> Job:
    run_job.call(job.pk)
    job.refresh_from_db()
    return job


def result(job: Job) -> dict[str, Any]:
    run(job)
    return dict(job.result or {})


def test_a_committee_imports_for_its_branches(
    tree: None, sign: Sign, tmp_path: Path, uploads: Path
) -> None:
    client = sign(make_user(Role.CLERK, at(COMMITTEE)))
    rows = lawful_cases(6)
    tried = run(send(client, sheet(tmp_path, *rows), "dry_run"))
    assert (tried.state, Case.objects.count()) == ("done", 0)
    assert "可以导入" in client.get(reverse("import_result", args=[tried.pk])).content.decode()
    job = send(client, sheet(tmp_path, *rows))
    assert [oct(path.stat().st_mode)[-3:] for path in uploads.iterdir()] == ["600"]
    assert run(job).state == "done"
    assert Case.objects.count() == 6
    assert list(uploads.iterdir()) == []
    assert "已导入" in client.get(reverse("import_result", args=[job.pk])).content.decode()
    assert job.label in client.get(reverse("exchange")).content.decode()


def test_each_wrong_cell_is_named_and_nothing_comes_in(
    tree: None, sign: Sign, tmp_path: Path
) -> None:
    client = sign(make_user(Role.BRANCH_SECRETARY, at(BRANCH)))
    wrong = lawful(date(2020, 1, 6), 901, but={"出生日期": "去年", "党支部编码": BRANCH})
    elsewhere = lawful(
        date(2020, 1, 6),
        902,
        but={"党支部编码": FAR_BRANCH, "培养联系人": None, "入党介绍人": None},
    )
    nowhere = lawful(date(2020, 1, 6), 903, but={"党支部编码": "NO"})
    job = run(send(client, sheet(tmp_path, wrong, elsewhere, nowhere)))
    page = client.get(reverse("import_result", args=[job.pk])).content.decode()
    assert "没有导入：3 处错误" in page
    for text in (
        "第 2 行“出生日期”列",
        "不是日期",
        "第 3 行“党支部编码”列",
        "第 4 行“党支部编码”列",
    ):
        assert text in page
    assert page.count("没有这个编码的组织") == 2  # whether it exists elsewhere is not told
    assert not Case.objects.exists()


def test_organizations_and_members_are_the_administrators(
    tree: None, sign: Sign, tmp_path: Path
) -> None:
    new = [
        {
            "编码": "GX-LY-09",
            "名称": "机关第九党支部",
            "类型": "党支部",
            "上级编码": COMMITTEE,
            "设支委会": "是",
        }
    ]
    members = [{"姓名": "钱新", "组织编码": "GX-LY-09", "身份": "正式党员"}]
    clerk, keeper = make_user(Role.CLERK, at(COMMITTEE)), make_user(Role.ADMINISTRATOR, at("GX"))
    refused = result(send(sign(clerk), sheet(tmp_path, 组织=new, 党员=members)))
    assert [error["reason"][:9] for error in refused["errors"]] == [
        "组织由系统管理员导",
        "党员由系统管理员导",
    ]
    done = result(send(sign(keeper), sheet(tmp_path, 组织=new, 党员=members)))
    assert done["counts"] == {"组织": 1, "党员": 1, "问题": 0}
    root = [{"编码": "X", "名称": "另一市委", "类型": "党委"}]
    assert result(send(sign(keeper), sheet(tmp_path, 组织=root)))["errors"]
    case = result(send(sign(keeper), sheet(tmp_path, lawful(date(2020, 1, 6), 901))))
    assert "由党支部和基层党委导入" in case["errors"][0]["reason"]


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0old", b"<html>", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_beside_the_field(
    tree: None, sign: Sign, content: bytes, uploads: Path
) -> None:
    client = sign(make_user(Role.CLERK, at(COMMITTEE)))
    file = SimpleUploadedFile("纪实.xlsx", content)
    response = client.post(reverse("import_new"), {"file": file, "mode": "import"})
    assert response.status_code == 422
    assert "field-bad" in response.content.decode()
    assert not uploads.exists()
    assert not Job.objects.exists()


def test_cancelled_before_its_turn_leaves_no_file(
    tree: None, sign: Sign, tmp_path: Path, uploads: Path
) -> None:
    client = sign(make_user(Role.CLERK, at(COMMITTEE)))
    job = send(client, sheet(tmp_path, *lawful_cases(1)))
    cancel_job(job=job)
    assert list(uploads.iterdir()) == []
    run_job.call(job.pk)
    assert not Case.objects.exists()
    assert "已取消" in client.get(reverse("import_result", args=[job.pk])).content.decode()


def test_an_import_is_its_owners(tree: None, sign: Sign, tmp_path: Path) -> None:
    job = run(send(sign(make_user(Role.CLERK, at(COMMITTEE))), sheet(tmp_path, *lawful_cases(1))))
    other = sign(make_user(Role.CLERK, at(COMMITTEE)))
    assert other.get(reverse("import_result", args=[job.pk])).status_code == 404
    officer = sign(make_user(Role.DEPARTMENT_OFFICER, at("GX-Z")))
    assert officer.get(reverse("import_template")).status_code == 403
    assert officer.get(reverse("exchange")).status_code == 200


def test_the_list_as_a_workbook(tree: None, sign: Sign, tmp_path: Path) -> None:
    rows = [
        *lawful_cases(3),
        lawful(date(2021, 1, 6), 901, until=2, but={"党支部编码": FAR_BRANCH}),
    ]
    import_workbook(write(tmp_path / "w.xlsx", {"案卷": rows}), by=Actor.system(TODAY))
    clerk = sign(make_user(Role.CLERK, at(COMMITTEE)))

    def exported(query: str) -> list[tuple[Any, ...]]:
        content = clerk.get(reverse("case_export") + query).getvalue()
        return list(openpyxl.load_workbook(BytesIO(content)).active.values)

    exported("")  # the first request of a day derives the rights
    with CaptureQueriesContext(connection) as queries:
        whole = exported("?open=all")
    assert len(queries) <= 10
    assert whole[0][:2] == ("案卷编号", "姓名")
    assert len(whole) == 5
    assert len(exported("")) == 1 + Case.objects.open().count()
    assert all(
        len(str(value)) < 18 or value is None
        for row in whole[1:]
        for value in row
        if isinstance(value, str)
    )
    template = clerk.get(reverse("import_template")).getvalue()
    assert openpyxl.load_workbook(BytesIO(template)).sheetnames == [
        "组织",
        "党员",
        "案卷",
        "填写说明",
    ]


def test_the_codes_stand_on_the_page_and_in_the_template(
    tree: None, sign: Sign, tmp_path: Path
) -> None:
    client = sign(make_user(Role.BRANCH_SECRETARY, at(BRANCH)))
    page = client.get(reverse("exchange")).text
    content = client.get(reverse("import_template")).getvalue()
    guide = openpyxl.load_workbook(BytesIO(content))["填写说明"]
    cells = {cell for row in guide.iter_rows(values_only=True) for cell in row}
    for code in (BRANCH, COMMITTEE, "GX"):
        assert f">{code}<" in page
        assert code in cells
    assert FAR_BRANCH not in cells
    assert set(RULES) <= cells
    (tmp_path / "w.xlsx").write_bytes(content)
    report = import_workbook(tmp_path / "w.xlsx", by=Actor.system(date(2026, 11, 24)))
    assert (report.errors, report.notices) == ([], [])


def test_no_identity_number_is_readable_in_the_row_of_a_job(
    tree: None, sign: Sign, tmp_path: Path
) -> None:
    client = sign(make_user(Role.BRANCH_SECRETARY, at(BRANCH)))
    number = number_of(5)
    file = sheet(tmp_path, lawful(date(2020, 1, 6), 901, but={"职务": number, "出生日期": number}))
    file.name = f"{number}.xlsx"
    job = run(send(client, file))
    assert job.result is not None
    assert len(job.result["errors"]) == 2
    for text in (
        str(job.result),
        job.label,
        client.get(reverse("import_result", args=[job.pk])).text,
    ):
        assert number not in text
        assert number[6:14] not in text
