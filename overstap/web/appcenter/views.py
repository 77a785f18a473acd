"""The apps of an environment: everybody pairs a device of their own, who manages administrations does the rest."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.appcenter import actions, queries
from overstap.tenancy.appcenter.values import LONGEST_NAME, LONGEST_TEXT, AppDraft, AppState
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.managing.parts import person_id

STATES: dict[str, str | Promise] = {
    AppState.ACTIVE: gettext_lazy("active"),
    AppState.PAUSED: gettext_lazy("paused"),
    AppState.ENDED: gettext_lazy("ended"),
}
TONES = {AppState.ACTIVE: "ok", AppState.PAUSED: "wait", AppState.ENDED: "neutral"}


class AppForm(forms.Form):
    """An app to connect with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    does = forms.CharField(
        label=gettext_lazy("What it does"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("As a colleague understands it: “Recognise invoices”, “Sales of the webshop”."),
    )
    pairs = forms.BooleanField(label=gettext_lazy("Each user pairs a device of their own"), required=False)


def page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None, **_parts: object) -> HttpResponse:
    """The list, once more where something was refused."""
    manages = may(actor.role, Right.MANAGE_ADMINISTRATIONS)
    rows = [(one, STATES[one.state], TONES[one.state]) for one in queries.apps(actor)]
    ended = queries.apps(actor, ended=True) if manages else []
    return doors.show(
        request, "appcenter/apps.html", rows=rows, ended=ended, manages=manages, problem=problem, me=actor.person.uid
    )


@doors.page("app.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every connected app."""
    return page(request, actor)


def connect_page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """The form, once more with what was sent where that was refused."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    form = AppForm(request.POST if problem else None)
    return doors.show(request, "appcenter/connect.html", form=form, problem=problem)


@doors.page("app.connect", again=connect_page)
def connect(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write an app down."""
    if request.method != "POST":
        return connect_page(request, actor)
    sent = request.POST
    actions.connect(actor, AppDraft(sent.get("name", ""), sent.get("does", ""), pairs=bool(sent.get("pairs"))))
    return doors.done(request, _("The app is in the App Center."), "managing-apps", actor.environment.slug)


@require_POST
@doors.page("app.change", again=page)
def change(request: HttpRequest, actor: Actor, app: UUID, deed: str) -> HttpResponse:
    """Pause, activate, end, pair or unpair."""
    known = _DEEDS.get(deed)
    if known is None:
        raise access.NotFound(_("There is no such app here."), code="APP-NOT-FOUND")
    text = known(request, actor, app)
    return doors.done(request, text, "managing-apps", actor.environment.slug)


def _pause(_request: HttpRequest, actor: Actor, app: UUID) -> str:
    actions.pause(actor, app)
    return _("The app is paused.")


def _activate(_request: HttpRequest, actor: Actor, app: UUID) -> str:
    actions.activate(actor, app)
    return _("The app is active.")


def _end(_request: HttpRequest, actor: Actor, app: UUID) -> str:
    actions.end(actor, app)
    return _("The connection has ended.")


def _pair(request: HttpRequest, actor: Actor, app: UUID) -> str:
    actions.pair(actor, app, request.POST.get("device", ""))
    return _("Your device is paired.")


def _unpair(request: HttpRequest, actor: Actor, app: UUID) -> str:
    actions.unpair(actor, app, person_id(request.POST.get("person", "")))
    return _("The pairing has ended.")


_DEEDS: dict[str, Callable[[HttpRequest, Actor, UUID], str]] = {
    "pause": _pause,
    "activate": _activate,
    "end": _end,
    "pair": _pair,
    "unpair": _unpair,
}
