"""The pages of who receives: noting the receipt, 审议, drafting, returning, accepting, refusing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from branches.access import audience
from branches.acts import Act
from cases.forms import FactsForm, RequestForm, kept
from cases.forms.base import OPINION
from cases.rules import TITLES
from cases.selectors.wording import Fact, facts_shown
from cases.services import Refused
from cases.services.worksheets import Differs
from cases.views.act import ASKED, LOOKED_AT, REFUSED, Shown, act_page, leading_to, posted
from cases.views.common import Confirmation, confirm_page, wanted_shown
from cases.views.drafts import draft_of, drafted, number_in
from cases.views.typed import typed
from config.kit.clock import today
from filings import may, services
from filings.forms import (
    DeliberateForm,
    ReceiveForm,
    ReturnForm,
    accept_form,
    refuse_form,
)
from filings.models import FilingItem
from filings.selectors.addresses import pages_of_item, pages_of_receipt
from filings.selectors.checklist import RedLine, red_lines
from filings.selectors.item import checklist_of
from filings.selectors.queue import Queue
from filings.selectors.standing import past_of
from filings.views.common import (
    DECIDERS,
    address_after,
    case_of_item,
    find_item,
    going_on,
    item_address,
    opinion_page,
    require,
    seen_item,
    show_item,
    summary,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

HANDLERS = (Act.DELIBERATE, Act.HANDLE, Act.RECEIVE_FILING)


@audience(*HANDLERS)
@typed(lambda request, pk: ReceiveForm(request.POST, today=today(), name="receive"))
@drafted(case_of_item, shown_on=item_address, ends=pages_of_receipt, what="登记收到")
@require_POST
def filing_receive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note the receipt; the page of the item stays."""
    form = ReceiveForm(request.POST, today=today(), name="receive")
    to = address_after(request, find_item(request, pk))
    return act_page(
        request,
        form,
        do=lambda: services.receive(item_id=pk, by=request.actor, **form.values),
        done=leading_to(request, to, "已登记收到。"),
        show=lambda shown: show_item(request, pk, form, shown),
    )


@audience(Act.DELIBERATE)
@typed(lambda request, pk: DeliberateForm(request.POST, today=today(), name="deliberate"))
@drafted(case_of_item, shown_on=item_address, ends=pages_of_item, what="审议报送")
@require_POST
def filing_deliberate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the 审议 and pass the item on."""
    item = find_item(request, pk)
    form = DeliberateForm(request.POST, today=today(), name="deliberate")
    return act_page(
        request,
        form,
        do=lambda: services.deliberate(item_id=pk, by=request.actor, **form.values),
        done=going_on(request, item, "已审议", "：审议意见已登记，并已报上级党委。"),
        show=lambda shown: show_item(request, pk, form, shown),
    )


def _typed_answer(request: SignedInRequest, pk: int) -> FactsForm | None:
    item = seen_item(request, pk)
    return accept_form(item, today(), request.POST) if item else None


@audience(*HANDLERS)
@typed(_typed_answer)
@drafted(case_of_item, shown_on=item_address, page_of=opinion_page, what="拟办或答复报送")
@require_POST
def filing_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the opinion as drafted, for whoever decides; another's that was saved since stays in
    force.
    """
    item = find_item(request, pk)
    form = accept_form(item, today(), request.POST)
    draft = draft_of(request)
    # A page that does not say what it showed began before there was any.
    window = replace(draft.window_sent(), began=number_in(request.POST.get(OPINION)) or 0)
    try:
        services.draft(item_id=pk, data=kept(request.POST), by=request.actor, window=window)
    except Refused as refused:
        form.refuse(refused.reasons)
        return show_item(request, pk, form, REFUSED)
    except Differs as differs:
        messages.warning(
            request, render_to_string("cases/_differs.html", {"there": differs.there}).strip()
        )
        return redirect(item_address(request, pk))
    messages.success(request, "拟办意见已保存，可以接着修改。")
    return redirect(address_after(request, item))


def _typed_return(request: SignedInRequest, pk: int) -> RequestForm | None:
    item = seen_item(request, pk)
    return _return_form(request, item) if item else None


def _return_form(request: SignedInRequest, item: FilingItem) -> ReturnForm:
    red: list[RedLine] = []
    if item.is_open:
        red = red_lines(checklist_of(item, today()), item.step)
    return ReturnForm(posted(request), today=today(), item=item, red=red)


