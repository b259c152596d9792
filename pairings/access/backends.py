"""What the roles mean for Django's own permissions, which the administration pages ask for."""

from django.contrib.auth.backends import ModelBackend

from pairings.access.permissions import may


class RoleBackend(ModelBackend):
    """Administrators have every permission but to change history; others have none. Roles are
    assigned, permissions are not.
    """

    def has_perm(self, user_obj, perm, obj=None):
        app, _dot, deed = perm.partition(".")
        if app == "auditlog" and not deed.startswith("view_"):
            return may(user_obj, "change history")
        return may(user_obj, "appoint")

    def has_module_perms(self, user_obj, app_label):
        return may(user_obj, "appoint")
