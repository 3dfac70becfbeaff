"""Entries: what persons recorded, append-only and chained; and worksheets, which become entries."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from branches.acts import Role
from branches.fields import EncryptedJSONField, keyed_digest
from branches.models import Organization, User
from cases.facts.base import StepFacts, join
from cases.models.case import HIDDEN_FROM_SPONSORS, Case, Sponsorship
from cases.procedure import STEP, TURN

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


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
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


#: What an entry may name as the role of its author.
ROLE_LABELS: dict[str, str] = {str(value): str(label) for value, label in (*Role.choices, *Sponsorship.Kind.choices)}


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries."""

    def visible_to(self, user: User | AnonymousUser, today: date) -> Self:
        return self.filter(case__in=Case.objects.visible_to(user, today))

    def shown_to_sponsors(self) -> Self:
        """Without the steps a contact or introducer does not see."""
        return self.exclude(code__in=HIDDEN_FROM_SPONSORS)


class Entry(models.Model):
    """One thing recorded in a case. Never changed and never deleted; the database refuses both.

    code      code of the step, or of the turn
    facts     the open facts; `sealed` those to be encrypted. `step_facts` puts them together
    reasons   `{rule id: reason}` given for findings that were shown before saving
    replaces  the entry that a correction or an annulment names
    organization, role  as which it was recorded then; None for what the system or an import did
    """

    class Kind(models.TextChoices):
        STEP = "step", "登记"
        SUPPLEMENT = "supplement", "补充"
        CORRECTION = "correction", "更正"
        ANNULMENT = "annulment", "作废"
        TURN = "turn", "转办"
        FILING = "filing", "报送"

    case = models.ForeignKey(Case, verbose_name="案卷", on_delete=models.PROTECT, related_name="entries")
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
        "self", verbose_name="所涉登记", on_delete=models.PROTECT, related_name="replaced_by", null=True
    )
    state_before = models.CharField("登记前状态", max_length=30)
    state_after = models.CharField("登记后状态", max_length=30)
    organization = models.ForeignKey(
        Organization, verbose_name="登记组织", on_delete=models.PROTECT, related_name="+", null=True
    )
    organization_name = models.CharField("登记组织名称", max_length=100, blank=True)
    role = models.CharField("登记身份", max_length=30, blank=True)
    recorded_by = models.ForeignKey(User, verbose_name="登记人", on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField("登记时间")
    request_id = models.UUIDField(unique=True)
    digest_before = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登记"
        ordering = ["case_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="entry_sequence_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.sequence} {self.term}（{self.get_kind_display()}）"

    @property
    def term(self) -> str:
        """The Chinese name of the step or turn."""
        return STEP[self.code].term if self.code in STEP else TURN[self.code].term

    @property
    def role_label(self) -> str:
        """The role it was recorded as, or as what its author stands by the person, in words."""
        return ROLE_LABELS.get(self.role, self.role)

    @property
    def step_facts(self) -> StepFacts | None:
        """The typed facts, sensitive ones included; None where the entry has none (turn, annulment, filing)."""
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
        return {
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


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    """Worksheets."""

    def visible_to(self, user: User | AnonymousUser, today: date) -> Self:
        own = models.Q(case__isnull=True, saved_by=user.pk)
        return self.filter(own | models.Q(case__in=Case.objects.visible_to(user, today)))


class Worksheet(models.Model):
    """A step in progress: what was typed so far, as the form has it (`{field name: texts}`). No history.

    One a case and step, for all who may record it. Without a case, of a case not opened yet or of a class for several,
    it is its author's own.
    """

    case = models.ForeignKey(Case, verbose_name="案卷", on_delete=models.CASCADE, related_name="worksheets", null=True)
    code = models.CharField("步骤", max_length=30)
    data = EncryptedJSONField("内容", default=dict)
    saved_by = models.ForeignKey(User, verbose_name="保存人", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作底稿"
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="worksheet_once_a_step"),
            models.UniqueConstraint(
                fields=["saved_by", "code"], condition=models.Q(case__isnull=True), name="worksheet_once_an_account"
            ),
        ]

    def __str__(self) -> str:
        return STEP[self.code].term
