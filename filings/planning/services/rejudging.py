"""Long work: judging cases again after a local rule or a day off changed."""

from __future__ import annotations

from typing import Any

from branches.models import Job, Organization, User
from branches.services.jobs import Run, start_job, work
from cases.models import Case
from cases.services.rejudging import rejudge_share
from config.clock import today

REJUDGE = "rejudge"


@work(REJUDGE, "重新判定案卷")
def rejudge(run: Run, organization: int | None = None) -> dict[str, Any]:
    """Judge the cases of a subtree again, a batch a transaction; begun again it judges all again."""
    path = Organization.objects.get(pk=organization).path if organization is not None else ""
    total = Case.objects.filter(branch__path__startswith=path).count()
    run.progress(0, total)
    return {"cases": rejudge_share(path, today(), progress=lambda done: run.progress(done, total))}


def start_rejudging(*, organization: Organization | None, owner: User, because: str) -> Job:
    """Queue it; None: all cases."""
    place = organization.name if organization else "全部案卷"
    return start_job(
        kind=REJUDGE,
        owner=owner,
        label=f"{because}，重新判定：{place}"[:100],
        organization=organization.pk if organization else None,
    )
