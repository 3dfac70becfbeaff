"""Settings. Everything that differs between machines comes from the environment.

DATABASE_URL          a PostgreSQL 15+ server; unset: the embedded server of demo and tests
JISHI_SECRET_KEY      signing key; needed with DATABASE_URL
JISHI_FIELD_KEYS      Fernet keys of the encrypted fields, newest first, separated by commas
JISHI_HASH_KEY        key of the hash that compares identity numbers
JISHI_ALLOWED_HOSTS   host names, separated by commas
JISHI_SITE_URL        address under which the site is reached; it stands in the code on printed
                      papers
JISHI_UPLOADS         folder of files that wait for the worker; shared where workers run elsewhere
JISHI_STORE           folder of uploaded and made files, outside what a web server serves, shared
                      where workers run
                      elsewhere; unset: var/store
JISHI_PAPERS          folder of units' own templates of papers (docs/papers.md); unset: the shipped
                      ones
JISHI_CLAMAV          virus scanner: unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310; unset:
                      uploads show as 未扫描
JISHI_DEBUG           1: debug pages
JISHI_LOG_LEVEL       least level of the lines on standard error (docs/logs.md): DEBUG, INFO
                      (unset), WARNING, ERROR
JISHI_TODAY           fixes the day; tests and demo only (`config.kit.clock`)
JISHI_TRACE           1: tracebacks in place of one line (`config.failures`)
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.logs import chosen_level, logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

EMBEDDED_DATABASE = "DATABASE_URL" not in os.environ
DEBUG = os.environ.get("JISHI_DEBUG") == "1"

LOGGING = logging_settings(chosen_level())

# With the embedded server (demo and tests) fixed keys keep the demo readable from start to start;
# `config.checks` refuses them on any database that is not marked as demo.
DEMO_SECRET_KEY = "demo-only-not-secret-5f0c2b7e9d3a41868c1e"  # noqa: S105  public on purpose
DEMO_FIELD_KEY = "ZGVtby1vbmx5LW5vdC1zZWNyZXQtLTMyLWJ5dGVzLS0="
DEMO_HASH_KEY = "demo-only-not-secret-hash"

SECRET_KEY = os.environ.get("JISHI_SECRET_KEY", DEMO_SECRET_KEY)
FIELD_KEYS = os.environ.get("JISHI_FIELD_KEYS", DEMO_FIELD_KEY).split(",")
HASH_KEY = os.environ.get("JISHI_HASH_KEY", DEMO_HASH_KEY)

SITE_URL = os.environ.get("JISHI_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = os.environ.get("JISHI_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "config.apps.JishiAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "treebeard",
    "guardian",
    "pgtrigger",
    "pghistory",
    "django_fsm",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "config",
    "branches",
    "cases",
    "filings",
    "filings.meetings",
    "filings.planning",
    "filings.inspections",
    "filings.papers",
]

MIDDLEWARE = [
    "config.numbering.RequestIdMiddleware",
    "config.uploads.UploadLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PackedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "branches.middleware.SignInMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "branches.middleware.RightsOfTheDayMiddleware",
    "branches.middleware.ActorMiddleware",
    "branches.middleware.FirstPasswordMiddleware",
    "branches.middleware.AudienceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "branches.middleware.HtmxSignInMiddleware",
    "config.middleware.ErrorPagesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
            ],
            "builtins": ["config.templatetags.jishi"],
        },
    }
]

DATABASES: dict[str, Any]
if EMBEDDED_DATABASE:
    DATABASES = {
        "default": {
            "ENGINE": "config.embedded",
            "NAME": "jishi",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }
else:
    DATABASES = {"default": dj_database_url.config(conn_max_age=60, conn_health_checks=True)}
    if DATABASES["default"].get("ENGINE") != "django.db.backends.postgresql" or not DATABASES[
        "default"
    ].get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of PostgreSQL: write"
            " postgres://USER:PASSWORD@HOST:5432/NAME, or unset it."
        )
# A page's queries are short; compiling a long one to machine code took 14 s where running it took
# 0.3 s. An embedded server that an older checkout started, which did not wait for the disk, still
# runs: hence the second.
SESSION_OPTIONS = "-c jit=off -c synchronous_commit=on" if EMBEDDED_DATABASE else "-c jit=off"
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", SESSION_OPTIONS)

AUTH_USER_MODEL = "branches.User"
AUTHENTICATION_BACKENDS = [
    "branches.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "branches.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
CSRF_FAILURE_VIEW = "branches.views.csrf_failed"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "login"

ANONYMOUS_USER_NAME = None  # guardian: no stored anonymous user
GUARDIAN_MONKEY_PATCH_USER = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "config.statics.SourceFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Uploaded scans: served by their view alone.
STORE_DIR = Path(os.environ.get("JISHI_STORE", VAR_DIR / "store"))
PAPERS_DIR = Path(os.environ["JISHI_PAPERS"]) if os.environ.get("JISHI_PAPERS") else None
CLAMAV = os.environ.get("JISHI_CLAMAV", "")
UPLOAD_MOST = (
    100 * 2**20
)  # bytes of one request; a longer one is refused by its length (config.uploads)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "config.forms.JishiRenderer"
UPLOADS_DIR = Path(
    os.environ.get("JISHI_UPLOADS", VAR_DIR / "uploads")
)  # never served; a file goes when its job ends
FILE_UPLOAD_PERMISSIONS = 0o600
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
#: Bytes of a form without its files. A browser sends each Chinese character as nine bytes for
#: three, and a form of 1 MiB is carried through a sign-in (branches.carrying): with its names it
#: comes to more than 3 MiB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20

# History rows must survive what they describe, and nobody may change them.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = None
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)  # who changed what; no page writes on GET

DEMO = os.environ.get("JISHI_DEMO") == "1"
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if not DEBUG and not EMBEDDED_DATABASE and not DEMO:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
