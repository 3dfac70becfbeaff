"""Who may attend to filings, for the choice of a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from branches.actor import Actor
from branches.acts import MAY, Act
from branches.models import Appointment, User
from branches.models.person import sealed
from filings import may
from filings.models import FilingItem


def people_beside(actor: Actor) -> list[User]:
    """Who attends to filings at an organization at which the user does; one query."""
    places: set[int] = set()
    for act in may.ATTENDING:
        places |= actor.rights.organizations(act)
    return _appointed(actor, [(act, place) for act in may.ATTENDING for place in places])


def people_for(item: FilingItem, actor: Actor) -> list[User]:
    """Who may attend to the item where it lies now, but the person it is about; one query."""
    people = _appointed(actor, may.attending_rights(item))
    return [user for user in people if user.person_id != item.case.person_id]


def _appointed(actor: Actor, rights: Iterable[tuple[Act, int]]) -> list[User]:
    """The accounts that have one of the rights today."""
    wanted = Q(pk__in=())
    for act, place in rights:
        wanted |= Q(role__in=MAY[act], organization=place)
    posts = Appointment.objects.visible_to(actor).on(actor.today).filter(wanted)
    users = User.objects.filter(pk__in=posts.values("user"), is_active=True)
    rows = users.select_related("person").defer(*sealed("person"))
    return sorted(rows, key=lambda user: (user.get_full_name(), user.pk))
