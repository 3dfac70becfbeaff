"""Whether the demonstration can be made on every day."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from time import monotonic
from typing import Any

import django
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from filings.demo.days import FIRST_DAY, LAST_DAY, Fault, days, tell
from filings.demo.load import load
from filings.demo.whole import unlike

#: Days that are loaded whole: after a spring festival, and in a year without a published calendar.
WHOLE = (date(2027, 2, 15), date(2029, 10, 10))
SHOWN = 20  # faults printed


class Command(BaseCommand):
    """See the help text."""

    help = (
        "检查演示数据在每一天都能生成：先不用数据库逐日试办每个案卷，再在测试数据库中完整载入两天。"
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many days, and whether with the database."""
        parser.add_argument("--every", type=int, default=1, help="每隔几天试办一次（默认每天）")
        parser.add_argument("--without-loading", action="store_true", help="不载入数据库")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell all, then load."""
        began = monotonic()
        self.stdout.write(f"正在逐日试办 {FIRST_DAY} 至 {LAST_DAY} 的演示案卷……")
        self.stdout.flush()
        chosen = days(max(1, options["every"]))
        acts, faults = _tell_in_processes(chosen)
        self._refuse_by(faults)
        self.stdout.write(
            f"{len(chosen)} 天的案卷都合乎规定，共试办 {acts} 项登记，"
            f"{monotonic() - began:.0f} 秒。"
        )
        if not options["without_loading"]:
            self._load()

    def _load(self) -> None:
        with _test_database():
            for day in WHOLE:
                began = monotonic()
                left_out: list[str] = []
                with transaction.atomic():
                    load(day, say=left_out.append)
                    faults = list(unlike(day))
                    transaction.set_rollback(True)
                for line in left_out:
                    self.stderr.write(line)
                self._refuse_by(faults)
                self.stdout.write(
                    f"{day} 的演示数据完整载入，和试办的结果一致，{monotonic() - began:.0f} 秒。"
                )
                self.stdout.flush()

    def _refuse_by(self, faults: list[Fault]) -> None:
        if not faults:
            return
        for fault in faults[:SHOWN]:
            self.stderr.write(str(fault))
        raise CommandError(f"演示数据有 {len(faults)} 处不对。")


def _tell_in_processes(chosen: list[date]) -> tuple[int, list[Fault]]:
    """The number of acts judged and what is wrong, in the order of days; a process for each
    processor.
    """
    parts = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(parts, initializer=django.setup) as pool:
        results = list(pool.map(partial(tell, chosen, parts=parts), range(parts)))
    faults = sorted(fault for _, found in results for fault in found)
    return sum(acts for acts, _ in results), faults


@contextmanager
def _test_database() -> Iterator[None]:
    """A database of its own beside the configured one, dropped afterwards."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"days_{settings.DATABASES['default']['NAME']}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
