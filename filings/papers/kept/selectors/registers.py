"""What the pages of the register of 发文字号 and of the number book of 入党志愿书 read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from branches.actor import Actor
from branches.acts import Kind
from branches.models import Organization
from branches.rights import under
from cases.models import Case
from filings.papers.kept.models import (
    DocumentNumber,
    FormBlock,
    FormGap,
    FormNumber,
    NumberRegister,
)
from filings.papers.kept.services.booking import Gap, gaps_of, may_keep
from filings.papers.kept.services.numbering import may_issue

MOST_FLAGS = 20  # numbers outside the book that are listed one by one


def numbering_places(actor: Actor) -> list[Organization]:
    """The organizations whose numbers the user takes."""
    ids = {grant.organization_id for grant in actor.rights.grants}
    rows = Organization.objects.filter(pk__in=ids).order_by("path")
    return [organization for organization in rows if may_issue(actor, organization)]


def numbers_of(organization: Organization, year: int, actor: Actor) -> list[DocumentNumber]:
    """The numbers of one register, latest first."""
    rows = DocumentNumber.objects.visible_to(actor).filter(organization=organization, year=year)
    return list(rows.select_related("issued_by__person", "voided_by__person"))


def register_years(organization: Organization) -> list[int]:
    """The years of which the organization has a register."""
    return list(
        NumberRegister.objects.filter(organization=organization).values_list("year", flat=True)
    )


def register_of(organization: Organization, year: int) -> NumberRegister | None:
    """The register of the year, when it was opened."""
    return NumberRegister.objects.filter(organization=organization, year=year).first()


def book_places(actor: Actor) -> list[Organization]:
    """The committees whose number book the user keeps."""
    ids = {grant.organization_id for grant in actor.rights.grants}
    rows = Organization.objects.filter(pk__in=ids, kind=Kind.COMMITTEE).order_by("path")
    return [organization for organization in rows if may_keep(actor, organization)]


@dataclass(frozen=True)
class FormBook:
    """The book of one committee.

    counts   (label, count) of stock, issued and not used, used, spoiled, returned
    flags    what does not fit, in words
    """

    blocks: list[FormBlock]
    numbers: list[FormNumber]
    used: frozenset[str]
    gaps: list[Gap]
    flags: list[str]
    counts: list[tuple[str, int]]


def form_book(organization: Organization) -> FormBook:
    """Blocks and numbers of the committee, compared with the numbers that cases bear."""
    blocks = list(FormBlock.objects.filter(organization=organization))
    numbers = list(
        FormNumber.objects.filter(organization=organization).select_related("block", "case__person")
    )
    below = Case.objects.filter(under([organization.path], "branch__path")).exclude(form_number="")
    bearers = dict(below.values_list("form_number", "number"))
    known = {number.number for number in numbers}
    elsewhere = set(
        FormNumber.objects.filter(number__in=bearers.keys() - known).values_list(
            "number", flat=True
        )
    )
    used = frozenset(bearers.keys() & known)
    unknown = sorted(bearers.keys() - known - elsewhere)
    flags = [
        f"案卷 {bearers[each]} 的志愿书编号 {each} 不在登记册中。" for each in unknown[:MOST_FLAGS]
    ]
    if len(unknown) > MOST_FLAGS:
        flags.append(
            f"另有 {len(unknown) - MOST_FLAGS} 个案卷的志愿书编号不在登记册中，请补登领取的号段。"
        )
    wrong = list(_flags(numbers, bearers))
    flags += wrong[:MOST_FLAGS]
    if len(wrong) > MOST_FLAGS:
        flags.append(f"另有 {len(wrong) - MOST_FLAGS} 个编号的登记与案卷不符。")
    gaps = _gaps(blocks, FormGap.objects.filter(organization=organization))
    states = [number.state for number in numbers if number.number not in used]
    counts = [(label, states.count(value)) for value, label in FormNumber.State.choices]
    counts.insert(2, ("已使用", len(used)))
    return FormBook(blocks, numbers, used, gaps, flags, counts)


def _flags(numbers: Iterable[FormNumber], bearers: dict[str, str]) -> Iterator[str]:
    for number in numbers:
        bearer = bearers.get(number.number)
        if bearer is None:
            continue
        if number.state in (FormNumber.State.SPOILED, FormNumber.State.RETURNED):
            yield f"编号 {number} 已登记{number.get_state_display()}，但案卷 {bearer} 使用了它。"
        elif number.case is None:
            yield f"编号 {number} 没有登记发放，但案卷 {bearer} 使用了它。"
        elif number.case.number != bearer:
            yield f"编号 {number} 发放给案卷 {number.case.number}，但案卷 {bearer} 使用了它。"


def _gaps(blocks: Sequence[FormBlock], explained: Iterable[FormGap]) -> list[Gap]:
    reasons = {(gap.prefix, gap.first, gap.last): gap.explanation for gap in explained}
    found = []
    for gap in gaps_of(blocks):
        why = reasons.get((gap.prefix, gap.first, gap.last), "")
        found.append(replace(gap, explanation=why))
    return found
