"""What the administrator's pages share: what a page is about, its tabs and crumbs, and the page of
a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from branches.actor import Actor
from branches.models import Appointment, Member, Organization, User
from branches.tabs import Tab, tabs_of
from cases.views.act import Shown
from cases.views.drafts import draft_of
from filings.administration.selectors.tree import above

if TYPE_CHECKING:
    from branches.access import SignedInRequest

TABS: tuple[tuple[str, str], ...] = (
    ("组织", "organizations"),
    ("任职", "posts"),
    ("账号", "accounts"),
)


def tabs(actor: Actor, current: str) -> list[Tab]:
    """The lists of the whole tree."""
    return tabs_of(TABS, actor, current)


@dataclass(frozen=True)
class Crumb:
    """One place on the way to a page."""

    label: str
    url: str = ""


def crumbs(actor: Actor, organization: Organization, *further: Crumb) -> list[Crumb]:
    """From the top to the organization, and beyond it where `further` says."""
    found = [Crumb("组织与任职", reverse("organizations"))]
    for each in (*above(organization, actor), organization):
        found.append(Crumb(each.name, reverse("organization", args=[each.pk])))
    return [*found, *further]


def find_organization(request: SignedInRequest, pk: int) -> Organization:
    """One that the user administers; else 404."""
    return get_object_or_404(Organization.objects.administered_by(request.actor), pk=pk)


def find_member(request: SignedInRequest, pk: int) -> Member:
    """A membership in an organization that the user administers; else 404."""
    rows = Member.objects.administered_by(request.actor).select_related("person", "organization")
    return get_object_or_404(rows, pk=pk)


def find_account(request: SignedInRequest, pk: int) -> User:
    """An account that belongs to, or has held a post at, what the user administers; else 404."""
    rows = User.objects.administered_by(request.actor).select_related("person", "organization")
    return get_object_or_404(rows, pk=pk)


def find_post(request: SignedInRequest, pk: int) -> Appointment:
    """A post at an organization that the user administers; else 404."""
    rows = Appointment.objects.administered_by(request.actor)
    return get_object_or_404(rows.select_related("user__person", "organization"), pk=pk)


def keeps(actor: Actor, account: User) -> bool:
    """Whether the user may change the account; one that only holds a post here is kept
    elsewhere.
    """
    place = account.organization
    return place is not None and actor.rights.is_administrator_of(place.path)


def kept_account(request: SignedInRequest, pk: int) -> User:
    """An account that the user may change: 404 for one they do not see, 403 for one kept
    elsewhere.
    """
    account = find_account(request, pk)
    if not keeps(request.actor, account):
        raise PermissionDenied("这个账号由它所属组织的系统管理员管理。")
    return account


def of_organization(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: the page is of an organization that the user administers; else 404."""
    find_organization(request, pk)


def of_member(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: the page is of a membership that the user administers; else 404."""
    find_member(request, pk)


@dataclass(frozen=True)
class Asked:
    """What the page of a form says around it."""

    title: str
    label: str
    crumbs: Sequence[Crumb]
    cancel_url: str
    lead: str = ""


def form_page(
    request: SignedInRequest, form: forms.Form, asked: Asked, shown: Shown
) -> HttpResponse:
    """The page of a form that changes one thing. Shows what was kept of it."""
    draft_of(request).show(form)
    context = {"form": form, **vars(asked)}
    return render(request, "filings/administration/act.html", context, status=shown.status)
