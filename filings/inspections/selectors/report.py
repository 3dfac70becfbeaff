"""The frozen result of a check as a report: the rules in the order of the stages, each with how
often the units broke it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from django.db.models import Count, Q

from branches.models import Organization
from branches.rights import PATH_STEP
from cases.rules.engine import Severity
from filings.inspections.models import Inspection
from filings.inspections.rules import group_of, group_title, title_of

#: So many units stand beside each other in a page of 1280 pixels.
UNITS_IN_A_ROW = 10
#: From so many on a cell has the second and the third depth of its colour.
DEPTHS = (2, 5)
RISEN_SHOWN = 5  # rules named in the summary


@dataclass
class Cell:
    """How often a unit broke a rule; `severity` is the gravest of them, "" where there is none."""

    count: int = 0
    severity: str = ""

    def add(self, severity: str, count: int) -> None:
        self.count += count
        self.severity = gravest([self.severity, severity])

    @property
    def depth(self) -> int:
        """How deep its colour is, from 1 to 3; 0: it has none."""
        return bool(self.count) + sum(self.count >= least for least in DEPTHS)


@dataclass
class Unit:
    """A column: a unit at the level shown, with all that lies below it.

    is_own   it is what the others lie below, and stands here without them
    is_leaf  nothing lies below it
    cells    {rule: how often it was broken}
    """

    organization: Organization
    is_own: bool
    is_leaf: bool
    cells: dict[str, Cell] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    cases: int = 0

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def rate(self) -> str:
        """How many findings there are to a case; the size of a unit says nothing then."""
        return f"{self.total / self.cases:.1f}" if self.cases else "–"

    def add(self, rule: str, severity: str, count: int) -> None:
        self.cells.setdefault(rule, Cell()).add(severity, count)
        self.counts[severity] += count


@dataclass(frozen=True)
class Row:
    """A rule that was broken, over all units; `before`: how often in the year before, None where
    nobody looked.
    """

    rule: str
    title: str
    severity: str
    count: int
    before: int | None

    @property
    def growth(self) -> int:
        """How much more that is than in the year before; 0 where nobody looked then."""
        return 0 if self.before is None else self.count - self.before

    @property
    def change(self) -> str:
        """The same in words."""
        return "" if self.before is None else changed(self.growth)


@dataclass(frozen=True)
class Group:
    """The rules of one stage that were broken."""

    title: str
    rows: list[Row]
    counts: Mapping[str, int]


#: A rule with the cells of some units, in their order.
Line = tuple[Row, list[tuple[Unit, Cell]]]


@dataclass(frozen=True)
class Panel:
    """Some of the units beside each other, with the rules that one of them broke."""

    units: Sequence[Unit]
    groups: list[tuple[str, list[Line]]]
    is_first: bool

    @property
    def width(self) -> int:
        """At most so many columns: those of the units, and three before them."""
        return len(self.units) + 3


@dataclass(frozen=True)
class Report:
    """What was found below a unit. `counts`: `{severity: how many}`.

    clean   cases in which nothing was found
    before  as `counts`, of the year before; None where nobody looked
    ended   rules that were broken in the year before, and no longer
    """

    units: list[Unit]
    groups: list[Group]
    counts: dict[str, int]
    cases: int
    clean: int
    before: Mapping[str, int] | None
    ended: list[str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def units_with_findings(self) -> list[Unit]:
        return [unit for unit in self.units if unit.total]

    @property
    def change(self) -> str:
        """How much more or less was found than in the year before."""
        return "" if self.before is None else changed(self.total - sum(self.before.values()))

    @property
    def risen(self) -> list[Row]:
        """The rules broken more often than in the year before, what grew most first."""
        rows = []
        for group in self.groups:
            rows += [row for row in group.rows if row.growth > 0]
        return sorted(rows, key=lambda row: -row.growth)[:RISEN_SHOWN]

    @property
    def panels(self) -> list[Panel]:
        """The matrix in as many tables as it takes, of nearly one width."""
        if not self.units:
            return []
        width = ceil(len(self.units) / ceil(len(self.units) / UNITS_IN_A_ROW))
        panels = []
        for start in range(0, len(self.units), width):
            units = self.units[start : start + width]
            groups = [(group.title, list(_lines(group, units))) for group in self.groups]
            shown = [(title, lines) for title, lines in groups if lines]
            panels.append(Panel(units, shown, is_first=start == 0))
        return panels


def changed(by: int) -> str:
    """A change in words: 多 3, 少 2, 持平."""
    if by == 0:
        return "持平"
    return f"多 {by}" if by > 0 else f"少 {-by}"


def gravest(severities: Iterable[str]) -> str:
    """The gravest of the codes; "" for none."""
    return min(filter(None, severities), key=lambda code: Severity.of(code).rank, default="")


def report(inspection: Inspection, shown: Organization, before: Inspection | None) -> Report:
    """The result below `shown`, by the first organizations of which there is more than one; six
    queries.
    """
    within = Q(unit__path__startswith=shown.path)
    findings = inspection.findings.filter(within, case__isnull=False).order_by()
    faulty = findings.values("case").distinct().count()
    units = _units(inspection, within)
    cases = sum(unit.cases for unit in units)
    rules = _rules_of(inspection, within)
    then = None if before is None else _rules_of(before, within)
    return Report(
        units=units,
        groups=_groups(rules, then),
        counts=_sum(rules.values()),
        cases=cases,
        clean=cases - faulty,
        before=None if then is None else _sum(then.values()),
        ended=[title_of(rule) for rule in sorted(then or ()) if rule not in rules],
    )


def _units(inspection: Inspection, within: Q) -> list[Unit]:
    """The units of the first level below which there is more than one, in the order of the tree,
    with what was checked and found there; three queries.
    """
    findings = inspection.findings.filter(within).order_by()
    broken = list(
        findings.values_list("unit__path", "rule", "severity").annotate(count=Count("pk"))
    )
    cases = inspection.cases.filter(within).order_by().values_list("unit__path")
    checked = dict(cases.annotate(count=Count("pk")))
    units = _level([*checked, *(path for path, *_ in broken)])
    length = max(map(len, units), default=0)
    for path, rule, severity, count in broken:
        units[path[:length]].add(rule, severity, count)
    for path, count in checked.items():
        units[path[:length]].cases += count
    return list(units.values())


def _level(paths: list[str]) -> dict[str, Unit]:
    """`{path: unit}` of the first level below which the paths part, in the order of the tree; one
    query.
    """
    top = _above_all(paths)
    length = len(top) + PATH_STEP
    level = {path[:length] for path in paths}
    units = {}
    for row in Organization.objects.filter(path__in=level).order_by("path"):
        is_own = row.path == top
        units[row.path] = Unit(row, is_own, is_leaf=is_own or not row.numchild)
    return units


def _above_all(paths: Sequence[str]) -> str:
    """The longest path that all the others begin with."""
    first, last = min(paths, default=""), max(paths, default="")
    end = 0
    while end < len(first) and last.startswith(first[: end + PATH_STEP]):
        end += PATH_STEP
    return first[:end]


def _rules_of(inspection: Inspection, within: Q) -> dict[str, Counter[str]]:
    """`{rule: {severity: how many}}` of a check; one query."""
    rules: dict[str, Counter[str]] = {}
    rows = inspection.findings.filter(within).order_by().values_list("rule", "severity")
    for rule, severity, count in rows.annotate(count=Count("pk")):
        rules.setdefault(rule, Counter())[severity] += count
    return rules


def _sum(counts: Iterable[Counter[str]]) -> dict[str, int]:
    """All together, by severity; also those of which there is none."""
    whole: Counter[str] = Counter()
    for each in counts:
        whole += each
    return {severity.code: whole[severity.code] for severity in Severity}


def _groups(
    rules: Mapping[str, Counter[str]], then: Mapping[str, Counter[str]] | None
) -> list[Group]:
    """The broken rules by stage; of a stage the gravest and most frequent first."""
    by_place: dict[int, list[Row]] = {}
    for rule, counts in rules.items():
        before = None if then is None else then.get(rule, Counter()).total()
        row = Row(rule, title_of(rule), gravest(counts), counts.total(), before)
        by_place.setdefault(group_of(rule), []).append(row)
    groups = []
    for place, rows in sorted(by_place.items()):
        rows.sort(key=lambda row: (Severity.of(row.severity).rank, -row.count, row.rule))
        counts_of_stage = _sum(rules[row.rule] for row in rows)
        groups.append(Group(group_title(place), rows, counts_of_stage))
    return groups


def _lines(group: Group, units: Sequence[Unit]) -> Iterator[Line]:
    """The rules of the group that one of the units broke."""
    for row in group.rows:
        cells = [(unit, unit.cells.get(row.rule, Cell())) for unit in units]
        if any(cell.count for _, cell in cells):
            yield row, cells
