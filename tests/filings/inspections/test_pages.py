"""The pages: who may see and do what, that they stay quick, and the way from the start to the
closed notice.
"""

from __future__ import annotations

import html
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.actor import Actor
from branches.models import Appointment, Job
from branches.services.appointments import end_appointment
from branches.services.jobs import run_job
from cases.models import Finding
from cases.rules.engine import Severity
from config.kit import clock
from filings.inspections.models import Inspection, InspectionFinding, Rectification
from filings.inspections.selectors.report import report
from filings.inspections.selectors.results import standing, year_before
from filings.inspections.services import reading, rectifying
from filings.inspections.services.running import freeze
from filings.papers.kept.models import AnswerFile
from tests.factories import make_person
from tests.filings.inspections.build import TODAY, YEAR, Check, found
from tests.filings.papers.uploads import picture
from tests.filings.planning.build import make_case, signed_in
from tests.kept import kept

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.setenv(clock.FIXED_DAY, TODAY.isoformat())
    return kept(Check)


def test_start(check: Check) -> None:
    url, client = reverse("inspection_new"), signed_in(check.officer)
    assert check.tree.stranger.name not in client.get(url).text
    assert client.post(url, {"year": "2013", "unit": check.tree.bureau.pk}).status_code == 422
    assert client.post(url, {"year": YEAR, "unit": check.tree.stranger.pk}).status_code == 422
    response = client.post(url, {"year": YEAR, "unit": check.tree.bureau.pk})
    inspection = Inspection.objects.get()
    assert response.headers["Location"] == inspection.get_absolute_url()
    job = Job.objects.get()
    assert (job.kind, job.owner) == ("inspect", check.officer)
    assert job.get_absolute_url() in client.get(inspection.get_absolute_url()).text
    assert client.get(reverse("inspection_findings", args=[inspection.pk])).status_code == 404, (
        "no result yet"
    )
    for user in (check.secretary, check.clerk):
        assert signed_in(user).post(url, {}).status_code == 403


def test_scope(check: Check) -> None:
    inspection = check.result()
    pages = [
        reverse(name, args=[inspection.pk])
        for name in ("inspection", "inspection_findings", "inspection_sample")
    ]
    for url in pages:
        for user in (check.secretary, check.stranger):
            assert signed_in(user).get(url).status_code == 404, url
    for user in (check.officer, check.decider, check.clerk, check.city_officer):
        assert signed_in(user).get(pages[0]).status_code == 200
    order = reverse("inspection_file", args=[inspection.pk])
    assert signed_in(check.secretary).post(order, {"suffix": "pdf"}).status_code == 404
    assert signed_in(check.stranger).post(order, {"suffix": "pdf"}).status_code == 404
    sample = {"share": "5", "seed": "x"}
    assert signed_in(check.decider).post(pages[2], sample).status_code == 403
    file = reverse("inspected_case", args=[check.inspected(inspection).pk])
    assert signed_in(check.secretary).get(file).status_code == 404
    assert signed_in(check.decider).post(file, {}).status_code == 403
    finding = reverse("finding_waive", args=[check.finding(inspection).pk])
    assert signed_in(check.secretary).get(finding).status_code == 403
    assert signed_in(check.decider).post(finding, {"reason": "x"}).status_code == 403


