"""References between the rows that an import writes."""

from django.db import connection


def check_references() -> None:
    """Have the database check now what it would check at the end of the transaction.

    All that waits to be checked is gone through again for each person or member that is written:
    the function by which pghistory names who changed what raises an error inside, and catches it.
    With 10,000 rows that took as long as all the rest.
    """
    connection.check_constraints()
