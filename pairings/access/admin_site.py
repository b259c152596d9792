"""The administration pages: for administrators, whether or not they are marked as staff."""

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.decorators import method_decorator

from pairings.access.reach import reach
from pairings.access.roles import Role

# Of libraries: what they store is no work of an administrator, and holds secrets.
# Accounts have a page of ours, which asks for a code and types no password; groups mean nothing.
HIDDEN = {"account", "mfa", "axes", "auth"}


class Workshop(AdminSite):
    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [model for model in models if model._meta.app_label not in HIDDEN]
        super().register(ours, admin_class, **options)

    def has_permission(self, request):
        return reach(request.user).has(Role.ADMINISTRATOR)

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """There is one page to sign in on; whoever has done so and is sent here may not enter."""
        address = request.GET.get("next") or reverse("admin:index")
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(address)
