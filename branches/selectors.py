"""Reads of the app that join."""

from dataclasses import dataclass

from django.db.models import QuerySet

from branches.actor import Actor
from branches.models import Appointment, Installation, Job, User, Worker


def own_appointments(user: User) -> QuerySet[Appointment]:
    """The user's posts, running and past, latest first."""
    return user.appointments.select_related("organization").order_by("-from_on", "pk")


def last_ended(actor: Actor) -> Appointment | None:
    """The post of the user that ended last; None where none has."""
    ended = actor.account.appointments.filter(until_on__lte=actor.today).select_related(
        "organization"
    )
    return ended.order_by("-until_on", "-pk").first()


def demo_accounts() -> list[tuple[str, str]]:
    """(username, label) of the accounts that sign in by one click; none on a database not marked
    as demo.
    """
    installation = Installation.objects.filter(is_demo=True).first()
    if not installation:
        return []
    return [(username, label) for username, label in installation.demo_accounts]


@dataclass(frozen=True)
class Standing:
    """Why a job that is not over does not go on; "" where it goes on. `lacks_worker`: as no
    worker runs.
    """

    reason: str = ""
    lacks_worker: bool = False


def standing_of(job: Job) -> Standing:
    """How it stands with the job just now."""
    if job.is_over:
        return Standing()
    lacks_worker = is_worker_missing()
    if job.state == Job.State.RUNNING:
        reason = ""
        if Job.objects.lost().filter(pk=job.pk).exists():
            reason = "处理它的进程没有应答，这项任务会自动重新排队。"
        return Standing(reason, lacks_worker)
    if lacks_worker:
        return Standing("", lacks_worker)
    if ahead := Job.objects.queued_before(job).count():
        return Standing(f"前面还有 {ahead} 项任务在等待。")
    if Job.objects.alive().exists():
        return Standing("另一项任务正在进行，完成后就开始这一项。")
    return Standing("马上开始。")


def is_worker_missing() -> bool:
    """Whether no worker runs, so that no job is done."""
    return not Worker.objects.running().exists()