@audience(*HANDLERS)
@typed(_typed_return)
@drafted(case_of_item, ends=pages_of_item, what="退回报送")
@require_http_methods(["GET", "POST"])
def filing_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the item back with reasons."""
    item = find_item(request, pk)
    require(may.handling_acting(item, request.actor))
    form = _return_form(request, item)
    draft_of(request).show(form)

    def show(shown: Shown) -> HttpResponse:
        now = find_item(request, pk)
        context = {
            "item": item,
            "form": form,
            "facts": summary(item),
            "why": may.act_on(now, past_of(now)),
            "title": f"退回「{item.kind_row.short}」",
            "queue": Queue.of(request.GET),
        }
        return render(request, "filings/filing_return.html", context, status=shown.status)

    if "fill" in request.POST:
        form.fill_in()
        return show(LOOKED_AT)
    return act_page(
        request,
        form,
        do=lambda: services.return_item(item_id=pk, by=request.actor, **form.values),
        done=going_on(request, item, "已退回", "，理由已告知报送组织。"),
        show=show,
    )


@audience(*DECIDERS)
@typed(_typed_answer)
@drafted(
    case_of_item,
    shown_on=item_address,
    page_of=opinion_page,
    ends=pages_of_item,
    what="拟办或答复报送",
)
@require_POST
def filing_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept; the answer is shown once more and confirmed."""
    item = find_item(request, pk)
    require(may.answer_acting(item, request.actor))
    form = accept_form(item, today(), request.POST)
    is_final = "confirmed" in request.POST

    def do() -> None:
        accept = partial(
            services.accept, item_id=pk, facts=form.facts(), by=request.actor, sent=form.sent
        )
        if is_final:
            accept()
        else:
            services.rehearse(accept)

    if is_final:
        done = going_on(request, item, "已答复", f"：{item.kind_row.accept}。")
    else:
        done = partial(_confirm, request, item, form)
    return act_page(
        request,
        form,
        do=do,
        done=done,
        show=lambda shown: show_item(request, pk, form, shown),
        case=item.case,
    )


def _confirm(
    request: SignedInRequest, item: FilingItem, form: FactsForm, _rehearsed: None
) -> HttpResponse:
    """The decision once more, before it is made; all that was typed goes along."""
    facts, queue = form.facts(), Queue.of(request.GET).holding(item, request.actor)
    shown = [*facts_shown(facts), *facts_shown(facts, sensitive=True)]
    hidden: list[dict[str, str]] = []
    for name, values in request.POST.lists():
        if name not in ("csrfmiddlewaretoken", "confirmed"):
            hidden.extend({"name": name, "value": value} for value in values)
    asking = Confirmation(
        title=f"{item.kind_row.accept}：{item.case.person.name}",
        facts=[
            *summary(item),
            *shown,
            *(Fact(f"理由：{TITLES[rule]}", why) for rule, why in form.reasons.items()),
        ],
        hidden=hidden,
        warning="答复后案卷随即进入下一步，答复不能撤销。",
        label=f"确认{item.kind_row.accept}",
        action=f"{reverse('filing_accept', args=[item.pk])}?{queue.query_at}",
        cancel_url=queue.address(item),
    )
    return confirm_page(request, None, asking, ASKED)


def _typed_refusal(request: SignedInRequest, pk: int) -> FactsForm | None:
    item = seen_item(request, pk)
    return refuse_form(item, today(), request.POST) if item else None


@audience(*DECIDERS)
@typed(_typed_refusal)
@drafted(case_of_item, ends=pages_of_item, what="不同意报送")
@require_http_methods(["GET", "POST"])
def filing_refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse with a reason; the page is the summary on which it is confirmed."""
    item = find_item(request, pk)
    require(may.answer_acting(item, request.actor))
    require(item.kind_row.route.refusal, "这类报送只能接收或退回。")
    form = refuse_form(item, today(), request.POST or None)
    draft_of(request).show(form)

    def show(shown: Shown) -> HttpResponse:
        now = item if shown is ASKED else find_item(request, pk)
        context = {
            "item": now,
            "case": now.case,
            "form": form,
            "facts": summary(now),
            "changes": shown.changes,
            "votes": (),
            "why": may.refuse(now, request.user, past_of(now)),
            "title": f"不同意「{now.kind_row.short}」",
            "turns": may.refusal_turns(now),
            "wanted": wanted_shown(form, step=now.step.no),
            "queue": Queue.of(request.GET),
        }
        return render(request, "filings/filing_refuse.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: services.refuse(item_id=pk, by=request.actor, **form.values),
        done=going_on(request, item, "已答复", "：不同意。理由已告知报送组织。"),
        show=show,
        case=item.case,
    )
