"""What judging all again costs, and the summary of a year from what is stored."""

from __future__ import annotations

from datetime import date
from statistics import median
from time import perf_counter

from branches.models import Organization
from cases.models import Case
from cases.services.rejudging import Pace, rejudge_below
from filings.inspections.selectors.results import standing

WORKERS = 2
RUNS = 20


def judging(today: date) -> dict[str, object]:
    """A tenth of the cases and all of them; `times`: how many times longer all of them take, which
    grows by line at 10.

    `rebuilt`: a tenth with all that is derived of sponsorships, member list and other cases.
    """
    total = Case.objects.count()
    rejudge_below("", today, workers=WORKERS, most=total // 100)  # warm
    tenth = rejudge_below("", today, workers=WORKERS, most=total // 10)
    whole = rejudge_below("", today, workers=WORKERS)
    rebuilt = rejudge_below("", today, workers=WORKERS, rebuilds=True, most=total // 10)
    return {
        "tenth": _figures(tenth),
        "all": _figures(whole),
        "times": round(whole.seconds / tenth.seconds, 1),
        "rebuilt": _figures(rebuilt),
        "year_end_ms": round(_year_end(today), 1),
    }


def _figures(pace: Pace) -> dict[str, float]:
    return {
        "cases": pace.cases,
        "seconds": round(pace.seconds, 1),
        "workers": pace.workers,
        "per_second": round(pace.per_second),
        "per_second_and_worker": round(pace.per_worker),
        "peak_mib": round(pace.peak_mib),
    }


def _year_end(today: date) -> float:
    """The median time, in milliseconds, of what stands against the organization above all cases."""
    top = Organization.objects.get(code="LC")

    def once() -> float:
        began = perf_counter()
        standing(top, today.year)
        return (perf_counter() - began) * 1000

    return median(once() for _ in range(RUNS))
