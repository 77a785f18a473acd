"""The mails of signing in, as letters."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.durable.letters import Letter, Link, page
from overstap.lib import clock

Facts = Mapping[str, Any]


def letter(kind: str, facts: Facts) -> Letter:
    """The letter that allauth calls ``kind`` (its template's name without folders), in the language now in force."""
    maker = _LETTERS.get(kind)
    return maker(facts) if maker else _notice(_NOTICES[kind](), facts)


def _code(facts: Facts) -> Letter:
    return Letter(
        subject=_("Your code to sign in"),
        paragraphs=(_("Type this code on the page where you asked for it. It is valid for ten minutes."),),
        code_label=_("Code"),
        code=facts["code"],
        notes=(_("Did you not ask for a code? Then do nothing; without it nobody gets in."),),
    )


def _reset(facts: Facts) -> Letter:
    return Letter(
        subject=_("Choose a new password"),
        paragraphs=(_("Somebody, probably you, asked to choose a new password for your account."),),
        action=Link(_("Choose a new password"), facts["password_reset_url"]),
        notes=(
            _("The button works once, for two hours."),
            _("Did you not ask for this? Then do nothing; your password stays as it is."),
        ),
    )


def _unknown(facts: Facts) -> Letter:
    del facts
    return Letter(
        subject=_("There is no account with this address"),
        paragraphs=(
            _("Somebody, perhaps you, tried to sign in with this address. No account has it."),
            _("Do you use another address for your work? Then try that one."),
            _("Are you new here? Then ask a superuser of your office for an invitation."),
        ),
        notes=(_("Was it not you? Then do nothing."),),
    )


def _notice(subject: str, facts: Facts) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=(_("This was changed in the way you sign in. Was it you? Then all is well."),),
        facts=_circumstances(facts),
        action=Link(_("See how you sign in"), page(reverse("mfa_index"))),
        notes=(_("Was it not you? Choose a new password at once, sign out everywhere else and tell your superuser."),),
    )


def _circumstances(facts: Facts) -> tuple[tuple[str, str], ...]:
    at: datetime = facts.get("timestamp") or clock.now()
    rows = [(_("When"), clock.for_people(at)), (_("Internet address"), facts.get("ip", ""))]
    rows.append((_("Browser"), facts.get("user_agent", "")))
    return tuple((label, value) for label, value in rows if value)


_LETTERS: dict[str, Callable[[Facts], Letter]] = {
    "login_code": _code,
    "password_reset_key": _reset,
    "unknown_account": _unknown,
}
_NOTICES: dict[str, Callable[[], str]] = {
    "password_changed": lambda: _("Your password was changed"),
    "password_set": lambda: _("Your account now has a password"),
    "password_reset": lambda: _("Your password was replaced by a new one"),
    "totp_activated": lambda: _("An authenticator app was added to your account"),
    "totp_deactivated": lambda: _("The authenticator app was removed from your account"),
    "recovery_codes_generated": lambda: _("New recovery codes were made for your account"),
    "webauthn_added": lambda: _("A passkey was added to your account"),
    "webauthn_removed": lambda: _("A passkey was removed from your account"),
    "account_connected": lambda: _("Your account can now be used through your office's own sign-in"),
}
