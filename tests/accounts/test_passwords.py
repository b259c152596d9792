"""What a password must be, for everybody and by every way."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils.translation import override

from aidtrack.management.commands import createsuperuser
from tests import make

pytestmark = pytest.mark.django_db

GOOD = "lantern orbit quilt 7 meadow"


def reasons(password, user=None):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    return [error.code for error in refused.value.error_list]


@pytest.mark.parametrize("password", [GOOD, "七月把住院楼的进度报完了", GOOD * 10])
def test_several_words_are_a_password(password):
    validate_password(password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x7!kQ2#vRm9", "password_too_short"),
        ("administrator", "password_too_common"),
        ("123456789012345678", "password_guessable"),
        ("qwertyuiopasdfgh", "password_guessable"),
        ("PasswordPassword1!", "password_guessable"),
    ],
)
def test_what_is_tried_first_is_refused(password, code):
    assert code in reasons(password)


def test_every_refusal_is_in_chinese():
    with override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password("admin", get_user_model()(username="admin"))
    sentences = refused.value.messages

    assert "密码太短：请至少用12个字符。" in sentences
    assert len(sentences) == 4
    assert not [sentence for sentence in sentences if "password" in sentence]


def test_the_name_and_the_office_of_a_person_do_not_help():
    organisation = make.organisation(name="和田地区", name_en="Hotan Prefecture Zygarde")
    person = make.member("recorder", organisation, username="melnikova", first_name="Oksanytsia")

    validate_password("zygarde hotan pref", get_user_model()())
    assert reasons("Hotan Prefecture Zygarde", person) == ["password_guessable"]
    assert "password_guessable" in reasons("oksanytsia-2011", person)
    assert "password_too_similar" in reasons("melnikova 2011", person)


def test_the_command_takes_no_weak_password_without_a_terminal(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "administrator")
    with pytest.raises(CommandError, match="too common"):
        call_command("createsuperuser", username="wang", email="", interactive=False)
    assert not get_user_model().objects.exists()

    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)
    call_command("createsuperuser", username="wang", email="w@aidtrack.example", interactive=False)
    assert get_user_model().objects.get().check_password(GOOD)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_command_asks_until_the_password_is_good(monkeypatch):
    entered = iter(["administrator", "administrator", GOOD, "another", GOOD, GOOD])
    monkeypatch.setattr(createsuperuser, "getpass", lambda *_prompt: next(entered))
    # Nobody is asked whether to pass over the rules.
    monkeypatch.setattr("builtins.input", lambda _prompt: pytest.fail("asked"))
    errors = io.StringIO()

    call_command(
        "createsuperuser",
        username="wang",
        email="w@aidtrack.example",
        stdin=Terminal(),
        stderr=errors,
    )

    assert get_user_model().objects.get(username="wang").check_password(GOOD)
    assert "too common" in errors.getvalue()
    assert "The two passwords differ." in errors.getvalue()
