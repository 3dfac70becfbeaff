"""What the pages of filings share: the item in scope, its page, and the facts a summary shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html

from branches.acts import Act
from cases import may
from cases.forms import FactsForm, RequestForm
from cases.forms.base import OPINION
from cases.models import Case
from cases.selectors.wording import Fact, written
from cases.views.act import ASKED, Shown, done_with, leading_to
from cases.views.common import wanted_shown
from cases.views.drafts import Draft, draft_beside
from config.kit.clock import today
from filings.forms import AssignForm, DeliberateForm, ReceiveForm, accept_form
from filings.models import FilingItem
from filings.planning.selectors.quota import QuotaBox, quota_box
from filings.selectors.item import ItemPage, item_page, shown_items
from filings.selectors.organizations import with_organizations
from filings.selectors.queue import Queue

if TYPE_CHECKING:
    from branches.access import SignedInRequest

DECIDERS = (Act.FILE, Act.DECIDE, Act.RECEIVE_FILING)


def find_item(request: SignedInRequest, pk: int) -> FilingItem:
    """The item in the user's scope; else 404."""
    item = get_object_or_404(shown_items(request.actor), pk=pk)
    return with_organizations([item])[0]


def chosen_items(request: SignedInRequest) -> list[FilingItem]:
    """The items ticked; else 404."""
    wanted = request.POST.getlist("item")
    items = shown_items(request.actor).filter(pk__in=[int(pk) for pk in wanted if pk.isdecimal()])
    found = with_organizations(items.order_by("submitted_on", "pk"))
    if len(found) < len(set(wanted)):
        raise Http404
    return found


def seen_item(request: SignedInRequest, pk: int) -> FilingItem | None:
    """The item, if the user sees it still: for a form that is shown again as typed."""
    items = with_organizations(shown_items(request.actor).filter(pk=pk))
    return items[0] if items else None


def address_after(request: SignedInRequest, item: FilingItem) -> str:
    """Where an act on the item leads: its page, in the list one came from and at its place. Ask
    before the act.
    """
    return Queue.of(request.GET).leave(item, request.actor)


def going_on(
    request: SignedInRequest, item: FilingItem, did: str, what: str
) -> Callable[[Any], HttpResponse]:
    """For `act_page`: the next item of the list opens, after the last one the list, and says what
    was done with whom, "已答复" 钟启明 "：同意备案。"; the name leads back. Ask before the act.
    """
    queue, actor = Queue.of(request.GET), request.actor
    back = queue.leave(item, actor)
    said = format_html('{}<a href="{}">{}</a>{}', did, back, item.case.person.name, what)
    told = done_with(said, item.case, item.kind, has_next=False)  # it opens by itself
    return leading_to(request, queue.after(item, actor), told)


def require(acting: object, text: str = "您没有办理这项报送的权限。") -> None:
    """Raises PermissionDenied when the user acts as nobody here."""
    if not acting:
        raise PermissionDenied(text)


def show_item(
    request: SignedInRequest,
    pk: int,
    sent: RequestForm | None = None,
    shown: Shown = ASKED,
) -> HttpResponse:
    """The page of an item as it stands now; `sent` is the form that was refused."""
    item = find_item(request, pk)
    page = item_page(item, request.actor)
    queue = Queue.of(request.GET)
    box = assign = None
    if page.people is not None:
        assign = AssignForm(people=page.people, now=item.assigned_to_id)
    if item.kind_row.takes_place and item.is_open:
        box = quota_box(item.case, request.actor)
    context: dict[str, Any] = {
        "page": page,
        "item": item,
        "case": item.case,
        "sent": sent,
        "changes": shown.changes,
        "queue": queue,
        "place": queue.place(item, request.actor),
        "quota": box,
        "assign": assign,
        **_arrival(request, page, sent),
        **_answer(request, page, sent, box),
    }
    return render(request, "filings/filing_item.html", context, status=shown.status)


