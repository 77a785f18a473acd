"""Who somebody is, and which administrations there are, for programs."""

from django.http import HttpRequest
from ninja import Router

from overstap.api import schemas
from overstap.api.doors import at_work, bearer_of
from overstap.tenancy import queries
from overstap.tenancy.tokens.values import Scope

router = Router(tags=["administrations"])


@router.get("/token", response=schemas.Token, summary="Look at the token", tags=["token"])
def token(request: HttpRequest) -> dict[str, object]:
    """Whose it is, where it works and for how long. Any token may ask."""
    one = bearer_of(request)
    return {
        "name": one.name,
        "person": one.person.name,
        "environment": one.slug,
        "scopes": sorted(one.scopes),
        "expires_at": one.expires_at,
    }


@router.get("/administrations", response=schemas.Administrations, summary="List administrations")
def listing(request: HttpRequest) -> dict[str, object]:
    """Those of the environment that the person of the token may open."""
    with at_work(request, "administration.list", Scope.ADMINISTRATIONS_READ) as actor:
        rows = [one for one in queries.administrations(actor) if one.access]
    return {
        "items": [
            {"code": one.code, "name": one.name, "state": one.state, "frozen_until": one.frozen_until} for one in rows
        ]
    }
