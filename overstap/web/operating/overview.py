"""The first page of the console, and who may use it."""

from django.http import HttpRequest, HttpResponse

from overstap.tenancy.operators import accounts
from overstap.tenancy.operators.access import Operator
from overstap.web import doors as web_doors
from overstap.web.operating import doors, menu


@doors.page("operator.overview")
def overview(request: HttpRequest, operator: Operator) -> HttpResponse:
    """What there is, and what waits."""
    tiles = menu.tiles(operator)
    waiting = [one for one in tiles if one.waiting]
    return web_doors.show(request, "operating/overview.html", tiles=tiles, waiting=waiting)


@doors.page("operator.list")
def operators(request: HttpRequest, operator: Operator) -> HttpResponse:
    """Everybody who is or was an operator."""
    return web_doors.show(request, "operating/operators.html", rows=accounts.operators(operator))
