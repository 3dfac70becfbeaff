"""The embedded server, each test with one of its own."""

import errno
import os
import runpy
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import psycopg2
import pytest

from config.postgres import DATABASE, ROLE, Address, EmbeddedServer, EmbeddedServerError
from config.postgres import server as servers
from config.postgres.server import LONGEST_SOCKET_PATH

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder every user may enter, as a checkout below /srv or a home with mode 755."""
    path = Path(tempfile.mkdtemp(prefix="jishi-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(folder / "var" / "postgres")
    yield server
    server.stop()


def ask(address: Address, query: str) -> object:
    connection = psycopg2.connect(host=address.host, port=address.port, user=ROLE, dbname=DATABASE)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
            return row and row[0]
    finally:
        connection.close()


def pid_of(server: EmbeddedServer) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_starts_at_first_use_and_stops(server: EmbeddedServer) -> None:
    assert server.address() is None
    address = server.start()
    assert ask(address, "SELECT current_setting('server_encoding') || upper('é')") == "UTF8É"
    assert server.address() == address
    assert server.stop() is True
    assert server.address() is None
    assert server.stop() is False


def test_keeps_its_data_and_stays_one_server(server: EmbeddedServer) -> None:
    server.start()
    pid = pid_of(server)
    assert EmbeddedServer(server.home).start() == server.address()
    assert pid_of(server) == pid
    server.stop()
    assert ask(server.start(), "SELECT count(*) FROM pg_database WHERE datname = 'jishi'") == 1


def test_many_first_users_start_one_server(server: EmbeddedServer) -> None:
    with ThreadPoolExecutor(8) as pool:
        addresses = list(pool.map(lambda _: EmbeddedServer(server.home).start(), range(8)))
    assert set(addresses) == {server.address()}


def test_closed_to_other_users(server: EmbeddedServer) -> None:
    address = server.start()
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert Path(address.host).stat().st_mode & 0o077 == 0
    assert ask(address, "SHOW listen_addresses") == ""


def test_forgets_a_server_whose_number_another_process_got(server: EmbeddedServer) -> None:
    """After a hard reset the number in postmaster.pid may be anybody's; postgres alone would
    refuse to start.
    """
    server.start()
    pid_file = server.data / "postmaster.pid"
    text = pid_file.read_text()
    server.stop()
    pid_file.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    assert server.address() is None
    assert ask(server.start(), "SELECT 1") == 1


def test_forgets_a_torn_postmaster_file(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text("")
    assert ask(server.start(), "SELECT 1") == 1


def test_makes_the_cluster_again_after_an_interrupted_start(server: EmbeddedServer) -> None:
    half = server.home / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert ask(server.start(), "SELECT 1") == 1


def kill_postmaster(server: EmbeddedServer) -> None:
    os.kill(pid_of(server), signal.SIGKILL)


def test_starts_again_after_a_crash_whoever_asks_first(server: EmbeddedServer) -> None:
    """With a backend in the middle of a query, which holds the shared memory of the killed
    server.
    """
    address = server.start()
    busy = psycopg2.connect(host=address.host, port=address.port, user=ROLE, dbname=DATABASE)
    try:
        with ThreadPoolExecutor(9) as pool:
            endless = pool.submit(_count_for_ever, busy)
            while (
                ask(
                    address,
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT count(*),"
                    " ''endless%'",
                )
                != 1
            ):
                pass
            kill_postmaster(server)
            addresses = list(pool.map(lambda _: EmbeddedServer(server.home).start(), range(8)))
            with pytest.raises(psycopg2.OperationalError):
                endless.result()
    finally:
        busy.close()
    assert set(addresses) == {server.address()}
    assert ask(addresses[0], "SELECT 1") == 1


def _count_for_ever(connection: object) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]  # psycopg2 has no types
        cursor.execute(
            "SELECT count(*), 'endless' FROM generate_series(1, 1000000000) a, generate_series(1,"
            " 1000000) b"
        )


def test_forgets_the_lock_of_a_socket_whose_server_is_gone(server: EmbeddedServer) -> None:
    """A killed server that its parent has not reaped counts as living; here a living process has
    its number.
    """
    address = server.start()
    lock = Path(address.host) / f".s.PGSQL.{address.port}.lock"
    text = lock.read_text()
    server.stop()
    lock.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    assert ask(server.start(), "SELECT 1") == 1


def test_a_start_that_fails_is_tried_once_more(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def fails_once(server: EmbeddedServer) -> Address:
        tries.append("start")
        if len(tries) == 1:
            raise EmbeddedServerError("another start was quicker")
        return Address("/folder", 5432)

    monkeypatch.setattr(servers, "RETRY_AFTER", 0)
    monkeypatch.setattr(EmbeddedServer, "_start", fails_once)
    assert server.start() == Address("/folder", 5432)
    assert tries == ["start", "start"]


def test_what_was_confirmed_outlives_a_crash(server: EmbeddedServer) -> None:
    """Four writers; the server is killed three times under their writes. A row counts once its
    commit has returned.
    """
    address = server.start()
    ask(address, "CREATE TABLE written (writer int, number int); COMMIT; SELECT 1")
    for kill in range(3):
        before = ask(address, "SELECT count(*) FROM written")
        with ThreadPoolExecutor(4) as pool:
            writers = [
                pool.submit(_write_until_gone, address, 4 * kill + number) for number in range(4)
            ]
            while ask(address, "SELECT count(*) FROM written") < before + 60:  # type: ignore[operator]
                pass
            kill_postmaster(server)
            confirmed = {
                4 * kill + number: writer.result() for number, writer in enumerate(writers)
            }
        address = server.start()
        for writer, last in confirmed.items():
            written = f"FROM written WHERE writer = {writer} AND number <= {last}"
            assert ask(address, f"SELECT count(*) {written}") == last
    assert ask(address, "SELECT count(*) FROM written") >= 180  # type: ignore[operator]


def _write_until_gone(address: Address, writer: int) -> int:
    """How many commits were confirmed before the server was gone."""
    connection = psycopg2.connect(host=address.host, port=address.port, user=ROLE, dbname=DATABASE)
    try:
        with connection.cursor() as cursor:
            for number in count(1):
                cursor.execute("INSERT INTO written VALUES (%s, %s)", [writer, number])
                connection.commit()
                confirmed = number
    except psycopg2.Error:
        return confirmed
    finally:
        connection.close()
    raise AssertionError("not reached")


def test_waits_for_the_disk(server: EmbeddedServer) -> None:
    address = server.start()
    assert [
        ask(address, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")
    ] == ["on"] * 3


def test_long_path_gets_a_short_socket(folder: Path) -> None:
    server = EmbeddedServer(folder / ("long " * 20) / "党" / "postgres")
    try:
        address = server.start()
        assert len(address.host) < LONGEST_SOCKET_PATH < len(str(server.data))
        assert ask(address, "SELECT 1") == 1
        assert Path(address.host).stat().st_mode & 0o077 == 0
    finally:
        server.stop()
    Path(address.host).rmdir()


@pytest.mark.skipif(
    not AS_ROOT, reason="only root starts a server in a folder that its system user may not enter"
)
def test_root_in_a_closed_folder_keeps_it_closed(folder: Path) -> None:
    closed, elsewhere = folder / "root", folder / "lib"
    closed.mkdir(mode=0o700)
    elsewhere.mkdir(mode=0o755)
    server = EmbeddedServer(closed / "postgres", elsewhere=elsewhere)
    try:
        assert ask(server.start(), "SELECT 1") == 1
        assert server.home.resolve().parent == elsewhere.resolve()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        server.stop()


def test_says_why_it_cannot_start(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(EmbeddedServerError, match="pg_ctl failed as user"):
        server.start()


def test_command_line_takes_stop_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "config.postgres", "start"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "usage: python -m config.postgres stop\n"


def test_what_keeps_the_command_from_stopping_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, *more: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.delenv("JISHI_TRACE", raising=False)
    monkeypatch.setattr(sys, "argv", ["config.postgres", "stop"])
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(
        SystemExit, match=r"postgres\.lock: Permission denied\. Start it as the user who owns"
    ):
        runpy.run_module("config.postgres", run_name="__main__")
