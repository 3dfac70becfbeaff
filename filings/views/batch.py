"""Accepting clean filings together: shown once more, done in the background, told row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from branches.access import audience
from branches.acts import Act
from branches.models import Job
from cases.selectors.wording import spelled
from cases.views.act import ASKED, REFUSED, Shown, act_page
from config.kit.clock import today
from filings import may, services
from filings.forms import BatchForm
from filings.models import FilingItem
from filings.selectors.checks import checks_of
from filings.selectors.item import shown_items
from filings.selectors.organizations import with_organizations
from filings.selectors.queue import Queue
from filings.services.batch import ACCEPT
from filings.views.common import DECIDERS, chosen_items

if TYPE_CHECKING:
    from branches.access import SignedInRequest


@dataclass(frozen=True)
class Left:
    """An item that is not accepted together with others, and why."""

    item: FilingItem
    why: str


@audience(*DECIDERS)
@require_POST
def filings_accept(request: SignedInRequest) -> HttpResponse:
    """Accept those ticked that are clean and need no vote; the others are named and left."""
    chosen, queue = chosen_items(request), Queue.of(request.GET)
    is_confirmed = "confirmed" in request.POST
    items, left = (chosen, []) if is_confirmed else _parted(request, chosen)
    form = BatchForm(request.POST if is_confirmed else None, today=today(), items=items)

    def show(shown: Shown) -> HttpResponse:
        context = {
            "items": items,
            "left": left,
            "form": form,
            "queue": queue,
            "title": f"一并接收 {len(items)} 件备案",
        }
        return render(request, "filings/filings_accept.html", context, status=shown.status)

    if not form.is_bound:  # ticked in the list, and not confirmed yet
        return show(ASKED if items else REFUSED)
    return act_page(
        request,
        form,
        do=lambda: services.accept_clean(by=request.actor, **form.values),
        done=lambda job: redirect(job),
        show=show,
    )


def _parted(
    request: SignedInRequest, chosen: list[FilingItem]
) -> tuple[list[FilingItem], list[Left]]:
    """Those that can be accepted together, and the others."""
    checks = checks_of(chosen, today())
    items, left = [], []
    for item in chosen:
        if not may.answer_acting(item, request.actor):
            left.append(Left(item, "您没有答复这项报送的权限。"))
        elif item.kind_row.is_voted:
            left.append(Left(item, "须逐件办理。"))
        elif not item.is_open:
            left.append(Left(item, f"{item.get_state_display()}。"))
        elif not checks[item.pk].is_clean:
            left.append(Left(item, "有不符或待核的项目，须逐件办理。"))
        else:
            items.append(item)
    return items, left


@audience(Act.READ)
@require_GET
def filings_accepted(request: SignedInRequest, pk: int) -> HttpResponse:
    """What became of each: for who ordered it, of what they still see."""
    job = get_object_or_404(Job.objects.visible_to(request.actor).filter(kind=ACCEPT), pk=pk)
    if not job.is_over or job.result is None:
        return redirect(job)
    reasons = {item: spelled(why) for item, why in job.result["left"]}
    items = shown_items(request.actor).filter(pk__in=[*job.result["done"], *reasons])
    found = {item.pk: item for item in with_organizations(items)}
    context = {
        "done": [found[item] for item in job.result["done"] if item in found],
        "left": [Left(found[item], why) for item, why in reasons.items() if item in found],
        "queue": Queue(),
    }
    return render(request, "filings/filings_accepted.html", context)
