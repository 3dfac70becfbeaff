"""The statistics of a unit and a period, in the order of the sixteen characters; a fixed number of
queries.

Source: 《细则》第三条 (控制总量、优化结构、提高质量、发挥作用).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import (
    Avg,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models import Case as Choose
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Left, TruncMonth
from django.utils.safestring import SafeString

from branches.models import Organization
from branches.models.person import Person
from cases.facts.application import Stratum
from cases.facts.arithmetic import add_months
from cases.facts.probation import ConversionOutcome
from cases.models import Case, Finding, Sponsorship
from cases.models.case import CaseQuerySet
from cases.procedure import STAGES
from cases.rules.engine import Severity
from config.kit.charts import bar, line, stacked_bar
from filings.planning.models import Quota
from filings.planning.selectors.analyses import (
    BANDS,
    EDUCATION,
    UNKNOWN,
    band_label,
    latest_birth,
    reach_of,
)
from filings.planning.selectors.places import children_of

#: Rows that a chart can still show; the table has them all.
MOST_BARS = 12
#: Status days by the stage that begins with them; `full_on` ends the last duration.
DAYS = ("applied_on", "activist_on", "target_on", "probation_on", "full_on")
DURATIONS = ("申请到积极分子", "积极分子到发展对象", "发展对象到接收为预备党员", "预备党员到转正")


@dataclass(frozen=True)
class Figure:
    """One table with its chart: `columns` are titles, the first that of the labels; `is_graded`:
    by severity.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    chart: SafeString | str = ""
    note: str = ""
    is_graded: bool = False

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The columns as `_components/table.html` wants them."""
        return [{"label": label, "is_number": at > 0} for at, label in enumerate(self.columns)]


@dataclass(frozen=True)
class Head:
    """One of the four heads with its figures."""

    title: str
    figures: list[Figure] = field(default_factory=list)


def statistics(organization: Organization, first: date, last: date) -> list[Head]:
    """The four heads; `first` and `last` both included. Counts everybody below, names nobody;
    eight queries.
    """
    below = Case.objects.order_by().filter(branch__path__startswith=reach_of(organization))
    return [
        Head("控制总量", list(_totals(organization, below, first, last))),
        Head("优化结构", list(_structure(below, last))),
        Head("提高质量", list(_quality(below, first, last))),
        Head("发挥作用", list(_part_played(below, first, last))),
    ]


def _chart(
    draw: Any, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], **options: Any
) -> SafeString:
    charted = rows[:MOST_BARS]
    labels = [str(row[0]) for row in charted]
    drawn: SafeString = draw(title, labels, _series(columns, charted), **options)
    return drawn


def _series(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """`{column: its values}` of a table but for its first column, which names the rows."""
    found: dict[str, list[Any]] = {}
    for at, name in enumerate(columns[1:], start=1):
        found[name] = [row[at] for row in rows]
    return found


def _figure(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    draw: Any = bar,
    note: str = "",
    **options: Any,
) -> Figure:
    shown = _chart(draw, title, columns, rows, **options) if rows else ""
    return Figure(title, columns, rows, shown, note + _left_out(rows))


def _left_out(rows: Sequence[Sequence[Any]]) -> str:
    """What is said of a chart that shows the first rows of its table only."""
    if len(rows) <= MOST_BARS:
        return ""
    return f"图中为前 {MOST_BARS} 项。"


def _totals(
    organization: Organization, below: CaseQuerySet, first: date, last: date
) -> Iterator[Figure]:
    place = reach_of(organization)
    admitted = below.filter(probation_on__range=(first, last))
    counted = admitted.values_list(
        TruncMonth("probation_on"), Left("branch__path", len(place) + Organization.steplen)
    ).annotate(number=Count("pk"))
    counts: Counter[date] = Counter()
    units: Counter[str] = Counter()
    for of_month, unit, number in counted:
        counts[of_month] += number
        units[unit] += number
    rows: list[list[Any]] = []
    month, total = first.replace(day=1), 0
    while month <= last:
        total += counts[month]
        rows.append([f"{month.year}-{month.month:02d}", counts[month], total])
        month = add_months(month, 1)
    columns = ("月份", "接收预备党员", "累计")
    months = [row[0] for row in rows]
    drawn = line("各月接收预备党员", months, _series(columns, rows))
    yield Figure("各月接收预备党员（人）", columns, rows, drawn)
    yield _by_unit(organization, units, first, last)


def _by_unit(organization: Organization, counts: Counter[str], first: date, last: date) -> Figure:
    """Against the quota of the years that the period touches. `counts`: `{path of the unit:
    admissions below it}`.
    """
    children = children_of(organization, last)
    wanted = {child.pk for child in children} | {organization.pk}
    quotas: Counter[int] = Counter()
    granted = Quota.objects.filter(
        organization__in=wanted, year__range=(first.year, last.year), granted__isnull=False
    ).values_list("organization", "granted")
    for pk, number in granted:
        quotas[pk] += number or 0
    found: list[list[Any]] = []
    for child in children:
        found.append([child.name, counts[child.path], quotas.get(child.pk)])
    if not children:
        found.append([organization.name, counts.total(), quotas.get(organization.pk)])
    found.sort(key=lambda row: -row[1])
    years = str(first.year)
    if first.year != last.year:
        years = f"{first.year}–{last.year}"
    title = "各单位接收预备党员与指标（人）"
    note = f"指标为{years}年全年下达数。"
    return _figure(title, ("单位", "接收预备党员", "指标"), found, note=note)


def _structure(below: CaseQuerySet, last: date) -> Iterator[Figure]:
    """Who stands in each stage at the end of the period: open cases, by their days up to then;
    one query.
    """
    standing = below.filter(applied_on__lte=last).exclude(closed_on__lte=last)
    stage = Choose(
        *(When(Q(**{f"{DAYS[no - 1]}__lte": last}), then=Value(str(no))) for no in range(5, 1, -1)),
        default=Value("1"),
        output_field=CharField(),
    )
    born = "person__birth_on"
    band = Choose(
        *(
            When(**{f"{born}__lte": latest_birth(last, BANDS[at])}, then=Value(str(at)))
            for at in reversed(range(len(BANDS)))
        ),
        default=Value(""),
        output_field=CharField(),
    )
    apply, unknown = "facts__steps__apply__", Value("", TextField())
    parts: dict[str, tuple[Any, dict[str, str]]] = {
        "性别": (Cast("person__sex", CharField()), dict(Person.Sex.choices)),
        "年龄": (band, {str(at): band_label(at) for at in range(len(BANDS))}),
        "民族": (Cast("person__ethnicity", CharField()), {}),
        "学历": (
            Coalesce(KT(f"{apply}education"), unknown),
            EDUCATION,
        ),
        "职业": (
            Coalesce(KT(f"{apply}stratum"), unknown),
            {each.value: each.label for each in Stratum},
        ),
    }
    queries: list[QuerySet[Any, Any]] = []
    for name, (column, _) in parts.items():
        rows = standing.values_list(Value(name, CharField()), stage, column)
        queries.append(rows.annotate(number=Count("pk")))
    counts: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for name, no, value, number in queries[0].union(*queries[1:], all=True):
        counts[name][value or ""][int(no)] += number
    columns = [stage.person for stage in STAGES]
    for name, (_, labels) in parts.items():
        order = {value: at for at, value in enumerate(labels)}
        found = sorted(
            counts[name].items(), key=lambda each: (order.get(each[0], 99), -each[1].total())
        )
        table = [_row(labels.get(value, value) or UNKNOWN, numbers) for value, numbers in found]
        yield _with_totals(f"{name}结构（人）", (name, *columns), table)


def _with_totals(title: str, columns: Sequence[str], rows: list[list[Any]]) -> Figure:
    """A table whose last column is the total, which the chart leaves out."""
    without_total = [row[:-1] for row in rows]
    drawn = _chart(stacked_bar, title, columns, without_total) if rows else ""
    return Figure(title, (*columns, "合计"), rows, drawn, _left_out(rows))


def _row(label: str, by_stage: Counter[int]) -> list[Any]:
    return [label, *(by_stage[stage.no] for stage in STAGES), by_stage.total()]


def _quality(below: CaseQuerySet, first: date, last: date) -> Iterator[Figure]:
    """Findings by article of cases that were open in the period, and how long each stage took;
    two queries.
    """
    open_then = below.filter(applied_on__lte=last).exclude(closed_on__lt=first)
    rows = (
        Finding.objects.filter(case__in=open_then)
        .order_by()
        .values_list("edition", "article", "severity")
        .annotate(number=Count("pk"))
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for edition, article, severity, number in rows:
        source = f"{edition}版{article}" if article else "流程图和其他规定"
        counts[source][severity] += number
    found: list[list[Any]] = []
    for source, numbers in sorted(counts.items(), key=lambda each: -each[1].total()):
        by_severity = [numbers[severity.code] for severity in Severity]
        found.append([source, *by_severity, numbers.total()])
    columns = ("条款", *(severity.label for severity in Severity))
    figure = _with_totals("各条款发现的问题（个）", columns, found)
    yield replace(figure, is_graded=True)
    yield _durations(below, first, last)


def _durations(below: CaseQuerySet, first: date, last: date) -> Figure:
    """Of the stages that ended in the period: how many, the mean and the longest, in days."""
    wanted: dict[str, Any] = {}
    for at, (start, end) in enumerate(pairwise(DAYS)):
        ended = Q(**{f"{end}__range": (first, last), f"{start}__isnull": False})
        length = ExpressionWrapper(F(end) - F(start), DurationField())
        wanted |= {f"n{at}": Count("pk", filter=ended), f"mean{at}": Avg(length, filter=ended)}
    found = below.aggregate(**wanted)
    rows: list[list[Any]] = []
    for at, label in enumerate(DURATIONS):
        number, mean = found[f"n{at}"], found[f"mean{at}"]
        days = round(mean / timedelta(days=1)) if number else None
        rows.append([label, number, days])
    title = "各阶段平均历时（天）"
    drawn = _chart(bar, title, ("阶段", "平均天数"), [[row[0], row[2]] for row in rows])
    return Figure(title, ("阶段", "期内完成（人）", "平均天数"), rows, drawn)


def _part_played(below: CaseQuerySet, first: date, last: date) -> Iterator[Figure]:
    """How probation ended, and how many members stand by somebody as contact or introducer; two
    queries.
    """
    outcome = KT("facts__steps__conversion_meeting__outcome")
    met = KT("facts__steps__conversion_meeting__on")
    decided = below.annotate(met=met, decision=outcome).filter(
        met__gte=str(first), met__lte=str(last)
    )
    counts = Counter(dict(decided.values_list("decision").annotate(number=Count("pk"))))
    rows = [[each.label, counts[each.value]] for each in ConversionOutcome]
    yield _figure("预备党员转正（人）", ("支部大会结论", "人数"), rows)
    serving = Sponsorship.objects.on(last).filter(case__in=below, member__isnull=False).order_by()
    both = {"members": Count("member", distinct=True), "people": Count("case", distinct=True)}
    served = {}
    for kind, members, people in serving.values_list("kind").annotate(**both):
        served[kind] = (members, people)
    found = [[kind.label, *served.get(kind.value, (0, 0))] for kind in Sponsorship.Kind]
    yield _figure("党员联系和介绍（人）", ("职责", "担任的党员", "联系、介绍的同志"), found)
