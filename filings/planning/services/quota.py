"""Applying for a quota, and handing quotas down one level.

Lock order: rows of one year by depth, then path; so whoever hands down to a child and whoever hands
down from that child wait for each other and cannot wait in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from branches.actor import Actor
from branches.acts import Act
from branches.models import Organization
from cases.may import Reason
from cases.may.acting import require_acting
from cases.rules.engine import Finding
from cases.services.errors import Refused
from filings.models import FilingItem
from filings.planning.models import Quota
from filings.planning.selectors.places import acting_places, children_of
from filings.planning.selectors.quota import quota_box

#: Years ahead for which a quota can be applied for or handed down.
YEARS_AHEAD = 1


def exceeded_by(item: FilingItem, actor: Actor) -> list[Finding]:
    """D25 for each quota that accepting the item would exceed; in a transaction, which keeps those
    quotas locked.

    So of two approvals at once for the last place the second is asked for a reason.
    """
    if not item.kind_row.takes_place:
        return []
    box = quota_box(item.case, actor)
    if not box.lines:
        return []
    _lock([row.organization for row in box.lines], box.year)
    return quota_box(item.case, actor).findings


@transaction.atomic
def apply(*, organization: Organization, year: int, number: int, grounds: str, by: Actor) -> Quota:
    """Apply above for the organization's quota of a year; again while it has not been granted."""
    require_acting(by, Act.APPLY_QUOTA, acting_places(organization, by.today))
    _check_year(year, by.today)
    quota = _locked([organization], year)[organization.pk]
    if quota.granted is not None:
        raise Refused.because(f"{year}年指标已于 {quota.granted_on} 下达，不能再申请。")
    quota.applied, quota.grounds, quota.applied_on, quota.applied_by = (
        number,
        grounds,
        by.today,
        by.account,
    )
    quota.save()
    return quota


@transaction.atomic
def set_root_quota(*, root: Organization, year: int, number: int, by: Actor) -> Quota:
    """Enter the figure that a root was given from outside the system."""
    require_acting(by, Act.ASSIGN_QUOTA, acting_places(root, by.today))
    _check_year(year, by.today)
    if not root.is_root():
        raise Refused.because("下级组织的指标由上级下达。")
    quota = _locked([root], year)[root.pk]
    _check_sum(number, _handed_down(root, year), field="number")
    _grant(quota, number, by)
    return quota


@transaction.atomic
def hand_down(
    *, parent: Organization, year: int, numbers: Mapping[int, int | None], by: Actor
) -> None:
    """Grant quotas to organizations straight below: `{organization id: number}`, None leaves a row
    as it is.

    Refused where the sum of all children would be above the parent's, or a child's below what it
    handed down itself; the reasons name the organization's id as field.
    """
    require_acting(by, Act.ASSIGN_QUOTA, acting_places(parent, by.today))
    _check_year(year, by.today)
    wanted = {pk: number for pk, number in numbers.items() if number is not None}
    children = [child for child in children_of(parent, by.today) if child.pk in wanted]
    if len(children) != len(wanted):
        raise Refused.because("只能向直接下级下达指标。")
    rows = _locked([parent, *children], year)
    granted = rows[parent.pk].granted
    if granted is None:
        raise Refused.because(f"上级还没有下达本组织{year}年的指标，不能向下分解。")
    others = _handed_down(parent, year, without=wanted)
    if (total := others + sum(wanted.values())) > granted:
        raise Refused.because(
            f"下级合计 {total} 名，超过本组织指标 {granted} 名，多出 {total - granted} 名。"
        )
    reasons = []
    for child in children:
        if (below := _handed_down(child, year)) > wanted[child.pk]:
            reasons.append(
                Reason(f"{child.name}已向下级下达 {below} 名，不能少于这个数。", str(child.pk))
            )
    if reasons:
        raise Refused(reasons)
    for child in children:
        if rows[child.pk].granted != wanted[child.pk]:
            _grant(rows[child.pk], wanted[child.pk], by)


def _grant(quota: Quota, number: int, actor: Actor) -> None:
    quota.granted, quota.granted_on, quota.granted_by = number, actor.today, actor.account
    quota.save()


def _locked(organizations: list[Organization], year: int) -> dict[int, Quota]:
    """The rows of the organizations, made where there are none, locked from the top down."""
    rows = [Quota(year=year, organization=organization) for organization in organizations]
    Quota.objects.bulk_create(rows, ignore_conflicts=True)
    return _lock(organizations, year)


def _lock(organizations: list[Organization], year: int) -> dict[int, Quota]:
    found = (
        Quota.objects.filter(year=year, organization__in=organizations)
        .select_for_update(of=("self",))
        .order_by("organization__depth", "organization__path")
    )
    return {quota.organization_id: quota for quota in found}


def _handed_down(parent: Organization, year: int, without: Mapping[int, int] | None = None) -> int:
    """The sum granted to the organizations straight below, closed ones too: what they used stays
    used.
    """
    rows = Quota.objects.filter(
        year=year, organization__depth=parent.depth + 1, organization__path__startswith=parent.path
    ).exclude(organization__in=list(without or ()))
    return sum(number or 0 for number in rows.values_list("granted", flat=True))


def _check_sum(number: int, below: int, *, field: str) -> None:
    if number < below:
        raise Refused.because(f"已向下级下达 {below} 名，不能少于这个数。", field=field)


def _check_year(year: int, today: date) -> None:
    if not today.year <= year <= today.year + YEARS_AHEAD:
        raise Refused.because(f"只能办理{today.year}年和{today.year + YEARS_AHEAD}年的指标。")
