"""The number book of 入党志愿书: receiving, issuing, spoiling, returning, explaining a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization
from cases.may import is_reason
from cases.models import Case
from cases.procedure import PLACE
from cases.services import locking
from cases.services.errors import Refused
from filings.papers.kept.models import FormBlock, FormGap, FormNumber

MOST = 2000  # forms in one block


def may_keep(actor: Actor, organization: Organization) -> bool:
    """Whether the user keeps the book of the organization."""
    return actor.rights.may(Act.FILE, organization.pk)


def _require(actor: Actor, organization: Organization) -> None:
    if not may_keep(actor, organization):
        raise PermissionDenied("您没有管理志愿书编号的权限。")


@dataclass(frozen=True)
class NumberRange:
    """Numbers as they are printed: the letters before them, and the first and the last figures,
    leading zeros included. Such as A, 0001, 0160.
    """

    letters: str
    first: str
    last: str


@transaction.atomic
def receive_block(
    *,
    organization: Organization,
    numbers: NumberRange,
    source: str,
    received_on: date,
    by: Actor,
) -> FormBlock:
    """Take in a block. Every number is new."""
    _require(by, organization)
    if received_on > by.today:
        raise Refused.because("领取日期不能晚于今天。", field="received_on")
    start, end = int(numbers.first), int(numbers.last)
    if end < start:
        raise Refused.because("截止号不能小于起始号。", field="last")
    if end - start >= MOST:
        raise Refused.because(f"一次最多登记{MOST}份。", field="last")
    # also where the figures were typed with more or fewer zeros
    other = FormBlock.objects.filter(
        organization=organization, prefix=numbers.letters, first__lte=end, last__gte=start
    ).first()
    if other is not None:
        raise Refused.because(f"与已登记的号段 {other} 重叠，每个编号只能登记一次。", field="first")
    block = FormBlock.objects.create(
        organization=organization,
        prefix=numbers.letters,
        first=start,
        last=end,
        width=len(numbers.first),
        source=source,
        received_on=received_on,
        recorded_by=by.account,
    )
    rows = [
        FormNumber(
            block=block, organization=organization, number=block.number(figure), figure=figure
        )
        for figure in range(start, end + 1)
    ]
    try:
        with transaction.atomic():
            FormNumber.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Refused.because(
            "号段中有的编号已经登记过，每个编号只能登记一次。", field="first"
        ) from error
    return block


def _lock(number_id: int, actor: Actor) -> FormNumber:
    rows = FormNumber.objects.visible_to(actor).select_for_update(of=("self",))
    number = rows.select_related("organization", "case").get(pk=number_id)
    _require(actor, number.organization)
    return number


@transaction.atomic
def issue_form(*, number_id: int, case: Case, by: Actor) -> FormNumber:
    """Give a form out for a case whose pre-review is passed. Source: 《细则》 2014 第十九条, 2026
    第十八条.

    The case is locked before the number, so that two who issue at once for one case do not both
    find that it has none. Raises Case.DoesNotExist for a case outside the scope, PermissionDenied,
    Refused.
    """
    case = locking.lock_case(case.pk, by)
    number = _lock(number_id, by)
    if number.state != FormNumber.State.STOCK:
        raise Refused.because(f"编号 {number} {number.get_state_display()}，不能发放。")
    if case.place < PLACE["pre_review"]:
        raise Refused.because("预审合格以后才能发放入党志愿书。", field="case")
    if FormNumber.objects.filter(case=case, state=FormNumber.State.ISSUED).exists():
        raise Refused.because(
            "该案卷已发放过志愿书；填写有误的先登记作废，再发放新的。", field="case"
        )
    number.state, number.case, number.changed_on, number.changed_by = (
        FormNumber.State.ISSUED,
        case,
        by.today,
        by.account,
    )
    number.save()
    return number


@transaction.atomic
def spoil_form(*, number_id: int, state: str, reason: str, by: Actor) -> FormNumber:
    """Note that a form was spoiled, or returned to who gave it out. One that a case bears is
    neither.
    """
    number = _lock(number_id, by)
    if state not in (FormNumber.State.SPOILED, FormNumber.State.RETURNED):
        raise Refused.because("请选择作废或者退回。", field="state")
    if number.state not in (FormNumber.State.STOCK, FormNumber.State.ISSUED):
        raise Refused.because(f"编号 {number} 已经{number.get_state_display()}。")
    if not is_reason(reason):
        raise Refused.because("请写明原因。", field="reason")
    if Case.objects.filter(form_number=number.number).exists():
        raise Refused.because("这个编号的志愿书已经使用，不能作废或者退回。")
    number.state, number.reason = state, reason.strip()
    number.changed_on, number.changed_by = by.today, by.account
    number.save()
    return number


@dataclass(frozen=True)
class Gap:
    """Numbers of one prefix that lie between two blocks and were not received.

    text         the numbers as they are printed
    explanation  why they are missing; empty: not explained
    """

    prefix: str
    first: int
    last: int
    text: str
    explanation: str = ""


def gaps_of(blocks: Iterable[FormBlock]) -> Iterator[Gap]:
    """What lies between the blocks of one prefix; the blocks come in their order."""
    for before, after in pairwise(blocks):
        if before.prefix == after.prefix and after.first > before.last + 1:
            first, last = before.last + 1, after.first - 1
            text = before.number(first)
            if first < last:
                text = f"{text} 至 {before.number(last)}"
            yield Gap(before.prefix, first, last, text)


@transaction.atomic
def explain_gap(*, organization: Organization, gap: Gap, explanation: str, by: Actor) -> FormGap:
    """Say why numbers between two blocks are not here."""
    _require(by, organization)
    blocks = FormBlock.objects.filter(organization=organization, prefix=gap.prefix)
    if (gap.first, gap.last) not in [(each.first, each.last) for each in gaps_of(blocks)]:
        raise Refused.because("这一段不是现在的断号，请按页面上所列的断号说明。")
    if not is_reason(explanation):
        raise Refused.because("请写明断号原因。", field="explanation")
    explained, _ = FormGap.objects.update_or_create(
        organization=organization,
        prefix=gap.prefix,
        first=gap.first,
        last=gap.last,
        defaults={
            "explanation": explanation.strip(),
            "explained_on": by.today,
            "explained_by": by.account,
        },
    )
    return explained
