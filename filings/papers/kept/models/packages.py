"""Electronic archive packages: what was made of a case, and its digest."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models

from branches.actor import Actor
from branches.models import User
from cases.models import Case


class PackageQuerySet(models.QuerySet["ArchivePackage"]):
    """Packages."""

    def visible_to(self, actor: Actor) -> Self:
        """Of the cases the user reads; contacts and introducers see none."""
        read = actor.rights.readable("case__branch")
        return self.filter(read, case__in=Case.objects.visible_to(actor))


class ArchivePackage(models.Model):
    """A package that was made. The file itself goes after a week; by the digest a copy is known for
    ever.

    version, head    of the case as it was packed
    manifest_digest  SHA-256 of manifest.json, which holds the digests of all other files
    lacking          papers of the edition that had not been handed over, in words
    """

    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.PROTECT, related_name="packages"
    )
    version = models.PositiveIntegerField("案卷版本")
    head = models.CharField("链尾", max_length=64)
    manifest_digest = models.CharField("清单摘要", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    files = models.PositiveIntegerField("文件数")
    lacking = models.JSONField("缺少的材料", default=list)
    made_by = models.ForeignKey(
        User, verbose_name="制作人", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("制作时间", auto_now_add=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电子档案包"
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.manifest_digest[:16]}"
