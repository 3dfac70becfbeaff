"""The demo world."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from branches.models import Installation, User
from config.kit.clock import today
from filings.demo.load import load
from filings.demo.world import PASSWORD

LOADING = 7106  # number of the lock on loading


class Command(BaseCommand):
    """See the help text."""

    help = "载入演示数据：只用于空的或已标记为演示的数据库；已经载入的保持不变。打印各职务的账号。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Load where the world is missing, and print the accounts."""
        if User.objects.exists() and not Installation.is_demo_database():
            raise CommandError(
                "This database is in use and not marked as demo: nothing was changed."
            )
        with (
            connection.cursor() as cursor
        ):  # two at once do so one after the other; the second finds it done
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
        if not User.objects.exists():
            self.stdout.write("正在载入演示数据，约需一分钟……")
            self.stdout.flush()
            load(today(), say=self.stdout.write)
        demo = Installation.objects.get()
        if demo.demo_on is not None and demo.demo_on != today():
            self.stdout.write(
                f"演示数据是 {demo.demo_on} 的；运行 make demo-reset 以今天重新生成。"
            )
        accounts = demo.demo_accounts
        self.stdout.write(f"演示账号，密码都是 {PASSWORD}：")
        for username, label in accounts:
            self.stdout.write(f"  {username:<20} {label}")
