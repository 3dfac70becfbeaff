"""Accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Coalesce

from branches.actor import Actor
from branches.models.history import tracked
from branches.models.organization import Organization
from branches.models.person import Person
from branches.rights import under

if TYPE_CHECKING:
    pass


class UserQuerySet(models.QuerySet["User"]):
    """Accounts."""

    def visible_to(self, actor: Actor) -> Self:
        """The user's own account and those of the subtrees he sees."""
        return self.filter(models.Q(pk=actor.key) | self._within(actor.rights.seeing_paths))

    def administered_by(self, actor: Actor) -> Self:
        """The accounts of the user's own root, if he is its administrator."""
        return self.filter(self._within(actor.rights.administered_paths))

    def _within(self, paths: tuple[str, ...]) -> models.Q:
        """Those that belong to an organization of the subtrees, or ever held a post in one."""
        posts = apps.get_model("branches", "Appointment").objects.filter(user=models.OuterRef("pk"))
        within = under(paths, "organization__path")
        return within | models.Q(models.Exists(posts.filter(within)))


class UserManager(BaseUserManager["User"]):
    """Makes accounts; rights come from appointments only."""

    def get_queryset(self) -> UserQuerySet:
        """With `visible_to`."""
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> UserQuerySet:
        """See `UserQuerySet.visible_to`."""
        return self.get_queryset().visible_to(actor)

    def administered_by(self, actor: Actor) -> UserQuerySet:
        """See `UserQuerySet.administered_by`."""
        return self.get_queryset().administered_by(actor)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """An account without rights. `branches.services.create_user` is for callers who act for
        somebody.
        """
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *_args: Any, **_fields: Any) -> NoReturn:
        """Refuse. Raises ValueError."""
        raise ValueError("本系统没有超级用户。请用 manage.py create_administrator 建立系统管理员。")


@tracked(exclude=["password", "last_login", "rights_on", "first_visit_over"])
class User(AbstractBaseUser, PermissionsMixin):
    """An account. What it may do is in its appointments; `is_superuser` can never be true."""

    username = models.CharField(
        "用户名",
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "已有这个用户名。"},
    )
    person = models.OneToOneField(
        Person,
        verbose_name="人员",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="user",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name="账号所属组织",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        help_text="由该组织所在系统的管理员管理；不代表职务",
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改初始密码", default=False)
    rights_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day for which the derived permissions were last rewritten.",
    )
    first_visit_over = models.BooleanField(
        default=False,
        editable=False,
        help_text="The tasks of a first visit were put away, and are not shown again.",
    )

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="user_no_superuser")
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The person's name, or the username. Needs the person joined to be free of a query."""
        return self.person.name if self.person else self.username

    @staticmethod
    def full_name_of(path: str) -> Coalesce:
        """As `get_full_name`, in the database, of the user at `path`: for rows that need no more
        of him.
        """
        return Coalesce(f"{path}__person__name", f"{path}__username")


class LoginFailure(models.Model):
    """A failed sign-in, kept while it counts against further tries. Names nobody: only a keyed
    hash of the name.
    """

    username_hash = models.CharField(max_length=64)
    failed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["username_hash", "failed_at"])]

    def __str__(self) -> str:
        return f"{self.username_hash[:8]} {self.failed_at:%Y-%m-%d %H:%M}"
