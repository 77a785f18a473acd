"""What the shell around every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from overstap.coupling import telling as coupling
from overstap.moves.tickets import queries as tickets
from overstap.moves.tickets.actions import is_transferable
from overstap.tenancy.access import Actor
from overstap.tenancy.operators.access import is_operator
from overstap.tenancy.roles import RIGHTS, Role
from overstap.web import navigation
from overstap.web.clients.told import TONES
from overstap.web.clients.told import sentence as told_of
from overstap.web.navigation import Place
from overstap.web.operating import menu
from overstap.web.tour import views as tour

_NOWHERE: dict[str, Any] = {"actor": None, "environment": None, "tour": None, "place": None, "rights": frozenset()}


def shell(request: HttpRequest) -> dict[str, Any]:
    """``actor``, ``environment`` and ``rights`` (names) where the page is one of an environment; and the menu.

    An operator has the menu of the console. ``place`` is the environment of anybody else's: on other pages the one
    where they were last, if any.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None and request.user.is_authenticated and is_operator(request.user):
        return {
            **_NOWHERE,
            "is_operator": True,
            "is_demonstration": settings.DEMO,
            "shell_links": menu.links(request.path),
        }
    if actor is None:
        return {"actor": None, "environment": None, "tour": None, **_menu(request, navigation.remembered(request))}
    coupled = coupling.standing(actor.environment)
    place = navigation.remember(request, actor, is_coupled=coupled is not None)
    return {
        "actor": actor,
        "environment": actor.environment,
        "coupled": coupled,
        "tour": tour.strip(request, actor, coupled=coupled is not None),
        **_standing(actor),
        **_menu(request, place),
    }


def _standing(actor: Actor) -> dict[str, Any]:
    """A transfer of this environment that people here should know of; asks nothing in an office's own."""
    found = tickets.standing(actor)
    told = {"standing_told": told_of(found), "standing_tone": TONES[found.kind]} if found else {}
    return {"standing": found, "transferable": is_transferable(actor.environment), **told}


def _menu(request: HttpRequest, place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"place": None, "rights": frozenset(), "shell_links": ()}
    rights = frozenset(map(str, RIGHTS[Role(place.role)]))
    return {"place": place, "rights": rights, "shell_links": navigation.links(place, request.path)}
