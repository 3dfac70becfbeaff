"""Django's backend of the embedded server."""

import psycopg2
import pytest
from django.db import connections

from config import postgres
from config.embedded.base import DatabaseWrapper
from config.settings import EMBEDDED_DATABASE, SESSION_OPTIONS


def settings_of(name: str) -> dict[str, object]:
    default = connections.create_connection("default").settings_dict
    return {
        **default,
        "ENGINE": "config.embedded",
        "NAME": name,
        "HOST": "",
        "PORT": "",
        "USER": "",
        "PASSWORD": "",
    }


def test_asks_for_the_server_when_it_connects_and_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def start(server: postgres.EmbeddedServer) -> postgres.Address:
        asked.append(str(server.home))
        return postgres.Address("/the/socket's folder", 5432)

    monkeypatch.setattr(postgres.EmbeddedServer, "start", start)
    wrapper = DatabaseWrapper(settings_of("jishi"), "embedded")
    assert asked == []
    given = wrapper.get_connection_params()
    assert asked == [str(postgres.embedded_server().home)]
    assert (given["host"], given["port"], given["user"], given["dbname"]) == (
        "/the/socket's folder",
        5432,
        postgres.ROLE,
        "jishi",
    )


def test_a_server_that_cannot_start_is_one_that_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(server: postgres.EmbeddedServer) -> postgres.Address:
        raise postgres.EmbeddedServerError("No space left")

    monkeypatch.setattr(postgres.EmbeddedServer, "start", start)
    with pytest.raises(
        psycopg2.OperationalError, match="No space left"
    ):  # which Django turns into its own
        DatabaseWrapper(settings_of("jishi"), "embedded").connect()


@pytest.mark.skipif(
    not EMBEDDED_DATABASE, reason="a server of one's own is set up by its administrator"
)
def test_the_demo_waits_for_the_disk() -> None:
    assert "-c synchronous_commit=on" in SESSION_OPTIONS


@pytest.mark.django_db
def test_the_test_suite_does_not() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)


def test_connects() -> None:
    wrapper = DatabaseWrapper(settings_of(postgres.DATABASE), "embedded")
    connection = wrapper.get_new_connection(wrapper.get_connection_params())
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            assert cursor.fetchone() == (postgres.ROLE, postgres.DATABASE)
    finally:
        connection.close()
