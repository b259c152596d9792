"""Where somebody lands after signing in: where their day begins, at the root of the site."""

from django.contrib.auth.views import LoginView


class SignIn(LoginView):
    redirect_authenticated_user = True
