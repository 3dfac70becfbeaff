"""Who signs in with name and password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from branches.models import User


class AccountBackend(BaseBackend):
    """Checks the password. Gives no permission: what a user may do is
    `branches.actor.Actor.rights`, nothing else.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The account, or None. Takes as long for a name that does not exist as for a wrong
        password.
        """
        if username is None or password is None:
            return None
        user = User.objects.filter(username=User.normalize_username(username)).first()
        if user is None:
            User().set_password(password)  # one hash, as a wrong password costs
            return None
        if user.check_password(password) and may_sign_in(user):
            return user
        return None

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with its person; None ends the session."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        if user is None or not may_sign_in(user):
            return None
        return user


def may_sign_in(user: User) -> bool:
    """An account in use; a superuser, who would pass guardian's every check, is refused even if
    one came to be.
    """
    return user.is_active and not user.is_superuser
