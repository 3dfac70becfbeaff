"""`python -m config.postgres stop`."""

import sys

from config.failures import in_one_line
from config.postgres import embedded_server

if sys.argv[1:] != ["stop"]:
    sys.exit("usage: python -m config.postgres stop")
with in_one_line(always=True):
    if embedded_server().stop():
        print("PostgreSQL stopped.")
    else:
        print("PostgreSQL was not running.")
