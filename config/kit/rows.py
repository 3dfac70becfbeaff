"""Repeating rows in a form: one button more, with or without JavaScript. Any layer's forms may
use it.
"""

from typing import Any, Self

from django.forms import BaseForm, BaseFormSet

from config.kit.sentences import BROKEN

ADD = "ADD"  # PREFIX-ADD is the name of the button in `_components/rows.html`


def typed(form: BaseForm) -> dict[str, Any]:
    """What was typed into a bound form, unjudged: the `initial` of one that shows it again
    without errors.
    """
    return {name: form[name].data for name in form.fields}


class RowsFormSet(BaseFormSet[Any]):
    """Rows of values. A row left empty, or emptied, is no row; so rows need no box to delete them.

    Rows come in as `initial` and are values, not objects: nothing ties a row to where it stood
    before.

    thing  what the rows hold, in words
    """

    def __init__(self, *args: Any, thing: str = "", **options: Any) -> None:
        said = {
            "missing_management_form": BROKEN,
            "too_many_forms": f"{thing}最多填写 %(num)d 行。",
            "too_few_forms": f"{thing}至少填写 %(num)d 行。",
        }
        super().__init__(*args, **{"error_messages": said, **options})
        self.thing = thing

    def initial_form_count(self) -> int:
        """None: every row may be left empty (but the first `min_num`)."""
        return 0

    def total_form_count(self) -> int:
        """The rows sent; before, those there are and `extra` empty ones, up to `max_num`."""
        if self.is_bound:
            return super().total_form_count()
        there = max(len(self.initial or ()), self.min_num)
        return max(there, min(there + self.extra, self.max_num))

    @property
    def is_growing(self) -> bool:
        """Whether the button for one row more was pressed: the view then shows `grown()` and
        saves nothing.
        """
        return self.is_bound and f"{self.prefix}-{ADD}" in self.data

    def grown(self) -> Self:
        """The same rows as typed, without errors, and an empty one more."""
        more = self.unjudged()
        more.extra = 1
        return more

    def unjudged(self) -> Self:
        """The same rows as typed, without errors; not sent."""
        rows = [typed(form) for form in self.forms]
        again = type(self)(
            initial=rows, prefix=self.prefix, form_kwargs=self.form_kwargs, thing=self.thing
        )
        again.extra = 0
        return again

    def values(self) -> list[dict[str, Any]]:
        """The cleaned rows that are not empty. Only after `is_valid()`."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]
