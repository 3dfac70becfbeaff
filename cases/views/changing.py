"""Changing what was recorded: corrections, annulments, turns, and who stands by the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from branches.access import SIGNED_IN, audience
from cases import may, services
from cases.facts.values import NamedMember, Replacement
from cases.forms import ReasonForm, ReplacementForm, RequestForm, Setting, TurnForm, correction_form
from cases.may import changing
from cases.models import Case, Entry, Sponsorship
from cases.models.case import STEP_OF
from cases.models.sight import version_of
from cases.procedure import STEP, TURN
from cases.selectors.acting import acting_for, correct_acting
from cases.selectors.previewing import NAMING
from cases.selectors.roster import Roster, roster_for
from cases.selectors.standing import annul_refusal, correct_refusal
from cases.selectors.wording import Fact, facts_shown, written
from cases.views.act import ASKED, Shown, act_page, leading_to, posted
from cases.views.common import (
    find_case,
    find_entry,
    refused_page,
    sent_about,
    votes_shown,
    wanted_shown,
)
from cases.views.drafts import draft_of, drafted
from cases.views.typed import seen_case, setting_to_show, typed
from config.kit.clock import today

if TYPE_CHECKING:
    from branches.access import SignedInRequest


def _typed_correction(request: SignedInRequest, number: str, pk: int) -> RequestForm | None:
    case = seen_case(request, number)
    if case is None:
        return None
    entry = case.entries.filter(pk=pk).first()
    if entry is None or (old := entry.step_facts) is None:
        return None
    form_class = correction_form(entry.code, old)
    if form_class is None:
        return None
    return form_class(request.POST, setting=setting_to_show(request, number, names_members=True))


@audience(SIGNED_IN)
@typed(_typed_correction)
@drafted(lambda request, number, pk: find_case(request, number), what="更正登记")
@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Replace the facts of an entry, with a reason."""
    case = find_case(request, number)
    entry = find_entry(case, pk)
    old = entry.step_facts
    form_class = correction_form(entry.code, old) if old else None
    if old is None or form_class is None:
        return refused_page(
            request, case, f"更正「{entry.term}」", "这条登记没有可以更正的内容。", None
        )
    if correct_acting(case, entry, request.actor) is None:
        raise PermissionDenied("您没有更正这一步的权限。")
    if request.method == "GET" and (why := correct_refusal(case, entry)):
        return refused_page(request, case, f"更正「{entry.term}」", why.text, why.article)
    data = posted(request)
    form = form_class(data, setting=_setting(request, case, entry, old))
    form.earlier_reasons = entry.reasons
    draft_of(request).show(form)
    if form.is_growing:
        return _show_correction(request, case, entry, form.grown(), ASKED)
    return act_page(
        request,
        form,
        do=lambda: services.correct(
            case_id=case.pk,
            entry_id=entry.pk,
            facts=form.facts(),
            reason=form.cleaned_data["reason"],
            by=request.actor,
            sent=sent_about(case, form),
        ),
        done=leading_to(request, case, f"已更正「{entry.term}」，原登记保留在经过中。"),
        show=lambda shown: _show_correction(request, case, entry, form, shown),
        case=case,
    )


def _setting(request: SignedInRequest, case: Case, entry: Entry, old: Any) -> Setting:
    roster = Roster()
    if entry.code in NAMING:
        roster = roster_for(case.branch, request.actor, without=case.person_id)
    return Setting(today=today(), version=version_of(case), known=old, roster=roster)


def _show_correction(
    request: SignedInRequest, case: Case, entry: Entry, form: Any, shown: Shown
) -> HttpResponse:
    context = {
        "case": case,
        "entry": entry,
        "form": form,
        "changes": shown.changes,
        "wanted": wanted_shown(form),
        "votes": votes_shown(form, today()),
    }
    return render(request, "cases/correct.html", context, status=shown.status)


def _pages_of_entry(number: str, pk: int) -> list[str]:
    return [reverse(name, args=[number, pk]) for name in ("annul", "correct")]


