"""The server itself: its folder, its start after whatever came before, and its end."""

import fcntl
import hashlib
import os
import shlex
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from config.postgres.processes import end_orphans, is_dying, is_server_of
from config.postgres.programs import EmbeddedServerError, Programs, is_open

#: The superuser of the embedded server; only its system user (and root) reaches the socket.
ROLE = "jishi"
DATABASE = "jishi"
PORT = 5432  # of the socket's name only: the server listens on no network address
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
        self.programs = Programs(home)

    def address(self) -> Address | None:
        """The address of the server if it runs and is ready."""
        lines = self._postmaster_lines()
        if len(lines) < 8 or lines[7].strip() != "ready" or not is_server_of(self.data, lines[0]):
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
            if not lines or not is_server_of(self.data, lines[0]):
                return False
            self.programs.run(
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
        self.programs.run(
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
        while (lines := self._postmaster_lines()) and is_server_of(self.data, lines[0]):
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
        pid = next(iter(self._postmaster_lines()), "")
        deadline = time.monotonic() + PATIENCE
        while is_dying(pid) or end_orphans(data):
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"Processes of the server in {data} that crashed do not end: stop them"
                )
            time.sleep(0.05)
        for lock in (data / "postmaster.pid", socket_folder / f".s.PGSQL.{PORT}.lock"):
            found = lock.read_text().splitlines() if lock.exists() else []
            # `pg_ctl restart` may have made a new one meanwhile.
            if not found or not is_server_of(self.data, found[0]):
                lock.unlink(missing_ok=True)

    def _make_home(self) -> None:
        if self.home.is_symlink() and not self.home.exists():
            self.home.unlink()
        owner, place = self.programs.owner(), self.home
        if owner and not self.home.exists() and not is_open(self.home.parent):
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
        self.programs.run(
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
        uid, gid = os.getuid(), os.getgid()
        if owner := self.programs.owner():
            uid, gid = owner.pw_uid, owner.pw_gid
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
    return EmbeddedServer(Path(__file__).resolve().parent.parent.parent / "var" / "postgres")


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


def _short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:10]
