"""A form made from a facts class: the fields of one step, and the typed facts it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Self

import msgspec
from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import lazy

from cases.coverage import article_asking
from cases.facts.base import FactField, StepFacts, Value, fields_of, value_class
from cases.facts.case import edition_on
from cases.facts.values import Ballot, NamedMember
from cases.forms.base import RequestForm, query_of, values_of
from cases.forms.conditions import CONDITIONS
from cases.forms.fields import Shape, field_for, initial_of, shape_of
from cases.forms.members import PICKS, MemberField, choice_of
from cases.forms.rows import FactRows, RowSetting, initial_rows, lacking_in, rows_of
from cases.selectors.roster import Roster
from cases.selectors.wording import spelled
from config.kit.fields import DayField
from config.kit.rows import typed

WANTS_ANY = "请至少填写一项要补充的内容。"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a form is made in.

    known   facts known before anything is typed; those not asked for are kept in what the form
            gives back
    kept    a worksheet, `{field name: [texts]}`: shown in place of what is known
    ranges  `{field name: lawful range as text}`; of rows, when the last was and the next is due
    filled_in  `{rows: {field: text}}`: what stands in a new row; alone it makes none
    """

    today: date
    version: int | None
    known: StepFacts | None = None
    kept: Mapping[str, list[str]] | None = None
    roster: Roster = field(default_factory=Roster)
    ranges: Mapping[str, str] = field(default_factory=dict)
    filled_in: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass
class Section:
    """One fact, or the fields next to each other, as the page lays it out."""

    fact: FactField
    fields: list[BoundField]
    setting: Setting
    rows: FactRows | None = None
    is_ballot: bool = False
    article: str = ""  # that asks for it, beside the heading

    @property
    def shape(self) -> str:
        """How the fact is asked for, by the value of `Shape`."""
        return shape_of(self.fact.type).value

    @property
    def hint(self) -> str:
        """Under the heading of rows."""
        hints = (self.fact.label.hint, "不需要的行清空即可")
        return "；".join(filter(None, hints))

    @property
    def range_hint(self) -> str:
        """Under that: when the last was, and the next is due."""
        return self.setting.ranges.get(self.fact.name, "")


