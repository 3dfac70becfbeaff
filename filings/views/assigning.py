"""Who attends to filings: said for one on its page, or for those ticked in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from branches.access import audience
from branches.models import User
from cases.views.act import REFUSED, Shown, act_page
from filings import may, services
from filings.forms import AssignForm
from filings.models import FilingItem
from filings.selectors.people import people_beside
from filings.selectors.queue import Queue
from filings.views.common import chosen_items

if TYPE_CHECKING:
    from branches.access import SignedInRequest

MINE, FROM_ITEM = "mine", "from_item"  # buttons and hidden fields of the form


@audience(*may.ATTENDING)
@require_POST
def filings_assign(request: SignedInRequest) -> HttpResponse:
    """Say who attends to the items that were ticked; refused, the page asks for somebody else."""
    items, people = chosen_items(request), people_beside(request.actor)
    form = AssignForm(_chosen(request), people=people)
    queue = Queue.of(request.GET)
    after = queue.url
    if FROM_ITEM in request.POST and items:
        after = queue.leave(items[0], request.actor)

    def show(shown: Shown) -> HttpResponse:
        context = {
            "items": items,
            "form": form,
            "queue": queue,
            "back": after,
            "title": f"选择 {len(items)} 件报送的办理人",
            "is_from_item": FROM_ITEM in request.POST,
        }
        return render(request, "filings/filings_assign.html", context, status=shown.status)

    def do() -> tuple[User | None, list[FilingItem]]:
        to = next((user for user in people if str(user.pk) == form.cleaned_data["to"]), None)
        ids = [item.pk for item in items]
        return to, services.assign(item_ids=ids, to=to, by=request.actor)

    def done(made: tuple[User | None, list[FilingItem]]) -> HttpResponse:
        to, assigned = made
        names = "、".join(item.case.person.name for item in assigned[:NAMED])
        more = f"等 {len(assigned)} 件" if len(assigned) > NAMED else ""
        did = f"已分给{to.get_full_name()}" if to else "已不再分给谁"
        messages.success(request, f"{did}：{names}{more}。")
        return redirect(after)

    if not items:
        return show(REFUSED)
    return act_page(request, form, do=do, done=done, show=show)


NAMED = 3  # persons in the line that says what was done


def _chosen(request: SignedInRequest) -> QueryDict:
    """What was sent; the button 由我办理 chooses the user."""
    data = request.POST.copy()
    if MINE in data:
        data["to"] = str(request.user.pk)
    return data
