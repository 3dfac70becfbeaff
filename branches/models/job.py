"""Long work that runs in the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from branches.actor import Actor
from branches.models.user import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


#: A running job whose worker gave no sign for this long is taken to be lost, and queued again.
LOST_AFTER = timedelta(seconds=60)


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs. What is too old is so by the clock of the database, which is the same for all
    machines.
    """

    def alive(self) -> Self:
        """Those that a living worker is at."""
        return self.filter(state=Job.State.RUNNING, heartbeat_at__gte=Now() - LOST_AFTER)

    def lost(self) -> Self:
        """Those whose worker was killed."""
        return self.filter(state=Job.State.RUNNING, heartbeat_at__lt=Now() - LOST_AFTER)

    def queued_before(self, job: Job) -> Self:
        """Those that wait and are taken before the job."""
        earlier = models.Q(queued_at__lt=job.queued_at) | models.Q(
            queued_at=job.queued_at, pk__lt=job.pk
        )
        return self.filter(earlier, state=Job.State.WAITING)

    def visible_to(self, actor: Actor) -> Self:
        """The user's own, and the system's, which nobody began and which concern all."""
        return self.filter(models.Q(owner_id=actor.key) | models.Q(owner_id=None))

    def cancellable_by(self, user: User | AnonymousUser) -> Self:
        """The user's own: what the system began goes on."""
        return self.filter(owner_id=user.pk)


class Job(models.Model):
    """One piece of long work: how far it is, what came of it, and whether its worker still lives
    (`heartbeat_at`).
    """

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting", "等待中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "出错"
        CANCELLED = "cancelled", "已取消"

    owner = models.ForeignKey(
        User,
        verbose_name="发起人",
        on_delete=models.PROTECT,
        related_name="jobs",
        null=True,
        blank=True,
    )
    kind = models.CharField("种类", max_length=50)
    label = models.CharField("名称", max_length=100, default="")
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", null=True, blank=True)
    message = models.TextField("说明", blank=True)
    result = models.JSONField("结果", null=True, blank=True)
    cancel_requested = models.BooleanField("要求取消", default=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    queued_at = models.DateTimeField(
        "排队时间", default=timezone.now
    )  # again when its worker was lost
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        indexes = [models.Index(fields=["owner", "-created_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "failed", "cancelled"]),
                name="job_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


#: The kind of badge that each state is shown with.
BADGES: dict[str, str] = {
    Job.State.WAITING: "wait",
    Job.State.RUNNING: "now",
    Job.State.DONE: "good",
    Job.State.FAILED: "bad",
    Job.State.CANCELLED: "closed",
}
