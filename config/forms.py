"""How forms are rendered."""

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting

from config import kit


class JishiBoundField(BoundField):
    """A field in a form. Its form field may carry `range_hint`: the lawful range of a day, as
    text.
    """

    @property
    def range_hint(self) -> str:
        """The lawful range, shown under the help text; empty where there is none."""
        return getattr(self.field, "range_hint", "")

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


class JishiRenderer(TemplatesSetting):
    """Renders forms with the project's own templates, found like every other template."""

    bound_field_class = JishiBoundField
