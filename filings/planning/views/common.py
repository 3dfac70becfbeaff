"""What the planning pages share: their tabs, the organization a page is about, and how a refusal
reaches its form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from branches.actor import Actor
from branches.models import Organization
from branches.rights import under
from branches.tabs import Tab, tabs_of
from filings.planning.selectors.places import own_organization

if TYPE_CHECKING:
    from branches.access import SignedInRequest


TABS: tuple[tuple[str, str], ...] = (
    ("指标", "quota"),
    ("年度分析", "analyses"),
    ("轮训", "courses"),
    ("本地规定", "local_rules"),
    ("节假日", "holidays"),
)


def tabs(actor: Actor, current: str) -> list[Tab]:
    """The planning pages that the user may open."""
    return tabs_of(TABS, actor, current)


def readable_organization(actor: Actor, code: str) -> Organization:
    """An organization in a subtree the user reads. Raises Http404."""
    rows = Organization.objects.filter(under(actor.rights.reading_paths))
    return get_object_or_404(rows, code=code)


def of_readable(request: SignedInRequest, code: str, **kwargs: object) -> None:
    """For `drafted`: the page is of an organization that the user reads; else 404."""
    readable_organization(request.actor, code)


def default_organization(actor: Actor) -> Organization:
    """The one a page begins with. Raises Http404 when the user reads none."""
    if (found := own_organization(actor)) is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str


def crumbs(actor: Actor, organization: Organization, view: str, **arguments: object) -> list[Crumb]:
    """The organizations above that the user reads, from the top, each with the same page about
    it; then this one.
    """
    rights = actor.rights
    paths = [path for path in organization.ancestor_paths if rights.reads(path)]
    found = []
    for each in Organization.objects.filter(path__in=paths):
        url = reverse(view, kwargs={**arguments, "code": each.code})
        found.append(Crumb(each.name, url))
    return [*found, Crumb(organization.name, "")]


@dataclass(frozen=True)
class Year:
    year: int
    is_current: bool


def years_around(shown: int, running: int, *, ahead: int) -> list[Year]:
    """The year shown, and those from the one before the running year to `ahead` years after it."""
    years = {shown, *range(running - 1, running + ahead + 1)}
    return [Year(year, year == shown) for year in sorted(years)]


def chosen_year(text: str, running: int, *, first: int, last: int) -> int:
    """The year of a query string, the running one for anything that is no year of these."""
    if not text.isdecimal() or not first <= int(text) <= last:
        return running
    return int(text)
