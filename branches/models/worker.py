"""Workers that run, each a row with its last sign of life."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now

#: A worker that gave no sign for this long does not run; it gives one every 20 seconds.
ABSENT_AFTER = timedelta(seconds=60)


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Workers."""

    def running(self) -> Self:
        """Those that gave a sign lately, by the clock of the database, which is the same for all
        machines.
        """
        return self.filter(beat_at__gt=Now() - ABSENT_AFTER)


class Worker(models.Model):
    """A process that does the jobs; it takes its row away when it ends, unless it is killed."""

    name = models.CharField("机器与进程", max_length=200, unique=True)
    started_at = models.DateTimeField("启动时间", db_default=Now())
    beat_at = models.DateTimeField("最近应答", db_default=Now())

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台处理"

    def __str__(self) -> str:
        return self.name