def test_nobody_reads_what_was_found_about_himself(check: Check) -> None:
    check.officer.person = make_person()
    check.officer.save()
    case = make_case(check.tree.branch, person=check.officer.person)
    inspection = check.result({case: [found()]})
    client = signed_in(check.officer)
    assert case.number not in client.get(reverse("inspection_findings", args=[inspection.pk])).text
    assert (
        client.get(reverse("inspected_case", args=[check.inspected(inspection).pk])).status_code
        == 404
    )
    assert (
        case.number
        in signed_in(check.colleague).get(reverse("inspection_findings", args=[inspection.pk])).text
    )


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    check: Check, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tree = check.tree
    check.result({make_case(tree.branch): [found("B04")]}, year=YEAR - 1)
    branches = (tree.branch, tree.other_branch, tree.far_branch)[:count]
    inspection = check.result(
        {make_case(branch): [found(), found("B04", Severity.VOID)] for branch in branches}
    )
    reading.draw_sample(
        inspection_id=inspection.pk, share=100, seed="x", by=Actor(check.officer, TODAY)
    )
    notices = rectifying.issue_notices(
        inspection_id=inspection.pk, unit_ids=None, due_on=TODAY, by=Actor(check.officer, TODAY)
    )
    assert len(notices) == count
    names = ("inspection", "inspection_findings", "inspection_compared", "inspection_sample")
    urls = [reverse("inspections"), *(reverse(name, args=[inspection.pk]) for name in names)]
    urls += [
        notices[0].get_absolute_url(),
        reverse("inspected_case", args=[inspection.cases.all()[0].pk]),
    ]
    client = signed_in(check.officer)
    for url in urls:
        with django_assert_max_num_queries(MOST):
            assert client.get(url).status_code == 200, url


def test_matrix_rolls_up_and_drills_down(check: Check) -> None:
    tree = check.tree
    inspection = check.result(
        {
            make_case(tree.branch): [found(), found("B04", Severity.VOID)],
            make_case(tree.far_branch): [found()],
        }
    )
    shown = report(inspection, tree.bureau, None)
    rows = [row for group in shown.groups for row in group.rows]
    assert [(row.rule, row.severity, row.count) for row in rows] == [
        ("A05", "correct", 2),
        ("B04", "void", 1),
    ]
    assert [group.counts["correct"] for group in shown.groups] == [2, 0]
    counted = [(unit.organization, unit.total, unit.cases) for unit in shown.units]
    assert counted == [(tree.general_branch, 1, 1), (tree.branch, 2, 1)]
    assert (shown.counts, shown.total, shown.cases, shown.clean) == (
        {"void": 1, "correct": 2, "advise": 0},
        3,
        2,
        0,
    )
    (unit,) = report(inspection, tree.general_branch, None).units
    assert unit.organization == tree.far_branch
    client, url = signed_in(check.officer), inspection.get_absolute_url()
    assert tree.far_branch.name in client.get(url, {"unit": tree.general_branch.code}).text
    for code in (tree.stranger.code, "nobody"):
        assert client.get(url, {"unit": code}).status_code == 404
    list_url = reverse("inspection_findings", args=[inspection.pk])
    only = client.get(list_url, {"unit": tree.branch.code, "rule": "B04"}).text
    assert "1 项" in only
    case = inspection.cases.get(unit=tree.branch).case
    entry = rf'{case.get_absolute_url()}\?back=[^"]+&amp;step=2#step-2"'
    assert re.search(entry, only)
    assert client.get(list_url, {"rule": "nothing"}).status_code == 404
    file_url = reverse("inspection_findings_export", args=[inspection.pk])
    assert file_url in only
    asked = {"unit": tree.branch.code, "rule": "B04", "format": "csv"}
    [titles, line] = client.get(file_url, asked).getvalue().decode("utf-8-sig").splitlines()
    assert titles.startswith("规则,名称,程度")
    assert line.startswith("B04,")
    assert case.number in line
    assert client.get(file_url, {"rule": "nothing"}).status_code == 404


def test_the_matrix_begins_where_there_is_more_than_one_unit(check: Check) -> None:
    tree = check.tree
    inspection = check.result({make_case(tree.far_branch): [found()]})
    (unit,) = report(inspection, tree.bureau, None).units
    assert (unit.organization, unit.is_leaf) == (tree.far_branch, True)
    text = signed_in(check.officer).get(inspection.get_absolute_url()).text
    assert "<svg" not in text, "a bar of one is none"


