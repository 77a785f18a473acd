"""What an account holder sees by the link in their mail, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from overstap.books.bank import consents
from overstap.books.bank.consents import ConsentUnknown
from overstap.lib.errors import OverstapError
from overstap.lib.secrets import link_hash
from overstap.web import doors, failures, personal_links
from overstap.web.bank.forms import ConsentForm

_LINK = "bank-consent"  # in the session: the hash of the link that was followed last


@require_safe
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail: keep which link it was, and go on without it in the address."""
    hashed = link_hash(token)
    try:
        consents.look(hashed)
    except ConsentUnknown as problem:
        personal_links.require_patience(request)
        return _unknown(request, problem)
    request.session[_LINK] = hashed
    return redirect("bank-consent")


@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """Who asks, for which bank; and saying that the consent was given."""
    hashed = str(request.session.get(_LINK, ""))
    try:
        asked = consents.look(hashed)
        form = ConsentForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and asked.answered_at is None and form.is_valid():
            consents.confirm(hashed, form.cleaned_data["ending"], form.cleaned_data["name"])
            return doors.done(request, _("Thank you. Your consent was noted."), "bank-consent")
    except ConsentUnknown as problem:
        return _unknown(request, problem)
    except OverstapError as problem:
        return _page(request, form, problem)
    return _page(request, form, None)


def _page(request: HttpRequest, form: ConsentForm, problem: OverstapError | None) -> HttpResponse:
    try:
        asked = consents.look(str(request.session.get(_LINK, "")))
    except ConsentUnknown as ended:
        return _unknown(request, ended)
    status = failures.status_of(problem) if problem else 422 if form.errors else 200
    shown = {"asked": asked, "form": form, "problem": problem}
    return render(request, "bank/consent.html", shown, status=status)


def _unknown(request: HttpRequest, problem: OverstapError) -> HttpResponse:
    return render(request, "bank/consent_unknown.html", {"problem": problem}, status=404)
