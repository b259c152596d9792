"""Refusals in the log: that there was one, and where. Its sentence may repeat what was typed."""

from pathlib import Path

import structlog
from django.conf import settings

logger = structlog.get_logger("aidtrack.watch")


def write_refusal(exception: Exception):
    logger.warning("refused", refusal=type(exception).__name__, at=_place(exception))


def _place(exception: Exception) -> str:
    """The innermost line of our own code that the exception passed."""
    place, step = "", exception.__traceback__
    while step is not None:
        path = Path(step.tb_frame.f_code.co_filename)
        if path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts:
            place = f"{path.relative_to(settings.BASE_DIR)}:{step.tb_lineno}"
        step = step.tb_next
    return place
