"""Work that makes very many small objects which all live until it is done."""

import gc
from contextlib import contextmanager


@contextmanager
def without_collecting():
    """The collector looks through all of them again and again and finds nothing: it waits.

    Other threads wait for it too, for as long as the block takes.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
