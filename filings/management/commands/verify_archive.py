"""Check an archive package: every file against the manifest, the entries against their chain.
Needs no database.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from filings.papers.kept.verifying import verify

DIGEST = re.compile(r"[0-9a-f]{16,64}")


class Command(BaseCommand):
    help = (
        "Check an archive package against its manifest; exit code 1 and a line for each fault where"
        " it differs."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--digest",
            metavar="SHA256",
            help="of the manifest, as the receipt has it; 16 characters at least",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify(options["file"])
        wanted = None if options["digest"] is None else "".join(options["digest"].split()).lower()
        if wanted is not None and not DIGEST.fullmatch(wanted):
            raise CommandError("--digest 请照移交接收单填写清单摘要，至少前 16 位（0–9、a–f）。")
        if wanted and not found.manifest_digest.startswith(wanted):
            found.faults.append("清单与所给的摘要不符：不是移交的那一份。")
        if found.faults:
            raise CommandError("\n".join(found.faults))
        self.stdout.write(
            f"案卷 {found.number}：{found.files} 个文件与清单相符，{found.entries} 条登记前后相连。"
        )
        self.stdout.write(f"清单摘要 {found.manifest_digest}")
        if wanted is None:
            self.stdout.write(
                "没有用 --digest 给出接收单上的摘要：只查明包内前后一致，没有查明是移交的那一份。"
            )