def _arrival(request: SignedInRequest, page: ItemPage, sent: RequestForm | None) -> dict[str, Any]:
    """The forms of who notes the receipt and of who deliberates, with what was typed before."""
    day, pk = today(), page.item.pk
    receive = sent if isinstance(sent, ReceiveForm) else ReceiveForm(today=day, name="receive")
    deliberate = sent
    if not isinstance(deliberate, DeliberateForm):
        deliberate = DeliberateForm(today=day, name="deliberate")
    context: dict[str, Any] = {"receive": receive, "deliberate": deliberate}
    if page.receive:
        context["receive_draft"] = draft_beside(request, reverse("filing_receive", args=[pk]))
        context["receive_draft"].show(receive)
    if page.deliberate:
        context["deliberate_draft"] = draft_beside(request, reverse("filing_deliberate", args=[pk]))
        context["deliberate_draft"].show(deliberate)
    return context


def _answer(
    request: SignedInRequest, page: ItemPage, sent: RequestForm | None, box: QuotaBox | None
) -> dict[str, Any]:
    """The form of who answers or prepares the answer, with what was drafted."""
    item = page.item
    act = "filing_accept" if page.accept else "filing_draft"
    context: dict[str, Any] = {
        "answer_draft": None,
        "answer_url": reverse(act, args=[item.pk]),
        "opinion_name": OPINION,
        "opinion_version": page.draft.version if page.draft else 0,
    }
    if not page.accept and not page.may_draft:
        return context
    draft = draft_beside(request, opinion_address(item.pk))
    form = sent
    if not isinstance(form, FactsForm):
        form = accept_form(item, today(), kept=_drafted(page, draft))
    findings = box.findings if box else ()
    form.expect(may.questions(findings, step=item.step.no, is_lenient=False))
    return context | {
        "answer_draft": draft,
        "form": form,
        "is_filled_in": not lacks_answers(form),
        "wanted": wanted_shown(form, step=item.step.no),
        "votes": (),
    }


def lacks_answers(form: FactsForm) -> bool:
    """Whether something must be typed before the form can be sent."""
    for field in form.visible_fields():
        if field.field.required and field.value() in (None, "", []):
            return True
    return any(rows.is_required and not rows.initial_form_count() for rows in form.rows.values())


def _drafted(page: ItemPage, own: Draft) -> Mapping[str, list[str]] | None:
    """What the answer begins with: the opinion as drafted for whoever decides, or what the user
    typed since.
    """
    sheet = own.sheet
    if sheet is None or (page.draft is not None and page.draft.saved_at > sheet.saved_at):
        sheet = page.draft
    kept: Mapping[str, list[str]] | None = sheet.data if sheet else None
    return kept


def summary(item: FilingItem) -> list[Fact]:
    """What an act is about, for the page on which it is confirmed. Wants case and filing joined."""
    facts = [
        Fact("姓名", f"{item.case.person.name}（{item.case.number}）"),
        Fact("党支部", item.case.branch.name),
        Fact("报送事项", item.kind_row.short),
        Fact("报送", f"{item.filing.sender.name} {written(item.submitted_on)}"),
    ]
    if item.filing.receiver is not None:
        facts.append(Fact("主送", item.filing.receiver.name))
    if item.round > 1:
        facts.append(Fact("轮次", f"第 {item.round} 次报送"))
    return facts


def case_of_item(request: SignedInRequest, pk: int) -> Case:
    """For `drafted`: the case of the item, in the user's scope; else 404."""
    return find_item(request, pk).case


def opinion_address(pk: int) -> str:
    """The page under which what is typed for an answer is kept, whether it is drafted, answered,
    or first one.
    """
    return reverse("filing_draft", args=[pk])


def opinion_page(request: SignedInRequest) -> str:
    """For `drafted`: the same, of the item of the path."""
    assert request.resolver_match is not None
    return opinion_address(request.resolver_match.kwargs["pk"])


def item_address(request: SignedInRequest, pk: int) -> str:
    """For `drafted`: the page of the item, on which the form stands, in the list one came from."""
    return f"{reverse('filing_item', args=[pk])}?{Queue.of(request.GET).query}"
