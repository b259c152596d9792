"""Whether an error says that the database is away."""

from django.db import InterfaceError, OperationalError, connection

# When to ask again.
RETRY_AFTER_SECONDS = 30


def is_database_away(error: BaseException | None) -> bool:
    """Whether there is no connection: none could be made, or the server ended it.

    A database that is there and refuses, being locked or short of something, is not away.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # SQLite opens its file at the first statement; psycopg2 says of a connection that it ended.
    ended = getattr(connection.connection, "closed", 0) != 0
    return connection.connection is None or ended or "unable to open database" in str(error)
