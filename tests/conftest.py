"""What every test runs in: the database, the clock, quick password hashes, and one test run of a
checkout at a time.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from config.kit import clock
from config.settings import VAR_DIR

LOCK = pytest.StashKey[IO[str]]()
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)  # the first is the quickest

# The same examples in each run, so that a test that fails does so again, and so that the lines
# reached are the same; a slow machine is no fault. To look further: --hypothesis-profile=default
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")


class QuickArgon2(Argon2PasswordHasher):
    """The hasher of the settings at its lowest cost: a test signs in within a millisecond."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


def pytest_configure(config: pytest.Config) -> None:
    """Let the process that leads a parallel run hold the lock for its workers."""
    if is_leader(config) and config.getoption("numprocesses", None):
        config.stash[LOCK] = take_lock(VAR_DIR / "test.lock", config)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Take the lock before an unparallel run makes its database; tests without one need not wait.

    No connection outlives its request: one that a live server's thread kept would bar the database
    from being dropped. No commit waits for the disk, in the sessions of the test run alone: a demo
    of the same checkout keeps its own.
    """
    database = connections.settings[DEFAULT_DB_ALIAS]
    database["CONN_MAX_AGE"] = 0
    database["OPTIONS"]["options"] += " -c synchronous_commit=off"
    if is_leader(request.config):
        request.config.stash[LOCK] = take_lock(VAR_DIR / "test.lock", request.config)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make the test database whichever tests run. That of pytest-django makes it for tests that
    bear its mark alone; tests that share one world bear none, and would be given the developer's.
    """
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=verbosity, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=verbosity)


def is_leader(config: pytest.Config) -> bool:
    """Whether this process is no worker of pytest-xdist."""
    return not hasattr(config, "workerinput")


def take_lock(path: Path, config: pytest.Config) -> IO[str]:
    """Hold the file until this process ends: two runs on the same test databases would destroy
    each other.
    """
    path.parent.mkdir(exist_ok=True)
    handle = path.open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if reporter := config.pluginmanager.getplugin("terminalreporter"):
            reporter.write_line("Waiting for another test run of this checkout to end.", flush=True)
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Quick hashes; static files by their plain names, since nothing was collected: WhiteNoise
    has nothing to read.
    """
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    empty = tmp_path_factory.mktemp("static")
    with override_settings(
        PASSWORD_HASHERS=[f"{__name__}.QuickArgon2"], STORAGES=storages, STATIC_ROOT=empty
    ):
        yield


@pytest.fixture(autouse=True)
def no_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that wants a fixed day sets JISHI_TODAY itself; the caller's must not leak in."""
    monkeypatch.delenv(clock.FIXED_DAY, raising=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser. Without one, browser tests are skipped; where CI is set they
    fail.
    """
    for name in CHROMIUM:
        if path := shutil.which(name):
            return path
    reason = "Chromium is not installed (apt-get install chromium)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
