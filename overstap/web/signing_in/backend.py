"""Who may sign in with a password, and whose session is still good."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from overstap.tenancy import accounts


class PeopleOnly(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Finds people by address, whatever its case; the system and the operator are not among them."""

    def _authenticate_by_email(self, email: str, password: str) -> Any:
        return self._check_password(accounts.who_may_sign_in(email), password)

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at every request of a session too: an account that was ended is out at once."""
        return accounts.may_sign_in(user)
