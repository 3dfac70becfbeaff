"""What every form says of every field, sent empty, broken and overlong: plain sentences that name
the thing, and none of Django's own.
"""

from __future__ import annotations

import gettext
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import RequestFactory

from branches import forms as of_accounts
from branches.actor import Actor
from branches.models import Appointment, Discipline, Member, Organization, Person, User
from cases import forms as of_cases
from cases.facts.base import FACTS
from cases.facts.case import CODES
from cases.facts.profile import NATIONAL
from cases.forms import FactsForm, Setting, correction_form, step_form, supplement_form
from cases.forms.examining import ExaminationForm
from cases.forms.importing import ImportForm
from cases.forms.rows import FactRows
from config.kit.sentences import BROKEN, thing_of
from filings import forms as of_filings
from filings.administration import forms as of_administration
from filings.inspections import forms as of_inspections
from filings.kinds import KINDS
from filings.meetings.forms import branch as of_meetings
from filings.meetings.forms import committee as of_committee
from filings.papers.kept import forms as of_papers
from filings.papers.kept.incoming import Incoming
from filings.planning import forms as of_planning
from filings.planning.views.statistics import PeriodForm
from tests.config.kit.test_fields import every_form

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
SETTING = Setting(today=TODAY, version=1)
PERSON = SimpleNamespace(name="王一")
CASE = SimpleNamespace(pk=7, number="2026-0007", version=1, person=PERSON, state="train")
ORGANIZATION = SimpleNamespace(pk=3, name="第三党支部", depth=1)
QUOTA = SimpleNamespace(organization=ORGANIZATION, granted=None)
TO_EXAMINE = SimpleNamespace(case=CASE)
INCOMING = Incoming(code="talk_record", step="talk", title="谈话记录", seal=True)
#: What is typed in every field: nothing, what is none of the choices, no day and no number, too
#: long, too large, a day to come.
TYPED = ("", "☃", "同上", "长" * 20_001, "9" * 30, "2999-01-01")
Made = Callable[[Any], forms.BaseForm]
ADMINISTERED = (Organization, Person, User, Member, Discipline, Appointment)


def item(kind: str) -> Any:
    return SimpleNamespace(pk=5, kind=kind, kind_row=KINDS[kind], case=CASE)


def files_of(data: Any) -> Any:
    """An empty file wherever anything is sent."""
    if not data or not any(data.values()):
        return {}
    names = ("file", "uploads")
    return {name: SimpleUploadedFile("a.xlsx", b"") for name in names}


def administered(model: type[models.Model], data: Any) -> forms.BaseForm:
    """The form as the administrator's page has it."""
    request: Any = RequestFactory().get("/")
    request.actor = Actor.system(TODAY)
    form_class = admin.site.get_model_admin(model).get_form(request)
    unwritten = {"write": lambda form: form.instance}
    made: forms.BaseForm = type(form_class.__name__, (form_class,), unwritten)(data)
    return made


def supplemented(code: str, data: Any) -> FactsForm:
    form_class = supplement_form(code, None)
    assert form_class is not None
    return form_class(data, setting=SETTING)


def corrected(code: str, data: Any) -> FactsForm:
    form_class = correction_form(code, FACTS[code](on=TODAY))
    assert form_class is not None
    return form_class(data, setting=SETTING)


def recorded(code: str, data: Any) -> FactsForm:
    return step_form(code)(data, setting=SETTING)


def moved(data: Any) -> forms.BaseForm:
    organization, by = Organization(path="0001"), Actor.system(TODAY)
    return of_administration.MoveForm(data, organization=organization, by=by)


def transferred(data: Any) -> forms.BaseForm:
    member, by = Member(organization_id=3), Actor.system(TODAY)
    return of_administration.TransferForm(data, member=member, by=by)


def appointed(data: Any) -> forms.BaseForm:
    organization, by = Organization(kind=Organization.Kind.BRANCH), Actor(User(pk=1), TODAY)
    return of_administration.PostForm(data, organization=organization, by=by, user="")


def renamed(data: Any) -> forms.BaseForm:
    user, by = User(username="secretary"), Actor.system(TODAY)
    return of_administration.AccountChangeForm(data, user=user, by=by)


def discussed(code: str, data: Any) -> FactsForm:
    """The row of a case on the page of a meeting."""
    return of_meetings._row_class(code)(data, setting=SETTING)


def answered(kind: str, data: Any) -> FactsForm:
    """The row of a filing on the page of a committee's meeting."""
    return of_committee._row_class(kind, False)(data, item=item(kind), setting=SETTING)


