"""The settings of a process that a benchmark starts: the database of the benchmark, files
without a manifest.
"""

import os
from pathlib import Path

from config.settings import *  # noqa: F403  the settings as they are
from config.settings import DATABASES, STORAGES

DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORE_DIR = Path(os.environ["BENCH_STORE"])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
