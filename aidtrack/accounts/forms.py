"""What a person enters about their own account."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from aidtrack.accounts import passkeys, second_factor


class OwnPasswordForm(PasswordChangeForm):
    """Comes back without the focus that Django's gives to its first field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["new_password2"].help_text = ""


class FirstPasswordForm(SetPasswordForm):
    """Of the page that a link leads to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""


class ForgottenForm(forms.Form):
    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput({"autocomplete": "username"})
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("verification code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def refuse(self):
        self.add_error("code", _("This code is not right, or it was used before: take the next."))


class FactorForm(CodeForm):
    """A code, or the answer of a passkey, which a form of its own sends."""

    credential = forms.CharField(
        required=False, max_length=passkeys.LONGEST_ANSWER, widget=forms.HiddenInput()
    )

    def __init__(self, data=None):
        super().__init__(data)
        if "credential" in self.data:
            self.fields["code"].required = False

    def is_right(self, request, person) -> bool:
        if "credential" in self.data:
            return passkeys.accepts(request, person, self.cleaned_data["credential"])
        return second_factor.accepts(person, self.cleaned_data["code"])

    def refuse(self):
        if "credential" not in self.data:
            return super().refuse()
        self.add_error(None, _("This passkey was not accepted: try again, or enter a code."))


class PasswordForm(forms.Form):
    """One's own, again."""

    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def is_right(self, request, person) -> bool:
        return person.check_password(self.cleaned_data["password"])

    def refuse(self):
        self.add_error("password", _("This is not your password."))


class PasskeyForm(forms.Form):
    """A new passkey: the name that its person calls it by, and what the browser made."""

    name = forms.CharField(label=_("Name of the device"), max_length=60)
    credential = forms.CharField(
        required=False, max_length=passkeys.LONGEST_ANSWER, widget=forms.HiddenInput()
    )

    def refuse(self):
        self.add_error(None, _("The browser made no passkey that serves here: try again."))
