"""The administration pages: for administrators, whether or not they are marked as staff."""

from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm

from pairings.access.reach import reach
from pairings.access.roles import Role


class Workshop(AdminSite):
    # Django's own form asks for the mark of staff.
    login_form = AuthenticationForm

    def has_permission(self, request):
        return reach(request.user).has(Role.ADMINISTRATOR)
