"""Turns garbage collection off during work that makes very many small, lasting objects."""

import gc
from contextlib import contextmanager


@contextmanager
def without_collecting():
    """Disables the collector in the block: it would search all objects again and again in vain.

    That holds for all threads, as long as the block takes.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
