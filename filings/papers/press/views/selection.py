"""The cases that a request chooses: by their numbers, or by the filter of the list of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from cases.filters import CaseFilter
from cases.models import Case

if TYPE_CHECKING:
    from branches.access import SignedInRequest

MOST = 1000  # cases of one print
SHOWN = 30  # of whom the page gives the name


@dataclass(frozen=True)
class Selection:
    """The cases chosen. `fields`: what a form or an address carries to choose them again."""

    cases: list[Case]
    fields: list[tuple[str, str]]

    @property
    def query(self) -> str:
        return urlencode(self.fields)

    @property
    def shown(self) -> list[Case]:
        return self.cases[:SHOWN]


def chosen(request: SignedInRequest) -> Selection:
    """The cases in the order of the request, or of the units for a filter; at most one more than
    MOST.

    Raises Http404 when the user does not see one that is named.
    """
    rows = Case.objects.visible_to(request.actor).select_related("person", "branch")
    wanted = request.POST if request.method == "POST" else request.GET
    if (query := wanted.get("filter")) is not None:
        found = CaseFilter(QueryDict(query), queryset=rows, by=request.actor)
        return Selection(
            list(found.cases.order_by("branch__path", "number")[: MOST + 1]), [("filter", query)]
        )
    numbers = list(dict.fromkeys(wanted.getlist("case")))[: MOST + 1]
    cases = sorted(rows.filter(number__in=numbers), key=lambda case: numbers.index(case.number))
    if len(cases) < len(numbers):
        raise Http404
    return Selection(cases, [("case", number) for number in numbers])
