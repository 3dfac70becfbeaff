"""What stands of the entries of a case, and why one of them may not be changed."""

from __future__ import annotations

from cases import may
from cases.may import changing
from cases.models import Case, Entry


def annul_refusal(case: Case, entry: Entry) -> may.Reason | None:
    """Why the entry cannot be annulled."""
    last = changing.last_standing(case.entries.all())
    return may.annul(case, entry, last, has_other_case=has_other_open_case(case))


def has_other_open_case(case: Case) -> bool:
    """Whether the person of a closed case has an open one; of an open case nobody asks."""
    if case.closed_on is None:
        return False
    return Case.objects.filter(person=case.person_id).open().exists()


def correct_refusal(case: Case, entry: Entry) -> may.Reason | None:
    """Why the entry cannot be corrected."""
    replacing = case.entries.filter(replaces__isnull=False)
    return may.correct(case, entry, changing.replaced_in(replacing))
