"""What apps above do in the same transaction when something here changes.

Imports go one way, so these services cannot call the cases app; yet a member's discipline must
re-judge the cases he is named in before the change is committed. An app above appends its function
in `AppConfig.ready`: explicit, typed, in order, and found by a search for its name, which a Django
signal is not.
"""

from collections.abc import Callable
from datetime import date

from branches.models import Member, Organization, Person

on_member_change: list[Callable[[Member, date], None]] = []
"""Called with the member and today after a membership or one of its disciplines was written."""

on_person_change: list[Callable[[Person, date], None]] = []
"""Called with the person and today after his name, identity number, sex or birth date changed."""

on_organization_close: list[Callable[[Organization, date], None]] = []
"""Called with the organization and its last day + 1 before it is closed.

Raises ValidationError to prevent it.
"""
