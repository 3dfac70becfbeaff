"""The forms of a branch meeting (支部大会)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import msgspec
from django import forms
from django.http import QueryDict

from cases.facts.admission import AdmissionMeeting
from cases.facts.arithmetic import is_majority
from cases.facts.base import StepFacts
from cases.facts.probation import ConversionMeeting
from cases.facts.values import Ballot, Exclusion, Heard, Opinion
from cases.forms import Setting, step_form
from cases.forms.base import query_of
from cases.forms.facts import Section
from cases.forms.fields import field_for
from cases.forms.rows import FactRows, RowSetting, rows_of
from cases.models import Case
from filings.meetings import wording
from filings.meetings.forms.base import RowForm, WholeForm, facts_named, grown, with_shared
from filings.meetings.names import EXCLUSIONS, Texts, prefix_of, row_of

#: Facts of the step that are the same for all persons of a meeting.
SHARED = ("on", "chair", "tellers", "recorder", "resolution")
#: So are these of the ballot.
SHARED_OF_BALLOT = ("should_attend", "present", "is_secret", "is_one_by_one")
#: These hold for every row in which nothing else is typed.
USUALLY_SHARED = ("given_out", "taken_back")
#: Begins the name under which a row is told the number of the others.
USUAL = "usual-"


class MeetingForm(WholeForm):
    """What all persons of a branch meeting share."""

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        (excluded,) = facts_named(AdmissionMeeting, [EXCLUSIONS])
        self.setting = RowSetting(today=self.today, thing=excluded.label.title)
        self.exclusions: FactRows = rows_of(
            Exclusion, prefix=EXCLUSIONS, setting=self.setting, data=data
        )

    def add_fields(self, today: date) -> None:
        """Facts of the step, and of its ballot."""
        for fact in facts_named(AdmissionMeeting, SHARED):
            self.fields[fact.name] = field_for(fact, today=today, required=fact.label.required)
        for part in facts_named(Ballot, (*SHARED_OF_BALLOT, *USUALLY_SHARED)):
            required = part.name in SHARED_OF_BALLOT
            self.fields[f"ballot-{part.name}"] = field_for(part, today=today, required=required)
        for name in USUALLY_SHARED:
            self.fields[f"ballot-{name}"].label = f"每人{self.fields[f'ballot-{name}'].label}"

    def show(self, texts: Texts) -> None:
        """Show what was typed before, the rows too."""
        super().show(texts)
        if f"{EXCLUSIONS}-TOTAL_FORMS" in texts:
            query = query_of({name: list(values) for name, values in texts.items()})
            before = rows_of(Exclusion, prefix=EXCLUSIONS, setting=self.setting, data=query)
            self.exclusions = grown(before.unjudged(), texts)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.exclusions.is_valid()])

    @property
    def formsets(self) -> list[FactRows]:
        """All rows, for the summary of errors."""
        return [self.exclusions]

    @property
    def numbers(self) -> list[forms.BoundField]:
        """Of the ballot, as far as it is the same for all."""
        names = ("should_attend", "present", *USUALLY_SHARED)
        return [self[f"ballot-{name}"] for name in names]

    @property
    def manner(self) -> list[forms.BoundField]:
        """How it was voted."""
        return [self[f"ballot-{name}"] for name in ("is_secret", "is_one_by_one")]

    @property
    def should_attend(self) -> int | None:
        """As typed; None where it cannot be read. Of a form that was sent."""
        return getattr(self, "cleaned_data", {}).get("ballot-should_attend")


class BallotRow(RowForm):
    """The row of one case; whether it passed is reckoned from the ballot."""

    shared = (*SHARED, EXCLUSIONS, *(f"ballot-{name}" for name in SHARED_OF_BALLOT))

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        for part in USUALLY_SHARED:  # empty, it is as for the others
            self.fields[f"ballot-{part}"].required = False

    def clean(self) -> dict[str, Any]:
        """Ballots as for the others, where nothing else is typed. A meeting that did not pass says
        what becomes of the case.
        """
        super().clean()
        for part in USUALLY_SHARED:
            self._take_usual(part)
        wants = "afterwards" in self.fields and not self.cleaned_data.get("afterwards")
        if wants and not self.has_error("afterwards") and self.is_passed is False:
            text = "没有通过，请选择未通过的处理。"
            self.add_error("afterwards", forms.ValidationError(text, code="required"))
        return self.cleaned_data

    def _take_usual(self, part: str) -> None:
        name = f"ballot-{part}"
        if self.has_error(name) or self.cleaned_data.get(name) is not None:
            return
        field = self.fields[name]
        try:
            usual = field.clean(self.data.get(self.add_prefix(f"{USUAL}{part}"), ""))
        except forms.ValidationError:
            usual = None
        if usual is None:
            thing = self[name].label
            text = f"请填写每人{thing}，或者这个人的{thing}。"
            self.add_error(name, forms.ValidationError(text, code="required"))
        self.cleaned_data[name] = usual

    @property
    def ballot(self) -> Ballot | None:
        """The votes as far as they are typed."""
        fact = next(each for each in self.asked if each.name == "ballot")
        made: Ballot | None = self._value(fact)
        return made

    @property
    def is_passed(self) -> bool | None:
        """Whether more than half of those who should attend are in favour; None: not known yet."""
        ballot = self.ballot
        if ballot is None or ballot.should_attend is None or ballot.in_favour is None:
            return None
        if ballot.written_in_favour is None:
            return None
        return is_majority(ballot.in_favour + ballot.written_in_favour, ballot.should_attend)

    def facts(self) -> StepFacts:
        """The typed facts, with the outcome, and the resolution with its figures."""
        facts: Any = super().facts()
        passed = self.is_passed
        text = facts.resolution_text
        if text:
            place = str(self.data.get(self.add_prefix("place")) or "").strip()
            text = wording.filled(text, facts, passed=passed, place=place)
        facts = msgspec.structs.replace(facts, is_passed=passed, resolution_text=text)
        if passed is not False and getattr(facts, "afterwards", None) is not None:
            facts = msgspec.structs.replace(facts, afterwards=None)
        return facts  # type: ignore[no-any-return]

    def known_so_far(self) -> StepFacts:
        """As of every form; the outcome too, once it is known."""
        facts: Any = super().known_so_far()
        if facts.is_passed is None:
            return facts  # type: ignore[no-any-return]
        asked = (*facts.asked, "is_passed")
        return msgspec.structs.replace(facts, asked=asked)  # type: ignore[no-any-return]

    def own_sections(self) -> list[Section]:
        """The votes first."""
        return sorted(super().own_sections(), key=lambda section: not section.is_ballot)


@cache
def _row_class(code: str) -> type[BallotRow]:
    step = step_form(code)
    names = tuple(name for name in step.names if name != "is_passed")
    body = {"facts_class": step.facts_class, "names": names}
    return type(f"{step.facts_class.__name__}Row", (BallotRow,), body)


def row_form(case: Case, code: str, *, setting: Setting, texts: Texts, is_sent: bool) -> BallotRow:
    """The form of the row of a case. `texts`: what is typed in the whole meeting; unless `is_sent`
    the row is shown with it, unjudged.
    """
    prefix = prefix_of(case.pk)
    own = {name: list(values) for name, values in texts.items() if row_of(name) == case.pk}
    make = _row_class(code)
    if is_sent:
        form = make(_with_shared(own, texts, prefix), setting=setting, prefix=prefix)
    else:
        known = known_of(code, case.person.name)
        form = make(setting=replace(setting, known=known, kept=own or None), prefix=prefix)
        for rows in form.rows.values():
            grown(rows, texts)
    form.person = case.person.name
    return form


def known_of(code: str, name: str) -> StepFacts:
    """With what a new row begins: no vote but those in favour, and a resolution to be edited."""
    ballot = Ballot(against=0, abstaining=0, spoiled=0, written=0, written_in_favour=0)
    text = wording.template_of(code, name)
    if code == "conversion_meeting":
        heard = tuple(Opinion(kind=kind) for kind in (Heard.GROUP, Heard.MEMBERS, Heard.MASSES))
        return ConversionMeeting(ballot=ballot, opinions=heard, resolution_text=text)
    return AdmissionMeeting(ballot=ballot, resolution_text=text)


def _with_shared(own: Texts, texts: Texts, prefix: str) -> QueryDict:
    """What the row is sent with: also the usual numbers of ballots."""
    found = with_shared(own, texts, prefix, BallotRow.shared)
    for part in USUALLY_SHARED:
        found.setlist(f"{prefix}-{USUAL}{part}", list(texts.get(f"ballot-{part}", [""])))
    return found


def without_shared(facts: StepFacts) -> StepFacts:
    """The facts of one person alone."""
    own: Any = facts
    ballot = own.ballot
    if ballot is not None:
        ballot = msgspec.structs.replace(ballot, **dict.fromkeys(SHARED_OF_BALLOT))
    gone = dict.fromkeys((*SHARED, EXCLUSIONS))
    return msgspec.structs.replace(own, ballot=ballot, **gone)  # type: ignore[no-any-return]
