"""Looks at what is masked."""

from django.utils import timezone

from branches.models import User
from cases.models import Case, Disclosure


def disclose(*, case: Case, what: str, looked_by: User) -> Disclosure:
    """Log that somebody is shown the masked facts of the step `what`, or of the person."""
    return Disclosure.objects.create(case=case, what=what, user=looked_by, at=timezone.now())
