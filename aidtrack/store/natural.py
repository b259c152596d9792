"""Natural keys: how fixtures and imports name a row without its number."""

from django.db import models


class NaturalKeyManager(models.Manager):
    """Finds a row by the fields of the model's ``natural_key_fields``.

    A field that crosses a foreign key is written as a look-up: ``organisation__ref``.
    """

    def get_by_natural_key(self, *values):
        return self.get(**dict(zip(self.model.natural_key_fields, values, strict=True)))
