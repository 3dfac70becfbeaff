"""Judge cases again: after a new version of the rules, of the calendar or of a local profile,
and for proof.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from branches.models import Organization
from cases.services.rejudging import rejudge_below
from config.kit.clock import today


class Command(BaseCommand):
    help = (
        "Judge all cases again, a batch a transaction; a batch that fails leaves those before it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", metavar="CODE", help="default: all")
        parser.add_argument(
            "--rebuild", action="store_true", help="also the facts, from the entries and the lists"
        )
        parser.add_argument(
            "--workers", type=int, default=1, metavar="N", help="processes, 1 to 16; default: 1"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, workers = "", options["workers"]
        if not 1 <= workers <= 16:
            raise CommandError("--workers 为 1 至 16。", returncode=2)
        if (code := options["organization"]) is not None:
            organization = Organization.objects.filter(code=code).first()
            if organization is None:
                raise CommandError(f"没有编码为 {code} 的组织。", returncode=2)
            path = organization.path
        pace = rejudge_below(path, today(), workers=workers, rebuilds=options["rebuild"])
        self.stdout.write(
            f"已重新判定 {pace.cases} 件案卷，用时 {pace.seconds:.1f} 秒，每秒"
            f" {pace.per_second:.0f} 件；"
            f"{pace.workers} 个进程，每个每秒 {pace.per_worker:.0f} 件，内存最高"
            f" {pace.peak_mib:.0f} MiB。"
        )