def test_what_concerns_the_unit_itself_stands_apart(check: Check) -> None:
    tree = check.tree
    inspection = check.result({make_case(tree.branch): [found()]})
    finding = {"inspection": inspection, "severity": "correct", "edition": 2026, "message": "x"}
    InspectionFinding.objects.create(unit=tree.bureau, rule="B07", **finding)
    InspectionFinding.objects.create(unit=tree.branch, rule="B07", **finding)
    units = report(inspection, tree.bureau, None).units
    assert [(unit.organization, unit.is_own, unit.total) for unit in units] == [
        (tree.bureau, True, 1),
        (tree.branch, False, 2),
    ]
    url = reverse("inspection_findings", args=[inspection.pk])
    query = {"unit": tree.bureau.code, "rule": "B07"}
    client = signed_in(check.officer)
    assert "2 项" in client.get(url, query).text
    assert "1 项" in client.get(url, {**query, "alone": "1"}).text


def test_from_a_cell_to_the_case_and_back_to_its_place(check: Check) -> None:
    inspection = check.result()
    client = signed_in(check.officer)
    place = f"{inspection.get_absolute_url()}?unit={check.tree.bureau.code}"
    (to_findings,) = set(
        re.findall(rf'href="([^"]+unit={check.tree.branch.code}&amp;rule=A05[^"]+)"',
                   client.get(place).text)
    )  # fmt: skip
    findings = client.get(html.unescape(to_findings)).text
    assert f'<a href="{place}#rule-A05-1">‹ 返回检查结果</a>' in findings
    to_case = re.findall(r'href="(/cases/[^"]+back=[^"]+)"', findings)[0]
    case = client.get(html.unescape(to_case)).text
    finding = check.finding(inspection)
    assert re.search(rf'/findings/\?[^"]+#finding-{finding.pk}">‹ 返回检查发现的问题', case)


def test_the_year_before_is_that_of_the_nearest_unit_the_user_reads(check: Check) -> None:
    tree, actor = check.tree, Actor(check.decider, TODAY)
    of_bureau = check.result(year=YEAR - 1)
    now = check.result()
    assert year_before(now, tree.branch, actor) == of_bureau
    of_city = check.start(by=check.city_officer, unit=tree.city, year=YEAR - 2)
    freeze(inspection_id=of_city.pk, checked=[], lines=[])
    assert year_before(of_bureau, tree.bureau, Actor(check.city_officer, TODAY)) == of_city
    assert year_before(of_bureau, tree.bureau, actor) is None, "of a unit above the user's"


def test_rectification_is_asked_for_within_thirty_days(check: Check) -> None:
    text = signed_in(check.officer).get(check.result().get_absolute_url()).text
    assert 'value="2027年4月1日"' in text, "from 2 March on"


def test_comparison_with_the_year_before(check: Check) -> None:
    check.result({make_case(check.tree.branch): [found(), found("B04")]}, year=YEAR - 1)
    inspection = check.result({make_case(check.tree.branch): [found()]})
    text = signed_in(check.officer).get(reverse("inspection_compared", args=[inspection.pk])).text
    assert re.search(r"B04[^<]*</th><td[^>]*>1</td><td[^>]*>0</td><td[^>]*>-1<", text)
    assert re.search(r"A05[^<]*</th><td[^>]*>1</td><td[^>]*>1</td><td[^>]*>0<", text)
    first = Inspection.objects.get(year=YEAR - 1)
    assert (
        signed_in(check.officer).get(reverse("inspection_compared", args=[first.pk])).status_code
        == 404
    )


def test_files_are_made_by_the_worker(check: Check, settings: LazySettings, tmp_path: Path) -> None:
    settings.STORE_DIR = tmp_path / "store"
    inspection = check.result()
    client, order = signed_in(check.decider), reverse("inspection_file", args=[inspection.pk])
    assert client.get(order).status_code == 302
    assert client.post(order, {"suffix": "exe"}).status_code == 422
    files = {}
    for suffix in ("xlsx", "pdf"):
        response = client.post(order, {"suffix": suffix})
        job = Job.objects.get(owner=check.decider, arguments__suffix=suffix)
        assert response.headers["Location"] == job.get_absolute_url()
        run_job.call(job.pk)
        job.refresh_from_db()
        assert job.result is not None
        made = client.get(job.result["url"])
        assert f".{suffix}" in made.headers["Content-Disposition"]
        files[suffix] = b"".join(made)
        assert signed_in(check.officer).get(job.result["url"]).status_code == 404, "another's"
    book = openpyxl.load_workbook(BytesIO(files["xlsx"]))
    assert len(book.sheetnames) == 3, "summary, all findings, one unit"
    assert files["pdf"].startswith(b"%PDF")
    end_appointment(
        appointment=Appointment.objects.get(user=check.decider),
        until_on=TODAY,
        by=Actor.system(TODAY),
    )
    for job in Job.objects.filter(owner=check.decider):
        assert client.get(reverse("made_file", args=[job.pk])).status_code == 404, (
            "no longer sees the inspection"
        )


