"""Django's backend of the embedded server."""

import pytest
from django.db import connections

from config import postgres
from config.embedded.base import DatabaseWrapper


def settings_of(name: str) -> dict[str, object]:
    default = connections.create_connection("default").settings_dict
    return {**default, "ENGINE": "config.embedded", "NAME": name, "HOST": "", "PORT": "", "USER": "", "PASSWORD": ""}


def test_asks_for_the_server_when_it_connects_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
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
        "/the/socket's folder", 5432, postgres.ROLE, "jishi",
    )  # fmt: skip


def test_connects() -> None:
    wrapper = DatabaseWrapper(settings_of(postgres.DATABASE), "embedded")
    connection = wrapper.get_new_connection(wrapper.get_connection_params())
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            assert cursor.fetchone() == (postgres.ROLE, postgres.DATABASE)
    finally:
        connection.close()
