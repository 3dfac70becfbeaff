"""How forms are rendered."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BoundField, Field
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config import kit
from config.kit.sentences import speak


class JishiBoundField(BoundField):
    """A field in a form, whose errors name it. Its form field may carry `range_hint`, the lawful
    range of a day as text, and `article`, which asks for it.
    """

    def __init__(self, form: BaseForm, field: Field, name: str) -> None:
        super().__init__(form, field, name)
        if form.is_bound:
            speak(field, str(self.label))

    @property
    def range_hint(self) -> str:
        """The lawful range, shown under the help text; empty where there is none."""
        return getattr(self.field, "range_hint", "")

    @property
    def article(self) -> str:
        """The article that asks for what goes here; empty where none does or the range names it."""
        article: str = getattr(self.field, "article", "")
        return "" if article in self.range_hint else article

    @property
    def notice(self) -> str:
        """What is worth a look in what was typed: a character that no printer has. It hinders
        nothing.
        """
        typed = self.value()
        return kit.UNPRINTABLE if isinstance(typed, str) and kit.private_characters(typed) else ""

    @property
    def aria_describedby(self) -> str | None:
        """The ids of hint, range and error: as Django's own, with the range."""
        described = super().aria_describedby
        if described is None or not (self.range_hint and self.auto_id) or self.is_hidden:
            return described
        return " ".join(filter(None, [f"{self.auto_id}_range", described]))


#: Widgets that are one tag without content.
ONE_TAG = frozenset(
    f"django/forms/widgets/{kind}.html" for kind in ("text", "number", "hidden", "password")
)


class JishiRenderer(TemplatesSetting):
    """Renders forms with the project's own templates, found like every other template.

    A widget that is one tag is written here: a form of a meeting has forty widgets, and a template
    for each was a quarter of the time of its page.
    """

    bound_field_class = JishiBoundField

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if template_name in ONE_TAG:
            return input_tag(context["widget"])
        return super().render(template_name, context, request)


def input_tag(widget: dict[str, Any]) -> SafeString:
    """The tag of a widget, or of one choice of several; as Django's `input.html` has it."""
    attributes = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        attributes["value"] = widget["value"]
    written = []
    for name, value in (attributes | widget["attrs"]).items():
        if value is True:
            written.append(format_html(" {}", name))
        elif value is not False:
            written.append(format_html(' {}="{}"', name, value))
    return format_html("<input{}>", SafeString("".join(written)))
