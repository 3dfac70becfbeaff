"""Notices, their answers, what is decided on them; findings that need no rectification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import audience
from branches.acts import Act
from branches.models.person import sealed
from cases.rules.engine import Severity
from cases.selectors.wording import Fact
from cases.views.act import ASKED, Shown, act_page, leading_to, posted
from cases.views.common import Confirmation, confirm_page
from cases.views.drafts import draft_beside, drafted
from cases.views.typed import typed
from filings.inspections.forms import DecisionForm, IssueForm, WaiverForm
from filings.inspections.models import InspectionFinding, Rectification
from filings.inspections.selectors.results import as_checked, units_to_notify
from filings.inspections.services import rectifying as services
from filings.inspections.views.common import download, find_inspection, may_inspect, of_inspection
from filings.papers.kept.forms import ProvenAnswerForm
from filings.papers.kept.services import answer_notice
from filings.papers.press.inspection import notice_pdf

if TYPE_CHECKING:
    from branches.access import SignedInRequest


def _inspection_address(request: SignedInRequest, pk: int) -> str:
    """For `drafted`: the page of the inspection."""
    return reverse("inspection", args=[pk])


@audience(Act.INSPECT)
@typed(lambda request, pk: IssueForm(request.POST))
@drafted(of_inspection, shown_on=_inspection_address, what="发出整改通知")
@require_POST
def rectifications_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a notice to every unit with something to put right; asked once more before."""
    found = find_inspection(request, pk, is_frozen=True)
    form = IssueForm(request.POST)

    def show(shown: Shown) -> HttpResponse:
        to = f"有应整改问题、还没有收到通知的 {len(units_to_notify(found))} 个组织"
        facts = [Fact("检查", str(found)), Fact("发给", to)]
        asking = Confirmation("发出整改通知", facts, "发出", found.get_absolute_url())
        return confirm_page(request, form, asking, shown)

    if form.is_valid() and "confirmed" not in request.POST:
        return show(ASKED)
    return act_page(
        request,
        form,
        do=lambda: services.issue_notices(
            inspection_id=pk, unit_ids=None, by=request.actor, **form.cleaned_data
        ),
        done=leading_to(request, found, lambda made: f"已向 {len(made)} 个组织发出整改通知。"),
        show=show,
    )


def _find(request: SignedInRequest, pk: int) -> Rectification:
    rows = Rectification.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("unit", "inspection__unit", "inspection__conducted_by"), pk=pk
    )


