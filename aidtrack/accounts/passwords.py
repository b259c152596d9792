"""What a password must be, beyond what Django asks: not to be guessed, by somebody who knows whose
it is.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import MinimumLengthValidator, validate_password
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _t
from zxcvbn import zxcvbn

# Of 0 to 4: at least 10 to the power of 8 guesses.
HARD_ENOUGH = 3
# The estimate takes time that grows with the square of the length; what begins well stays good.
READ = 72
OF_PERSON = ("username", "first_name", "last_name", "email")


class LengthValidator(MinimumLengthValidator):
    """In our words: Django's have no Chinese."""

    def get_error_message(self):
        return _t("This password is too short: take at least %d characters.") % self.min_length


class GuessableValidator:
    """Refuses what an attacker tries first, the words about the person among it.

    ``words_about``  dotted path of a function: person → further words that others connect with them
    """

    def __init__(self, words_about: str):
        self.words_about = words_about

    def validate(self, password, user=None):
        if zxcvbn(password[:READ], user_inputs=self.hints(user))["score"] < HARD_ENOUGH:
            raise ValidationError(
                _t("This password is easy to guess: take words that do not belong together."),
                code="password_guessable",
            )

    def hints(self, user) -> list[str]:
        if user is None:
            return []
        names = [getattr(user, name) for name in OF_PERSON]
        return [word for word in (*names, *import_string(self.words_about)(user)) if word]

    def get_help_text(self):
        return _t("Words that do not belong together are hard to guess.")


def refusals(password: str, **person) -> list[str]:
    """Why an account of that person cannot have this password, a sentence each."""
    try:
        validate_password(password, get_user_model()(**person))
    except ValidationError as error:
        return error.messages
    return []
