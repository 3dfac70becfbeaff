"""核对结果 beside a form: what is missing, what cannot be, what the act brings about, or that it
can be recorded.

One function for the forms of all acts: the form says what was typed, the caller what stands in the
way of the act and what it asks. `templates/cases/_checked.html` shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BoundField

from cases import may
from cases.facts.base import StepFacts
from cases.forms import FactsForm
from cases.forms.base import KEPT, REASON
from cases.forms.facts import WANTS_ANY
from cases.forms.rows import FactRows
from cases.may import Ask, Question, Reason
from cases.may.reasons import reason_of
from cases.models import Case
from cases.models.sight import version_of
from cases.procedure import STEPS
from cases.rules import TITLES
from cases.selectors.votes import BAD, VoteLine
from cases.selectors.wording import spelled
from config.kit.sentences import named

#: What a field holds that holds nothing.
EMPTY: tuple[object, ...] = (None, "", [], ())
STALE = "您打开此页之后，案卷已有变动；按「登记」时先给您看变动的内容，已填写的保留。"


@dataclass(frozen=True)
class Line:
    """A sentence of the panel. `anchor`: the id of the field it is about, "" for none;
    `article`: that demands it.
    """

    text: str
    anchor: str = ""
    article: str | None = None


@dataclass(frozen=True)
class ShownQuestion:
    """What an act brings about, and what that asks.

    ask    the value of `Ask`
    where  the step it names, "" where that is the act's own
    name   that of the text area for the reason; "" where none is wanted, or another finding of the
           rule has it
    given  the reason as typed
    """

    severity: str
    title: str
    article: str | None
    edition: int
    message: str
    ask: str
    where: str
    is_overdue: bool
    name: str
    given: str


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The panel. Only without anything missing, wrong, barred or open can the act be recorded.

    missing   what is not filled in
    wrong     what cannot be read, or is not allowed
    barred    why the act is not recorded now, whatever is typed
    short     what the votes lack, as far as they are typed
    findings  what the act brings about, gravest first
    opens     how many of them stand in the way still; `is_refused`: one of them whatever the reason
    kept      `{name: reason}` of those that were typed and that nothing wants now
    """

    missing: tuple[Line, ...] = ()
    wrong: tuple[Line, ...] = ()
    barred: tuple[Line, ...] = ()
    short: tuple[VoteLine, ...] = ()
    findings: tuple[ShownQuestion, ...] = ()
    opens: int = 0
    is_refused: bool = False
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        """Whether recording now would succeed."""
        return not (self.missing or self.wrong or self.barred or self.opens)


def check_form(
    form: FactsForm,
    case: Case,
    *,
    why_not: Callable[[StepFacts | None], Reason | None],
    asks: Callable[[StepFacts], Iterable[Question]],
    step: int | None = None,
    votes: Iterable[VoteLine] = (),
) -> Checked:
    """The panel of a form that was sent, is kept as a worksheet, or is still empty.

    why_not  why the act is refused with these facts; with None: whatever is typed
    asks     what the act would bring about; of facts without a day nothing
    step     the number of the act's own step
    votes    the arithmetic of the ballot
    """
    source = form if form.is_bound else form.before
    if source is not None and source.is_refused:
        source = source.sent_again()
    if source is None:
        return Checked(missing=tuple(_unfilled(form)), barred=tuple(_lines(form, why_not(None))))
    is_complete = source.is_valid()
    facts = source.facts() if is_complete else source.known_so_far()
    faults = _faults(source)
    barred = [*faults.broken, *_lines(source, why_not(facts if is_complete else None))]
    if _is_stale(source, case):
        barred.append(Line(STALE))
    unseen = case.hidden_numbers
    asked = [each for each in asks(facts) if each.finding.step not in unseen]
    standing = may.open_questions(asked, source.reasons)
    wanted = {each.rule for each in asked if each.ask is Ask.REASON}
    typed, prefix = source.reasons_typed, source.add_prefix("")
    short: tuple[VoteLine, ...] = ()
    if not is_complete:
        short = tuple(line for line in votes if line.state == BAD)
    return Checked(
        missing=tuple(faults.missing),
        wrong=tuple(faults.wrong),
        barred=tuple(barred),
        short=short,
        findings=tuple(shown_questions(map(reason_of, asked), typed, step=step, prefix=prefix)),
        opens=len(standing),
        is_refused=any(each.ask is Ask.REFUSED for each in standing),
        kept={
            f"{prefix}{KEPT}{REASON}{rule}": text
            for rule, text in typed.items()
            if rule not in wanted
        },
    )


def _is_stale(form: FactsForm, case: Case) -> bool:
    """Whether the form carries the version of a case that has changed since."""
    if "version" not in form.fields:
        return False
    return form["version"].data not in (None, "", str(version_of(case)))


