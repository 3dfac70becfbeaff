"""Make the first administrator of a root; there are no superusers to do it in a browser."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from branches import services
from branches.actor import Actor
from branches.acts import Kind, Role
from branches.models import Appointment, Organization
from config.kit.clock import today

PASSWORD_VARIABLE = "JISHI_FIRST_PASSWORD"  # noqa: S105  # the name of the variable, no password


class Command(BaseCommand):
    """See the help text."""

    help = (
        "建立一个最上级组织的系统管理员；组织不存在时一并建立。初始密码取自 JISHI_FIRST_PASSWORD"
        " 或在终端输入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The root, and the account."""
        parser.add_argument("--code", required=True, help="最上级组织的编码")
        parser.add_argument("--name", help="最上级组织的名称（新建时需要）")
        parser.add_argument("--username", required=True, help="管理员的用户名")

    @transaction.atomic
    def handle(
        self, *args: Any, code: str, name: str | None, username: str, **options: Any
    ) -> None:
        """Make what is missing; all or nothing."""
        password = os.environ.get(PASSWORD_VARIABLE) or getpass.getpass("初始密码：")
        try:
            root = Organization.objects.filter(code=code).first() or services.create_organization(
                parent=None,
                code=code,
                name=name or "",
                kind=Kind.COMMITTEE,
                by=Actor.system(today()),
            )
            user = services.create_user(
                username=username, password=password, organization=root, by=Actor.system(today())
            )
            post = Appointment(
                user=user, role=Role.ADMINISTRATOR, organization=root, from_on=today()
            )
            services.appoint(post=post, by=Actor.system(today()))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"已建立系统管理员 {username}（{root.name}），首次登录时须修改密码。")
