"""What the database itself refuses: each constraint and trigger of the app is tried with SQL
that would break it.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from cases.models import Case, Entry
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive

pytestmark = pytest.mark.django_db

COPY_ENTRY = """
    INSERT INTO cases_entry (case_id, sequence, kind, code, pass_number, taken_on, facts, reasons,
    state_before, state_after, organization_name, role, recorded_at, request_id,
    digest_before, digest)
    SELECT case_id, {sequence}, kind, code, pass_number, taken_on, facts, reasons,
    state_before, state_after, organization_name, role, recorded_at, {request},
    digest_before, digest FROM cases_entry WHERE sequence = 1"""
COPY_SPONSOR = """INSERT INTO cases_sponsorship (case_id, kind, member_id, name, since_on, reason)
    SELECT case_id, kind, member_id, name, since_on, '' FROM cases_sponsorship LIMIT 1"""
WORKSHEET = """INSERT INTO cases_worksheet
    (case_id, code, page, data, saved_by_id, saved_at, version, is_ended, is_aside, {columns})
    SELECT id, 'cultivate', '/cases/new/', 'x', author, now(), 1, false, {values}
    FROM cases_case, (SELECT max(id) AS author FROM branches_user) AS authors"""
SHARED = WORKSHEET.format(columns="owner_id", values="false, NULL")
OWN = WORKSHEET.format(columns="owner_id", values="false, author")
ASIDE = WORKSHEET.format(
    columns='owner_id, "window"', values="true, author, '00000000-0000-4000-8000-000000000000'"
)

#: {constraint: SQL that breaks it, in a world with one case in state `appoint_contacts`}
BREAKING: dict[str, str] = {
    "case_state_known": (
        "INSERT INTO cases_case (number, person_id, branch_id, state, version, head, pass_number,"
        " outcome, form_number, locked, facts) SELECT 'X', person_id, branch_id, 'nowhere', 0, '',"
        " 1, '', '', '{}', facts FROM cases_case"
    ),
    "case_closed_with_outcome": "UPDATE cases_case SET outcome = 'died'",
    "case_closed_in_end_state": "UPDATE cases_case SET outcome = 'died', closed_on = '2027-01-01'",
    "case_end_state_is_closed": "UPDATE cases_case SET state = 'closed'",
    "entry_sequence_once": COPY_ENTRY.format(sequence="1", request="gen_random_uuid()"),
    "sponsorship_since_before_until": "UPDATE cases_sponsorship SET until_on = since_on - 1",
    "sponsorship_once_at_a_time": COPY_SPONSOR,
    "worksheet_once_a_step": f"{SHARED}; {SHARED}",
    "worksheet_once_a_page": f"{OWN}; {OWN}",
    "worksheet_aside_once_a_window": f"{ASIDE}; {ASIDE}",
    "saved_view_name_once": (
        "INSERT INTO cases_savedview (user_id, name, query) SELECT max(id), '常看', 'stage=1' FROM"
        " branches_user, generate_series(1, 2) AS copy GROUP BY copy"
    ),
}
#: {column that is unique: SQL that repeats a value}
REPEATING: dict[str, str] = {
    "Case.number": (
        "INSERT INTO cases_case (number, person_id, branch_id, state, version, head, pass_number,"
        " outcome, form_number, locked, facts) SELECT number, person_id, branch_id, state, 0, '',"
        " 1, '', '', '{}', facts FROM cases_case"
    ),
    "Entry.request_id": COPY_ENTRY.format(sequence="99", request="request_id"),
    "ReleaseNote.release": (
        "INSERT INTO cases_releasenote (release, says, created_at, years)"
        " SELECT '1', '', now(), '[]' FROM generate_series(1, 2)"
    ),
    "LocalProfile.organization": (
        "INSERT INTO cases_localprofile (organization_id, rules)"
        " SELECT branch_id, '{}'::jsonb FROM cases_case, generate_series(1, 2)"
    ),
}
#: {trigger: SQL that it refuses}
REFUSED: dict[str, tuple[str, ...]] = {
    "Case.state_along_edges": (
        "UPDATE cases_case SET state = 'nominate'",
        "UPDATE cases_case SET state = 'start'",
        "UPDATE cases_case SET state = 'archive', outcome = 'completed', closed_on = '2030-01-01'",
    ),
    "Entry.append_only": (
        "UPDATE cases_entry SET taken_on = taken_on + 1",
        "UPDATE cases_entry SET facts = '{}' WHERE sequence = 1",
        "DELETE FROM cases_entry WHERE sequence = 1",
    ),
    "Disclosure.append_only": (
        "UPDATE cases_disclosure SET what = 'talk'",
        "DELETE FROM cases_disclosure",
    ),
}


@pytest.fixture
def case() -> Case:
    drive = Drive(IN_2026)
    case = drive.to("appoint_contacts")
    execute(
        "INSERT INTO cases_disclosure (case_id, user_id, at, what) VALUES (%s, %s, now(),"
        " 'person')",
        [case.pk, drive.secretary.pk],
    )
    return case


def execute(sql: str, parameters: list[Any] | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_the_tables_above_name_every_constraint_unique_column_and_trigger() -> None:
    models: list[Any] = list(apps.get_app_config("cases").get_models())
    own = [model for model in models if model.__module__.startswith("cases.models")]
    constraints = {constraint.name for model in own for constraint in model._meta.constraints}
    registered: list[tuple[Any, Any]] = list(pgtrigger.registered())
    triggers = {f"{model.__name__}.{trigger.name}" for model, trigger in registered if model in own}
    columns = {
        f"{model.__name__}.{field.name}"
        for model in own
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }
    assert (constraints, columns, triggers) == (set(BREAKING), set(REPEATING), set(REFUSED))


@pytest.mark.parametrize("name", BREAKING)
def test_constraint_holds(case: Case, name: str) -> None:
    with pytest.raises(IntegrityError, match=name):
        execute(BREAKING[name])


@pytest.mark.parametrize("column", REPEATING)
def test_value_is_unique(case: Case, column: str) -> None:
    with pytest.raises(IntegrityError, match="unique constraint"):
        execute(REPEATING[column])


@pytest.mark.parametrize(
    ("name", "sql"), [(name, sql) for name, tries in REFUSED.items() for sql in tries]
)
def test_trigger_refuses(case: Case, name: str, sql: str) -> None:
    with pytest.raises(InternalError, match=r"Invalid transition|Cannot update or delete"):
        execute(sql)


def test_update_and_delete_of_querysets_are_refused_too(case: Case) -> None:
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="archive")
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        case.entries.update(role="clerk")
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Entry.objects.filter(case=case).delete()


def test_state_is_protected_in_python(case: Case) -> None:
    with pytest.raises(AttributeError):
        case.state = "archive"


def test_an_import_may_insert_a_case_in_any_state(case: Case) -> None:
    Case.objects.create(number="2020-0001", person=case.person, branch=case.branch, state="oath")
    assert Case.objects.filter(state="oath").count() == 1
