"""Where somebody lands after signing in: at their work, else at the overview."""

from django.contrib.auth.views import LoginView
from django.urls import reverse

from pairings.access.reach import reach
from pairings.models import Role


class SignIn(LoginView):
    """Recorders and reviewers begin their day with what is due from them."""

    redirect_authenticated_user = True

    def get_default_redirect_url(self):
        reached = reach(self.request.user)
        if reached.has(Role.RECORDER) or reached.has(Role.REVIEWER):
            return reverse("months:list")
        return super().get_default_redirect_url()
