"""The filters of the list of cases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

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


def steps_to_choose(hidden: Collection[str] = ()) -> list[tuple[str, str]]:
    """The steps as `(code, number and name)`, but for the hidden ones."""
    return [(step.code, f"{step.no} {step.terms}") for step in STEPS if step.code not in hidden]


def choice(
    label: str, choices: Sequence[tuple[str, str]] = (), *, empty: str = ALL
) -> forms.ChoiceField:
    """A condition to choose; `empty` stands where none is chosen."""
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices])


#: A paste of a whole page would make an address that no server takes.
SEARCH_BOX = {"type": "search", "autocomplete": "off", "maxlength": 100}


class CaseFilter(forms.Form):
    """Cases by organization, stage, step, due day, finding and year; open ones unless asked
    otherwise.
    """

    q = forms.CharField(
        label="姓名、拼音或案卷编号", required=False, widget=forms.TextInput(attrs=SEARCH_BOX)
    )
    organization = choice("党组织（含下级）")
    stage = choice("阶段", [(str(stage.no), f"{stage.no} {stage.person}") for stage in STAGES])
    state = choice("已办到", steps_to_choose())
    due = choice("期限", [(code, todo.GROUPS[code]) for code in ("overdue", *todo.WITHIN)])
    finding = choice("问题", [("any", "有问题"), *((each.code, each.label) for each in Severity)])
    year = choice("申请年份")
    todo = choice("待我办理", [*todo.GROUPS.items(), (todo.SPONSORED, "我联系、介绍的同志")])
    open = choice("办理情况", [("closed", "已办结"), ("all", ALL)], empty=OPEN)

    def __init__(self, data: QueryDict, *, queryset: CaseQuerySet, by: Actor) -> None:
        super().__init__(data)
        self.sent, self.queryset, self.actor = data, queryset, by
        found = organizations.choices(by, data.get("organization", ""))
        self.organizations = {each.organization.code: each.organization for each in found}
        self._offer("organization", [(each.organization.code, each.label) for each in found])
        if not by.rights.reading_paths:  # whose cases read as of no hidden step
            self._offer("state", steps_to_choose(HIDDEN_FROM_SPONSORS))
        years = range(by.today.year, by.today.year - YEARS_BACK, -1)
        self._offer("year", [(str(year), f"{year} 年") for year in years])

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ALL), *choices]

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
            label = f"{self.fields['open'].label}：{OPEN}"
            found.append({"label": label, "remove_url": self.url_with(open="all")})
        if not self.is_valid():
            return found
        for name, value in self.cleaned_data.items():
            if value:
                field = self.fields[name]
                text = dict(getattr(field, "choices", ())).get(value, value)
                label = f"{field.label}：{text.strip()}"
                found.append({"label": label, "remove_url": self.url_with(**{name: ""})})
        return found

    def url_with(self, **changes: str) -> str:
        """The address of the list with other values of some conditions, at its first page; empty
        takes one away.
        """
        query = self.sent.copy()
        for gone in (*changes, "after", "before"):
            query.pop(gone, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        return f"?{query.urlencode()}"

    @property
    def is_narrowed(self) -> bool:
        """Whether another condition than the words was sent, be it one that holds or not."""
        return any(self.sent.get(name) for name in self.fields if name != "q")

    @property
    def is_open_chosen(self) -> bool:
        """Whether it was said which cases are looked at, open or closed ones; open ones are
        unless it is.
        """
        return bool(self.is_valid() and self.cleaned_data.get("open"))

    @property
    def words(self) -> str:
        """What is looked for by name or number; empty where nothing is."""
        return typed(self.cleaned_data.get("q") or "") if self.is_valid() else ""

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
        rows = self._meeting_conditions().filter(closed_on__isnull=False)
        return list(rows.order_by("-closed_on", "-pk")[: CLOSED_SHOWN + 1])

    @cached_property
    def query(self) -> str:
        """The conditions and the order, as a query string of the list; empty without a condition
        that holds.
        """
        if not self.is_valid() or not any(self.cleaned_data.values()):
            return ""
        chosen = {name: self.sent.get(name) for name in (*self.fields, "sort")}
        return urlencode({name: value for name, value in chosen.items() if value})

    @cached_property
    def cases(self) -> CaseQuerySet:
        """The cases that meet every condition; open ones where it was not said which."""
        rows = self._meeting_conditions()
        chosen = self.cleaned_data.get("open")
        if chosen == "closed":
            return rows.filter(closed_on__isnull=False)
        return rows if chosen == "all" else rows.open()

    def _meeting_conditions(self) -> CaseQuerySet:
        """Open and closed cases that meet the conditions; what is no choice is no condition."""
        self.is_valid()  # reads what was sent
        rows, chosen = self.queryset, self.cleaned_data
        if value := chosen.get("q"):
            rows = self._with_words(rows, typed(value))
        if value := chosen.get("organization"):
            rows = rows.filter(branch__path__startswith=self.organizations[value].path)
        if value := chosen.get("stage"):
            rows = self._at_stage(rows, int(value))
        if value := chosen.get("state"):
            rows = self._at_state(rows, value)
        if value := chosen.get("due"):
            rows = self._due_by(rows, value)
        if value := chosen.get("finding"):
            rows = self._with_finding(rows, value)
        if value := chosen.get("year"):
            rows = rows.filter(applied_on__year=int(value))
        if value := chosen.get("todo"):
            rows = rows.filter(todo.Todo(self.actor).cases_in(value))
        return rows

    def _with_words(self, rows: CaseQuerySet, words: str) -> CaseQuerySet:
        """By number where there is a digit, else by name or its readings."""
        if any(character.isdigit() for character in words):
            return rows.filter(number__startswith=words)
        return rows.filter(called(words, "person"))

    def _at_stage(self, rows: CaseQuerySet, number: int) -> CaseQuerySet:
        """By the status of the person, as it is seen."""
        return self._as_seen(rows, in_stage(number), lambda pk: self.sights[pk].stage.no == number)

    def _at_state(self, rows: CaseQuerySet, code: str) -> CaseQuerySet:
        """By the last step done, as it is seen."""
        return self._as_seen(rows, Q(state=code), lambda pk: self.sights[pk].state == code)

    def _due_by(self, rows: CaseQuerySet, when: str) -> CaseQuerySet:
        """By the nearest day of the case, as it is seen."""
        today, rows = self.actor.today, with_seen_due(rows, self.sights)
        if when == "overdue":
            return rows.filter(**{f"{SEEN_DUE}__lt": today})
        return rows.filter(**{f"{SEEN_DUE}__range": (today, today + todo.WITHIN[when])})

    def _with_finding(self, rows: CaseQuerySet, code: str) -> CaseQuerySet:
        """With a finding (of a severity); of cases seen as contact only those of the steps they
        see count.
        """
        found = Finding.objects.filter(case=OuterRef("pk"))
        if code != "any":
            found = found.filter(severity=code)
        hidden = {pk: sight.hidden_numbers for pk, sight in self.sights.items()}
        seen = counted(self.sights, self.actor.today, hidden)
        wanted = [each for each in Severity if code in ("any", each.code)]
        return self._as_seen(
            rows,
            Q(Exists(found)),
            lambda pk: any(severity in wanted for severity, _ in seen[pk].severities),
        )

    def _as_seen(
        self, rows: CaseQuerySet, condition: Q, is_seen: Callable[[int], bool]
    ) -> CaseQuerySet:
        """The cases that meet the condition; of those seen as contact or introducer the ones
        that seem to.
        """
        if not self.sights:
            return rows.filter(condition)
        seen = [pk for pk in self.sights if is_seen(pk)]
        return rows.filter((condition & ~Q(pk__in=self.sights)) | Q(pk__in=seen))
