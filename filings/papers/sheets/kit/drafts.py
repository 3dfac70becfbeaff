"""What worksheets hold, as typed facts: papers of the time before an act print from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import QueryDict

from branches.models import Member
from cases.facts.base import StepFacts
from cases.forms import Setting, step_form
from cases.models import Case, Worksheet
from cases.selectors.roster import Roster

#: No day typed lies after it: a notice or a class is announced before it begins.
ANY_DAY = date.max
NAMING = ("appoint_contacts", "appoint_introducers")


def drafts_of(cases: Iterable[Case]) -> dict[int, dict[str, StepFacts]]:
    """`{case id: {step code: facts}}` of what was typed without error so far; at most two
    queries.
    """
    rows = list(Worksheet.objects.shared().filter(case__in=list(cases)))
    roster = _roster(rows)
    found: dict[int, dict[str, StepFacts]] = {}
    for worksheet in rows:
        assert worksheet.case_id is not None  # as they were asked for
        found.setdefault(worksheet.case_id, {})[worksheet.code] = _typed(worksheet, roster)
    return found


def _typed(worksheet: Worksheet, roster: Roster) -> StepFacts:
    """The facts typed; of a form with errors, those without."""
    data = QueryDict(mutable=True)
    for name, values in worksheet.data.items():
        data.setlist(name, values)
    form = step_form(worksheet.code)(
        data, setting=Setting(today=ANY_DAY, version=None, roster=roster)
    )
    form.is_valid()
    return form.facts()


def _roster(worksheets: Iterable[Worksheet]) -> Roster:
    """The members that the worksheets name by their id."""
    ids: set[int] = set()
    for worksheet in worksheets:
        if worksheet.code in NAMING:
            for values in worksheet.data.values():
                ids.update(int(value) for value in values if value.isdecimal())
    if not ids:
        return Roster()
    rows = Member.objects.filter(pk__in=ids).values_list("pk", "person__name")
    names = {str(pk): name for pk, name in rows}
    return Roster(groups=(("", list(names.items())),), names=names)
