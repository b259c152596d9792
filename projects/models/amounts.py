"""The field for money."""

from django.db import models


class Yuan(models.DecimalField):
    """An amount in yuan, exact to the fen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_digits": 16, "decimal_places": 2, **kwargs})
