"""Personal data at rest: encrypted fields, and the keyed hash that compares an identity number
without showing it.
"""

import hmac
import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.lookups import Lookup

from branches.identity import normalise

if TYPE_CHECKING:
    TextField = models.TextField[Any, Any]
else:
    TextField = models.TextField


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "JISHI_FIELD_KEYS holds what is no Fernet key: write 32 bytes in URL-safe base64,"
            " separated by commas."
        ) from None


def encrypt(text: str) -> str:
    """The text under the newest of `settings.FIELD_KEYS`."""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text of a token made with any of `settings.FIELD_KEYS`. Raises InvalidToken for any
    other.
    """
    return _fernet(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def keyed_hash(value: str) -> str:
    """HMAC-SHA256 of the value's one spelling under `settings.HASH_KEY`, as 64 hexadecimal
    digits.
    """
    return keyed_digest(normalise(value))


def keyed_digest(text: str) -> str:
    """HMAC-SHA256 of exactly this text under `settings.HASH_KEY`, as 64 hexadecimal digits."""
    return hmac.digest(settings.HASH_KEY.encode(), text.encode(), "sha256").hex()


class EncryptedTextField(TextField):
    """Text that the database holds encrypted. It cannot be searched, compared or ordered by,
    only asked for null.
    """

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Refuse every lookup but `isnull`: the same text gives another token each time, so none
        could match.
        """
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted and cannot be looked up by {lookup_name}.")

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        if value is None or isinstance(value, Expression):
            return value
        return encrypt(self.to_text(value))

    def from_db_value(
        self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper, *_: Any
    ) -> Any:
        """Decrypt on the way out."""
        if value is None:
            return None
        return self.from_text(decrypt(value))

    def to_text(self, value: Any) -> str:
        """The text that is encrypted."""
        return str(value)

    def from_text(self, text: str) -> Any:
        """The value of a decrypted text."""
        return text


class EncryptedJSONField(EncryptedTextField):
    """A JSON document that the database holds encrypted; days and moments become ISO text."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    empty_values: Sequence[Any] = (None, "")

    def to_python(self, value: Any) -> Any:
        """The document itself is the value; TextField would make a string of it."""
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """For serializers."""
        return self.to_text(self.value_from_object(obj))

    def to_text(self, value: Any) -> str:
        """One spelling for one document."""
        return json.dumps(
            value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    def from_text(self, text: str) -> Any:
        """The document."""
        return json.loads(text)
