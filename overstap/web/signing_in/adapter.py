"""How django-allauth behaves here: nobody signs up, mail leaves through the outbox, in the receiver's language."""

import uuid
from typing import Any, ClassVar
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from overstap.durable import outbox
from overstap.durable.letters import page
from overstap.tenancy import accounts, queries
from overstap.web.signing_in import mails

_WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code of your authenticator app"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
_HOUSE_DOMAIN = ".invalid"  # where our own named actors live; nobody reads mail there


def name_of(person: Any) -> str:
    """How somebody is called."""
    return str(person.name)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """allauth's questions about accounts, answered."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is no longer in use."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("Type your present password."),
        "incorrect_code": _("This code is not right, or was used already."),
        "incorrect_password": _("This password is not right."),
        "invalid_password_reset": _("This link can no longer be used."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        del request
        return False

    def pre_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponseBase | None:
        """Whatever way somebody proved who they are: only people with a standing account get in."""
        if not accounts.may_sign_in(user):
            return self._turn_away(request, user)
        answer: HttpResponseBase | None = super().pre_login(request, user, **details)
        return answer

    def _turn_away(self, request: HttpRequest, person: Any) -> HttpResponseBase:
        answer: HttpResponseBase = self.respond_user_inactive(request, person)
        return answer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail in the outbox, addressed as the account says; the worker sends it."""
        person = accounts.who_may_sign_in(email)
        if email.endswith(_HOUSE_DOMAIN):
            return
        to = person.email if person else email
        language = queries.language_of(to)
        with override(language), transaction.atomic():
            letter = mails.letter(template_prefix.rpartition("/")[2], context)
            outbox.post_letter(f"signing-in:{uuid.uuid4()}", to, letter, language)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The page that a mail leads to: at our own address, whatever the request said it was for."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return page(path.replace("UID-KEY", quote(key)))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways in which somebody can show once more who they are, in our words."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**one, "description": _WAYS[one["id"]]} for one in found]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where one's ways to sign in stand."""
        del request
        return reverse("mfa_index")