def test_from_the_sample_to_the_closed_notice(check: Check) -> None:
    inspection = check.result()
    case = check.inspected(inspection).case
    officer, secretary = signed_in(check.officer), signed_in(check.secretary)
    sample = reverse("inspection_sample", args=[inspection.pk])
    assert officer.post(sample, {"share": "0", "seed": "x"}).status_code == 422
    assert officer.post(sample, {"share": "5", "seed": "x"}).status_code == 302
    assert case.number in officer.get(sample).text
    row = check.inspected(inspection)
    file = reverse("inspected_case", args=[row.pk])
    assert officer.post(file, {"rule": "F07", "severity": "void", "message": ""}).status_code == 422
    assert (
        officer.post(
            file, {"rule": "F07", "severity": "void", "message": "函调复函系伪造"}
        ).status_code
        == 302
    )
    assert (
        officer.post(reverse("inspected_case_read", args=[row.pk]), {"note": ""}).status_code == 302
    )
    assert "函调复函系伪造" in secretary.get(reverse("case", args=[case.number])).text
    issue = reverse("rectifications_issue", args=[inspection.pk])
    assert secretary.post(issue, {}).status_code == 403
    asked = officer.post(issue, {"due_on": "2027-04-01"})
    assert (asked.status_code, "还没有收到通知的 1 个组织" in asked.text) == (
        200,
        True,
    ), "asked once more"
    assert not Rectification.objects.exists()
    assert officer.post(issue, {"due_on": "2027-04-01", "confirmed": "yes"}).status_code == 302
    assert issue not in officer.get(inspection.get_absolute_url()).text, "nobody is left to tell"
    notice = Rectification.objects.get()
    assert notice.get_absolute_url() in secretary.get(reverse("inspections")).text
    desk = reverse("workbench")
    assert notice.get_absolute_url() in secretary.get(desk).text, "the unit has to answer"
    assert notice.get_absolute_url() not in officer.get(desk).text
    assert notice.get_absolute_url() not in signed_in(check.other_secretary).get(desk).text
    assert signed_in(check.other_secretary).get(notice.get_absolute_url()).status_code == 404
    assert secretary.get(reverse("rectification_pdf", args=[notice.pk])).content.startswith(b"%PDF")
    answer, decide = (
        reverse(f"rectification_{act}", args=[notice.pk]) for act in ("answer", "decide")
    )
    refused = secretary.post(answer, {"measures": "已补谈话", "evidence": ""})
    assert refused.status_code == 422
    assert "已补谈话" in refused.text, "what was typed stays"
    assert (
        signed_in(check.decider).post(answer, {"measures": "x", "evidence": "x"}).status_code == 403
    )
    assert (
        secretary.post(answer, {"measures": "已补谈话", "evidence": "谈话记录"}).status_code == 302
    )
    assert notice.get_absolute_url() in officer.get(desk).text, "the inspector has to decide"
    assert notice.get_absolute_url() not in secretary.get(desk).text
    assert officer.post(decide, {"decision": "return", "opinion": ""}).status_code == 422
    assert officer.post(decide, {"decision": "accept", "opinion": ""}).status_code == 200, (
        "asked once more"
    )
    assert officer.post(decide, {"decision": "accept", "confirmed": "yes"}).status_code == 302
    notice.refresh_from_db()
    assert notice.state == Rectification.State.CLOSED
    assert notice.get_absolute_url() not in officer.get(desk).text
    assert officer.post(decide, {"decision": "accept", "confirmed": "yes"}).status_code == 422, (
        "twice"
    )


