"""The embedded server, each test with one of its own."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest

from config.postgres import DATABASE, LONGEST_SOCKET_PATH, ROLE, Address, EmbeddedServer, EmbeddedServerError

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
    """After a hard reset the number in postmaster.pid may be anybody's; postgres alone would refuse to start."""
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


@pytest.mark.skipif(not AS_ROOT, reason="only root starts a server in a folder that its system user may not enter")
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
        [sys.executable, "-m", "config.postgres", "start"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "usage: python -m config.postgres stop\n"
