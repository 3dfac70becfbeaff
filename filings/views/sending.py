"""The pages of who sends up: choosing a kind, submitting, withdrawing, submitting again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from branches.access import audience
from branches.acts import Act
from branches.line import line_of
from cases.forms import RequestForm
from cases.models import Case
from cases.views.act import ASKED, Shown, act_page, done_with, leading_to
from cases.views.common import wanted_shown
from cases.views.drafts import draft_of, drafted
from cases.views.typed import typed
from config.kit.clock import today
from filings import may, services
from filings.forms import ResubmitForm, SubmitForm, WithdrawForm
from filings.kinds import KINDS
from filings.models import Filing
from filings.selectors import sending
from filings.selectors.addresses import pages_of_item
from filings.selectors.item import item_page
from filings.selectors.queue import Queue
from filings.selectors.standing import past_of, resubmit_refusal
from filings.views.common import (
    address_after,
    case_of_item,
    find_item,
    require,
    summary,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

SENDERS = (Act.SUBMIT, Act.FILE)


def chosen(request: SignedInRequest) -> list[Case]:
    """The cases named in the query or the form, in their order; else 404."""
    numbers = list(dict.fromkeys([*request.GET.getlist("case"), *request.POST.getlist("case")]))
    found = sending.cases_of(numbers, request.actor)
    if not found or len(found) < len(numbers):
        raise Http404
    return found


@audience(*SENDERS)
@require_GET
def filing_choose(request: SignedInRequest) -> HttpResponse:
    """For a selection of cases: which kinds of filing can go up, and for whom not."""
    if not request.GET.getlist("case"):
        return render(request, "filings/filing_choose.html", {"kinds": [], "count": 0})
    cases = chosen(request)
    kinds = sending.kinds_of(cases, request.actor)
    query = "&".join(f"case={case.number}" for case in cases)
    if len(kinds) == 1 and not kinds[0].barred:
        return redirect(f"{reverse('filing_submit', args=[kinds[0].step.code])}?{query}")
    return render(request, "filings/filing_choose.html", {"kinds": kinds, "count": len(cases)})


def _typed_filing(request: SignedInRequest, code: str) -> RequestForm | None:
    return SubmitForm(request.POST, today=today(), kind=code, cases=()) if code in KINDS else None


def _first_case(request: SignedInRequest, code: str) -> Case:
    return chosen(request)[0]


@audience(*SENDERS)
@typed(_typed_filing)
@drafted(_first_case, page_of=lambda request: request.get_full_path(), what="报送")
@require_http_methods(["GET", "POST"])
def filing_submit(request: SignedInRequest, code: str) -> HttpResponse:
    """What would be sent, to whom and through whom; sent, it goes up, all cases or none."""
    if code not in KINDS:
        raise Http404
    plan = sending.plan_of(code, chosen(request), request.actor)
    require(plan.acting, "您没有报送的权限。")
    form = SubmitForm(
        request.POST or None, today=today(), kind=code, cases=[row.case for row in plan.rows]
    )
    draft_of(request).show(form)

    def show(shown: Shown) -> HttpResponse:
        now = plan if shown is ASKED else sending.plan_of(code, chosen(request), request.actor)
        if shown.is_stale:
            form.renew_all(row.case for row in now.rows)
        return show_plan(request, now, form, shown)

    return act_page(
        request,
        form,
        do=lambda: services.submit(by=request.actor, **form.values),
        done=lambda filing: sent(request, plan, filing),
        show=show,
    )


def show_plan(
    request: SignedInRequest,
    plan: sending.Plan,
    form: SubmitForm,
    shown: Shown,
) -> HttpResponse:
    """The page before sending."""
    context = {
        "plan": plan,
        "form": form,
        "changes": shown.changes,
        "title": f"报送：{KINDS[plan.step.code].short}",
        "wanted": wanted_shown(form, step=plan.step.no),
    }
    return render(request, "filings/filing_submit.html", context, status=shown.status)


def sent(request: SignedInRequest, plan: sending.Plan, filing: Filing) -> HttpResponseRedirect:
    """Where to go after sending: the item, the outbox for several, the case where nobody is
    above to receive it.
    """
    items, case = list(filing.items.all()), plan.rows[0].case
    if not items:
        said = "已登记。系统内没有上级组织部门，收到备案后请用「补充」登记收到日期和备案编号。"
        messages.success(request, done_with(said, case, filing.kind))
        return redirect(case)
    said = f"已报送 {len(items)} 件，编号 {filing.number}。"
    if len(items) > 1:
        messages.success(request, said)
        return redirect("filings_sent")
    messages.success(request, done_with(said, case, filing.kind))
    return redirect(items[0])


@audience(*SENDERS)
@typed(lambda request, pk: WithdrawForm(request.POST, today=today(), name="withdraw"))
@drafted(case_of_item, ends=pages_of_item, what="撤回报送")
@require_http_methods(["GET", "POST"])
def filing_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an item back."""
    item = find_item(request, pk)
    require(may.submit_acting(item, request.actor))
    form = WithdrawForm(request.POST or None, today=today(), name="withdraw")
    draft_of(request).show(form)

    def show(shown: Shown) -> HttpResponse:
        context = {
            "item": item,
            "form": form,
            "facts": summary(item),
            "why": may.withdraw(item, past_of(item)),
            "title": f"撤回「{item.kind_row.short}」",
            "queue": Queue.of(request.GET),
        }
        return render(request, "filings/filing_withdraw.html", context, status=shown.status)

    said = "已撤回。所依据的登记可以更正，更正后重新报送。"
    return act_page(
        request,
        form,
        do=lambda: services.withdraw(item_id=pk, by=request.actor, **form.values),
        done=leading_to(request, address_after(request, item), said),
        show=show,
    )


@audience(*SENDERS)
@typed(lambda request, pk: ResubmitForm(request.POST, today=today(), version=None))
@drafted(case_of_item, ends=pages_of_item, what="再次报送")
@require_http_methods(["GET", "POST"])
def filing_resubmit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a returned item up again: why it came back, and what changed since."""
    item = find_item(request, pk)
    require(may.submit_acting(item, request.actor))
    form = ResubmitForm(request.POST or None, today=today(), version=item.case.version)
    draft_of(request).show(form)

    def show(shown: Shown) -> HttpResponse:
        now = item if shown is ASKED else find_item(request, pk)
        context = {
            "item": now,
            "case": now.case,
            "page": item_page(now, request.actor),
            "form": form,
            "why": resubmit_refusal(now, line_of(now.case.branch, today())),
            "changes": shown.changes,
            "facts": summary(now),
            "title": f"再次报送「{now.kind_row.short}」",
        }
        return render(request, "filings/filing_resubmit.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: services.resubmit(item_id=pk, by=request.actor, **form.values),
        done=leading_to(
            request,
            address_after(request, item),
            done_with("已再次报送。", item.case, item.kind),
        ),
        show=show,
        case=item.case,
    )
