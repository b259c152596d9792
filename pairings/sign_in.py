"""Where somebody lands after signing in: where their day begins, at the root of the site."""

from django.conf import settings
from django.contrib.auth.views import LoginView

from pairings.models import language_of


class SignIn(LoginView):
    redirect_authenticated_user = True

    def form_valid(self, form):
        """The language that the person once chose holds on this device, too."""
        response = super().form_valid(form)
        if hasattr(self.request.user, "preference"):
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language_of(self.request.user))
        return response
