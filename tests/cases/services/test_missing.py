"""A filing that an imported case went past without: entered afterwards by who answers that kind,
and moving nothing.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from django.core.exceptions import PermissionDenied

from branches.actor import Actor
from branches.acts import Role
from branches.models import User
from cases import services
from cases.facts.base import StepFacts
from cases.models import Case, Entry, Worksheet
from cases.services import Refused
from cases.services.sent import Sent
from tests.cases.importing.build import BRANCH, COMMITTEE
from tests.cases.importing.past import IN_2014, IN_2026, TODAY, facts_of, imported, user
from tests.cases.services.drive import check_fold, entry_of, fresh

pytestmark = pytest.mark.django_db


def record(case: Case, code: str, facts: StepFacts, by: User) -> Entry:
    return services.record(
        case_id=case.pk,
        code=code,
        facts=facts,
        by=Actor(by, TODAY),
        sent=Sent(uuid4(), version=Case.objects.get(pk=case.pk).version),
    )


def rules(case: Case) -> set[str]:
    return set(case.findings.values_list("rule", flat=True))


@pytest.mark.parametrize(
    ("no", "code", "role", "rule"),
    [
        (4, "file_activist", Role.CLERK, "B03"),
        (13, "pre_review", Role.ORGANIZER, "D02"),
        (17, "approve", Role.COMMITTEE_SECRETARY, "D19"),
        (18, "file_with_department", Role.CLERK, None),
    ],
)
def test_who_answers_the_kind_enters_it(
    tmp_path: Path, no: int, code: str, role: Role, rule: str | None
) -> None:
    case = imported(tmp_path, IN_2026, lacking=(no,))
    assert rule is None or rule in rules(case)
    facts, author = facts_of(code, IN_2026), user(role, COMMITTEE)
    with pytest.raises(PermissionDenied):
        record(case, code, facts, user(Role.BRANCH_SECRETARY, BRANCH))
    entry = record(case, code, facts, author)
    assert (entry.state_before, entry.state_after, entry.role) == ("oath", "oath", role)
    assert rule not in rules(case)
    check_fold(case)
    with pytest.raises(Refused, match="已经登记"):
        record(case, code, facts, author)
    services.annul(
        case_id=case.pk,
        entry_id=entry.pk,
        reason="登记有误",
        by=Actor(author, TODAY),
        sent=Sent(uuid4(), version=fresh(case).version),
    )
    assert fresh(case).state == "oath"
    assert rule is None or rule in rules(case)


def test_with_the_approval_the_days_of_probation_are_known(tmp_path: Path) -> None:
    case = imported(tmp_path, IN_2026, lacking=(17,))
    assert case.probation_on is None
    record(case, "approve", facts_of("approve", IN_2026), user(Role.COMMITTEE_SECRETARY, COMMITTEE))
    case = fresh(case)
    assert case.probation_on == facts_of("admission_meeting", IN_2026).on
    assert case.person.memberships.get().joined_on == case.probation_on


def test_what_was_entered_is_corrected_by_who_may_enter_it(tmp_path: Path) -> None:
    case = imported(tmp_path, IN_2026, lacking=(13,))
    author, facts = user(Role.ORGANIZER, COMMITTEE), facts_of("pre_review", IN_2026)
    entry = record(case, "pre_review", facts, author)

    def correct(by: User) -> Entry:
        changed = msgspec.structs.replace(facts, leave_reason="已征得同意")
        return services.correct(
            case_id=case.pk,
            entry_id=entry.pk,
            facts=changed,
            reason="笔误",
            by=Actor(by, TODAY),
            sent=Sent(uuid4(), version=fresh(case).version),
        )

    with pytest.raises(PermissionDenied):
        correct(user(Role.BRANCH_SECRETARY, BRANCH))
    assert correct(author).replaces == entry_of(case, "pre_review")


def test_the_consent_is_missed_in_2026_only(tmp_path: Path) -> None:
    case = imported(tmp_path, IN_2026, but={"上级党委同意日期": None})
    author = user(Role.COMMITTEE_MEMBER, COMMITTEE)
    assert "C04" in rules(case)
    record(case, "list_consent", facts_of("list_consent", IN_2026), author)
    assert "C04" not in rules(case)


def test_in_2014_there_was_no_consent_to_enter(tmp_path: Path) -> None:
    case = imported(tmp_path, IN_2014, but={"上级党委同意日期": None})
    with pytest.raises(Refused, match="没有这一步"):
        record(
            case,
            "list_consent",
            facts_of("list_consent", IN_2026),
            user(Role.COMMITTEE_MEMBER, COMMITTEE),
        )


def test_a_filing_that_comes_yet_is_not_recorded_by_itself(tmp_path: Path) -> None:
    case, facts = imported(tmp_path, IN_2026), facts_of("approve_conversion", IN_2026)
    with pytest.raises(Refused, match="须报上级办理"):
        record(case, "approve_conversion", facts, user(Role.COMMITTEE_SECRETARY, COMMITTEE))


def test_its_worksheet_is_kept_by_who_may_enter_it(tmp_path: Path) -> None:
    case = imported(tmp_path, IN_2026, lacking=(18,))

    def keep(by: User) -> Worksheet:
        code, data = "file_with_department", {"on": ["2026-9-30"]}
        return services.save_worksheet(case=case, code=code, data=data, by=Actor(by, TODAY))

    with pytest.raises(PermissionDenied):
        keep(user(Role.BRANCH_SECRETARY, BRANCH))
    clerk = user(Role.CLERK, COMMITTEE)
    keep(clerk)
    record(case, "file_with_department", facts_of("file_with_department", IN_2026), clerk)
    assert not Worksheet.objects.exists()
