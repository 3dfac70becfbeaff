"""What is wrong with a form, shown at the field it names. Any layer's forms may use it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm


def blame_field(form: BaseForm, name: str | None, error: Any) -> None:
    """Show a sentence, or several, at the field of that name; for the whole form where there is
    none.
    """
    if name not in form.fields:
        name = None
    form.add_error(name, error)


def blame(form: BaseForm, error: ValidationError) -> None:
    """Show what a model or service found wrong, each sentence at its field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        blame_field(form, name, errors)
