"""The settings of signing in, apart from those of the installation for its size.

Every name in capitals is a setting of Django or django-allauth.
"""

import os
from typing import Any

from overstap.lib.errors import NeedsSetting

_FORMS = "overstap.web.signing_in.forms"

AUTHENTICATION_BACKENDS = ["overstap.web.signing_in.backend.PeopleOnly"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600  # seconds

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "overstap.web.signing_in.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "overstap.web.signing_in.adapter.name_of"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is made by an invitation, which came by mail
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever changes how somebody signs in, that person is told
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds: a mail may be slow
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# One address per account, in our own table: nothing to keep in step with allauth's table of addresses.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
ACCOUNT_RATE_LIMITS = {  # besides those of allauth itself
    "request_environment": "5/h/ip",
    "file_incident": "10/h/ip",
}
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignIn",
    "request_login_code": f"{_FORMS}.AskForCode",
    "confirm_login_code": f"{_FORMS}.GiveCode",
    "reset_password": f"{_FORMS}.AskForReset",
    "reset_password_from_key": f"{_FORMS}.ResetPassword",
    "change_password": f"{_FORMS}.ChangePassword",
    "set_password": f"{_FORMS}.SetPassword",
    "reauthenticate": f"{_FORMS}.SignInAgain",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("OVERSTAP_BEHIND_PROXY", "") == "1" else 0

MFA_ADAPTER = "overstap.web.signing_in.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation proved the address; allauth's own table of addresses is not in use
MFA_TOTP_ISSUER = "Overstap"
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds that a telephone's clock may be off
MFA_FORMS = {
    "authenticate": f"{_FORMS}.SecondStep",
    "reauthenticate": f"{_FORMS}.SecondStepAgain",
    "activate_totp": f"{_FORMS}.ActivateTotp",
    "login_webauthn": f"{_FORMS}.SignInByPasskey",
    "authenticate_webauthn": f"{_FORMS}.SecondStepByPasskey",
    "reauthenticate_webauthn": f"{_FORMS}.SignInAgainByPasskey",
    "add_webauthn": f"{_FORMS}.AddPasskey",
    "edit_webauthn": f"{_FORMS}.RenamePasskey",
}

# The counts of attempts must be shared by all processes and outlive a restart. They are few and small: the database
# that everybody has does, and nothing else needs to be installed.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",  # made by a migration of overstap.web
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

SOCIALACCOUNT_ADAPTER = "overstap.web.signing_in.oidc.OfficeAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # our page lets nobody connect this way, only sign in; see signing_in.oidc
SOCIALACCOUNT_STORE_TOKENS = False


def _oidc() -> dict[str, Any]:
    """The sign-in of one's own office, where the installation has one."""
    names = ("OVERSTAP_OIDC_URL", "OVERSTAP_OIDC_ID", "OVERSTAP_OIDC_SECRET")
    given = {name: os.environ.get(name, "") for name in names}
    if not any(given.values()):
        return {}
    missing = [name for name, value in given.items() if not value]
    if missing:
        # not translated: the language is a setting too, and not there yet
        raise NeedsSetting(
            f"Signing in with OpenID Connect lacks {', '.join(missing)}.",
            code="SETTING-OIDC",
            remedy="Set OVERSTAP_OIDC_URL, OVERSTAP_OIDC_ID and OVERSTAP_OIDC_SECRET, or none of them.",
        )
    app = {
        "provider_id": OIDC_PROVIDER,
        "name": os.environ.get("OVERSTAP_OIDC_NAME", "OpenID Connect"),
        "client_id": given["OVERSTAP_OIDC_ID"],
        "secret": given["OVERSTAP_OIDC_SECRET"],
        "settings": {"server_url": given["OVERSTAP_OIDC_URL"].rstrip("/")},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


OIDC_PROVIDER = "office"  # part of the address to give to the provider: …/accounts/oidc/office/login/callback/
SOCIALACCOUNT_PROVIDERS = _oidc()

SIGN_UP = os.environ.get("OVERSTAP_SIGN_UP", "1") == "1"  # may strangers open an environment, on a trial licence?
DEMO = os.environ.get("OVERSTAP_DEMO", "") == "1"  # shows ready-made logins and everybody's mail