class FactsForm(RequestForm):
    """Asks for the facts `names` of the step whose facts are of `facts_class`.

    `is_valid()` cleans rows too. `facts()` gives the typed facts, of a form with errors those
    without. With a prefix it stands beside others on one page: all its names begin with that.
    """

    facts_class: ClassVar[type[StepFacts]]
    names: ClassVar[tuple[str, ...]]
    wants_any: ClassVar[bool] = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        setting: Setting,
        prefix: str | None = None,
    ) -> None:
        self.setting = setting
        self.asked = tuple(fact for fact in fields_of(self.facts_class) if fact.name in self.names)
        super().__init__(data, version=setting.version, prefix=prefix)
        self.rows: dict[str, FactRows] = {}
        self.before: FactsForm | None = None  # the form of the worksheet, as it was sent
        for fact in self.asked:
            self._add(fact)
        if data is None and setting.kept is not None:
            self.show(setting.kept)

    def _add(self, fact: FactField) -> None:
        known = getattr(self.setting.known, fact.name, None)
        match shape_of(fact.type):
            case Shape.ROWS:
                self._add_rows(fact, known)
            case Shape.GROUP:
                for part in fields_of(fact.type):
                    wanted = part.label.required and fact.label.required
                    value = getattr(known, part.name, None)
                    self._add_field(
                        f"{fact.name}-{part.name}",
                        field_for(part, today=self.setting.today, required=wanted),
                        value,
                    )
            case Shape.MEMBERS:
                self._add_members(fact, known or ())
            case Shape.FIELD:
                field_ = field_for(fact, today=self.setting.today, required=fact.label.required)
                field_.article = self._article(fact)  # type: ignore[attr-defined]  # see config.forms
                self._add_field(fact.name, field_, known)

    def _article(self, fact: FactField) -> str:
        """The article that asks for the fact, in the edition of the day."""
        return article_asking(self.facts_class, fact.name, edition_on(self.setting.today))

    def _add_field(self, name: str, field_: forms.Field, known: Any) -> None:
        self.fields[name] = field_
        self.initial[name] = initial_of(known)
        if isinstance(field_, DayField):
            hint = lazy(lambda: self.setting.ranges.get(name, ""), str)()  # made when the page is
            field_.range_hint = hint  # type: ignore[attr-defined]  # see config.forms

    def _add_rows(self, fact: FactField, known: tuple[Value, ...] | None) -> None:
        if self.is_bound:
            rows = self._rows(fact, known, data=self.data)
        else:
            rows = self._rows(fact, known, initial=initial_rows(known))
        rows.is_required = fact.label.required
        if known:
            rows.extra = 0
        self.rows[fact.name] = rows

    def _rows(
        self,
        fact: FactField,
        known: tuple[Value, ...] | None,
        *,
        data: Mapping[str, Any] | None = None,
        initial: list[dict[str, Any]] | None = None,
    ) -> FactRows:
        """The rows of a fact. History from a workbook may go on without what it never had."""
        value = value_class(fact.type)
        assert value is not None
        is_history = self.setting.known is not None and self.setting.known.asked is not None
        optional: frozenset[str] = frozenset()
        if is_history:
            optional = lacking_in(known)
        filled_in = self.setting.filled_in.get(fact.name, {})
        setting = RowSetting(
            today=self.setting.today,
            thing=fact.label.title,
            filled_in=filled_in,
            optional=optional,
        )
        prefix = self.add_prefix(fact.name)
        return rows_of(value, prefix=prefix, setting=setting, data=data, initial=initial)

    def _add_members(self, fact: FactField, known: tuple[NamedMember, ...]) -> None:
        for number in range(max(PICKS, len(known))):
            name = f"{fact.name}-{number}"
            self.fields[name] = MemberField(
                self.setting.roster,
                known=known,
                label=f"{fact.label.title} {number + 1}",
                required=number == 0 and fact.label.required,
            )
            if number < len(known):
                self.initial[name] = choice_of(known[number])

    def _again(self, data: Mapping[str, Any] | None, setting: Setting) -> Self:
        """A form of the same class, for the same case."""
        return type(self)(data, setting=setting, prefix=self.prefix)

    def sent_again(self) -> Self:
        """The form as it was sent, without what the service said of it."""
        return self._again(self.data, self.setting)

    def show(self, kept: Mapping[str, list[str]]) -> None:
        """Show what was typed before, unjudged, in a form that was not sent."""
        before = self._again(self._as_sent(kept), self.setting)
        for name, text in typed(before).items():
            if not before.fields[name].widget.is_hidden:
                self.initial[name] = text
        for fact in self.asked:
            if fact.name in before.rows:
                self._show_rows(fact, before.rows[fact.name])
        self.before, self.earlier_reasons = before, before.reasons_typed

    def _show_rows(self, fact: FactField, before: FactRows) -> None:
        texts = [typed(form) for form in before.forms]
        rows = self._rows(fact, getattr(self.setting.known, fact.name, None), initial=texts)
        if texts:
            rows.extra = 0
        self.rows[fact.name] = rows

    def _as_sent(self, kept: Mapping[str, list[str]]) -> QueryDict:
        """What was typed before, with what the page sends along, so that only what was typed can
        be wrong.
        """
        query = query_of(kept)
        for name in ("version", "request_id"):
            query.setdefault(self.add_prefix(name), str(self.initial.get(name) or 0))
        return query

    # -- reading -----------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether fields and rows are without errors; conditions among them are applied once."""
        valid = super().is_valid()
        return all([valid, *(rows.is_valid() for rows in self.rows.values())])

    def clean(self) -> dict[str, Any]:
        """Apply the conditions among answers."""
        super().clean()
        for condition in CONDITIONS.get(self.facts_class, ()):
            if condition.field in self.fields and condition.test(
                self.cleaned_data.get(condition.field)
            ):
                self._relax(condition.relaxes)
                self._ask(condition.asks)
        self._refuse_twice_named()
        if self.wants_any and not self.errors and self._is_empty():
            self.add_error(None, forms.ValidationError(WANTS_ANY, code="required"))
        return self.cleaned_data

    def _relax(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self.rows:
                self.rows[name].is_required = False
            elif self.has_error(name, "required"):
                del self.errors[name]
                self.cleaned_data[name] = None

    def _ask(self, names: Iterable[str]) -> None:
        for name in names:
            if (
                name in self.fields
                and self.cleaned_data.get(name) in (None, "")
                and not self.has_error(name)
            ):
                text = self[name].field.error_messages["required"]
                self.add_error(name, forms.ValidationError(text, code="required"))

    def _refuse_twice_named(self) -> None:
        for fact in self.asked:
            if shape_of(fact.type) is Shape.MEMBERS:
                seen: list[NamedMember] = []
                for name in self._fields_of(fact):
                    if (value := self.cleaned_data.get(name)) in seen:
                        self.add_error(name, f"{value.name}已经选过。")
                    elif value is not None:
                        seen.append(value)

    def _is_empty(self) -> bool:
        """Whether nothing was typed: a row that was begun and lacks something says so itself."""
        for fact in self.asked:
            if fact.name in self.rows:
                is_typed = any(row.has_changed() for row in self.rows[fact.name].forms)
            else:
                is_typed = self._value(fact) is not None
            if is_typed:
                return False
        return True

    def facts(self) -> StepFacts:
        """The typed facts: those asked for as typed, the others as known. Of a form with errors,
        what is without.
        """
        base = self.setting.known or self.facts_class()
        values = {fact.name: self._value(fact) for fact in self.asked}
        # Of an imported entry: what this form asks for is unknown no longer.
        if base.asked is not None:
            values["asked"] = tuple(sorted({*base.asked, *self.names}))
        return msgspec.structs.replace(base, **values)

    def known_so_far(self) -> StepFacts:
        """The facts typed so far, marked so that no rule misses what was not reached yet."""
        facts = self.facts()
        there = tuple(fact.name for fact in self.asked if getattr(facts, fact.name) is not None)
        return msgspec.structs.replace(facts, asked=there)

    def _value(self, fact: FactField) -> Any:
        cleaned = getattr(self, "cleaned_data", {})
        match shape_of(fact.type):
            case Shape.ROWS:
                return self.rows[fact.name].made()
            case Shape.GROUP:
                return self._group(fact, cleaned)
            case Shape.MEMBERS:
                members = map(cleaned.get, self._fields_of(fact))
                return tuple(member for member in members if member is not None) or None
            case Shape.FIELD:
                value = cleaned.get(fact.name)
                if value == "":
                    return None
                return value

    def _group(self, fact: FactField, cleaned: Mapping[str, Any]) -> Value | None:
        """The parts that were typed of one value, such as a ballot; None where none was."""
        parts = {}
        for part in fields_of(fact.type):
            value = cleaned.get(f"{fact.name}-{part.name}")
            if value is not None:
                parts[part.name] = value
        if not parts:
            return None
        made: Value = fact.type(**parts)
        return made

    def _fields_of(self, fact: FactField) -> list[str]:
        """The names of the fields of a fact that has several."""
        return [name for name in self.fields if name.startswith(f"{fact.name}-")]

    def latest_day(self, facts: StepFacts | None = None) -> date | None:
        """The latest day among the facts typed, or among these; None where there is none."""
        return max(_days(facts or self.facts(), self.names), default=None)

    # -- showing -----------------------------------------------------------------------------------

    @property
    def is_growing(self) -> bool:
        """Whether a row more was asked for: the view then shows `grown()` and saves nothing."""
        return any(rows.is_growing for rows in self.rows.values())

    def grown(self) -> Self:
        """The form as typed, without errors, with the row more that was asked for."""
        kept = {name: values_of(self.data, name) for name in self.data}
        version = self.data.get(self.add_prefix("version"), self.setting.version)
        setting = replace(self.setting, version=version, kept=kept)
        form = self._again(None, setting)
        if request_id := self.data.get(self.add_prefix("request_id")):
            form.initial["request_id"] = request_id
        for name, rows in self.rows.items():
            if rows.is_growing:
                form.rows[name] = rows.grown()
        return form

    def unjudged(self) -> Self:
        """The form as typed, without errors; not to be sent."""
        self.rows = {name: rows.unjudged() for name, rows in self.rows.items()}
        return super().unjudged()

    @property
    def formsets(self) -> list[FactRows]:
        """All rows, for the summary of errors."""
        return list(self.rows.values())

    def sections(self) -> list[Section]:
        """The facts in the order of the form."""
        found = []
        for fact in self.asked:
            shape = shape_of(fact.type)
            if shape is Shape.ROWS:
                bound = []
            elif shape is Shape.FIELD:
                bound = [self[fact.name]]
            else:
                bound = [self[name] for name in self._fields_of(fact)]
            found.append(
                Section(
                    fact,
                    bound,
                    self.setting,
                    rows=self.rows.get(fact.name),
                    is_ballot=fact.type is Ballot,
                    article=self._article(fact),
                )
            )
        return found

    def _blame(self, reason: Any) -> None:
        if reason.field in self.rows:
            self.rows[reason.field].non_form_errors().append(spelled(str(reason)))
            self.add_error(None, spelled(str(reason)))
        elif (first := f"{reason.field}-0") in self.fields:
            self.add_error(first, spelled(str(reason)))
        else:
            super()._blame(reason)


def _days(facts: Any, names: Iterable[str]) -> Iterable[date]:
    for name in names:
        value = getattr(facts, name, None)
        if isinstance(value, date):
            yield value
        elif isinstance(value, tuple) and value and isinstance(value[0], Value):
            for part in value:
                yield from _days(part, part.__struct_fields__)
