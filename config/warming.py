"""What a web process does before its first request, so that this one is as quick as the next.

gunicorn forks its processes after it where it preloads the site; they share what was made.
"""

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

TEMPLATES = settings.BASE_DIR / "templates"


def warm() -> None:
    """Import the views, and compile the templates."""
    reverse("login")
    for path in sorted(TEMPLATES.rglob("*.html")):
        get_template(path.relative_to(TEMPLATES).as_posix())
