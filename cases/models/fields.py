"""A column that holds typed facts."""

from typing import TYPE_CHECKING, Any

import msgspec
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from cases.facts.case import CaseFacts

if TYPE_CHECKING:
    JSONField = models.JSONField[Any, Any]
else:
    JSONField = models.JSONField

_decoder = msgspec.json.Decoder(CaseFacts)


class CaseFactsField(JSONField):
    """`CaseFacts` as a JSON document."""

    def from_db_value(
        self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper
    ) -> CaseFacts | None:
        """Decode straight into the typed value."""
        return None if value is None else _decoder.decode(value)

    def get_prep_value(self, value: Any) -> Any:
        """A document of plain values; unchanged where it is one already, as in a lookup."""
        return msgspec.to_builtins(value) if isinstance(value, CaseFacts) else value

    def to_python(self, value: Any) -> Any:
        """For fixtures."""
        return msgspec.convert(value, CaseFacts) if isinstance(value, dict) else value
