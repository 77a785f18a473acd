"""The pages of signing in that are our own: the front door, one's profile, and the way in by invitation."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from overstap.lib.errors import OverstapError
from overstap.moves.people import joining
from overstap.tenancy import accounts, people
from overstap.tenancy.accounts import Newcomer, Welcome
from overstap.web import doors, failures
from overstap.web.signing_in import demo, oidc
from overstap.web.signing_in.forms import Join, Profile
from overstap.web.words import language


class SignIn(LoginView):  # type: ignore[misc] # allauth has no types
    """The front door; in the demonstration, ready-made logins hang beside it."""

    def get_initial(self) -> dict[str, Any]:
        """In the demonstration ``?as=<address>`` fills the form in."""
        initial: dict[str, Any] = super().get_initial()
        chosen = next((one for one in demo.logins() if one.email == self.request.GET.get("as")), None)
        return {**initial, "login": chosen.email, "password": chosen.password} if chosen else initial

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the page shows besides the form."""
        shown: dict[str, Any] = super().get_context_data(**context)
        office = oidc.names().get(settings.OIDC_PROVIDER, "")
        return {**shown, "logins": demo.logins(), "office": office, "sign_up": settings.SIGN_UP}


@doors.signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, address and language."""
    person: Any = request.user
    form = Profile(request.POST or None, initial={"name": person.name, "language": person.language}, label_suffix="")
    if request.method != "POST" or not form.is_valid():
        return doors.show(request, "signing_in/profile.html", form=form)
    try:
        accounts.rename(person=person, name=form.cleaned_data["name"])
    except OverstapError as problem:
        answer = doors.show(request, "signing_in/profile.html", form=form, problem=problem)
        answer.status_code = failures.status_of(problem)
        return answer
    people.set_language(person=person, language=form.cleaned_data["language"])
    with override(form.cleaned_data["language"]):
        return doors.done(request, _("Your profile was saved."), "account")


def closed(request: HttpRequest) -> HttpResponse:
    """Where somebody without an account ends up: how to get one."""
    return render(request, "account/signup_closed.html")


@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation says, and what its receiver can do with it now."""
    welcome = accounts.look_at_invitation(token)
    if welcome.outcome != "open":
        declined = welcome.outcome == "withdrawn" and joining.was_declined(token)
        status = 404 if welcome.outcome == "unknown" else 410
        return _invitation_page(request, welcome, "closed", status=status, declined=declined)
    if request.user.is_authenticated:
        return _invited_person(request, welcome, token)
    if welcome.has_account:
        return _invitation_page(request, welcome, "sign_in", sign_in=_sign_in_and_return(request))
    return _invited_newcomer(request, welcome, token)


def _invited_person(request: HttpRequest, welcome: Welcome, token: str) -> HttpResponse:
    person: Any = request.user
    if person.email.lower() != welcome.email.lower():
        return _invitation_page(request, welcome, "somebody_else", sign_in=_sign_in_and_return(request))
    if request.method != "POST":
        return _invitation_page(request, welcome, "accept")
    environment = people.accept_invitation(person=person, token=token)
    return doors.done(request, _welcome_text(environment.name), "home", environment.slug)


def _invited_newcomer(request: HttpRequest, welcome: Welcome, token: str) -> HttpResponse:
    form = Join(request.POST or None, email=welcome.email)
    if request.method != "POST" or not form.is_valid():
        return _invitation_page(request, welcome, "join", form=form)
    newcomer = Newcomer(form.cleaned_data["name"], form.cleaned_data["password1"], language())
    try:
        person, environment = accounts.join(token=token, newcomer=newcomer)
    except OverstapError as problem:
        status = failures.status_of(problem)
        return _invitation_page(request, welcome, "join", form=form, problem=problem, status=status)
    answer: HttpResponse = perform_login(
        request, person, email_verification="none", redirect_url=reverse("home", args=[environment.slug])
    )
    return answer


def _invitation_page(request: HttpRequest, welcome: Welcome, part: str, status: int = 200, **more: Any) -> HttpResponse:
    context = {"welcome": welcome, "part": part, "page_title": _titles()[part], **more}
    return render(request, "signing_in/invitation.html", context, status=status)


def _titles() -> dict[str, str]:
    return {
        "closed": _("This invitation cannot be used"),
        "somebody_else": _("This invitation is for somebody else"),
        "accept": _("You are invited"),
        "sign_in": _("You are invited"),
        "join": _("You are invited"),
    }


def _welcome_text(environment: str) -> str:
    return _("Welcome to %(environment)s.") % {"environment": environment}


def _sign_in_and_return(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: request.path})}"
