"""Recording a step: its form, what it would give, its worksheet, and what is added later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_POST

from branches.access import SIGNED_IN, audience
from branches.actor import Actor
from cases import may, services
from cases.facts.base import FACTS, StepFacts
from cases.facts.target import ListTarget
from cases.forms import FactsForm, Setting, step_form, supplement_form
from cases.ledger import Addition
from cases.may import Question
from cases.may.acting import right_of
from cases.may.recording import ALREADY, is_missing
from cases.models import Case
from cases.models.sight import version_of
from cases.procedure import PLACE, STEP, Step
from cases.selectors import previewing
from cases.selectors.acting import acting_for, supplement_acting
from cases.selectors.beside import papers_lacking, ways_beside
from cases.selectors.context import context_for
from cases.selectors.prefill import known_facts
from cases.selectors.previewing import NAMING
from cases.selectors.ranges import addition_ranges, range_texts
from cases.selectors.roster import Roster, roster_for
from cases.views.act import ASKED, LOOKED_AT, Shown, act_page, done_with, leading_to, posted
from cases.views.checking import check_form
from cases.views.common import (
    any_step,
    case_of_step,
    find_case,
    find_step,
    refused_page,
    sent_about,
    votes_shown,
)
from cases.views.drafts import draft_of, drafted
from cases.views.typed import setting_to_show, typed
from config.kit.clock import today

if TYPE_CHECKING:
    from branches.access import SignedInRequest


def _typed_step(request: SignedInRequest, number: str, code: str) -> FactsForm | None:
    if code not in STEP:
        return None
    return step_form(code)(
        request.POST, setting=setting_to_show(request, number, names_members=code in NAMING)
    )


@audience(SIGNED_IN)
@typed(_typed_step)
@drafted(case_of_step, is_shared=True, what="登记")
@require_http_methods(["GET", "POST"])
def step(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """The form of a step; sent, it is recorded."""
    case = find_case(request, number)
    row = find_step(case, code)
    acting_for(case, request.actor, *right_of(row))
    if request.method == "GET":
        if why := barred(case, row):
            return refused_page(
                request, case, case.term_of(row.code, today()), why.text, why.article
            )
        return show(
            request, case, row, step_form(code)(setting=setting(request, case, row, is_new=True))
        )
    form = step_form(code)(request.POST, setting=setting(request, case, row))
    if form.is_growing:
        return show(request, case, row, form.grown())
    if "check" in request.POST:
        return show(request, case, row, form, LOOKED_AT)
    return act_page(
        request,
        form,
        do=lambda: services.record(
            case_id=case.pk, code=row.code, facts=form.facts(), by=request.actor, sent=form.sent
        ),
        done=leading_to(
            request,
            case,
            done_with(
                f"第 {row.no} 步「{case.term_of(row.code, today())}」已登记。", case, row.code
            ),
        ),
        show=lambda shown: show(request, find_case(request, number), row, form, shown),
        case=case,
    )


def barred(case: Case, row: Step) -> may.Reason | None:
    """Why the form is not even shown. A cancellation may come before its turn, so the answers
    decide.
    """
    why = may.record(case, row, None, today())
    if (
        why
        and row.early_if
        and row.early
        and case.place >= PLACE[row.early]
        and why.text != ALREADY
    ):
        return None
    return why


def setting(request: SignedInRequest, case: Case, row: Step, *, is_new: bool = False) -> Setting:
    """What the form of the step is made in: what is known, the worksheet, the members, the
    lawful ranges.
    """
    day = today()
    known, roster = _known(case, row, request.actor, is_new=is_new), Roster()
    if row.code in NAMING:
        roster = roster_for(case.branch, request.actor, without=case.person_id)

    def ranges() -> dict[str, str]:
        context = context_for(case, case.facts)
        return range_texts(
            previewing.lawful_ranges(code=row.code, facts=known, context=context, today=day)
        )

    return Setting(
        today=day,
        version=case.version,
        known=known,
        kept=draft_of(request).kept if is_new else None,
        roster=roster,
        ranges=cast(
            "Mapping[str, str]", SimpleLazyObject(ranges)
        ),  # only a form that is shown asks for them
    )


def _known(case: Case, row: Step, by: Actor, *, is_new: bool) -> StepFacts | None:
    """What a new form begins with. Of a filing that was missed the form asks for the answer; the
    rest stays unknown.
    """
    known: StepFacts | None = None
    if is_missing(case, row) and not row.lasts:
        known = case.facts.steps.get(row.code)
    if is_new:
        known = known or known_facts(case, row.code, by)
    if row.route is None:
        return known if is_new else None
    known = known or FACTS[row.code]()
    return known if known.asked is not None else msgspec.structs.replace(known, asked=())


def show(
    request: SignedInRequest,
    case: Case,
    row: Step,
    form: FactsForm,
    shown: Shown = ASKED,
) -> HttpResponse:
    """The page of the form."""
    lacking = papers_lacking(case, request.actor, row.code)
    context = {"case": case, "step": row, "form": form, "lacking": lacking}
    context["ways"] = ways_beside(case, request.actor, row.code)
    context["changes"] = shown.changes
    context["term"] = case.term_of(row.code, today())
    context["is_missing"] = is_missing(case, row)
    context |= checked(case, row, form)
    if shown.is_looked_at:
        context["form"] = form.unjudged()
    return render(request, "cases/step.html", context, status=shown.status)


def checked(case: Case, row: Step, form: FactsForm) -> dict[str, Any]:
    """What the page shows beside the form: 核对结果, and the arithmetic of votes."""
    day = today()

    def why_not(facts: StepFacts | None) -> may.Reason | None:
        if facts is None:
            return barred(case, row)
        return may.record(case, row, facts, day)

    def asks(facts: StepFacts) -> list[Question]:
        if facts.on is None or facts.on > day:
            return []
        context = context_for(case, case.facts)
        return previewing.preview(case=case, code=row.code, facts=facts, context=context, today=day)

    votes = votes_shown(form, day)
    panel = check_form(form, case, why_not=why_not, asks=asks, step=row.no, votes=votes)
    return {"checked": panel, "votes": votes, "provisional": provisional_note(case, row, form, day)}


def provisional_note(case: Case, row: Step, form: FactsForm, day: date) -> str:
    """What is said of working days that fall in a year without a published calendar, whether
    they pass or not.
    """
    source = form if form.is_bound else form.before
    if source is None or FACTS[row.code] is not ListTarget:
        return ""
    facts = source.facts() if source.is_valid() else source.known_so_far()
    context = context_for(case, case.facts)
    return previewing.provisional_note(
        case=case, code=row.code, facts=facts, context=context, today=day
    )


@audience(SIGNED_IN)
@require_POST
def check(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """What recording the form as typed would give; nothing is saved."""
    case = find_case(request, number)
    row = find_step(case, code)
    acting_for(case, request.actor, *right_of(row))
    form = step_form(code)(request.POST, setting=setting(request, case, row))
    return render(request, "cases/_checked.html", {"is_piece": True, **checked(case, row, form)})


def _typed_supplement(request: SignedInRequest, number: str, code: str) -> FactsForm | None:
    if code not in STEP or (form_class := supplement_form(code, None)) is None:
        return None
    return form_class(request.POST, setting=setting_to_show(request))


@audience(SIGNED_IN)
@typed(_typed_supplement)
@drafted(case_of_step, what="补充登记")
@require_http_methods(["GET", "POST"])
def supplement(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Add to a step what arose later, or an examination, a report, an activity."""
    case = find_case(request, number)
    row = any_step(case, code)
    acting = supplement_acting(case, row, request.actor)
    if acting is None:
        raise PermissionDenied("您没有补充这一步的权限。")
    form_class = supplement_form(code, case.facts.steps.get(code))
    term = case.term_of(code, today())
    if form_class is None:
        return refused_page(
            request, case, term, "这一步没有要补充的内容；要修改请用「更正」。", None
        )
    if why := may.supplement(case, row):
        return refused_page(request, case, term, why.text, why.article)
    data = posted(request)
    form = form_class(
        data, setting=addition_setting(request, case, row, form_class.names, is_new=data is None)
    )
    if form.is_growing:
        return show_supplement(request, case, row, form.grown())
    if data is not None and "check" in data:
        return show_supplement(request, case, row, form, LOOKED_AT)
    return act_page(
        request,
        form,
        do=lambda: services.supplement(
            case_id=case.pk,
            addition=Addition(row.code, form.facts(), form.latest_day() or today()),
            by=request.actor,
            sent=sent_about(case, form),
        ),
        done=leading_to(
            request, case, done_with(f"已补充第 {row.no} 步「{term}」。", case, row.code)
        ),
        show=lambda shown: show_supplement(request, find_case(request, number), row, form, shown),
        case=case,
    )


