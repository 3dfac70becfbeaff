"""A workbook comes in whole, and what came in is what the entries say."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from branches.actor import Actor
from cases import ledger
from cases.importing import import_workbook, importing
from cases.models import Case, CaseNumber, Entry
from cases.procedure import CLOSED
from cases.services import chain, judging

from .build import BRANCH, Cells, book, lawful, lawful_cases, write

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_lawful_cases_come_in_without_findings(tmp_path: Path) -> None:
    report = import_workbook(
        write(tmp_path / "w.xlsx", book(*lawful_cases(60))), by=Actor.system(TODAY)
    )
    assert report.errors == report.duplicates == []
    assert [
        spot for spot in report.notices if "晚于今天" not in spot.reason
    ] == []  # the later cases end in 2030
    assert report.counts == {"组织": 7, "党员": 8, "案卷": 60, "问题": 0}
    assert Case.objects.count() == 60
    assert not Case.objects.exclude(opened_on=None).exists()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "w.xlsx", book(*lawful_cases(10)))
    tried = import_workbook(path, by=Actor.system(TODAY), is_dry_run=True)
    assert not Case.objects.exists()
    done = import_workbook(path, by=Actor.system(TODAY))
    assert (done.counts, done.findings) == (tried.counts, tried.findings)


def test_the_document_is_what_entries_and_lists_say(tmp_path: Path) -> None:
    rows = [
        *lawful_cases(30),
        lawful(date(2020, 1, 6), 901, but={"转正结论": "按期转正", "已延长次数": 1, "延长月数": 6}),
        lawful(date(2020, 1, 6), 902, until=24, but={"转正结论": "延长预备期", "延长月数": 6}),
        lawful(date(2020, 1, 6), 903, until=24, but={"转正结论": "取消预备党员资格"}),
        lawful(date(2020, 1, 6), 904, until=15, but={"大会结论": "不通过"}),
        lawful(date(2020, 1, 6), 905, until=13, but={"预审结论": "不合格"}),
        lawful(
            date(2020, 1, 6),
            906,
            but={"05 指定培养联系人": None, "17 上级党委审批": None, "培养联系人": "外人"},
        ),
    ]
    import_workbook(write(tmp_path / "w.xlsx", book(*rows)), by=Actor.system(TODAY))
    for case in Case.objects.order_by("pk"):
        entries = list(case.entries.order_by("sequence"))
        assert ledger.fold(entries).write(case.facts) == case.facts
        assert [entry.sequence for entry in entries] == list(range(1, case.version + 1))
        assert all(entry.digest == entry.compute_digest() for entry in entries)
        assert entries[-1].state_after == case.state
        assert chain.first_break(case) is None
        for before, after in pairwise(entries):
            assert (after.digest_before, after.state_before) == (before.digest, before.state_after)
    stored = {case.pk: (case.facts, case.next_due_on) for case in Case.objects.all()}
    found = {case.pk: set(judging.findings_of(case)) for case in Case.objects.all()}
    judging.rejudge(case_ids=stored, today=TODAY)
    assert {case.pk: (case.facts, case.next_due_on) for case in Case.objects.all()} == stored
    assert {case.pk: set(judging.findings_of(case)) for case in Case.objects.all()} == found
    assert Entry.objects.filter(kind=Entry.Kind.TURN).count() == 4


@pytest.mark.parametrize(
    ("until", "changes", "state", "outcome"),
    [
        (25, {}, "archive", "completed"),
        (7, {}, "nominate", ""),
        (7, {"04 上级党委备案": None, "06 培养教育考察": None}, "nominate", ""),
        (24, {"转正结论": "取消预备党员资格"}, CLOSED, "cancelled"),
        (23, {"转正结论": "取消预备党员资格"}, "conversion_meeting", ""),
        (24, {"转正结论": "延长预备期", "延长月数": 6}, "oath", ""),
        (23, {"转正结论": "延长预备期", "延长月数": 6}, "conversion_meeting", ""),
        (15, {"大会结论": "不通过"}, CLOSED, "not_passed"),
        (16, {"大会结论": "不通过"}, "committee_talk", ""),
        (17, {"审批结论": "不批准"}, CLOSED, "not_approved"),
        (18, {"审批结论": "不批准"}, "file_with_department", ""),
        (13, {"预审结论": "不合格"}, "committee_review", ""),
        (10, {"政审结论": "不合格"}, "appoint_introducers", ""),
        (8, {"公示结果": "有影响"}, "list_consent", ""),
    ],
)
def test_the_state_the_last_outcome_leaves(
    tmp_path: Path, until: int, changes: Cells, state: str, outcome: str
) -> None:
    """Source: docs/specification/workbook.md, section 1: at the state its highest step stands for,
    and as its turn leaves it.
    """
    row = lawful(date(2020, 1, 6), until=until, but=changes)
    import_workbook(write(tmp_path / "w.xlsx", book(row)), by=Actor.system(TODAY))
    case = Case.objects.get()
    assert (case.state, case.outcome) == (state, outcome)
    assert not case.obligations.exists() or case.closed_on is None


@pytest.mark.parametrize(
    ("until", "changes"),
    [
        (8, {"公示结果": "有影响"}),
        (10, {"政审结论": "不合格"}),
        (12, {"支委会审查结论": "不通过"}),
        (13, {"预审结论": "不合格"}),
        (15, {"大会结论": "不通过"}),
        (17, {"审批结论": "不批准"}),
    ],
)
def test_nothing_is_due_where_a_case_stopped(tmp_path: Path, until: int, changes: Cells) -> None:
    """Nothing is undone either: every step stays as written."""
    row = lawful(date(2024, 1, 8), until=until, but=changes)
    import_workbook(write(tmp_path / "w.xlsx", book(row)), by=Actor.system(TODAY))
    case = Case.objects.get()
    assert not case.obligations.exists()
    assert case.pass_number == 1
    assert case.entries.filter(kind=Entry.Kind.STEP).count() == until + (
        until >= 8
    )  # 8 has two rows


@pytest.mark.parametrize(
    ("many", "is_dry_run", "is_counted"), [(1, False, True), (1, True, False), (999, False, False)]
)
def test_after_many_rows_the_database_counts_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, is_dry_run: bool, is_counted: bool
) -> None:
    monkeypatch.setattr(importing, "MANY", many)
    path = write(tmp_path / "w.xlsx", book(*lawful_cases(3)))
    with CaptureQueriesContext(connection) as queries:
        import_workbook(path, by=Actor.system(TODAY), is_dry_run=is_dry_run)
    counted = [each["sql"] for each in queries if each["sql"].startswith("ANALYZE")]
    assert len(counted) == is_counted
    if is_counted:
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'cases_case'")
            assert cursor.fetchone() == (3,)


def test_nothing_that_was_written_waits_to_be_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits is gone through with every row of a person: each batch would take longer."""
    monkeypatch.setattr(importing, "BATCH", 2)
    path = write(tmp_path / "w.xlsx", book(*lawful_cases(6)))
    with CaptureQueriesContext(connection) as queries:
        import_workbook(path, by=Actor.system(TODAY))
    said = [each["sql"].partition(" (")[0] for each in queries]
    persons = [at for at, sql in enumerate(said) if sql == 'INSERT INTO "branches_person"']
    checks = [at for at, sql in enumerate(said) if sql == "SET CONSTRAINTS ALL IMMEDIATE"]
    assert len(persons) == len(checks) == 4, "the members, and three batches of cases"
    assert [min(at for at in checks if at > person) for person in persons] == checks
    assert not [sql for sql in said if sql.startswith('UPDATE "cases_case"')]


def test_every_table_that_an_import_fills_is_counted(tmp_path: Path) -> None:
    def sizes() -> dict[type[Model], int]:
        ours = [
            *apps.get_app_config("branches").get_models(),
            *apps.get_app_config("cases").get_models(),
        ]
        return {
            model: model._base_manager.count()
            for model in ours
            if not hasattr(model, "pgh_tracked_model")
        }

    before = sizes()
    row = {
        "姓名": "钱处分",
        "组织编码": BRANCH,
        "身份": "正式党员",
        "处分": "警告",
        "处分起": date(2020, 1, 6),
    }
    wrong = lawful(date(2019, 1, 7), 8, but={"推荐方式": "无"})
    content = book(*lawful_cases(3), wrong, lawful(date(2026, 11, 9), 9, until=1), members=[row])
    import_workbook(write(tmp_path / "w.xlsx", content), by=Actor.system(TODAY))
    grown = {model for model, count in sizes().items() if count > before[model]}
    assert grown - {CaseNumber} == set(importing.WRITTEN)  # of numbers there is a row a year
