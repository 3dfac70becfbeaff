"""Who acts, on which day, with which rights.

An actor is made once a request (`request.actor`), once a command, once a job, and handed on.
Services, selectors and pages take it where they need an account and a day together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied

from branches.rights import Rights, read_rights

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from branches.models import User

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Actor:
    """An account on a day. `user` is None where the system acts by itself, as in an import."""

    user: User | AnonymousUser | None
    today: date
    _read: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def system(cls, today: date) -> Actor:
        """The system: it has no rights, and services that admit it ask it for none."""
        return cls(None, today)

    @property
    def is_system(self) -> bool:
        """Whether the system acts; somebody who has not signed in is not the system."""
        return self.user is None

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody has signed in."""
        return self.user is not None and self.user.is_authenticated

    @property
    def account(self) -> User:
        """The account. Raises PermissionDenied where nobody is signed in."""
        if self.user is None or not self.user.is_authenticated:
            raise PermissionDenied("请先登录。")
        return self.user

    @property
    def key(self) -> int | None:
        """The primary key of the account; None, which no row has, where nobody is signed in."""
        if not self.is_signed_in:
            return None
        return self.account.pk

    @property
    def person_id(self) -> int | None:
        """Whom the account belongs to; None where it belongs to nobody on a member list."""
        if not self.is_signed_in:
            return None
        return self.account.person_id

    @property
    def author(self) -> User | None:
        """Who is written down as having done it: the account, None for the system."""
        if self.user is None:
            return None
        return self.account

    @cached_property
    def rights(self) -> Rights:
        """What the account may do and read on the day; nothing where nobody is signed in."""
        if self.user is None or not self.user.is_authenticated or not self.user.is_active:
            return Rights()
        return read_rights(self.user, self.today)

    def once(self, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` gives, read once an actor: in which cases somebody is named, for example."""
        if key not in self._read:
            self._read[key] = read()
        found: T = self._read[key]
        return found
