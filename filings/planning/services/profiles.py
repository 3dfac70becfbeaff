"""Local rules of a committee: they tighten what holds above, never loosen it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from branches.actor import Actor
from branches.acts import Act, Kind
from branches.models import Job, Organization
from cases.facts.profile import Profile, tightened
from cases.may import Reason
from cases.may.acting import require_acting
from cases.models import LocalProfile
from cases.services.errors import Refused
from filings.planning.selectors.places import acting_places
from filings.planning.selectors.profiles import profile_above, said
from filings.planning.services.rejudging import start_rejudging


@transaction.atomic
def save_profile(*, organization: Organization, rules: dict[str, Any], by: Actor) -> Job | None:
    """Set the rules of an organization's subtree: `{field of Profile: value}`; kept is what differs
    from above.

    Queues the judging of the subtree; None when nothing changed. Refused at each field that would
    loosen what holds above.
    """
    require_acting(by, Act.SET_RULES, acting_places(organization, by.today))
    if organization.kind != Kind.COMMITTEE:
        raise Refused.because("本地规定由党委或其组织部门制定。")
    above = profile_above(organization)
    looser = [name for name, value in rules.items() if not is_tightening(above, name, value)]
    if looser:
        raise Refused(
            Reason(f"上级规定为{said(name, getattr(above, name))}，本级只能更严。", name)
            for name in looser
        )
    own = {name: value for name, value in rules.items() if value != getattr(above, name)}
    profile, _ = LocalProfile.objects.select_for_update().get_or_create(organization=organization)
    if profile.rules == own:
        return None
    profile.rules = own
    profile.save()
    return start_rejudging(organization=organization, owner=by.account, because="本地规定变更")


def is_tightening(above: Profile, name: str, value: Any) -> bool:
    """Whether the value holds under what the organizations above set. Extra papers add up, so
    they always do.
    """
    return name == "extra_papers" or getattr(tightened(above, {name: value}), name) == value
