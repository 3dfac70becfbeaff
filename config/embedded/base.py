"""`DatabaseWrapper` under the name Django looks for in a backend."""

from typing import Any

from django.db.backends.postgresql import base

from config import postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL whose address is asked for when a connection is made, so importing the settings
    starts nothing.
    """

    def get_connection_params(self) -> dict[str, Any]:
        try:
            address = postgres.embedded_server().start()
        except (
            postgres.EmbeddedServerError
        ) as error:  # for callers the same as any server that cannot be reached
            raise self.Database.OperationalError(str(error)) from error
        return {
            **super().get_connection_params(),
            "host": address.host,
            "port": address.port,
            "user": postgres.ROLE,
        }
