"""Opening a case: the application is received and step 1 is logged."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from branches import services as branches
from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization, Person
from cases.facts.application import Apply
from cases.may import Reason
from cases.may.acting import Acting
from cases.models import Case, CaseNumber, Entry
from cases.procedure import STEP
from cases.selectors import others
from cases.services import recording
from cases.services.errors import Refused, Reused
from cases.services.sent import Sent
from cases.services.writing import Author


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """The person who applies, as they say who they are."""

    name: str
    identity_number: str
    ethnicity: str
    phone: str


@transaction.atomic
def open_case(
    *, branch: Organization, applicant: Applicant, facts: Apply, by: Actor, sent: Sent
) -> Case:
    """Open a case with its first entry. Raises PermissionDenied, ValidationError (identity number),
    Refused, Reused.

    Whether the person has an open case is asked of all cases, and answered without naming one.
    """
    role = by.rights.role_for(Act.OPEN_CASE, branch.pk)
    if role is None:
        raise PermissionDenied("您没有在这个支部建立案卷的权限。")
    if not branch.is_open_on(by.today):
        raise Refused.because("该党支部已经撤销。")
    person = branches.register_person(
        person=Person(
            name=applicant.name,
            identity_number=applicant.identity_number,
            ethnicity=applicant.ethnicity,
            phone=applicant.phone,
        )
    )
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if entry := Entry.objects.filter(request_id=sent.request_id).select_related("case").first():
        if entry.recorded_by_id != by.account.pk or entry.case.person_id != person.pk:
            raise Reused
        return entry.case  # a double click, which waited for the first
    if why := _why_not(person, by):
        raise Refused([why])
    if facts.on is None:
        raise Refused([Reason("请填写收到申请书日期。", "on")])
    case = Case.objects.create(
        number=next_number(facts.on.year), person=person, branch=branch, opened_on=by.today
    )
    author = Author(actor=by, acting=Acting(branch, role.value), sent=sent)
    case.facts = others.with_elsewhere(case, case.facts)
    recording.enter(case, recording.prepare(case, STEP["apply"], facts, author), author)
    return case


def _why_not(person: Person, by: Actor) -> Reason | None:
    """Why this person can have no new case from the user."""
    if Case.objects.filter(person=person).open().exists():
        return Reason("此人已有未办结的案卷，不能重复建立。", "identity_number")
    if person.memberships.on(by.today).exists():
        return Reason("此人已在党员名册中，不能再建立入党案卷。", "identity_number")
    if by.person_id == person.pk:
        return Reason("不能为自己建立案卷。", "identity_number")
    return None


def next_number(year: int) -> str:
    """The next case number of a year, `YYYY-NNNN`, given once. Locks the year until the
    transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            # own name
            f"INSERT INTO {CaseNumber._meta.db_table} AS given (year, last) VALUES (%s, 1)"  # noqa: S608
            " ON CONFLICT (year) DO UPDATE SET last = given.last + 1 RETURNING last",
            [year],
        )
        (last,) = cursor.fetchone()
    return str(CaseNumber(year=year, last=last))
