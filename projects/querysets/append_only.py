"""Rows that are added and never changed or deleted."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(TypeError):
    """Raised where code tries to change or delete a row that only a further row may correct."""


class AppendOnlyQuerySet:
    """For the queryset of such a model, before its other bases."""

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise AppendOnlyError(self.model.append_instead)
        return super().bulk_create(objs, *args, **kwargs)

    def update(self, **kwargs):
        raise AppendOnlyError(self.model.append_instead)

    def delete(self):
        raise AppendOnlyError(self.model.append_instead)

    delete.alters_data = True
    delete.queryset_only = True
    update.alters_data = True


class AppendOnly:
    """For the model of such rows, before its other bases."""

    append_instead: str | Promise = _("A row of this kind cannot be changed or deleted.")

    def save(self, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError(self.append_instead)
        # Without it, a new row given the number of a stored one would overwrite that one.
        super().save(**{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(self.append_instead)
