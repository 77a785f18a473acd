"""Signing in through one's own office (OpenID Connect), for people who have an account here already."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from overstap.tenancy import accounts


class OfficeAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    """allauth's questions about somebody who comes from the office's own sign-in, answered."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whoever has no account here gets none this way."""
        del request, sociallogin
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """At the first visit: find the account by the address that the office vouches for, and remember whose it is."""
        if sociallogin.is_existing:
            return
        person = accounts.who_may_sign_in(_vouched_for(sociallogin))
        if person is not None:
            sociallogin.connect(request, person)


@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Go to the office's own sign-in.

    A link, no form: the policy of our pages lets no form lead to another site. That is safe because this can only
    sign somebody in; it never ties a foreign identity to the account of whoever happens to be signed in.
    """
    if settings.OIDC_PROVIDER not in names() or request.GET.get("process", "login") != "login":
        raise Http404
    answer: HttpResponse = views.login(request, settings.OIDC_PROVIDER)
    return answer


def names() -> dict[str, str]:
    """The providers of this installation and what people call them: one or none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return {app["provider_id"]: app["name"] for app in apps}


def _vouched_for(sociallogin: Any) -> str:
    """The address, where the provider says in so many words that it was verified (OpenID Connect Core 1.0, 5.1)."""
    return next((one.email for one in sociallogin.email_addresses if one.verified is True), "")
