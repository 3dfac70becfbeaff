"""What a new release leaves to be done once the site runs again."""

from __future__ import annotations

from django.db import models

from branches.models import Job


class ReleaseNote(models.Model):
    """A reason to rebuild and judge every case once, which a new release brought.

    Left by a migration where what rules read is kept otherwise than before; by the worker where the
    rules have another version, or the package of days off another content, than any note names. The
    rebuild itself is long work and no part of a migration; the worker starts it.

    years    those whose days off became known with it; the branches whose cases rest on them are
             told
    done_at  None: not over yet
    """

    release = models.CharField("版本", max_length=20, unique=True)
    says = models.TextField("须重建的内容")
    years = models.JSONField("由此载入节假日安排的年份", default=list)
    created_at = models.DateTimeField("升级时间", auto_now_add=True)
    job = models.ForeignKey(
        Job, verbose_name="任务", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "升级说明"

    def __str__(self) -> str:
        return self.release
