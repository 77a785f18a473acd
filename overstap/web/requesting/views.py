"""Asking for an environment, and opening it with the link from the mail."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from overstap.lib.errors import OverstapError, TryLater
from overstap.tenancy import accounts, requests
from overstap.tenancy.accounts import Newcomer
from overstap.web import doors, failures
from overstap.web.requesting.forms import AskForEnvironment
from overstap.web.signing_in.forms import Join
from overstap.web.words import language


class TooMany(TryLater):
    """Somebody asks again and again."""

    code = "REQUEST-TOO-MANY"


def ask(request: HttpRequest) -> HttpResponse:
    """The form."""
    form = AskForEnvironment(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "requesting/ask.html", {"form": form}, status=422 if form.errors else 200)
    try:
        _require_patience(request)
        requests.ask(form.wish(), language())
    except OverstapError as problem:
        context = {"form": form, "problem": problem}
        return render(request, "requesting/ask.html", context, status=failures.status_of(problem))
    return redirect("request-sent")


def sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "requesting/sent.html")


@never_cache
@sensitive_post_parameters("password1", "password2")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens, and for whom."""
    wish = requests.read(token)
    known = accounts.who_may_sign_in(wish.email)
    if request.user.is_authenticated:
        return _signed_in(request, token)
    if known is not None:
        address = f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: request.path})}"
        return render(request, "requesting/confirm.html", {"wish": wish, "sign_in": address})
    return _newcomer(request, token)


def _signed_in(request: HttpRequest, token: str) -> HttpResponse:
    context: dict[str, Any] = {"wish": requests.read(token)}
    if request.method == "POST":
        try:
            made = requests.open_environment(token=token, person=request.user)  # type: ignore[arg-type]
        except OverstapError as problem:
            return render(
                request, "requesting/confirm.html", {**context, "problem": problem}, status=failures.status_of(problem)
            )
        return doors.done(request, _("Your environment is there. Welcome."), "home", made.slug)
    return render(request, "requesting/confirm.html", context)


def _newcomer(request: HttpRequest, token: str) -> HttpResponse:
    wish = requests.read(token)
    form = Join(request.POST or None, email=wish.email, initial={"name": wish.name})
    context: dict[str, Any] = {"wish": wish, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "requesting/confirm.html", context, status=422 if form.errors else 200)
    newcomer = Newcomer(form.cleaned_data["name"], form.cleaned_data["password1"], language())
    try:
        person, made = requests.open_for_newcomer(token=token, newcomer=newcomer)
    except OverstapError as problem:
        context["problem"] = problem
        return render(request, "requesting/confirm.html", context, status=failures.status_of(problem))
    answer: HttpResponse = perform_login(
        request, person, email_verification="none", redirect_url=reverse("home", args=[made.slug])
    )
    return answer


def _require_patience(request: HttpRequest) -> None:
    if not ratelimit.consume(request, action="request_environment"):  # how often: ACCOUNT_RATE_LIMITS
        raise TooMany(_("That was often enough for now."), remedy=_("Try again in an hour."))
