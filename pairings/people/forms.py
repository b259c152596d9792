"""What an administrator enters about people; each form asks for a code where it must."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from aidtrack.accounts import confirmation, limits, passkeys, second_factor
from pairings.access.appointing import organisations_of, roles_to_give
from pairings.access.roles import Role
from pairings.models import Membership


class ConfirmedForm(forms.Form):
    """Asks for a code of the second factor, unless one was entered a moment ago, or a
    passkey used.
    """

    code = forms.CharField(
        label=_("verification code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, request, data=None):
        super().__init__(data)
        self.request = request
        if not confirmation.asks_for_code(request):
            del self.fields["code"]

    def clean(self):
        """The code is used up only by an entry that is right otherwise."""
        super().clean()
        if "code" in self.cleaned_data and not self.errors and not self._is_accepted():
            message = _("This code is not right, or it was used before: take the next.")
            self.add_error("code", message)

    def _is_accepted(self) -> bool:
        user = self.request.user
        if not limits.may_guess(self.request, user):
            return False
        if second_factor.accepts(user, self.cleaned_data["code"]):
            confirmation.note(self.request, confirmation.BY_FACTOR)
            return True
        limits.count_wrong(self.request, user)
        return False

    @cached_property
    def passkey_address(self) -> str:
        """Where somebody with a passkey uses it instead, and comes back; empty for others."""
        if "code" not in self.fields or not passkeys.passkeys_of(self.request.user).exists():
            return ""
        pk = self.request.resolver_match.kwargs.get("pk")
        return confirmation.address(reverse("person", args=[pk]) if pk else reverse("people"))


class OrganisationChoice(forms.ModelChoiceField):
    def label_from_instance(self, organisation):
        return organisation.label


class RoleForm(ConfirmedForm):
    """A role for an organisation, of those that the administrator gives."""

    organisation = OrganisationChoice(queryset=None, label=_("organisation"), empty_label="—")
    role = forms.ChoiceField(label=_("role"))
    field_order = ["name", "username", "email", "organisation", "role", "code"]

    def __init__(self, request, data=None, *, person=None):
        super().__init__(request, data)
        self.person = person
        self.fields["organisation"].queryset = organisations_of(request.user)
        self.fields["role"].choices = [
            (role, Role(role).label) for role in roles_to_give(request.user)
        ]

    def clean_role(self):
        """After the organisation, and before a code is used."""
        role, organisation = self.cleaned_data["role"], self.cleaned_data.get("organisation")
        same = Membership.objects.filter(user=self.person, organisation=organisation, role=role)
        if self.person and organisation and same.exists():
            raise forms.ValidationError(_("This person already has that role here."))
        return role


class InvitationForm(RoleForm):
    """Somebody new: without a role nobody of an office could see them."""

    name = forms.CharField(label=_("Name of the person"), max_length=100)
    username = forms.CharField(
        label=_("User name"), max_length=150, validators=[UnicodeUsernameValidator()]
    )
    email = forms.EmailField(label=_("Mail address"), max_length=254, required=False)

    def clean_username(self):
        username = get_user_model().normalize_username(self.cleaned_data["username"])
        if get_user_model().objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Somebody has this user name already."))
        return username