@audience(SIGNED_IN)
@typed(lambda request, number, pk: ReasonForm(request.POST, version=None))
@drafted(
    lambda request, number, pk: find_case(request, number), ends=_pages_of_entry, what="作废登记"
)
@require_http_methods(["GET", "POST"])
def annul(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Annul the last entry."""
    case = find_case(request, number)
    entry = find_entry(case, pk)
    if changing.annul_role(entry, request.actor) is None:
        raise PermissionDenied("只有登记人或同一组织的同一职务可以作废。")
    if request.method == "GET" and (why := annul_refusal(case, entry)):
        return refused_page(request, case, f"作废「{entry.term}」", why.text, why.article)
    form = ReasonForm(posted(request), version=version_of(case))
    draft_of(request).show(form)
    return act_page(
        request,
        form,
        do=lambda: services.annul(
            case_id=case.pk,
            entry_id=entry.pk,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            sent=sent_about(case, form),
        ),
        done=leading_to(request, case, f"已作废「{entry.term}」。"),
        show=lambda shown: _confirm(request, form, shown, "annul", _annulment(case, entry)),
        case=case,
    )


def _annulment(case: Case, entry: Entry) -> dict[str, Any]:
    shown = [
        Fact("姓名", f"{case.person.name}（{case.number}）"),
        Fact("登记", f"{entry.term}（{entry.get_kind_display()}）"),
        Fact("办理日期", written(entry.taken_on)),
    ]
    return {"case": case, "entry": entry, "facts": [*shown, *facts_shown(entry.open_facts)]}


def _page_of_turn(number: str, code: str) -> list[str]:
    return [reverse("turn", args=[number, code])]


def _page_of_sponsor(number: str, pk: int) -> list[str]:
    return [reverse("replace_sponsor", args=[number, pk])]


def _typed_turn(request: SignedInRequest, number: str, code: str) -> RequestForm | None:
    row = TURN.get(code)
    if row is None:
        return None
    return TurnForm(request.POST, version=None, today=today(), is_closing=row.asks_outcome)


@audience(SIGNED_IN)
@typed(_typed_turn)
@drafted(
    lambda request, number, code: find_case(request, number),
    ends=_page_of_turn,
    what="退回培养或终止案卷",
)
@require_http_methods(["GET", "POST"])
def turn(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Send a person back to cultivation, or close the case."""
    case, row = find_case(request, number), TURN.get(code)
    if row is None or row.act is None or row.with_entry:
        raise Http404
    acting_for(case, request.actor, row.act, (row.body,))
    if request.method == "GET" and (why := may.turn(case, row)):
        return refused_page(request, case, row.term, why.text, why.article)
    data = posted(request)
    is_closing = row.asks_outcome
    form = TurnForm(data, version=version_of(case), today=today(), is_closing=is_closing)
    draft_of(request).show(form)
    facts = [
        Fact("姓名", case.person.name),
        Fact("案卷", case.number),
        Fact("现处于", case.state_label),
    ]
    context = {"case": case, "turn": row, "facts": facts, "is_closing": is_closing}
    return act_page(
        request,
        form,
        do=lambda: services.take_turn(
            case_id=case.pk,
            taken=services.TakenTurn(code=code, **form.answers),
            by=request.actor,
            sent=sent_about(case, form),
        ),
        done=leading_to(request, case, f"已办理：{row.term}。"),
        show=lambda shown: _confirm(request, form, shown, "turn", context),
        case=case,
    )


def _typed_replacement(request: SignedInRequest, number: str, pk: int) -> RequestForm:
    roster = setting_to_show(request, number, names_members=True).roster
    return ReplacementForm(request.POST, version=None, today=today(), roster=roster)


@audience(SIGNED_IN)
@typed(_typed_replacement)
@drafted(
    lambda request, number, pk: find_case(request, number),
    ends=_page_of_sponsor,
    what="更换联系人或介绍人",
)
@require_http_methods(["GET", "POST"])
def replace_sponsor(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Replace a contact or introducer."""
    case = find_case(request, number)
    row = get_object_or_404(case.sponsorships, pk=pk)
    step = STEP[STEP_OF[Sponsorship.Kind(row.kind)]]
    acting_for(case, request.actor, step.act, step.bodies)
    if request.method == "GET" and row.until_on is not None:
        return refused_page(request, case, f"更换{row}", f"{row.name}已不再担任。", None)
    data = posted(request)
    roster = roster_for(case.branch, request.actor, without=case.person_id)
    form = ReplacementForm(data, version=version_of(case), today=today(), roster=roster)
    draft_of(request).show(form)
    return act_page(
        request,
        form,
        do=lambda: services.replace_sponsor(
            case_id=case.pk,
            kind=row.kind,
            change=Replacement(
                old=NamedMember(name=row.name, member=row.member_id), **form.answers
            ),
            by=request.actor,
            sent=sent_about(case, form),
        ),
        done=leading_to(request, case, f"已更换{row.get_kind_display()}。"),
        show=lambda shown: _confirm(
            request, form, shown, "replace_sponsor", {"case": case, "sponsorship": row}
        ),
        case=case,
    )


def _confirm(
    request: SignedInRequest, form: RequestForm, shown: Shown, page: str, context: dict[str, Any]
) -> HttpResponse:
    context = {"form": form, "changes": shown.changes, **context}
    return render(request, f"cases/{page}.html", context, status=shown.status)
