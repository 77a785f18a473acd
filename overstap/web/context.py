"""What the shell around every page shows."""

from typing import Any

from django.http import HttpRequest

from overstap.tenancy.access import Actor
from overstap.tenancy.roles import RIGHTS, Role
from overstap.web import navigation
from overstap.web.tour import views as tour


def shell(request: HttpRequest) -> dict[str, Any]:
    """``actor``, ``environment``, ``rights`` (names) and the menu, where the page is one of an environment."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None, "environment": None, "rights": frozenset(), "shell_links": ()}
    return {
        "actor": actor,
        "environment": actor.environment,
        "rights": frozenset(map(str, RIGHTS[Role(actor.role)])),
        "shell_links": navigation.links(actor, request.path),
        "tour": tour.strip(request, actor),
    }
