"""The way into every page of the operator's console."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.tenancy.access import NotFound
from overstap.tenancy.operators.access import Operator, at_work, is_operator
from overstap.web import failures

View = Callable[Concatenate[HttpRequest, Operator, ...], HttpResponseBase]
Again = Callable[..., HttpResponse]


def page(action: str, *, again: Again | None = None) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Make a page of the console of ``view(request, operator, **parts of the address)``; as ``web.doors.page``.

    Nobody but an operator finds it; an operator without a second step is led to where one is set up.
    """

    def make(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def entered(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if lacks_second_step(request):
                messages.warning(request, _("An operator needs a second step. Set one up; then you can go on."))
                return redirect("mfa_index")
            try:
                return _show(view, request, action, **parts)
            except OverstapError as problem:
                if again is None or request.method != "POST" or isinstance(problem, NotFound):
                    raise
                response = _show(again, request, action, problem=problem, **parts)
                response.status_code = failures.status_of(problem)
                return response

        return entered

    return make


def lacks_second_step(request: HttpRequest) -> bool:
    """Whether this operator has yet to set up a second step; the demonstration, with its known logins, asks none."""
    person: Any = request.user
    return is_operator(person) and not settings.DEMO and not is_mfa_enabled(person)


def _show(view: Callable[..., HttpResponseBase], request: HttpRequest, action: str, **parts: Any) -> HttpResponseBase:
    with at_work(request.user, action) as operator:  # type: ignore[arg-type] # a Person, signed in
        return view(request, operator, **parts)
