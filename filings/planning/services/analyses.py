"""Recording the yearly analysis."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import msgspec
from django.db import transaction

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from cases.may.acting import require_acting
from cases.services.errors import Refused
from filings.planning.models import YearlyAnalysis
from filings.planning.selectors.analyses import figures
from filings.planning.selectors.places import acting_places


@dataclass(frozen=True, kw_only=True)
class AnalysisFacts:
    """What is recorded of a yearly analysis, beside its figures."""

    held_on: date
    situation: str
    problems: str
    measures: str


@transaction.atomic
def record_analysis(
    *, organization: Organization, year: int, facts: AnalysisFacts, by: Actor
) -> YearlyAnalysis:
    """Record the analysis of a year with the figures as they stand; again to replace it (its
    history is kept).
    """
    require_acting(by, Act.ANALYSE, acting_places(organization, by.today))
    if organization.kind not in (Kind.COMMITTEE, Kind.DEPARTMENT):
        raise Refused.because("年度分析由党委或组织部门登记。", article="第十一条")
    if facts.held_on > by.today:
        raise Refused.because(f"日期不能晚于今天（{by.today}）。", field="held_on")
    if facts.held_on < date(year, 1, 1):
        raise Refused.because(f"{year}年的分析不能早于{year}年1月1日。", field="held_on")
    analysis, _ = YearlyAnalysis.objects.update_or_create(
        year=year,
        organization=organization,
        defaults={
            **asdict(facts),
            "figures": msgspec.to_builtins(figures(organization, year, by.today)),
            "recorded_by": by.account,
        },
    )
    return analysis
