"""What happens around signing in, for the audit log."""

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.contrib.auth import signals as django
from django.dispatch import Signal
from django.http import HttpRequest

from overstap.tenancy import accounts


def connect() -> None:
    """Listen; called once, when the pages start."""
    account.user_logged_in.connect(_signed_in)
    django.user_logged_out.connect(_signed_out)
    django.user_login_failed.connect(_wrong_password)
    account.login_code_rejected.connect(_wrong_code)
    mfa.authentication_failed.connect(_wrong_second_step)
    for signal, action in _CHANGES:
        signal.connect(_noting(action), weak=False)


def _signed_in(request: HttpRequest, user: Any, **_more: Any) -> None:
    methods = [str(record.get("method")) for record in get_authentication_records(request)]
    accounts.note(user, "account.sign_in", {"by": sorted(set(methods)), **_where(request)})


def _signed_out(request: HttpRequest, user: Any, **_more: Any) -> None:
    if user is not None:
        accounts.note(user, "account.sign_out", _where(request))


def _wrong_password(credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    facts = {"email": credentials.get("email", ""), **_where(request)}
    accounts.note_refusal(None, "account.sign_in", "WRONG-PASSWORD", facts)


def _wrong_code(request: HttpRequest, user: Any, **_more: Any) -> None:
    accounts.note_refusal(None, "account.sign_in", "WRONG-CODE", {"email": user.email, **_where(request)})


def _wrong_second_step(request: HttpRequest, user: Any, **_more: Any) -> None:
    accounts.note_refusal(None, "account.sign_in", "WRONG-SECOND-STEP", {"email": user.email, **_where(request)})


def _noting(action: str) -> Any:
    def noted(request: HttpRequest, user: Any = None, authenticator: Any = None, **more: Any) -> None:
        person = user or more["sociallogin"].user
        facts = {"kind": str(authenticator.type)} if authenticator else {}
        accounts.note(person, action, {**facts, **_where(request)})

    return noted


def _where(request: HttpRequest | None) -> dict[str, str]:
    return {"from": get_adapter().get_client_ip(request)} if request and request.META.get("REMOTE_ADDR") else {}


_CHANGES: tuple[tuple[Signal, str], ...] = (
    (account.password_changed, "account.password.change"),
    (account.password_set, "account.password.set"),
    (account.password_reset, "account.password.reset"),
    (mfa.authenticator_added, "account.second_step.add"),
    (mfa.authenticator_removed, "account.second_step.remove"),
    (mfa.authenticator_reset, "account.second_step.renew"),
    (social.social_account_added, "account.office.connect"),
)
