"""With how many examples a rule is tried."""

from django.db import connection

# Of the examples on the embedded database.
SHARE_AGAIN, LEAST = 5, 3


def examples(count: int) -> int:
    """So many on the embedded database, a fifth on a further one.

    What an example finds lies in our own code, which is the same; a further database can make a
    difference to a kind of step, and each kind comes within the first few.
    """
    return count if connection.vendor == "sqlite" else max(LEAST, count // SHARE_AGAIN)
