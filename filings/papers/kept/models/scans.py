"""Scans (扫描件) of the papers that come in. A version is never changed: a newer one takes its
place.
"""

from __future__ import annotations

from functools import cached_property
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from branches.actor import Actor
from branches.models import User
from cases.models import Case
from cases.models.sight import sponsor_sights
from filings.inspections.models import RectificationAnswer
from filings.papers.kept import store

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class ScanQuerySet(models.QuerySet["Scan"]):
    """Versions of scans."""

    def visible_to(self, actor: Actor) -> Self:
        """Of the cases the user sees; of those he only sponsors not the steps that are hidden
        from him.
        """
        seen = actor.rights.readable("case__branch")
        if actor.is_signed_in:
            for pk, sight in sponsor_sights(actor).items():
                seen |= Q(case=pk) & ~Q(step__in=sight.hidden)
        return self.filter(seen, case__in=Case.objects.visible_to(actor))


class ScanFileQuerySet(models.QuerySet["ScanFile"]):
    """Files of scans."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(scan__in=Scan.objects.visible_to(actor))


class Scan(models.Model):
    """One version of a paper that came in; the highest version of a case, kind and round of the
    step is in force.

    pass_number   the pass of the case it was received in
    round_number  the round of the step that it is of; None: kept before rounds were counted, so the
                  one open then
    is_withdrawn  this version takes the paper back, for the reason in `note`; it has no files
    """

    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.PROTECT, related_name="scans"
    )
    step = models.CharField("步骤", max_length=30)
    kind = models.CharField("材料种类", max_length=60)
    title = models.CharField("材料", max_length=100)
    version = models.PositiveSmallIntegerField("版本")
    pass_number = models.PositiveSmallIntegerField("轮次")
    round_number = models.PositiveSmallIntegerField("办理轮次", null=True)
    is_signed = models.BooleanField("已签名", default=False)
    is_sealed = models.BooleanField("已盖章", default=False)
    is_withdrawn = models.BooleanField("已撤下", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    received_on = models.DateField("收存日期")
    uploaded_by = models.ForeignKey(
        User, verbose_name="上传人", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "扫描件"
        ordering = ["case", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "round_number", "version"],
                name="scan_version_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(round_number__isnull=True) | Q(round_number__gte=1),
                name="scan_round_from_one",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="scan_version_from_one"),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False)
                | (~Q(note="") & Q(is_signed=False, is_sealed=False)),
                name="scan_withdrawn_with_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.title} 第{self.version}版"

    @property
    def page_count(self) -> int:
        """Pages that could be counted."""
        return sum(file.pages or 0 for file in self.files.all())


class StoredFile(models.Model):
    """A file that came in, in its order among others; its bytes lie in the store and nothing of it
    is changed.

    key     where it is reached, random; who has it still needs the right to see what it belongs to
    stored  its name in the store, random; versions that keep a file share it
    name    what the sender called it; shown, never used as a path
    pages   None: not counted (OFD is kept as it is)
    """

    class Media(models.TextChoices):
        """What the content is, whatever the name says."""

        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"
        OFD = "application/ofd", "OFD"

    class Virus(models.TextChoices):
        """What the virus scanner said; a file with a virus is not kept at all."""

        UNSCANNED = "unscanned", "未扫描"
        CLEAN = "clean", "未发现病毒"

    position = models.PositiveSmallIntegerField("顺序")
    key = models.CharField(max_length=43, unique=True)
    stored = models.CharField(max_length=43)
    name = models.CharField("文件名", max_length=100)
    media = models.CharField("类型", max_length=30, choices=Media)
    size = models.PositiveIntegerField("大小（字节）")
    pages = models.PositiveSmallIntegerField("页数", null=True)
    digest = models.CharField("SHA-256", max_length=64)
    virus = models.CharField("病毒扫描", max_length=10, choices=Virus)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scan_file", args=[self.key])

    @property
    def is_shown(self) -> bool:
        """Whether its pages can be shown as pictures."""
        return self.media != self.Media.OFD

    @property
    def page_numbers(self) -> range:
        """Numbers of the pages that can be shown, from 1."""
        return range(1, (self.pages or 0) + 1) if self.is_shown else range(0)

    @cached_property
    def fault(self) -> str:
        """What is wrong with its bytes in the store, in words, as far as their number tells;
        else nothing.
        """
        return store.fault_of(self.stored, self.size)

    @property
    def shown_pages(self) -> range:
        """Numbers of the pages that can be shown now."""
        return range(0) if self.fault else self.page_numbers


def _known(of: str) -> list[models.BaseConstraint]:
    """Constraints of a table of files, by what each belongs to."""
    return [
        models.UniqueConstraint(fields=[of, "position"], name=f"{of}_file_position_once"),
        models.CheckConstraint(
            condition=Q(
                media__in=["application/pdf", "image/jpeg", "image/png", "application/ofd"]
            ),
            name=f"{of}_file_media_known",
        ),
        models.CheckConstraint(
            condition=Q(virus__in=["unscanned", "clean"]), name=f"{of}_file_virus_known"
        ),
    ]


class ScanFile(StoredFile):
    """One file of a version of a scan."""

    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="files")

    objects = ScanFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "扫描件文件"
        ordering = ["scan", "position"]
        constraints = _known("scan")
        triggers = [pgtrigger.Protect(name="append_only", operation=APPEND_ONLY)]


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    """Files that prove a rectification."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(answer__in=RectificationAnswer.objects.visible_to(actor))


class AnswerFile(StoredFile):
    """One file that proves what a unit reported about its rectification."""

    answer = models.ForeignKey(RectificationAnswer, on_delete=models.PROTECT, related_name="files")

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改佐证文件"
        ordering = ["answer", "position"]
        constraints = _known("answer")
        triggers = [pgtrigger.Protect(name="append_only", operation=APPEND_ONLY)]