def returned(kind: str, data: Any) -> forms.BaseForm:
    return of_filings.ReturnForm(data, today=TODAY, item=item(kind))


def submitted(kind: str, data: Any) -> forms.BaseForm:
    cases: Any = [CASE]
    return of_filings.SubmitForm(data, today=TODAY, kind=kind, cases=cases)


def refused(kind: str, data: Any) -> forms.BaseForm:
    return of_filings.refuse_form(item(kind), TODAY, data)


#: Each form with what its page gives it, by what was sent.
MADE: list[Made] = [
    of_accounts.LoginForm,
    of_accounts.PasswordForm,
    *(partial(administered, model) for model in ADMINISTERED),
    lambda data: of_cases.ReasonForm(data, version=1),
    lambda data: of_cases.TurnForm(data, version=1, today=TODAY, is_closing=True),
    lambda data: of_cases.ReplacementForm(
        data, version=1, today=TODAY, roster=of_cases.Setting(today=TODAY, version=1).roster
    ),
    lambda data: of_cases.NewCaseForm(data, setting=SETTING, branches=()),
    lambda data: of_cases.TrainingForm(data, setting=SETTING, cases=[CASE]),  # type: ignore[list-item]
    lambda data: ExaminationForm(data, rows=[TO_EXAMINE], today=TODAY, examiner=""),  # type: ignore[list-item]
    of_cases.SavedViewForm,
    of_cases.ColumnsForm,
    lambda data: ImportForm(data, files_of(data)),
    *(lambda data, code=code: step_form(code)(data, setting=SETTING) for code in CODES),
    *(
        lambda data, code=code: supplemented(code, data)
        for code in CODES
        if supplement_form(code, None)
    ),
    *(lambda data, code=code: corrected(code, data) for code in CODES),
    lambda data: of_filings.ReceiveForm(data, today=TODAY, name="receive"),
    lambda data: of_filings.DeliberateForm(data, today=TODAY, name="deliberate"),
    lambda data: of_filings.WithdrawForm(data, today=TODAY, name="withdraw"),
    *(
        lambda data, kind=kind: of_filings.ReturnForm(data, today=TODAY, item=item(kind))
        for kind in KINDS
    ),
    lambda data: of_filings.ResubmitForm(data, today=TODAY, version=1),
    *(partial(submitted, kind) for kind in KINDS),
    lambda data: of_filings.BatchForm(
        data,
        today=TODAY,
        items=[SimpleNamespace(pk=5, case=CASE)],  # type: ignore[list-item]
    ),
    lambda data: of_filings.AssignForm(data, people=[]),
    *(
        lambda data, kind=kind: of_filings.refuse_form(item(kind), TODAY, data)
        for kind in KINDS
        if KINDS[kind].route.refusal
    ),
    of_administration.OrganizationForm,
    moved,
    of_administration.CloseForm,
    of_administration.StandingForm,
    of_administration.MemberForm,
    transferred,
    of_administration.EndForm,
    of_administration.PostEndForm,
    appointed,
    of_administration.FirstPasswordForm,
    lambda data: of_administration.AccountForm(data, people=[], person=None),
    renamed,
    of_administration.ConfirmForm,
    lambda data: of_administration.ListForm(data, files_of(data)),
    lambda data: of_inspections.StartForm([ORGANIZATION], data),  # type: ignore[list-item]
    of_inspections.SampleForm,
    of_inspections.ReadingForm,
    of_inspections.FindingForm,
    of_inspections.IssueForm,
    of_inspections.AnswerForm,
    of_inspections.DecisionForm,
    of_inspections.WaiverForm,
    lambda data: of_meetings.MeetingForm(data, today=TODAY, known={}),
    *(partial(discussed, code) for code in ("admission_meeting", "conversion_meeting")),
    lambda data: of_committee.CommitteeForm(data, today=TODAY, known={}),
    *(partial(answered, kind) for kind in ("list_consent", "pre_review", "approve")),
    of_papers.WordForm,
    of_papers.VoidForm,
    of_papers.BlockForm,
    of_papers.IssueForm,
    of_papers.SpoilForm,
    of_papers.GapForm,
    lambda data: of_papers.ScanForm(data, files_of(data), kind=INCOMING, before=None),
    of_papers.WithdrawForm,
    lambda data: of_papers.ProvenAnswerForm(data, files_of(data)),
    of_planning.QuotaApplicationForm,
    of_planning.RootQuotaForm,
    lambda data: of_planning.HandDownForm([QUOTA], data),  # type: ignore[list-item]
    of_planning.AnalysisForm,
    lambda data: of_planning.CourseForm([], data),
    lambda data: of_planning.AttendeesForm([], [], data),
    lambda data: of_planning.ProfileForm(NATIONAL, {}, data),
    of_planning.HolidayForm,
    lambda data: of_planning.HolidayFileForm(data, files_of(data)),
    lambda data: PeriodForm(data, TODAY),
]
#: Sentences that name the thing otherwise than its label, which is that of an act.
OTHERWISE = {"请给这些条件起个名字。"}
#: Forms that are only built upon, and those of searches, which judge nothing.
BUILT_UPON = {
    "ServiceForm",
    "RequestForm",
    "FactsForm",
    "CorrectionForm",
    "ActForm",
    "RefuseForm",
    "RowForm",
    "CaseFilter",
    "SearchForm",
    "TreeForm",
    "MembersForm",
    "PostsForm",
    "AccountsForm",
}


