"""The forms of signing in, in our words."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from overstap.tenancy import accounts
from overstap.web.signing_in.adapter import AccountAdapter

Texts = Mapping[str, Any]  # texts, translated when they are shown
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("The same password once more")
CODE = _("Code")
DIFFERENT = _("The two passwords are not the same.")


class Worded(forms.Form):
    """A form of allauth with our labels, no placeholders, and no help of its own."""

    words: ClassVar[Texts] = {}
    helps: ClassVar[Texts] = {}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*arguments, **named)
        for name, text in self.words.items():
            self.fields[name].label = text
            self.fields[name].widget.attrs.pop("placeholder", None)
            self.fields[name].help_text = self.helps.get(name, "")


class TwicePassword(Worded):
    """Where a new password is typed twice."""

    helps: ClassVar[Texts] = {
        "password1": _("At least 12 characters. A short sentence is easy to remember and hard to guess.")
    }

    def add_error(self, field: str | None, error: Any) -> None:
        """As ever, but in our words where the two differ."""
        super().add_error(
            field, DIFFERENT if field == "password2" and not isinstance(error, forms.ValidationError) else error
        )


class SignIn(Worded, account.LoginForm):  # type: ignore[misc] # allauth has no types
    """Address and password."""

    words: ClassVar[Texts] = {
        "login": EMAIL,
        "password": PASSWORD,
        "remember": _("Stay signed in on this device"),
    }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if settings.DEMO:  # a ready-made login is filled in without JavaScript
            self.fields["password"].widget.render_value = True


class AskForCode(Worded, account.RequestLoginCodeForm):  # type: ignore[misc]
    """To whom a code is to be mailed."""

    words: ClassVar[Texts] = {"email": EMAIL}

    def clean_email(self) -> str:
        """An unknown address gets the same answer as a known one."""
        email: str = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise AccountAdapter().validation_error("too_many_login_attempts")
        self._user = accounts.who_may_sign_in(email)
        return email


class GiveCode(Worded, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that was mailed."""

    words: ClassVar[Texts] = {"code": CODE}


class AskForReset(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """To whom a link for a new password is to be mailed."""

    words: ClassVar[Texts] = {"email": EMAIL}

    def clean_email(self) -> str:
        """An unknown address gets the same answer as a known one."""
        email: str = self.cleaned_data["email"]
        person = accounts.who_may_sign_in(email)
        self.users = [person] if person else []
        return email


class ResetPassword(TwicePassword, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password after the link in a mail."""

    words: ClassVar[Texts] = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePassword(TwicePassword, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password for somebody who knows the present one."""

    words: ClassVar[Texts] = {
        "oldpassword": _("Present password"),
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }


class SetPassword(TwicePassword, account.SetPasswordForm):  # type: ignore[misc]
    """A first password, for somebody who signs in without one."""

    words: ClassVar[Texts] = {"password1": NEW_PASSWORD, "password2": AGAIN}


class SignInAgain(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something important."""

    words: ClassVar[Texts] = {"password": PASSWORD}


class SecondStep(Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    """A code of the authenticator app, or a recovery code."""

    words: ClassVar[Texts] = {"code": CODE}


class SecondStepAgain(Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something important."""

    words: ClassVar[Texts] = {"code": CODE}


class ActivateTotp(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    words: ClassVar[Texts] = {"code": _("Code that the app shows")}


class ReadPasskey(forms.Form):
    """What a browser says about a passkey; what does not even have the form of one is refused, not a fault of ours."""

    def full_clean(self) -> None:
        """As ever; fido2 trips over what is missing or of another kind."""
        try:
            super().full_clean()
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            self.add_error("credential", AccountAdapter().validation_error("incorrect_code"))


class SignInByPasskey(ReadPasskey, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of a password."""


class SecondStepByPasskey(ReadPasskey, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class SignInAgainByPasskey(ReadPasskey, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more, before something important."""


class AddPasskey(Worded, ReadPasskey, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""

    words: ClassVar[Texts] = {
        "name": _("Name"),
        "passwordless": _("Sign in with this passkey alone, without password"),
    }
    helps: ClassVar[Texts] = {
        "name": _("By which you know it again: of your laptop, telephone or key."),
        "passwordless": _("The device then asks for your fingerprint, your face or a PIN."),
    }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        named.setdefault("initial", {}).setdefault("passwordless", True)
        super().__init__(*arguments, **named)
        self.fields["name"].widget.attrs["maxlength"] = str(PASSKEY_NAME_LENGTH)

    def clean_name(self) -> str:
        """A key that the device has made is not refused for its name."""
        return str(super().clean_name())[:PASSKEY_NAME_LENGTH]


class RenamePasskey(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    words: ClassVar[Texts] = {"name": _("Name")}

    def clean_name(self) -> str:
        """One that fits in the list."""
        return str(self.cleaned_data["name"])[:PASSKEY_NAME_LENGTH]


PASSKEY_NAME_LENGTH = 60


class Profile(forms.Form):
    """One's name and language."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of pages and mails"), choices=LANGUAGES)


class Join(TwicePassword):
    """Name and password of somebody new; ``person`` is who they will be, for passwords too like them."""

    words: ClassVar[Texts] = {"password1": PASSWORD, "password2": AGAIN}

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *arguments: Any, email: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._email = email

    def clean(self) -> dict[str, Any]:
        """Twice the same, and good enough."""
        given = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", DIFFERENT)
        if first:
            self._judge(first, str(given.get("name", "")))
        return given

    def _judge(self, password: str, name: str) -> None:
        try:
            password_validation.validate_password(password, accounts.someone_new(self._email, name))
        except forms.ValidationError as error:
            self.add_error("password1", error)
