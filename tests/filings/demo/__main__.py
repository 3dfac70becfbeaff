"""Whether the demonstration can be made on every day: `make demo-days`.

All stories are told and judged on each day without a database; then two days are loaded whole.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.filings.demo.days import Fault

#: Days that are loaded whole: after a spring festival, and in a year without a published calendar.
WHOLE = (date(2027, 2, 15), date(2029, 10, 10))
SHOWN = 20  # faults printed


def main() -> int:
    """Tell all, then load. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make demo-days", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="tell every so many days")
    parser.add_argument("--without-loading", action="store_true", help="load nothing")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    return run(max(1, options.every), loads=not options.without_loading)


def run(every: int, *, loads: bool) -> int:
    """Say what is wrong on these days."""
    from filings.demo.lives import FIRST_DAY, LAST_DAY
    from tests.filings.demo.days import days

    say(f"正在逐日试办 {FIRST_DAY} 至 {LAST_DAY} 的演示案卷……")
    began = monotonic()
    chosen = days(every)
    acts, faults = _tell_in_processes(chosen)
    if faults:
        return _refuse_by(faults)
    took = monotonic() - began
    say(f"{len(chosen)} 天的案卷都合乎规定，共试办 {acts} 项登记，{took:.0f} 秒。")
    return _load() if loads else 0


def _load() -> int:
    """Load the days whole into a database of its own."""
    from django.db import transaction

    from filings.demo.load import load
    from tests.filings.demo.whole import unlike

    with _test_database():
        for day in WHOLE:
            began = monotonic()
            with transaction.atomic():
                load(day, say=say)
                faults = list(unlike(day))
                transaction.set_rollback(True)
            if faults:
                return _refuse_by(faults)
            took = monotonic() - began
            say(f"{day} 的演示数据完整载入，和试办的结果一致，{took:.0f} 秒。")
    return 0


def _refuse_by(faults: list[Fault]) -> int:
    for fault in faults[:SHOWN]:
        print(fault, file=sys.stderr)
    print(f"演示数据有 {len(faults)} 处不对。", file=sys.stderr)
    return 1


def say(line: str) -> None:
    """A line at once, also where the output is a file."""
    print(line, flush=True)


def _tell_in_processes(chosen: list[date]) -> tuple[int, list[Fault]]:
    """The number of acts judged and what is wrong, in the order of days; a process for each
    processor.
    """
    import django

    from tests.filings.demo.days import tell

    parts = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(parts, initializer=django.setup) as pool:
        results = list(pool.map(partial(tell, chosen, parts=parts), range(parts)))
    faults = sorted(fault for _, found in results for fault in found)
    return sum(acts for acts, _ in results), faults


@contextmanager
def _test_database() -> Iterator[None]:
    """A database of its own beside the configured one, dropped afterwards."""
    from django.conf import settings
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"days_{settings.DATABASES['default']['NAME']}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
