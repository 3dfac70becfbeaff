"""The year of who inspects, as figures: what was used of the quota, what is late, what is owed once
a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import Left, Length
from django.urls import reverse
from django.utils.safestring import SafeString

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Organization
from branches.rights import PATH_STEP, under
from cases.selectors.units import Unit, overdue_below
from config.kit.charts import stacked_bar
from filings.inspections.models import Rectification
from filings.planning.models import YearlyAnalysis
from filings.planning.selectors.quota import QuotaRow


@dataclass(frozen=True)
class Figure:
    """As `_components/figures.html` shows it."""

    label: str
    value: str
    note: str
    url: str


def year_figures(actor: Actor, quota: QuotaRow | None) -> list[Figure]:
    """The running year of all that the user reads; none for who inspects nobody. Four queries."""
    if not actor.rights.may_anywhere(Act.INSPECT):
        return []
    figures = [_overdue(actor), _rectifications(actor), *_analyses(actor)]
    if quota is not None:
        figures.insert(0, _quota(quota, actor.today.year))
    return figures


def units_chart(units: Sequence[Unit]) -> SafeString | str:
    """What was found and is overdue in the units below; nothing of a single one."""
    if len(units) < 2:
        return ""
    series = {
        "无效": [unit.void for unit in units],
        "应整改": [unit.correct for unit in units],
        "已逾期": [unit.overdue for unit in units],
    }
    labels = [unit.organization.name for unit in units]
    return stacked_bar("各单位的问题和逾期事项", labels, series, unit="项")


def _quota(row: QuotaRow, year: int) -> Figure:
    if row.granted is None:
        value, note = str(row.used), "指标还没有下达"
    else:
        value = f"{row.used} / {row.granted}"
        note = f"预审合格、尚未批准 {row.reserved} 名，剩余 {row.left} 名"
    if row.over:
        note = f"超过指标 {row.over} 名"
    return Figure(
        "指标已用", value, note, reverse("quota_year", args=[year, row.organization.code])
    )


def _overdue(actor: Actor) -> Figure:
    duties, cases = overdue_below(actor)
    note = f"{cases} 件在办案卷" if duties else "没有逾期事项"
    url = f"{reverse('cases')}?{urlencode({'due': 'overdue'})}"
    return Figure("已逾期（项）", str(duties), note, url)


def _rectifications(actor: Actor) -> Figure:
    notices = Rectification.objects.visible_to(actor).exclude(state=Rectification.State.CLOSED)
    waits_for_unit = Q(state__in=[Rectification.State.ISSUED, Rectification.State.RETURNED])
    late = Count("pk", filter=waits_for_unit & Q(due_on__lt=actor.today))
    found = notices.order_by().aggregate(late=late, waiting=Count("pk"))
    note = f"没有销号的整改通知 {found['waiting']} 份"
    return Figure("整改逾期（份）", str(found["late"]), note, reverse("inspections"))


def _analyses(actor: Actor) -> list[Figure]:
    """How many of the committees below, those that have branches of their own, recorded the
    analysis of this year; nothing where there is none.
    """
    below = Organization.objects.open_on(actor.today).filter(under(actor.rights.reading_paths))
    branches = below.filter(kind__in=[Kind.BRANCH, Kind.GENERAL_BRANCH])
    above = branches.annotate(above=Left("path", Length("path") - PATH_STEP)).values("above")
    committees = below.filter(
        kind=Kind.COMMITTEE, has_approval_power=True, is_provisional=False, path__in=above
    ).exclude(path__in=actor.rights.reading_paths)
    recorded = YearlyAnalysis.objects.filter(
        year=actor.today.year, organization__in=committees.values("pk")
    )
    if not (count := committees.count()):
        return []
    value = f"{recorded.count()} / {count}"
    return [Figure("年度分析", value, "下级党委已登记", reverse("analyses"))]
