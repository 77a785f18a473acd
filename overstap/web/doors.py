"""The way into every page of an environment: who is signed in, at work there, in one transaction.

A refusal leaves a line in the audit log, as it does on the command line. What somebody may not see is not found.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url

from overstap.lib.errors import OverstapError
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.web import failures

View = Callable[Concatenate[HttpRequest, Actor, ...], HttpResponseBase]
Again = Callable[..., HttpResponse]


def page(action: str, *, again: Again | None = None) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Make a page of an environment of ``view(request, actor, **parts of the address)``.

    ``action`` is its name in the audit log. Where a POST is refused, nothing of it stays, and ``again(request, actor,
    problem, **parts)`` shows its form once more with the error; without ``again`` a page tells what happened.
    """

    def make(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def entered(request: HttpRequest, environment: str, **parts: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            try:
                return _show(view, request, environment, action, **parts)
            except OverstapError as problem:
                if again is None or request.method != "POST" or isinstance(problem, access.NotFound):
                    raise
                response = _show(again, request, environment, action, problem=problem, **parts)
                response.status_code = failures.status_of(problem)
                return response

        return entered

    return make


def done(request: HttpRequest, text: str, to: str, *arguments: Any, **parts: Any) -> HttpResponse:
    """After a deed: say what was done, on the page ``to`` (a name of an address, or an address)."""
    messages.success(request, text)
    return HttpResponseRedirect(resolve_url(to, *arguments, **parts))


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """The page; for htmx only its part, where ``template`` names one after a ``#``."""
    name, _hash, part = template.partition("#")
    wanted = template if part and _wants_part(request) else name
    return render(request, wanted, {**context, "partial": wanted != name})


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages that belong to a person and to no environment."""

    @wraps(view)
    def entered(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, **parts)

    return entered


def _show(
    view: Callable[..., HttpResponseBase], request: HttpRequest, slug: str, action: str, **parts: Any
) -> HttpResponseBase:
    with audit.attempt(request.user, slug, action) as actor:  # type: ignore[arg-type] # a Person, signed in
        request.actor = actor  # type: ignore[attr-defined] # for the shell around the page
        return view(request, actor, **parts)


def _wants_part(request: HttpRequest) -> bool:
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted
