"""The local profile: what organizations ask for beyond the national rules."""

from __future__ import annotations

from typing import Any

import msgspec

#: `{step code: titles of papers}`.
Titles = dict[str, tuple[str, ...]]


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The local profile that holds for a case (never looser than the national rules); the defaults
    add nothing.

    Units: months, years, working days; `surge_share` in percent of a year's admissions within
    `surge_days` days. `counts_year_by_filing`: the year of C01 has to lie between the two filings
    (4 and 8) as well. `extra_papers`: {step code: titles}, kept as scans of the step; the archive
    lists them beside its own.
    """

    waiting_months: int = 0
    wants_quarterly_reports: bool = False
    notice_days_2014: int = 0
    shortlist_notice_days: int = 0
    admission_notice_days: int = 0
    conversion_notice_days: int = 0
    review_valid_months: int = 12
    counts_year_by_filing: bool = False
    wants_meeting_within_month_2014: bool = False
    wants_reconsideration: bool = False
    probation_examination_months: int = 0
    extra_papers: Titles = msgspec.field(default_factory=dict)
    inactive_years: int = 3
    surge_share: int = 50
    surge_days: int = 31
    flags_days_off: bool = False


NATIONAL = Profile()


def tightened(profile: Profile, rules: dict[str, Any]) -> Profile:
    """`profile` with the rules of an organization below; a rule that would loosen it is passed
    over.
    """
    local = msgspec.convert(rules, Profile)
    least = ("review_valid_months", "inactive_years", "surge_share")
    changes: dict[str, Any] = {}
    for name in rules:
        old, new = getattr(profile, name), getattr(local, name)
        if name == "extra_papers":
            changes[name] = _joined(old, new)
        elif name == "probation_examination_months":
            changes[name] = min(filter(None, (old, new)), default=0)
        elif name in least:
            changes[name] = min(old, new)
        else:
            changes[name] = max(old, new)
    return msgspec.structs.replace(profile, **changes)


def _joined(old: Titles, new: Titles) -> Titles:
    """The titles of both, by step, each once."""
    joined = dict(old)
    for code, titles in new.items():
        joined[code] = tuple(dict.fromkeys(old.get(code, ()) + titles))
    return joined
