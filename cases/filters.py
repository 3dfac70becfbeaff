"""The filters of the list of cases."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from branches.actor import Actor
from branches.models.person import called
from cases.models import Case, Finding
from cases.models.case import CaseQuerySet, in_stage
from cases.models.sight import HIDDEN_FROM_SPONSORS, Sight, sponsor_sights
from cases.procedure import STAGES, STEPS
from cases.rules.engine import Severity
from cases.selectors import organizations, todo
from cases.selectors.findings import counted
from cases.selectors.lists import SEEN_DUE, with_seen_due
from config.kit import plain

YEARS_BACK = 15
ALL, OPEN = "全部", "办理中"
CLOSED_SHOWN = 5
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def typed(text: str) -> str:
    """What was typed to look for, in one spelling: also one kind of dash, as in the numbers of
    cases.
    """
    return plain(text).translate(DASHES)


#: A paste of a whole page would make an address that no server takes.
SEARCH_BOX = {"type": "search", "autocomplete": "off", "maxlength": 100}


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package ships no types
    """Cases by organization, stage, step, due day, finding and year; open ones unless asked
    otherwise.
    """

    q = django_filters.CharFilter(label="姓名、拼音或案卷编号", method="search")
    organization = django_filters.ChoiceFilter(
        label="党组织（含下级）", method="in_organization", empty_label=ALL
    )
    stage = django_filters.ChoiceFilter(
        label="阶段",
        method="at_stage",
        empty_label=ALL,
        choices=[(str(s.no), f"{s.no} {s.person}") for s in STAGES],
    )
    state = django_filters.ChoiceFilter(
        label="已办到",
        method="at_state",
        empty_label=ALL,
        choices=[(step.code, f"{step.no} {step.terms}") for step in STEPS],
    )
    due = django_filters.ChoiceFilter(
        label="期限",
        method="due_by",
        empty_label=ALL,
        choices=[("overdue", "已逾期"), ("week", "本周到期"), ("month", "本月到期")],
    )
    finding = django_filters.ChoiceFilter(
        label="问题",
        method="with_finding",
        empty_label=ALL,
        choices=[("any", "有问题"), *((each.code, each.label) for each in Severity)],
    )
    year = django_filters.ChoiceFilter(
        label="申请年份", field_name="applied_on__year", empty_label=ALL
    )
    todo = django_filters.ChoiceFilter(
        label="待我办理",
        method="in_todo",
        empty_label=ALL,
        choices=[*todo.GROUPS.items(), (todo.SPONSORED, "我联系、介绍的同志")],
    )
    open = django_filters.ChoiceFilter(
        label="办理情况",
        method="by_open",
        empty_label=OPEN,
        choices=[("closed", "已办结"), ("all", ALL)],
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: Any, *, by: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.actor = by
        found = organizations.choices(by, (data or {}).get("organization", ""))
        self.organizations = {choice.organization.code: choice.organization for choice in found}
        self.filters["organization"].extra["choices"] = [
            (c.organization.code, c.label) for c in found
        ]
        if not self.actor.rights.reading_paths:  # whose cases read as of no hidden step
            steps = [step for step in STEPS if step.code not in HIDDEN_FROM_SPONSORS]
            self.filters["state"].extra["choices"] = [
                (step.code, f"{step.no} {step.terms}") for step in steps
            ]
        years = range(by.today.year, by.today.year - YEARS_BACK, -1)
        self.filters["year"].extra["choices"] = [(str(year), f"{year} 年") for year in years]
        self.filters["q"].extra["widget"] = forms.TextInput(attrs=SEARCH_BOX)

    @cached_property
    def sights(self) -> dict[int, Sight]:
        """The cases that the user sees as contact or introducer only."""
        return sponsor_sights(self.actor)

    @property
    def active(self) -> list[dict[str, str]]:
        """The conditions in force, each with the address of the list without it; also the one
        that nobody chose.
        """
        found = []
        if not self.is_open_chosen:
            found.append(
                {
                    "label": f"{self.form.fields['open'].label}：{OPEN}",
                    "remove_url": self.url_with(open="all"),
                }
            )
        for name, value in self.form.cleaned_data.items() if self.form.is_valid() else ():
            if value:
                field = self.form.fields[name]
                text = dict(getattr(field, "choices", ())).get(value, value)
                found.append(
                    {
                        "label": f"{field.label}：{text.strip()}",
                        "remove_url": self.url_with(**{name: ""}),
                    }
                )
        return found

    def url_with(self, **changes: str) -> str:
        """The address of the list with other values of some conditions, at its first page; empty
        takes one away.
        """
        query = self.data.copy()
        for gone in (*changes, "after", "before"):
            query.pop(gone, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def is_open_chosen(self) -> bool:
        """Whether it was said which cases are looked at, open or closed ones; open ones are
        unless it is.
        """
        return bool(self.form.is_valid() and self.form.cleaned_data.get("open"))

    @property
    def words(self) -> str:
        """What is looked for by name or number; empty where nothing is."""
        return typed(self.form.cleaned_data.get("q") or "") if self.form.is_valid() else ""

    def named(self) -> Case | None:
        """The case whose whole number was typed, open or closed, if the user sees it."""
        words = self.words
        return self.queryset.filter(number=words).first() if words else None

    def closed_too(self) -> list[Case]:
        """Closed cases that are found by the same name or number and conditions, where only open
        ones are listed.
        """
        if not self.words or self.is_open_chosen:
            return []
        rows = super().filter_queryset(self.queryset).filter(closed_on__isnull=False)
        return list(rows.order_by("-closed_on", "-pk")[: CLOSED_SHOWN + 1])

    @cached_property
    def query(self) -> str:
        """The conditions and the order, as a query string of the list; empty without a condition
        that holds.
        """
        if not self.form.is_valid() or not any(self.form.cleaned_data.values()):
            return ""
        chosen = {name: self.data.get(name) for name in (*self.filters, "sort")}
        return urlencode({name: value for name, value in chosen.items() if value})

    def filter_queryset(self, queryset: Any) -> Any:
        """Open cases also when nothing was chosen: an empty choice is no filter to
        django-filter.
        """
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("open") else queryset.open()

    def search(self, queryset: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """By number where there is a digit, else by name or its readings."""
        text = typed(value)
        if any(character.isdigit() for character in text):
            return queryset.filter(number__startswith=text)
        return queryset.filter(called(text, "person"))

    def in_organization(self, queryset: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """In the subtree."""
        return queryset.filter(branch__path__startswith=self.organizations[value].path)

    def at_stage(self, queryset: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """By the status of the person, as it is seen."""
        return self._as_seen(
            queryset, in_stage(int(value)), lambda pk: self.sights[pk].stage.no == int(value)
        )

    def at_state(self, queryset: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """By the last step done, as it is seen."""
        return self._as_seen(queryset, Q(state=value), lambda pk: self.sights[pk].state == value)

    def due_by(self, queryset: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """By the nearest day of the case, as it is seen."""
        today, rows = self.actor.today, with_seen_due(queryset, self.sights)
        if value == "overdue":
            return rows.filter(**{f"{SEEN_DUE}__lt": today})
        until = todo.week_ends(today) if value == "week" else todo.month_ends(today)
        return rows.filter(**{f"{SEEN_DUE}__range": (today, until)})

    def with_finding(self, queryset: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """With a finding (of a severity); of cases seen as contact only those of the steps he
        sees count.
        """
        found = Finding.objects.filter(case=OuterRef("pk"))
        if value != "any":
            found = found.filter(severity=value)
        hidden = {pk: sight.hidden_numbers for pk, sight in self.sights.items()}
        seen = counted(self.sights, self.actor.today, hidden)
        wanted = [each for each in Severity if value in ("any", each.code)]
        return self._as_seen(
            queryset,
            Q(Exists(found)),
            lambda pk: any(severity in wanted for severity, _ in seen[pk].severities),
        )

    def _as_seen(
        self, queryset: CaseQuerySet, condition: Q, is_seen: Callable[[int], bool]
    ) -> CaseQuerySet:
        """The cases that meet the condition; of those seen as contact or introducer the ones
        that seem to.
        """
        if not self.sights:
            return queryset.filter(condition)
        seen = [pk for pk in self.sights if is_seen(pk)]
        return queryset.filter((condition & ~Q(pk__in=self.sights)) | Q(pk__in=seen))

    def in_todo(self, queryset: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """What the workbench has in one of its groups."""
        return queryset.filter(todo.Todo(self.actor).cases_in(value))

    def by_open(self, queryset: CaseQuerySet, _name: str, value: str) -> CaseQuerySet:
        """Closed ones or all."""
        return queryset.filter(closed_on__isnull=False) if value == "closed" else queryset