def shown_questions(
    reasons: Iterable[Reason],
    typed: dict[str, str],
    *,
    step: int | None = None,
    prefix: str = "",
) -> Iterator[ShownQuestion]:
    """What an act brings about, each rule that wants a reason with one text area.

    `typed`: `{rule id: reason}`; `step`: the number of the act's own step;
    `prefix`: with which the names of the form begin.
    """
    named: set[str] = set()
    for each in reasons:
        if each.question is None:
            continue
        found, name, given = each.question.finding, "", ""
        if each.wants_reason and each.rule not in named:
            name, given = f"{prefix}{REASON}{each.rule}", typed.get(each.rule, "")
        named.add(each.rule)
        yield ShownQuestion(
            severity=found.severity.code,
            title=TITLES[each.rule],
            article=found.article,
            edition=found.edition,
            message=spelled(each.text),
            ask=each.question.ask.value,
            where="" if found.step in (None, step) else _step_named(found.step, found.edition),
            is_overdue=found.is_overdue,
            name=name,
            given=given,
        )


def _step_named(no: int | None, edition: int) -> str:
    term = next(step.term_in(edition) for step in reversed(STEPS) if step.no == no)
    return f"第 {no} 步「{term}」"


def _lines(form: FactsForm, why: Reason | None) -> list[Line]:
    """Why the act is refused, with the field it is about."""
    if why is None:
        return []
    anchor = _anchor(form[why.field]) if why.field in form.fields else ""
    return [Line(spelled(why.text), anchor, why.article)]


# -- what is typed, and what is not ----------------------------------------------------------------


@dataclass
class _Faults:
    """What is wrong with what was sent, in the order of the page."""

    missing: list[Line] = field(default_factory=list)
    wrong: list[Line] = field(default_factory=list)
    broken: list[Line] = field(default_factory=list)

    def add(
        self, error: ValidationError, bound: BoundField | None, *, of: str = "", anchor: str = ""
    ) -> None:
        """`of`: what the field belongs to; `anchor`: where there is no field."""
        text = "；".join(error.messages)
        if bound is not None and bound.is_hidden:
            self.broken.append(Line(text))
        elif error.code == "required":
            self.missing.append(
                Line(_name(bound, of) if bound or of else text, _anchor(bound) or anchor)
            )
        else:
            told = named(str(bound.label), text) if bound is not None else text
            self.wrong.append(Line(named(of, told), _anchor(bound) or anchor))


def form_faults(form: forms.Form, *rows: FactRows) -> Checked:
    """What is missing and wrong in a form of no step that was sent, and in rows beside it."""
    found, errors = _Faults(), form.errors.as_data()
    for bound in form:
        for error in errors.get(bound.name, ()):
            found.add(error, bound)
    for each in rows:
        _add_rows(found, each, each.thing)
    return Checked(missing=tuple(found.missing), wrong=tuple(found.wrong))


def _add_rows(found: _Faults, rows: FactRows, of: str) -> None:
    for error in rows.non_form_errors().as_data():
        found.add(error, None, of=of, anchor=f"{rows.prefix}-rows")
    for number, row in enumerate(rows.forms, start=1):
        for name, row_errors in row.errors.as_data().items():
            for error in row_errors:
                bound = row[name] if name in row.fields else None
                found.add(error, bound, of=f"{of}第 {number} 行")


def _faults(form: FactsForm) -> _Faults:
    found, errors = _Faults(), form.errors.as_data()
    for bound, of in _fields(form):
        if isinstance(bound, FactRows):
            _add_rows(found, bound, of)
        else:
            for error in errors.get(bound.name, ()):
                found.add(error, bound, of=of)
    for error in errors.get(NON_FIELD_ERRORS, ()):
        found.add(error, None, anchor=_first_anchor(form) if error.code == "required" else "")
    return found


def _unfilled(form: FactsForm) -> Iterator[Line]:
    """What a form that nobody typed in yet wants."""
    for bound, of in _fields(form):
        if isinstance(bound, FactRows):
            if bound.is_required and not bound.initial:
                yield Line(of, f"{bound.prefix}-rows")
            for number, row in enumerate(bound.forms if bound.initial else (), start=1):
                for part in row:
                    if part.field.required and part.initial in EMPTY:
                        yield Line(_name(part, f"{of}第 {number} 行"), _anchor(part))
        elif bound.field.required and bound.initial in EMPTY and not bound.is_hidden:
            yield Line(_name(bound, of), _anchor(bound))
    if form.wants_any:
        yield Line(WANTS_ANY, _first_anchor(form))


def _fields(form: FactsForm) -> Iterator[tuple[BoundField | FactRows, str]]:
    """The fields, and the rows with their heading, in the order of the page; first those that
    are no facts.
    """
    sections = form.sections()
    facts = {bound.name for section in sections for bound in section.fields}
    for bound in form:
        if bound.name not in facts:
            yield bound, ""
    for section in sections:
        if section.rows is not None:
            yield section.rows, section.fact.label.title
        for bound in section.fields:
            yield bound, ""


def _name(bound: BoundField | None, of: str) -> str:
    """The field in words, after what it belongs to."""
    return " ".join(filter(None, [of, str(bound.label) if bound is not None else ""]))


def _first_anchor(form: FactsForm) -> str:
    """Where the facts of the form begin."""
    first = form.sections()[0]
    return f"{first.rows.prefix}-rows" if first.rows is not None else _anchor(first.fields[0])


def _anchor(bound: BoundField | None) -> str:
    return "" if bound is None else bound.id_for_label or bound.auto_id
