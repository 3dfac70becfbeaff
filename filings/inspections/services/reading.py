"""Drawing paper files to read by hand, and what was found in them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from branches.actor import Actor
from cases.facts.case import edition_on
from cases.rules.engine import Severity
from cases.rules.human import HUMAN_RULES
from cases.services.errors import Refused
from filings.inspections.models import InspectedCase, InspectionFinding
from filings.inspections.rules import reading_of
from filings.inspections.services.running import frozen, require_inspector


def draw(cases: Iterable[tuple[int, int]], seed: str, share: int) -> set[int]:
    """The cases drawn: `share` percent of each unit's, rounded up. `cases`: (unit id, case id), in
    any order.

    The same cases, seed and share give the same draw; a unit's draw does not depend on the other
    units.
    """
    by_unit: dict[int, list[int]] = defaultdict(list)
    for unit, case in cases:
        by_unit[unit].append(case)
    drawn: set[int] = set()
    for unit, ids in by_unit.items():
        count = -(-len(ids) * share // 100)
        # to be repeated
        drawn.update(random.Random(f"{seed}:{unit}").sample(sorted(ids), count))  # noqa: S311
    return drawn


@transaction.atomic
def draw_sample(*, inspection_id: int, share: int, seed: str, by: Actor) -> int:
    """Draw the files to read, once. Returns how many. Raises PermissionDenied, Refused."""
    inspection = frozen(inspection_id)
    require_inspector(inspection, by)
    if inspection.share is not None:
        raise Refused.because(f"已按种子 {inspection.seed} 抽取，抽样不能重来。")
    chosen = draw(inspection.cases.values_list("unit_id", "case_id"), seed, share)
    inspection.cases.filter(case__in=chosen).update(is_drawn=True)
    inspection.seed, inspection.share = seed, share
    inspection.save(update_fields=["seed", "share"])
    return len(chosen)


@transaction.atomic
def record_reading(*, inspected_id: int, note: str, by: Actor) -> InspectedCase:
    """Note that a drawn file was read. Raises PermissionDenied, Refused."""
    row = (
        InspectedCase.objects.select_for_update(of=("self",))
        .select_related("inspection__conducted_by")
        .get(pk=inspected_id)
    )
    require_inspector(row.inspection, by)
    if not row.is_drawn:
        raise Refused.because("这份案卷没有抽中。")
    if row.read_on is not None:
        raise Refused.because(f"这份案卷已于 {row.read_on} 审阅。")
    row.note, row.read_by, row.read_on = note, by.account, by.today
    row.save()
    return row


@dataclass(frozen=True, kw_only=True)
class FoundByHand:
    """What somebody found by reading the file of a case.

    severity  its code; it counts only where the rule leaves it to the inspector
    step      its number; None: about none
    """

    rule: str
    severity: str
    step: int | None
    actual_on: date | None
    message: str


@transaction.atomic
def add_finding(*, inspected_id: int, found: FoundByHand, by: Actor) -> InspectionFinding:
    """Enter what was found by hand in a case of the inspection. Raises PermissionDenied,
    Refused.
    """
    row = InspectedCase.objects.select_related("inspection__conducted_by", "unit").get(
        pk=inspected_id
    )
    inspection = frozen(row.inspection_id)
    require_inspector(inspection, by)
    if found.actual_on is not None and found.actual_on > by.today:
        raise Refused.because("日期不能晚于今天。", field="actual_on")
    edition = edition_on(found.actual_on or inspection.as_of)
    reading = reading_of(found.rule, edition)
    if reading is None:
        raise Refused.because(f"{edition} 年版没有这条规则。", field="rule")
    severity = reading.severity  # the catalogue says how grave it is
    if found.rule == HUMAN_RULES[-1].id:
        severity = Severity.of(found.severity)
    return InspectionFinding.objects.create(
        inspection=inspection,
        unit=row.unit,
        case_id=row.case_id,
        rule=found.rule,
        severity=severity.code,
        edition=edition,
        article=reading.article,
        step=found.step,
        actual_on=found.actual_on,
        message=found.message,
        found_by=by.account,
        found_on=by.today,
    )
