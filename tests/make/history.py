"""Whether rows that are made for tests have a history."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from auditlog.context import disable_auditlog

_in_history = ContextVar("in_history", default=False)


@contextmanager
def written():
    """Rows that are made meanwhile have a history, as those that people enter."""
    token = _in_history.set(True)
    try:
        yield
    finally:
        _in_history.reset(token)


def without_history(make):
    """The same function, whose rows have no history unless it is ``written``."""

    @wraps(make)
    def quietly(*args, **fields):
        if _in_history.get():
            return make(*args, **fields)
        with disable_auditlog():
            return make(*args, **fields)

    return quietly
