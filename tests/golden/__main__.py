"""What the demonstration shows to whom, compared with what it showed when the digests were written.

`make golden` compares; `make golden ARGS=--write` takes what is shown now as right. The texts go to
`var/golden/now`; those of the last `--write` on this machine stay in `var/golden/then`, so that a
difference can be shown line by line.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from datetime import date

TODAY = date(2026, 11, 24)
GROUPS = ("rights", "pages", "acts", "papers", "pictures")


def main() -> int:
    """Make the world, look at it, compare. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="make golden", description=__doc__)
    parser.add_argument("--write", action="store_true", help="take what is shown now as right")
    parser.add_argument("--only", choices=GROUPS, action="append", help="a part; otherwise all")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["JISHI_TODAY"] = TODAY.isoformat()

    from tests.golden import still

    still.hold()
    import django

    django.setup()
    logging.disable()  # a refused page is what is asked for
    return run(options.only or list(GROUPS), is_written=options.write)


def run(groups: list[str], *, is_written: bool) -> int:
    """Look at each group in one world, and write or compare its digests."""
    from tests.golden import acts, keeping, pages, papers, rights
    from tests.golden.world import world

    look = {
        "rights": rights.look,
        "pages": pages.look,
        "acts": acts.look,
        "papers": papers.look,
        "pictures": papers.look_at_pictures,
    }
    kept = keeping.Kept(drawn_by=papers.drawn_by())
    with world(TODAY):
        for group in groups:
            kept.add(group, look[group]())
    if is_written:
        kept.write()
        return 0
    differences = kept.differences()
    for line in differences:
        print(line)
    print(f"{kept.count} texts, {len(differences)} unlike.")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
