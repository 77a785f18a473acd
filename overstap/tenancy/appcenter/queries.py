"""What is read of the App Center."""

from collections.abc import Sequence
from uuid import UUID

from overstap.tenancy.access import Actor
from overstap.tenancy.appcenter.models import AppPairing, ConnectedApp
from overstap.tenancy.appcenter.values import App, AppState, Pairing
from overstap.tenancy.models import Environment, Membership
from overstap.tenancy.roles import Right, may


def apps(actor: Actor, *, ended: bool = False) -> list[App]:
    """The apps of the actor's environment, by name; with ``ended`` those that ended, newest first (50 at most).

    Who does not manage them sees no pairings but their own. Three queries.
    """
    found = ConnectedApp.objects.filter(environment=actor.environment).select_related("activated_by")
    rows = (
        list(found.filter(state=AppState.ENDED).order_by("-changed_at")[:50])
        if ended
        else list(found.exclude(state=AppState.ENDED).order_by("name", "id"))
    )
    pairings = _pairings(rows, actor.environment)
    manages = may(actor.role, Right.MANAGE_ADMINISTRATIONS)
    return [_app(one, pairings.get(one.pk, []), actor.person.uid, manages=manages) for one in rows]


def to_activate(environment: Environment) -> list[str]:
    """What has to be activated again where an environment is taken over (R118): each app, and what it does."""
    found = _working(environment)
    return [f"{one.name}: {one.does}" for one in found]


def to_pair(environment: Environment) -> list[str]:
    """Who has to pair which app again (R119)."""
    found = list(
        AppPairing.objects.filter(app__in=_working(environment), ended_at=None).select_related("app", "person")
    )
    return sorted(f"{one.person.name} – {one.app.name}" for one in found)


def _working(environment: Environment) -> Sequence[ConnectedApp]:
    return list(ConnectedApp.objects.filter(environment=environment, state=AppState.ACTIVE).order_by("name", "id"))


def _pairings(rows: Sequence[ConnectedApp], environment: Environment) -> dict[int, list[Pairing]]:
    here = set(Membership.objects.filter(environment=environment, active=True).values_list("person_id", flat=True))
    gathered: dict[int, list[Pairing]] = {}
    found = AppPairing.objects.filter(app__in=rows, ended_at=None).select_related("person").order_by("person__name")
    for one in found:
        told = Pairing(one.person.uid, one.person.name, one.device, one.since, one.person_id in here)
        gathered.setdefault(one.app_id, []).append(told)
    return gathered


def _app(one: ConnectedApp, pairings: Sequence[Pairing], reader: UUID, *, manages: bool) -> App:
    mine = [each for each in pairings if each.person == reader]
    return App(
        uid=one.uid,
        name=one.name,
        does=one.does,
        pairs=one.pairs,
        state=AppState(one.state),
        activated_by=one.activated_by.name,
        since=one.since,
        changed_at=one.changed_at,
        pairings=pairings if manages else mine,
        mine=bool(mine),
    )
