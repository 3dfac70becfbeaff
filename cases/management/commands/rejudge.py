"""Judge cases again: after a new version of the rules, of the calendar or of a local profile, and for proof."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from branches.models import Organization
from cases.models import Case
from cases.services import judging
from config.clock import today


class Command(BaseCommand):
    help = "Rebuild what is derived of all cases and judge them again, a batch a transaction."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", metavar="CODE", help="default: all")

    def handle(self, *args: Any, **options: Any) -> None:
        cases = Case.objects.order_by("pk")
        if (code := options["organization"]) is not None:
            organization = Organization.objects.filter(code=code).first()
            if organization is None:
                raise CommandError(f"没有编码为 {code} 的组织。", returncode=2)
            cases = cases.filter(branch__path__startswith=organization.path)
        start, day, done, last = time.perf_counter(), today(), 0, 0
        while ids := list(cases.filter(pk__gt=last).values_list("pk", flat=True)[: judging.BATCH]):
            done += judging.rejudge(case_ids=ids, today=day)
            last = ids[-1]
        seconds = time.perf_counter() - start
        self.stdout.write(f"已重新判定 {done} 件案卷，用时 {seconds:.1f} 秒，每秒 {done / max(seconds, 1e-9):.0f} 件。")
