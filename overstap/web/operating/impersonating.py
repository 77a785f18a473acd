"""Working in somebody's name: the middleware that does it, and the pages around it.

The session stays the operator's own; for one request at a time the person takes the operator's place. Under
``/operator/`` the operator is who they are. What is not expressly allowed, cannot be done: a deed that is added to
Overstap tomorrow is refused as well.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.lib.errors import OverstapError
from overstap.tenancy import audit
from overstap.tenancy.operators import impersonation
from overstap.tenancy.operators.access import Operator, at_work
from overstap.tenancy.operators.impersonation import Current, NotWhileImpersonating
from overstap.web import doors as web_doors
from overstap.web import failures, navigation
from overstap.web.managing.parts import person_id
from overstap.web.operating import doors
from overstap.web.operating.forms import ReasonForm

KEY = "impersonation"  # in the session
CONSOLE = "/operator/"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Names of addresses to which a form may be sent in somebody's name: what helps, binds nobody and can be undone.
HELPFUL = frozenset(
    {
        "tour",
        "managing-office",
        "managing-environment",
        "managing-connection-test",
        "start-move-profile",
        "start-move-administrations",
        "start-move-receiver",
        "receive-move-offer",
        "receive-move-codes",
    }
)
# Pages that are not even looked at: how somebody signs in, what is meant for them alone, whole books as files.
PRIVATE = ("/accounts/", "/invitations/", "/demo/")
FILES = frozenset({"export-audit-file", "export-table", "managing-audit-download", "import-findings-csv"})
Respond = Callable[[HttpRequest], HttpResponse]


class Impersonating:
    """Puts the person in the place of the operator, while that stands."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the person would be answered; nothing changes for anybody else."""
        uid = request.session.get(KEY)
        if uid is None or not request.user.is_authenticated:
            return self._respond(request)
        operator: Any = request.user
        one = impersonation.current(operator, uid)
        if one is None:
            _forget(request)
            messages.info(request, _("You are yourself again; the time was up, or it was stopped."))
            return self._respond(request) if request.path.startswith(CONSOLE) else redirect("operating-impersonations")
        request.impersonation = one  # type: ignore[attr-defined] # for the banner
        if request.path.startswith(CONSOLE):
            return self._respond(request)
        if request.path == reverse("account_logout") and request.method == "POST":
            with at_work(operator, "operator.impersonate-end") as operating:
                impersonation.end(operating, one.uid, by=impersonation.SIGN_OUT)
            return self._respond(request)
        return self._in_their_name(request, one)

    def process_view(self, request: HttpRequest, view: Any, args: Any, parts: Any) -> HttpResponse | None:
        """Refuse what is for the person alone."""
        del view, args, parts
        one: Current | None = getattr(request, "impersonation", None)
        if one is None or request.user != one.person or _is_allowed(request):
            return None
        error = NotWhileImpersonating(
            _("This can only be done by %(name)s.") % {"name": one.person.name},
            remedy=_("Ask them to do it themselves; you are signed in in their name."),
        )
        audit.refused(one.operator, None, "operator.impersonate", error, {"page": request.path, **one.facts()})
        return failures.response(request, error)

    def _in_their_name(self, request: HttpRequest, one: Current) -> HttpResponse:
        request.user = one.person
        with audit.on_behalf(one.facts()):
            response = self._respond(request)
        impersonation.note_page(one, request.method or "", request.path, response.status_code)
        return response


@doors.page("operator.impersonations")
def impersonations(request: HttpRequest, operator: Operator) -> HttpResponse:
    """Who worked in whose name, and why."""
    return web_doors.show(request, "operating/impersonations.html", rows=impersonation.impersonations(operator))


def _ask(request: HttpRequest, operator: Operator, person: str, problem: OverstapError | None = None) -> HttpResponse:
    found = impersonation.whom(operator, person_id(person))
    form = ReasonForm(request.POST) if problem else ReasonForm()
    context = {"person": found, "minutes": int(impersonation.LASTS.total_seconds()) // 60}
    return web_doors.show(request, "operating/impersonate.html", form=form, problem=problem, **context)


@doors.page("operator.impersonate", again=_ask)
def begin(request: HttpRequest, operator: Operator, person: str) -> HttpResponse:
    """Ask for the reason, and begin."""
    if request.method != "POST":
        return _ask(request, operator, person)
    one = impersonation.start(operator, person_id(person), reason=request.POST.get("reason", ""))
    _forget(request)
    request.session[KEY] = str(one.uid)
    return redirect("start")


@doors.page("operator.impersonate-end")
@require_POST
def end(request: HttpRequest, operator: Operator, uid: uuid.UUID) -> HttpResponse:
    """End one: one's own by the button on every page, or a colleague's in the list."""
    impersonation.end(operator, uid)
    if request.session.get(KEY) == str(uid):
        _forget(request)
    return web_doors.done(request, _("You are yourself again."), "operating-impersonations")


def _is_allowed(request: HttpRequest) -> bool:
    match = request.resolver_match
    name = match.url_name if match else None
    if request.path.startswith(PRIVATE) or name in FILES:
        return False
    return request.method in READING or name in HELPFUL


def _forget(request: HttpRequest) -> None:
    """What the session knows of where the person was goes with it."""
    request.session.pop(KEY, None)
    navigation.forget(request)
