"""The settings of a site whose pages fail, each in another way.

Its database is never there; a page that does not ask for it needs none, for a visitor has no
session.
"""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as SITE

ROOT_URLCONF = "tests.config.failing"
MIDDLEWARE = [*SITE, "tests.config.failing.failing_middleware"]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.postgresql", "HOST": "/nowhere", "NAME": "jishi"}
}
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