def addition_setting(
    request: SignedInRequest, case: Case, row: Step, names: tuple[str, ...], *, is_new: bool = False
) -> Setting:
    """What the form of a supplement is made in: who examines, the worksheet, the lawful ranges."""
    day = today()

    def ranges() -> dict[str, str]:
        context = context_for(case, case.facts)
        return addition_ranges(case, row.code, names, context, day)

    return Setting(
        today=day,
        version=version_of(case),
        kept=draft_of(request).kept if is_new else None,
        ranges=cast("Mapping[str, str]", SimpleLazyObject(ranges)),
        filled_in={"examinations": {"by": request.user.person.name}} if request.user.person else {},
    )


@audience(SIGNED_IN)
@require_POST
def check_supplement(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """What adding the form as typed would give; nothing is saved."""
    case = find_case(request, number)
    row = any_step(case, code)
    if supplement_acting(case, row, request.actor) is None:
        raise PermissionDenied("您没有补充这一步的权限。")
    form_class = supplement_form(code, case.facts.steps.get(code))
    if form_class is None:
        raise Http404
    form = form_class(request.POST, setting=addition_setting(request, case, row, form_class.names))
    return render(
        request, "cases/_checked.html", {"is_piece": True, **checked_supplement(case, row, form)}
    )


def checked_supplement(case: Case, row: Step, form: FactsForm) -> dict[str, Any]:
    """核对结果 of what is added."""
    day = today()

    def why_not(facts: StepFacts | None) -> may.Reason | None:
        if facts is None:
            return may.supplement(case, row)
        return may.add(case, row, facts, day)

    def asks(facts: StepFacts) -> list[Question]:
        if (taken_on := form.latest_day(facts) or day) > day:
            return []
        return previewing.preview_supplement(
            case=case,
            addition=Addition(row.code, facts, taken_on),
            context=context_for(case, case.facts),
            today=day,
        )

    return {"checked": check_form(form, case, why_not=why_not, asks=asks, step=row.no)}


def show_supplement(
    request: SignedInRequest,
    case: Case,
    row: Step,
    form: FactsForm,
    shown: Shown = ASKED,
) -> HttpResponse:
    """The page of what is added; as `show`."""
    context = {
        "case": case,
        "step": row,
        "form": form,
        "changes": shown.changes,
        **checked_supplement(case, row, form),
    }
    context["term"] = case.term_of(row.code, today())
    if shown.is_looked_at:
        context["form"] = form.unjudged()
    return render(request, "cases/supplement.html", context, status=shown.status)