def _seen(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: of a notice the user sees; else 404."""
    _find(request, pk)


def _notice_address(request: SignedInRequest, pk: int) -> str:
    return reverse("rectification", args=[pk])


def _answer_page(pk: int) -> list[str]:
    return [reverse("rectification_answer", args=[pk])]


def _decision_page(pk: int) -> list[str]:
    return [reverse("rectification_decide", args=[pk])]


def _waiver_page(pk: int) -> list[str]:
    return [reverse("finding_waive", args=[pk])]


@audience(Act.READ)
@require_GET
def rectification(request: SignedInRequest, pk: int) -> HttpResponse:
    """A notice with its findings and answers."""
    return _page(request, _find(request, pk))


def _page(
    request: SignedInRequest, notice: Rectification, form: forms.Form | None = None
) -> HttpResponse:
    state = notice.state
    waits_for_unit = state in (Rectification.State.ISSUED, Rectification.State.RETURNED)
    may_answer = waits_for_unit and request.actor.rights.may(Act.REPORT_BACK, notice.unit_id)
    may_decide = state == Rectification.State.ANSWERED and may_inspect(
        notice.inspection, request.actor
    )
    people = ("answered_by__person", "decided_by__person")
    act = "rectification_answer" if may_answer else "rectification_decide"
    draft = draft_beside(request, reverse(act, args=[notice.pk]))
    answer_form = decision = None
    if may_answer:
        answer_form = form if isinstance(form, ProvenAnswerForm) else ProvenAnswerForm()
    if may_decide:
        decision = form if isinstance(form, DecisionForm) else DecisionForm()
    is_refused = form is not None and bool(form.errors)
    context: dict[str, Any] = {
        "notice": notice,
        "draft": draft,
        "findings": notice.inspection.findings.for_eyes_of(request.actor)
        .filter(unit=notice.unit_id)
        .exclude(severity=Severity.ADVISE.code)
        .select_related("case__person")
        .defer("case__facts", *sealed("case__person")),
        "answers": notice.answers.select_related(*people)
        .defer(*sealed(*people))
        .prefetch_related("files"),
        "answer_form": answer_form,
        "decision": decision,
        "refused": form if is_refused else None,
    }
    for shown in filter(None, (answer_form, decision)):
        draft.show(shown)
    status = 422 if is_refused else 200
    return render(request, "filings/inspections/rectification.html", context, status=status)


@audience(Act.REPORT_BACK)
@typed(lambda request, pk: ProvenAnswerForm(request.POST))
@drafted(_seen, shown_on=_notice_address, ends=_answer_page, what="报告整改情况")
@require_POST
def rectification_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report the rectification."""
    notice, form = _find(request, pk), ProvenAnswerForm(request.POST, request.FILES)
    return act_page(
        request,
        form,
        do=lambda: answer_notice(notice_id=pk, by=request.actor, **form.cleaned_data),
        done=leading_to(request, notice, "整改情况已报告。"),
        show=lambda shown: _page(request, notice, form),
    )


@audience(Act.INSPECT)
@typed(lambda request, pk: DecisionForm(request.POST))
@drafted(_seen, shown_on=_notice_address, ends=_decision_page, what="核查整改")
@require_POST
def rectification_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept the report, which closes the notice, or return it; accepting is asked once more."""
    notice, form = _find(request, pk), DecisionForm(request.POST)
    is_accepted = request.POST.get("decision") == "accept"
    if form.is_valid() and is_accepted and "confirmed" not in request.POST:
        facts = [Fact("整改单位", notice.unit.name), Fact("检查", str(notice.inspection))]
        hidden = [{"name": "decision", "value": "accept"}]
        asking = Confirmation(
            "认可整改并销号", facts, "销号", notice.get_absolute_url(), hidden=hidden
        )
        return confirm_page(request, form, asking, ASKED)
    said = "已销号。" if is_accepted else "已退回，等待再次报告。"
    return act_page(
        request,
        form,
        do=lambda: services.decide_answer(
            notice_id=pk, is_accepted=is_accepted, by=request.actor, **form.cleaned_data
        ),
        done=leading_to(request, notice, said),
        show=lambda shown: _page(request, notice, form),
    )


@audience(Act.READ)
@require_GET
def rectification_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The notice as a paper."""
    notice = _find(request, pk)
    data = notice_pdf(
        as_checked(notice.inspection, request.actor, notice.unit),
        notice.unit,
        issuer=notice.inspection.conducted_by,
        due_on=notice.due_on,
    )
    return download(data, "application/pdf", f"notice-{notice.pk}.pdf")


def _finding(request: SignedInRequest, pk: int) -> InspectionFinding:
    rows = InspectionFinding.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("unit", "inspection__unit", "waived_by__person"), pk=pk
    )


def _seen_finding(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: of a finding the user sees; else 404."""
    _finding(request, pk)


@audience(Act.INSPECT)
@typed(lambda request, pk: WaiverForm(request.POST))
@drafted(_seen_finding, ends=_waiver_page, what="提出免于整改")
@require_http_methods(["GET", "POST"])
def finding_waive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose that a finding need no rectification."""
    finding = _finding(request, pk)
    form = WaiverForm(posted(request))
    asking = Confirmation(
        "提出免于整改", _facts(finding), "提出", finding.inspection.get_absolute_url()
    )
    return act_page(
        request,
        form,
        do=lambda: services.propose_waiver(finding_id=pk, by=request.actor, **form.cleaned_data),
        done=leading_to(request, _findings_address(finding), "已提出，等待另一人批准。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )


@audience(Act.WAIVE)
@require_http_methods(["GET", "POST"])
def finding_waive_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve what another proposed, or refuse it."""
    finding = _finding(request, pk)
    form = forms.Form(posted(request))
    is_approved = request.POST.get("decision") == "approve"
    said = "已批准免于整改。" if is_approved else "没有批准，仍须整改。"
    context = {"finding": finding, "facts": _facts(finding), "form": form}
    return act_page(
        request,
        form,
        do=lambda: services.decide_waiver(finding_id=pk, is_approved=is_approved, by=request.actor),
        done=leading_to(request, _findings_address(finding), said),
        show=lambda shown: render(
            request, "filings/inspections/finding_waive_decide.html", context, status=shown.status
        ),
    )


def _findings_address(finding: InspectionFinding) -> str:
    return reverse("inspection_findings", args=[finding.inspection_id])


def _facts(finding: InspectionFinding) -> list[Fact]:
    facts: list[Fact] = [
        Fact("组织", finding.unit.name),
        Fact("问题", f"{finding.rule} {finding.text}"),
    ]
    if finding.waived_by is not None:
        facts += [
            Fact("理由", finding.waived_reason),
            Fact("提出人", finding.waived_by.get_full_name()),
        ]
    return facts
