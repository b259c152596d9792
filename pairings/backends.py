"""What the roles mean for Django's own permissions, which the administration pages ask for."""

from django.contrib.auth.backends import ModelBackend

from pairings.reach import reach
from pairings.roles import Role


class RoleBackend(ModelBackend):
    """An administrator has every permission, nobody else any: roles are given, not permissions."""

    def has_perm(self, user_obj, perm, obj=None):
        return reach(user_obj).has(Role.ADMINISTRATOR)

    def has_module_perms(self, user_obj, app_label):
        return reach(user_obj).has(Role.ADMINISTRATOR)
