"""The page on which an invitation is declined, by whoever holds its token."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from overstap.lib.errors import OverstapError
from overstap.moves.people import joining
from overstap.tenancy import accounts
from overstap.web import failures
from overstap.web.former.forms import DeclineForm


@never_cache
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Say no, with a reason that may be left out."""
    welcome = accounts.look_at_invitation(token)
    if welcome.outcome != "open":
        gone = 404 if welcome.outcome == "unknown" else 410
        return _page(request, "closed", gone, welcome=welcome, was_declined=joining.was_declined(token))
    if request.method != "POST":
        return _page(request, "ask", welcome=welcome, token=token, form=DeclineForm())
    person: Any = request.user if request.user.is_authenticated else None
    try:
        joining.decline(person=person, token=token, reason=request.POST.get("reason", ""))
    except OverstapError as problem:
        form = DeclineForm(request.POST)
        status = failures.status_of(problem)
        return _page(request, "ask", welcome=welcome, token=token, form=form, problem=problem, status=status)
    return _page(request, "done", welcome=welcome)


def _page(request: HttpRequest, part: str, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "former/decline.html", {"part": part, **more}, status=status)
