"""The field for money, and sums of it."""

from decimal import Decimal

from django.db import models

FEN = Decimal("0.01")
# What columns of 16 digits with two places do not hold.
TOO_LARGE = Decimal(10) ** 14


class Yuan(models.DecimalField):
    """An amount in yuan, exact to the fen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_digits": 16, "decimal_places": 2, **kwargs})


def to_fen(amount: Decimal | float | None) -> Decimal:
    """A sum in yuan, exact to the fen; the sum of no rows is 0.

    SQLite adds decimals as floats and leaves dust far behind the fen.
    """
    return Decimal(amount or 0).quantize(FEN)
