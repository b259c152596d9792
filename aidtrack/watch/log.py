"""The log: one line an event on standard output, as JSON for machines or as text for a terminal.

A line never holds what somebody typed: no form values, no query values, no passwords, no cookies.
Nothing here needs Django's settings, so that settings.py and gunicorn can use it.
"""

import logging
import sys
import traceback
from contextvars import ContextVar
from functools import partial

import structlog
from structlog.stdlib import ProcessorFormatter

from aidtrack.watch.redacting import redacted

# The request that the thread answers, with the fields that each of its lines carries.
current_trace = ContextVar("current_trace", default=None)


def add_request(_logger, _method, event: dict) -> dict:
    """Adds who asked for what to each line that is written while a request is answered."""
    trace = current_trace.get()
    return event if trace is None else event | trace.fields()


def describe_exception(exc_info) -> list[dict]:
    """An exception and what led to it: types, messages without entered text, frames, no values."""
    described = []
    step = traceback.TracebackException(*exc_info, lookup_lines=False)
    while step is not None:
        frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in step.stack]
        described.append(
            {"type": step.exc_type.__qualname__, "message": _message(step), "frames": frames}
        )
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return described


def _message(step) -> str:
    """Its first line only: on the following ones a database repeats the row that it refused."""
    trace = current_trace.get()
    first_line = str(step).partition("\n")[0]
    return first_line if trace is None else redacted(first_line, trace.request)


def begin_with_the_moment(_logger, _method, event: dict) -> dict:
    first = {name: event[name] for name in ("time", "level", "event")}
    return first | event


COMMON = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    add_request,
]
AS_JSON = [
    ProcessorFormatter.remove_processors_meta,
    begin_with_the_moment,
    structlog.processors.ExceptionRenderer(describe_exception),
    structlog.processors.JSONRenderer(ensure_ascii=False),
]
AS_TEXT = [
    ProcessorFormatter.remove_processors_meta,
    structlog.dev.ConsoleRenderer(
        colors=False,
        timestamp_key="time",
        exception_formatter=structlog.dev.plain_traceback,
    ),
]


def configure_structlog():
    """Sends the lines of structlog through the standard library's logging."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *COMMON,
            structlog.stdlib.PositionalArgumentsFormatter(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def formatter(*, as_json: bool) -> logging.Formatter:
    renderers = AS_JSON if as_json else AS_TEXT
    return ProcessorFormatter(processors=renderers, foreign_pre_chain=COMMON)


def configuration(*, as_json: bool, level: str) -> dict:
    """Django's LOGGING. Commands print results on standard output: their log goes beside it."""
    stream = "stderr" if sys.argv[0].endswith("manage.py") else "stdout"
    return {
        **_output(stream, as_json=as_json),
        "root": {"handlers": ["output"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "NOTSET"},
            # Every answer has its line, and every exception its trace, by aidtrack.watch.tracing.
            "django.request": {"level": "CRITICAL", "propagate": False},
        },
    }


def gunicorn_configuration(*, level: str = "INFO") -> dict:
    """gunicorn's ``logconfig_dict``: its own lines in the same form."""
    return {
        **_output("stdout", as_json=True),
        "root": {"handlers": ["output"], "level": level},
        "loggers": {
            "gunicorn.error": {"handlers": ["output"], "level": level, "propagate": False},
            # Its lines would repeat whole addresses, with what was typed; ours stand for them.
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }


def _output(stream: str, *, as_json: bool) -> dict:
    handler = {
        "class": "logging.StreamHandler",
        "stream": f"ext://sys.{stream}",
        "formatter": "line",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": partial(formatter, as_json=as_json)}},
        "handlers": {"output": handler},
    }