def test_a_report_carries_the_scans_that_prove_it(
    check: Check, settings: LazySettings, tmp_path: Path
) -> None:
    settings.STORE_DIR = tmp_path / "store"
    (notice,) = rectifying.issue_notices(
        inspection_id=check.result().pk, unit_ids=None, due_on=TODAY, by=Actor(check.officer, TODAY)
    )
    answer, secretary = (
        reverse("rectification_answer", args=[notice.pk]),
        signed_in(check.secretary),
    )

    def send(client: Client, *files: tuple[str, bytes]) -> Any:
        uploads = [SimpleUploadedFile(name, content) for name, content in files]
        return client.post(
            answer, {"measures": "已补谈话", "evidence": "谈话记录", "uploads": uploads}
        )

    def kept() -> list[Path]:
        return [path for path in (tmp_path / "store").rglob("*") if path.is_file()]

    assert send(signed_in(check.decider), ("谈话.png", picture())).status_code == 403
    refused = send(secretary, ("谈话.png", picture()), ("坏.pdf", b"no pdf"))
    assert refused.status_code == 422
    assert "坏.pdf" in refused.text
    assert "已补谈话" in refused.text, "what was typed stays"
    assert kept() == []
    assert send(secretary, ("谈话.png", picture()), ("照片.png", picture())).status_code == 302
    assert len(kept()) == 2
    first, _ = AnswerFile.objects.all()
    for user in (check.officer, check.secretary):
        client = signed_in(user)
        assert "谈话.png" in client.get(notice.get_absolute_url()).text
        assert (
            client.get(reverse("scan_page", args=[first.key, 1])).headers["Content-Type"]
            == "image/jpeg"
        )
    assert b"".join(client.get(first.get_absolute_url())) == picture()
    assert signed_in(check.other_secretary).get(first.get_absolute_url()).status_code == 404
    assert send(secretary, ("谈话.png", picture())).status_code == 422, "reported already"
    assert len(kept()) == 2
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        first.delete()
    (tmp_path / "store" / first.stored[:2] / first.stored).unlink()
    page = secretary.get(notice.get_absolute_url()).text
    assert "存储的文件已丢失" in page
    assert reverse("scan_page", args=[first.key, 1]) not in page
    assert secretary.get(first.get_absolute_url()).status_code == 404


def test_waiver_pages(check: Check) -> None:
    inspection = check.result()
    finding = check.finding(inspection)
    waive, decide = (
        reverse("finding_waive", args=[finding.pk]),
        reverse("finding_waive_decide", args=[finding.pk]),
    )
    officer, colleague = signed_in(check.officer), signed_in(check.colleague)
    assert officer.post(waive, {"reason": ""}).status_code == 422
    assert officer.post(waive, {"reason": "本人病重"}).status_code == 302
    assert officer.post(decide, {"decision": "approve"}).status_code == 403
    assert "本人病重" in colleague.get(decide).text
    assert colleague.post(decide, {"decision": "approve"}).status_code == 302
    assert colleague.post(decide, {"decision": "approve"}).status_code == 422
    assert "免于整改" in officer.get(reverse("inspection_findings", args=[inspection.pk])).text


def test_what_stands_today_is_one_query(
    check: Check, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tree = check.tree
    days = [date(2026, 5, 1), date(2026, 6, 1), date(2027, 1, 1)]
    for branch, day in zip((tree.branch, tree.far_branch, tree.branch), days, strict=True):
        case = make_case(branch, applied_on=day)
        Finding.objects.create(
            case=case,
            rule="A05",
            severity="correct",
            edition=2026,
            message="x",
            rules_version="2026.1",
        )
    with django_assert_num_queries(1):
        (row,) = standing(tree.bureau, 2026)
    assert (row.rule, row.severity, row.count) == (
        "A05",
        "correct",
        2,
    ), "the third was opened a year later"