def rows_of(form: forms.BaseForm) -> list[FactRows]:
    return list(getattr(form, "formsets", ()))


def sent(form: forms.BaseForm, typed: str) -> dict[str, str]:
    """The same typed in every field of the form and of one row of each of its rows."""
    data = {form.add_prefix(name): typed for name in form.fields}
    for rows in rows_of(form):
        data |= {f"{rows.prefix}-TOTAL_FORMS": "1", f"{rows.prefix}-INITIAL_FORMS": "0"}
        data |= {f"{rows.prefix}-0-{name}": typed for name in rows.empty_form.fields}
        if not typed:  # a row that was begun
            data[f"{rows.prefix}-0-{next(reversed(rows.empty_form.fields))}"] = "某"
    return data


def errors_of(form: forms.BaseForm) -> Iterator[tuple[str, str, bool]]:
    """(label, sentence, hidden) of each error of a form that was sent."""
    form.is_valid()
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        for error in errors:
            yield str(bound.label) if bound else "", str(error), bool(bound and bound.is_hidden)


def everything_said() -> Iterator[tuple[str, str, str, bool]]:
    """(form, label, sentence, hidden)."""
    for make in MADE:
        empty = make(None)
        for typed in TYPED:
            form = make(sent(empty, typed))
            for said in errors_of(form):
                yield type(form).__name__, *said
            for rows in rows_of(form):
                for error in rows.non_form_errors():
                    yield type(form).__name__, rows.thing, str(error), False
                for row in rows.forms:
                    for said in errors_of(row):
                        yield type(form).__name__, *said


@pytest.fixture(scope="module")
def stock() -> re.Pattern[str]:
    """All that Django says in Chinese, and in English, as whole sentences."""
    folder = Path(django.__file__).parent
    texts: set[str] = set()
    for part in ("conf", "contrib/auth"):
        with (folder / part / "locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
            catalogue: dict[Any, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        texts.update(catalogue.values())
        texts.update(key if isinstance(key, str) else key[0] for key in catalogue)
    sentences = [text for text in texts if text.endswith(("。", ".", "！"))]
    patterns = [re.sub(r"%\\?\(\w+\\?\)[sd]", ".*", re.escape(text)) for text in sentences]
    return re.compile("|".join(patterns))


def test_every_error_names_its_thing_in_a_plain_sentence(stock: re.Pattern[str]) -> None:
    said = set(everything_said())
    bad = []
    for form, label, sentence, is_hidden in said:
        is_plain = sentence.endswith("。") and not stock.fullmatch(sentence)
        is_named = sentence == BROKEN if is_hidden else thing_of(label) in sentence
        is_named = is_named or sentence in OTHERWISE
        if not (is_plain and is_named) or "这个字段" in sentence:
            bad.append(f"{form}, {label}: {sentence}")
    assert not bad, "\n".join(sorted(bad))
    assert len(said) > 1000


def test_every_form_was_looked_at() -> None:
    made = {name for make in MADE for name in bases_of(make(None))}
    wanted = set()
    for form in every_form():
        if getattr(sys.modules[form.__module__], form.__name__, None) is form:
            wanted.add(form.__name__)
    assert wanted - BUILT_UPON <= made


def bases_of(form: forms.BaseForm) -> set[str]:
    return {each.__name__ for each in type(form).__mro__} | {
        each.__name__ for rows in rows_of(form) for each in type(rows).form.__mro__
    }
