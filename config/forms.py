"""How forms are rendered."""

from django.forms.renderers import TemplatesSetting


class JishiRenderer(TemplatesSetting):
    """Renders forms with the project's own templates, found like every other template."""
