"""The verbs of the App Center: connect, pause, activate, end; everybody pairs their own device."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy import audit, checks
from overstap.tenancy.access import Actor, NotAllowed, NotFound, require
from overstap.tenancy.appcenter.models import AppPairing, ConnectedApp
from overstap.tenancy.appcenter.values import LONGEST_NAME, LONGEST_TEXT, MOST_APPS, AppDraft, AppState
from overstap.tenancy.roles import Right, may


class AppRefused(Refused):
    """This cannot be done with the app as it stands."""

    code = "APP-REFUSED"


def connect(actor: Actor, draft: AppDraft) -> UUID:
    """Write down that an app is connected from now on; gives its uid.

    Raises NotAllowed, Malformed, or AppRefused (APP-EXISTS, APPS-TOO-MANY).
    """
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    name, does = checks.name(draft.name, LONGEST_NAME), checks.name(draft.does, LONGEST_TEXT)
    standing = ConnectedApp.objects.filter(environment=actor.environment).exclude(state=AppState.ENDED)
    if standing.count() >= MOST_APPS:
        raise AppRefused(
            _("There are %(most)d connected apps; there cannot be more.") % {"most": MOST_APPS},
            code="APPS-TOO-MANY",
            remedy=_("End those that nobody uses."),
        )
    now = clock.now()
    made = ConnectedApp(
        environment=actor.environment,
        name=name,
        does=does,
        pairs=draft.pairs,
        activated_by=actor.person,
        since=now,
        changed_at=now,
    )
    _save_new(made)
    audit.record(actor, "app.connect", {"app": name})
    return made.uid


def activate(actor: Actor, uid: UUID) -> None:
    """It works again: who activated it and since when is said anew. Raises NotAllowed, NotFound, AppRefused."""
    one = _managed(actor, uid)
    _require(one, AppState.PAUSED, _("It is connected already."))
    one.state, one.activated_by, one.since, one.changed_at = AppState.ACTIVE, actor.person, clock.now(), clock.now()
    one.save(update_fields=["state", "activated_by", "since", "changed_at"])
    audit.record(actor, "app.activate", {"app": one.name})


def pause(actor: Actor, uid: UUID) -> None:
    """Nothing goes through it for the time being. Raises NotAllowed, NotFound, AppRefused."""
    one = _managed(actor, uid)
    _require(one, AppState.ACTIVE, _("It does not work now."))
    one.state, one.changed_at = AppState.PAUSED, clock.now()
    one.save(update_fields=["state", "changed_at"])
    audit.record(actor, "app.pause", {"app": one.name})


def end(actor: Actor, uid: UUID) -> None:
    """The connection ends, and so do its pairings; ended twice is ended. Raises NotAllowed, NotFound."""
    one = _managed(actor, uid)
    if one.state == AppState.ENDED:
        return
    one.state, one.changed_at = AppState.ENDED, clock.now()
    one.save(update_fields=["state", "changed_at"])
    AppPairing.objects.filter(app=one, ended_at=None).update(ended_at=clock.now())
    audit.record(actor, "app.end", {"app": one.name})


def pair(actor: Actor, uid: UUID, device: str = "") -> None:
    """The actor pairs a device of their own; twice is the same as once. Raises NotFound, Malformed, AppRefused."""
    one = _one(actor, uid)
    called = checks.name(device, LONGEST_NAME) if device.strip() else ""
    if not one.pairs:
        raise AppRefused(_("“%(app)s” is not paired by person.") % {"app": one.name}, code="APP-NOT-PAIRED")
    _require(one, AppState.ACTIVE, _("It does not work now."))
    _pairing, made = AppPairing.objects.get_or_create(
        app=one, person=actor.person, ended_at=None, defaults={"device": called, "since": clock.now()}
    )
    if made:
        audit.record(actor, "app.pair", {"app": one.name, "device": called})


def unpair(actor: Actor, uid: UUID, person: UUID) -> None:
    """End a pairing: one's own, or anybody's for who manages apps. Raises NotAllowed, NotFound."""
    one = _one(actor, uid)
    if person != actor.person.uid and not may(actor.role, Right.MANAGE_ADMINISTRATIONS):
        raise NotAllowed(_("You can end your own pairing only."), remedy=_("Ask a superuser."))
    standing = AppPairing.objects.filter(app=one, person__uid=person, ended_at=None)
    if standing.update(ended_at=clock.now()):
        audit.record(actor, "app.unpair", {"app": one.name, "person": str(person)})


def _managed(actor: Actor, uid: UUID) -> ConnectedApp:
    require(actor, Right.MANAGE_ADMINISTRATIONS)
    return _one(actor, uid)


def _one(actor: Actor, uid: UUID) -> ConnectedApp:
    """The app, for this transaction alone. Raises NotFound."""
    found = ConnectedApp.objects.select_for_update().filter(environment=actor.environment, uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such app here."), code="APP-NOT-FOUND", remedy=_("Look in the App Center."))
    return found


def _require(one: ConnectedApp, state: AppState, text: str) -> None:
    if one.state == AppState.ENDED:
        raise AppRefused(
            _("The connection with “%(app)s” has ended.") % {"app": one.name},
            code="APP-ENDED",
            remedy=_("Connect it anew."),
        )
    if one.state != state:
        raise AppRefused(text, code="APP-STATE", facts={"state": one.state})


def _save_new(made: ConnectedApp) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise AppRefused(
            _("“%(app)s” is in the App Center already.") % {"app": made.name},
            code="APP-EXISTS",
            remedy=_("Activate that one, or end it first."),
        ) from None
