"""Entries: what persons recorded, append-only and chained; and worksheets, which become entries."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from branches.actor import Actor
from branches.acts import Role
from branches.fields import EncryptedJSONField, keyed_digest
from branches.models import Organization, User
from cases.facts.base import StepFacts, join
from cases.facts.case import edition_on
from cases.models.case import Case, Sponsorship
from cases.procedure import STEP, TURN

if TYPE_CHECKING:
    pass


PAGE_LENGTH = 200  # of the path of a page that has a worksheet

#: What happened to a filing, in words; `Entry.facts["event"]` of entries of kind FILING.
EVENTS: dict[str, str] = {
    "submitted": "报送",
    "withdrawn": "撤回",
    "deliberated": "审议并上报",
    "received": "接收",
    "returned": "退回",
}


def canonical(value: Any) -> str:
    """One spelling of a JSON document, for digests."""
    return json.dumps(
        value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


#: What an entry may name as the role of its author.
ROLE_LABELS: dict[str, str] = {
    str(value): str(label) for value, label in (*Role.choices, *Sponsorship.Kind.choices)
}


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(case__in=Case.objects.visible_to(actor))


class Entry(models.Model):
    """One thing recorded in a case. Never changed and never deleted; the database refuses both.

    code      code of the step, or of the turn
    facts     the open facts; `sealed` those to be encrypted. `step_facts` puts them together
    reasons   `{rule id: reason}` given for findings that were shown before saving
    replaces  the entry that a correction or an annulment names
    organization, role  as which it was recorded then; None for what the system or an import did
    recorded_on  the day of recording by the application's clock; None in entries of before it was
                 kept: `day_recorded`
    """

    class Kind(models.TextChoices):
        STEP = "step", "登记"
        SUPPLEMENT = "supplement", "补充"
        CORRECTION = "correction", "更正"
        ANNULMENT = "annulment", "作废"
        TURN = "turn", "转办"
        FILING = "filing", "报送"

    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.PROTECT, related_name="entries"
    )
    sequence = models.PositiveIntegerField("序号")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    code = models.CharField("步骤", max_length=30)
    pass_number = models.PositiveSmallIntegerField("轮次")
    taken_on = models.DateField("办理日期")
    facts = models.JSONField("事实", default=dict, encoder=DjangoJSONEncoder)
    sealed = EncryptedJSONField("个人信息", null=True)
    reasons = models.JSONField("说明", default=dict)
    note = EncryptedJSONField("附言", null=True)
    replaces = models.ForeignKey(
        "self",
        verbose_name="所涉登记",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
    )
    state_before = models.CharField("登记前状态", max_length=30)
    state_after = models.CharField("登记后状态", max_length=30)
    organization = models.ForeignKey(
        Organization, verbose_name="登记组织", on_delete=models.PROTECT, related_name="+", null=True
    )
    organization_name = models.CharField("登记组织名称", max_length=100, blank=True)
    role = models.CharField("登记身份", max_length=30, blank=True)
    recorded_by = models.ForeignKey(
        User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+", null=True
    )
    recorded_at = models.DateTimeField("登记时间")
    recorded_on = models.DateField("登记日期", null=True)
    request_id = models.UUIDField(unique=True)
    digest_before = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登记"
        ordering = ["case_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="entry_sequence_once")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.term}（{self.get_kind_display()}）"

    @property
    def term(self) -> str:
        """The Chinese name of the step or turn; a step as the edition of its own day calls it."""
        if self.code in TURN:
            return TURN[self.code].term
        step = STEP[self.code]
        return step.term_in(edition_on(self._day_of_step())) if step.term_2026 else step.term

    def _day_of_step(self) -> date:
        """The day of the step that the entry is about: a correction or annulment has one of its
        own.
        """
        if self.kind == self.Kind.ANNULMENT and self.replaces is not None:
            return self.replaces.taken_on
        on = self.facts.get("on")
        if isinstance(on, str):
            return date.fromisoformat(on)
        return on or self.taken_on

    @property
    def role_label(self) -> str:
        """The role it was recorded as, or as what its author stands by the person, in words."""
        return ROLE_LABELS.get(self.role, self.role)

    @property
    def day_recorded(self) -> date:
        """The day on which it was recorded."""
        return self.recorded_on or timezone.localdate(self.recorded_at)

    @property
    def step_facts(self) -> StepFacts | None:
        """The typed facts, sensitive ones included; None where the entry has none (turn,
        annulment, filing).
        """
        if self.kind in (self.Kind.TURN, self.Kind.ANNULMENT, self.Kind.FILING):
            return None
        return join(self.code, self.facts, self.sealed)

    @property
    def open_facts(self) -> StepFacts | None:
        """The typed facts without the sensitive ones, as rules read them; needs no key."""
        if self.kind in (self.Kind.TURN, self.Kind.ANNULMENT, self.Kind.FILING):
            return None
        return join(self.code, self.facts)

    def compute_digest(self) -> str:
        """SHA-256 over everything recorded and the digest before."""
        return hashlib.sha256(canonical(self.content()).encode()).hexdigest()

    def content(self) -> dict[str, Any]:
        """Everything recorded and the digest before; sealed parts enter by their keyed hash."""
        content = {
            "case": self.case_id,
            "sequence": self.sequence,
            "kind": self.kind,
            "code": self.code,
            "pass": self.pass_number,
            "taken_on": self.taken_on,
            "facts": self.facts,
            "sealed": keyed_digest(canonical([self.sealed, self.note])),
            "reasons": self.reasons,
            "replaces": self.replaces_id,
            "states": [self.state_before, self.state_after],
            "organization": [self.organization_id, self.organization_name, self.role],
            "recorded": [self.recorded_by_id, self.recorded_at.isoformat()],
            "request_id": self.request_id,
            "before": self.digest_before,
        }
        if self.recorded_on is not None:
            content["recorded_on"] = self.recorded_on
        return content


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    """Worksheets."""

    def visible_to(self, actor: Actor) -> Self:
        shared = models.Q(owner__isnull=True, case__in=Case.objects.visible_to(actor))
        return self.filter(models.Q(owner=actor.key) | shared)

    def shared(self) -> Self:
        """Those of steps, for all who may record them."""
        return self.filter(owner__isnull=True)


class Worksheet(models.Model):
    """What was typed so far and is not recorded, as the form has it (`{field name: texts}`). No
    history.

    Of a step there is one for all who may record it, without owner. Every other page has one of its
    author's own.

    code      the step of a shared one, and of what is set aside beside it; else ""
    page      the path of the page it belongs to, `/cases/2026-0001/turns/close/`
    window    the page in a browser that saved it last; each that is opened has an id of its own
    version   how often it was saved: a window that began from an older one may not write over it
    is_aside  a text that came second to another window's, kept beside that one until somebody
              chooses
    is_ended  it was recorded or thrown away: what `window` still sends comes too late. With
              `is_aside`: the act was
              done without this text, by `saved_by`, and its author may read it once more
    """

    case = models.ForeignKey(
        Case, verbose_name="案卷", on_delete=models.CASCADE, related_name="worksheets", null=True
    )
    code = models.CharField("步骤", max_length=30, blank=True)
    page = models.CharField("页面", max_length=PAGE_LENGTH, blank=True)
    owner = models.ForeignKey(
        User, verbose_name="所有人", on_delete=models.CASCADE, related_name="worksheets", null=True
    )
    window = models.UUIDField("窗口", null=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_aside = models.BooleanField("另存", default=False)
    is_ended = models.BooleanField("已结束", default=False)
    data = EncryptedJSONField("内容", default=dict)
    saved_by = models.ForeignKey(
        User, verbose_name="保存人", on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作底稿"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"],
                condition=models.Q(owner__isnull=True),
                name="worksheet_once_a_step",
            ),
            models.UniqueConstraint(
                fields=["owner", "page"],
                condition=models.Q(owner__isnull=False, is_aside=False),
                name="worksheet_once_a_page",
            ),
            models.UniqueConstraint(
                fields=["owner", "page", "window"],
                condition=models.Q(is_aside=True),
                name="worksheet_aside_once_a_window",
            ),
        ]

    def __str__(self) -> str:
        return STEP[self.code].term if self.code else self.page
