"""Starting a check, and the long work that judges and freezes what was found.

The result is written in one transaction at the end, so a check that was cancelled or lost leaves
nothing, and one that is run twice is written once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from branches.services.jobs import Run, start_job, work
from cases.may.acting import require_acting
from cases.rules import RULES_VERSION
from cases.services.errors import Refused
from cases.services.moment import now
from filings.inspections.checking import Checked, Line, Progress, default_day, inspect, silent
from filings.inspections.models import InspectedCase, Inspection, InspectionFinding
from filings.inspections.selectors.units import inspecting_organization

INSPECT = "inspect"
FIRST_YEAR = 2014  # of the regulation
BATCH = 2000


@transaction.atomic
def start_inspection(*, unit: Organization, year: int, by: Actor) -> Inspection:
    """Queue the check of a unit and all below it. Raises PermissionDenied, Refused."""
    inspection = begin_inspection(unit=unit, year=year, by=by)
    inspection.job = start_job(
        kind=INSPECT,
        owner=by.account,
        label=f"{year}年检查：{unit.name}"[:100],
        inspection=inspection.pk,
    )
    inspection.save(update_fields=["job"])
    return inspection


@transaction.atomic
def begin_inspection(*, unit: Organization, year: int, by: Actor) -> Inspection:
    """The check without a result; `complete` makes it. Raises PermissionDenied, Refused."""
    conducted_by = inspecting_organization(unit, by)
    if conducted_by is None:
        raise PermissionDenied("只能检查本党委所属的党组织。")
    acting = require_acting(by, Act.INSPECT, [conducted_by])
    if not FIRST_YEAR <= year <= by.today.year:
        raise Refused.because(f"请填 {FIRST_YEAR} 至 {by.today.year} 年。", field="year")
    if unit.kind == Kind.DEPARTMENT:
        raise Refused.because("组织部没有所属案卷，请选择党委、党总支或党支部。", field="unit")
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    if is_running(unit, year):
        raise Refused.because(f"{unit.name}{year}年的检查正在进行，请等它完成。", field="unit")
    return Inspection.objects.create(
        year=year,
        unit=unit,
        as_of=default_day(year, by.today),
        conducted_by=acting.organization,
        role=acting.role,
        started_by=by.account,
    )


def is_running(unit: Organization, year: int) -> bool:
    """Whether a check of the unit and year waits or runs."""
    rows = Inspection.objects.filter(unit=unit, year=year, frozen_at__isnull=True)
    return rows.filter(job__state__in=["waiting", "running"]).exists()


@work(INSPECT, "年度检查")
def run_inspection(run: Run, inspection: int) -> dict[str, Any]:
    """Judge, then freeze."""
    row = Inspection.objects.select_related("unit").get(pk=inspection)
    if not row.is_frozen:
        complete(row, progress=run.progress)
    return {"url": row.get_absolute_url()}


def complete(inspection: Inspection, *, progress: Progress = silent) -> None:
    """Judge, and freeze what was found."""
    found = inspect(
        year=inspection.year,
        as_of=inspection.as_of,
        organization=inspection.unit,
        progress=progress,
    )
    freeze(inspection_id=inspection.pk, checked=found.checked, lines=found.lines)


@transaction.atomic
def freeze(*, inspection_id: int, checked: Iterable[Checked], lines: Iterable[Line]) -> None:
    """Write the result, once."""
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection_id)
    if row.is_frozen:
        return
    checked, digest = tuple(checked), hashlib.sha256()
    for each in checked:
        digest.update(f"{each.number}:{each.head}\n".encode())
    cases = (
        InspectedCase(inspection=row, case_id=c.pk, unit_id=c.branch_id, version=c.version)
        for c in checked
    )
    InspectedCase.objects.bulk_create(cases, batch_size=BATCH)
    ids = {each.number: each.pk for each in checked}
    codes = {line.organization for line in lines}
    units = dict(Organization.objects.filter(code__in=codes).order_by().values_list("code", "pk"))
    findings = (_finding(row, line, units, ids) for line in lines)
    InspectionFinding.objects.bulk_create(findings, batch_size=BATCH)
    row.frozen_at, row.rules_version = now(), RULES_VERSION
    row.data_digest, row.cases_checked = digest.hexdigest(), len(checked)
    row.save()


def _finding(
    row: Inspection, line: Line, units: dict[str, int], ids: dict[str, int]
) -> InspectionFinding:
    finding = line.finding
    return InspectionFinding(
        inspection=row,
        unit_id=units[line.organization],
        case_id=ids[line.case] if line.case else None,
        rule=finding.rule,
        severity=finding.severity.code,
        edition=finding.edition,
        article=finding.article,
        step=finding.step,
        due_on=finding.due,
        actual_on=finding.actual,
        message=finding.message,
    )


def require_inspector(inspection: Inspection, actor: Actor) -> None:
    """Raises PermissionDenied unless the user may act for the organization that checks."""
    require_acting(actor, Act.INSPECT, [inspection.conducted_by])


def frozen(inspection_id: int) -> Inspection:
    """The inspection, locked. Raises Refused while it has no result."""
    row = (
        Inspection.objects.select_related("conducted_by", "unit")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=inspection_id)
    )
    if not row.is_frozen:
        raise Refused.because("检查还没有完成。")
    return row
