"""Start-up checks: what belongs to demo and tests alone must not run on real data.

Server (`config.wsgi`) and worker refuse to start; `manage.py check --deploy` shows the findings
too. The database is asked only where its answer matters: a real installation with keys of its own
on its own server costs no query.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.kit.clock import FIXED_DAY, fixed_day


class UnfitInstallation(ImproperlyConfigured):
    """The server must not start; the text says why, a line each. gunicorn gives up on it, as it
    should.
    """


def register() -> None:
    """Make the check part of `check --deploy`; commands that prepare a database must run before
    it can be fit.
    """
    checks.register(check_installation, deploy=True)


def check_installation(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> Iterable[checks.CheckMessage]:
    """The findings on this installation as it is set up now."""
    embedded, demo_keys = bool(settings.EMBEDDED_DATABASE), uses_demo_keys()
    try:
        day = fixed_day()
    except ValueError:
        return [
            checks.Error(
                f"{FIXED_DAY}={os.environ[FIXED_DAY]!r} 不是日期，应写成 2026-05-18。",
                id="jishi.E003",
            )
        ]
    if not embedded and not demo_keys and day is None:
        return []
    is_demo = is_demo_database()
    if is_demo is None:
        return []
    return findings(embedded=embedded, demo_keys=demo_keys, day=day, is_demo=is_demo)


def findings(
    *, embedded: bool, demo_keys: bool, day: date | None, is_demo: bool
) -> list[checks.CheckMessage]:
    """What must not be, or should be known, on a database that is (`is_demo`) marked as demo or
    not.
    """
    if is_demo:
        return []
    found: list[checks.CheckMessage] = []
    if demo_keys:
        found.append(
            checks.Error(
                "数据库未标记为演示，却在使用公开的演示密钥：个人信息等于没有加密。",
                hint=(
                    "设置 JISHI_SECRET_KEY、JISHI_FIELD_KEYS、JISHI_HASH_KEY；"
                    "若要演示，运行 make demo。"
                ),
                id="jishi.E001",
            )
        )
    if day is not None:
        found.append(
            checks.Error(
                f"数据库未标记为演示，却用 {FIXED_DAY} 把日期固定在 {day}：期限会全部算错。",
                hint=f"去掉 {FIXED_DAY}；它只用于测试和演示。",
                id="jishi.E002",
            )
        )
    if embedded:
        found.append(
            checks.Warning(
                "数据库未标记为演示，却运行在内置的 PostgreSQL 上：它只供演示和测试，没有备份。",
                hint="用 DATABASE_URL 指定 PostgreSQL 15 以上的服务器。",
                id="jishi.W001",
            )
        )
    return found


def uses_demo_keys() -> bool:
    """Whether a key of this process is one that the source code shows to everybody."""
    return (
        settings.SECRET_KEY == settings.DEMO_SECRET_KEY
        or settings.DEMO_FIELD_KEY in settings.FIELD_KEYS
        or settings.HASH_KEY == settings.DEMO_HASH_KEY
    )


def is_demo_database() -> bool | None:
    """Whether the database is marked as demo; None where no tables are yet, so that `migrate`
    can make them.
    """
    from branches.models import Installation

    if Installation._meta.db_table not in connection.introspection.table_names():
        return None
    return Installation.is_demo_database()


def refuse_unfit_installation() -> None:
    """Raise UnfitInstallation with one line for each error; warnings go to standard error."""
    found = list(check_installation())
    lines = [f"{message.msg} {message.hint or ''}".strip() for message in found]
    if any(message.is_serious() for message in found):
        raise UnfitInstallation("\n".join(lines))
    for line in lines:
        sys.stderr.write(f"{line}\n")
