"""Issuing and voiding 发文字号. The register's row is locked, so two who print at once get two
numbers and no gap.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from cases.may import is_reason
from cases.services.errors import Refused
from filings.papers.kept.models import DocumentNumber, NumberRegister
from filings.papers.press.printing import Sheet
from filings.papers.sheets.kit.subject import Subject

#: Whose work it is to issue a paper of an organization of this kind.
ISSUES: dict[str, tuple[Act, ...]] = {
    Kind.BRANCH: (Act.RECORD,),
    Kind.COMMITTEE: (Act.HANDLE,),
    Kind.DEPARTMENT: (Act.RECEIVE_FILING,),
}


FIRST_YEAR = 1990  # as the table of registers has it


def may_issue(actor: Actor, organization: Organization) -> bool:
    """Whether the user may take and void numbers of the organization."""
    rights = actor.rights
    return any(rights.may(act, organization.pk) for act in ISSUES.get(organization.kind, ()))


def _require(actor: Actor, organization: Organization) -> None:
    if not may_issue(actor, organization):
        raise PermissionDenied("您没有为这个组织办理发文字号的权限。")


@transaction.atomic
def set_word(
    *, organization: Organization, word: str, by: Actor, year: int | None = None
) -> NumberRegister:
    """Open the register of a year with the organization's 机关代字, or change it while no number
    was issued.

    `year` None: the running one. One that is past is opened for papers of that year that never had
    a number.
    """
    _require(by, organization)
    year = year or by.today.year
    if not FIRST_YEAR <= year <= by.today.year + 1:
        raise Refused.because(f"年度须在{FIRST_YEAR}年至{by.today.year + 1}年之间。", field="year")
    register, made = NumberRegister.objects.select_for_update().get_or_create(
        organization=organization, year=year, defaults={"word": word}
    )
    if not made and register.word != word:
        if register.last:
            raise Refused.because(
                f"{year}年已用“{register.word}”编号，年内不能更换机关代字。", field="word"
            )
        register.word = word
        register.save(update_fields=["word"])
    return register


@transaction.atomic
def issue_number(*, sheet: Sheet, organization: Organization, by: Actor) -> DocumentNumber:
    """The number of this document about its cases in their rounds: the one it has, or the next of
    the register.

    The register is that of the year of the document's own day, where the record knows it, else of
    the running year.
    """
    _require(by, organization)
    year = (sheet.day or by.today).year
    register = (
        NumberRegister.objects.select_for_update()
        .filter(organization=organization, year=year)
        .first()
    )
    if register is None:
        raise Refused.because(f"请先登记{year}年度发文的机关代字。", field="word")
    if number := standing_number(sheet):
        return number
    register.last += 1
    register.save(update_fields=["last"])
    number = DocumentNumber.objects.create(
        organization=organization,
        year=register.year,
        sequence=register.last,
        word=register.word,
        paper=sheet.paper.code,
        title="".join(sheet.data.heading),
        rounds={str(subject.case.pk): subject.round_number for subject in sheet.subjects},
        part=sheet.part,
        issued_by=by.account,
        issued_on=by.today,
    )
    number.cases.set([subject.case for subject in sheet.subjects])
    return number


def standing_number(sheet: Sheet) -> DocumentNumber | None:
    """The number in force of the document about exactly its cases in exactly these rounds; read
    anew.
    """
    ids = [subject.case.pk for subject in sheet.subjects]
    rows = DocumentNumber.objects.filter(
        paper=sheet.paper.code, part=sheet.part, voided_on__isnull=True, cases__in=ids
    )
    for number in rows.annotate(here=Count("cases")).filter(here=len(ids)):
        if number.cases.count() == len(ids) and all(
            _is_of_round(number, subject) for subject in sheet.subjects
        ):
            return number
    return None


def _is_of_round(number: DocumentNumber, subject: Subject) -> bool:
    known = number.rounds.get(str(subject.case.pk))
    return (known or subject.round_open_on(number.issued_on)) == subject.round_number


@transaction.atomic
def void_number(*, number_id: int, reason: str, by: Actor) -> DocumentNumber:
    """Put a number out of force. It stays listed and is not given again."""
    visible = DocumentNumber.objects.visible_to(by)
    number = (
        visible.select_for_update(of=("self",)).select_related("organization").get(pk=number_id)
    )
    _require(by, number.organization)
    if number.is_void:
        raise Refused.because("这个字号已经作废。")
    if not is_reason(reason):
        raise Refused.because("请写明作废理由。", field="reason")
    number.voided_on, number.voided_by, number.void_reason = by.today, by.account, reason.strip()
    number.save(update_fields=["voided_on", "voided_by", "void_reason"])
    return number
