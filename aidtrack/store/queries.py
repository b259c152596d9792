"""Queries that are compiled once in a process and asked again and again for other ids.

To put together and compile a query of many parts takes Django far longer than the database needs
to answer it. So it is built with marks in place of ids, and the ids are put in when it is asked.
"""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from django.db import connection
from django.db.models import QuerySet

PLACEHOLDER = "%s"
# No row has it: stands for the ids where there are none, since SQL knows no empty list.
NO_ID = -1
_FIRST_MARK = -(10**9)
# Kinds of queries, by the kinds of people, the days and the populations that they are asked for.
KEPT_QUERIES = 512


def mark(number: int) -> int:
    """Stands in a query for an id, or within a list of ids for as many as there are."""
    return _FIRST_MARK - number


class CompiledQuery:
    """The SQL of a QuerySet in pieces, between which its parameters stand.

    ``build`` makes the QuerySet and must not ask the database: the answer would stay in the SQL.
    """

    def __init__(self, build: Callable[[], QuerySet]):
        with connection.execute_wrapper(_refuse):
            compiler = build().query.get_compiler(connection=connection)
            sql, self._parameters = compiler.as_sql()
        # What makes values of the fields' types of those that the database's driver gives.
        columns = [column for column, *_ in compiler.select]
        self._converters = compiler.get_converters(columns)
        self._pieces = sql.split(PLACEHOLDER)
        if len(self._pieces) != len(self._parameters) + 1:
            raise ValueError("A percent sign of the SQL is taken for a parameter.")

    def rows(self, ids: Mapping[int, Collection[int]]) -> list[tuple]:
        """The answer; ``ids`` are those for which each mark stands."""
        sql, parameters = [self._pieces[0]], []
        for parameter, piece in zip(self._parameters, self._pieces[1:], strict=True):
            values = (ids[parameter] or [NO_ID]) if _is_mark(parameter) else [parameter]
            sql += [", ".join([PLACEHOLDER] * len(values)), piece]
            parameters += values
        with connection.cursor() as cursor:
            cursor.execute("".join(sql), parameters)
            return [self._converted(row) for row in cursor.fetchall()]

    def _converted(self, row: tuple) -> tuple:
        values = list(row)
        for n, (convert, column) in self._converters.items():
            for converter in convert:
                values[n] = converter(values[n], column, connection)
        return tuple(values)


@lru_cache(maxsize=KEPT_QUERIES)
def compiled(build: Callable[..., QuerySet], *args) -> CompiledQuery:
    """The query ``build(*args)``, whose arguments may hold marks.

    ``build`` is a function of a module: each other one would be compiled and kept anew.
    """
    return CompiledQuery(lambda: build(*args))


def _is_mark(parameter) -> bool:
    return isinstance(parameter, int) and parameter <= _FIRST_MARK


def _refuse(*_query):
    raise RuntimeError("A query that is compiled for everybody must not ask the database.")
