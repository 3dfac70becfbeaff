"""What an administrator has to see to, as figures for the workbench."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from branches.actor import Actor
from branches.models import Appointment, Job, User
from branches.services.jobs import WORK
from cases.selectors.context import load_calendar
from filings.administration.selectors.pages import ENDS_WITHIN, ending, without_post
from filings.administration.selectors.tree import vacant

#: So long a job that failed is told of, and so many are listed.
FAILED_WITHIN, FAILED_SHOWN = timedelta(days=7), 10
#: In this month the days off of the next year have been published.
PUBLISHED_IN = 12


@dataclass(frozen=True)
class Care:
    """A figure, and where it is seen to; `value` is a number or a word."""

    label: str
    value: int | str
    note: str = ""
    url: str = ""


def cares(actor: Actor) -> list[Care]:
    """The figures; a fixed number of queries."""
    failed = failed_jobs(actor).count()
    return [
        Care("无人任职的组织", vacant(actor).count(), url=_list("organizations", "vacant")),
        Care(
            "没有任职的账号",
            without_post(actor).count(),
            note="不含培养联系人和入党介绍人",
            url=_list("accounts", "no_post"),
        ),
        Care(
            f"{ENDS_WITHIN.days} 天内到期的任职",
            Appointment.objects.administered_by(actor).filter(ending(actor)).count(),
            url=_list("posts", "ending"),
        ),
        Care("失败的后台任务", failed, note=f"{FAILED_WITHIN.days} 天内"),
        _calendar(actor.today),
    ]


def _list(view: str, state: str) -> str:
    return f"{reverse(view)}?state={state}"


def _calendar(today: date) -> Care:
    missing = list(years_missing(today))
    if not missing:
        return Care("放假安排", "已有", note=f"{today.year}年", url=reverse("holidays"))
    years = "、".join(f"{year}年" for year in missing)
    url = f"{reverse('holidays')}?year={missing[0]}"
    return Care("放假安排", "缺少", note=f"{years}，工作日按周一至周五暂算", url=url)


def years_missing(today: date) -> Iterator[int]:
    """The years by which working days are counted now and whose days off nobody has."""
    years = load_calendar().years
    if today.year not in years:
        yield today.year
    if today.month >= PUBLISHED_IN and today.year + 1 not in years:
        yield today.year + 1


def failed_jobs(actor: Actor) -> QuerySet[Job]:
    """The jobs of the system and of the accounts in the tree that failed lately, the last first.

    Only that one failed is told, and of whom: what it was about is for its owner.
    """
    owners = User.objects.administered_by(actor)
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gte=Now() - FAILED_WITHIN)
    found = failed.filter(Q(owner=None) | Q(owner__in=owners))
    return found.select_related("owner__person").order_by("-finished_at", "-pk")


@dataclass(frozen=True)
class Failure:
    """A job that failed, by its kind."""

    label: str
    job: Job


def failures(actor: Actor) -> list[Failure]:
    """The last ones; one query."""
    found = []
    for job in failed_jobs(actor)[:FAILED_SHOWN]:
        work = WORK.get(job.kind)
        found.append(Failure(work.label if work is not None else job.kind, job))
    return found
