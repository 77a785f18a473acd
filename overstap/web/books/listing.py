"""The administrations of an environment."""

from django.http import HttpRequest, HttpResponse

from overstap.tenancy import access, queries
from overstap.tenancy.access import Actor
from overstap.tenancy.queries import AdministrationRow
from overstap.tenancy.roles import Right, may
from overstap.tenancy.values import AdministrationState, PackageFamily
from overstap.web import doors
from overstap.web.books.asked import Asked

ON_ONE_PAGE = 50
STATES = tuple(str(state) for state in AdministrationState if state != AdministrationState.MOVED)
PACKAGES = tuple(map(str, PackageFamily))


@doors.page("administrations.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Search and filters; whoever gives access also sees those that they cannot open (R083)."""
    access.require(actor, Right.READ_BOOKS)
    asked = Asked(request.GET)
    chosen = {
        "search": asked.text("search").strip(),
        "state": asked.choice("state", STATES, ""),
        "package": asked.choice("package", PACKAGES, ""),
        "access": asked.choice("access", ("yes", "no"), ""),
    }
    after = asked.text("after")
    everything = sorted(queries.administrations(actor), key=lambda one: one.code)
    found = [one for one in everything if _fits(one, chosen)]
    rest = [one for one in found if one.code > after] if after else found
    page = rest[:ON_ONE_PAGE]
    return doors.show(
        request,
        "books/list.html",
        chosen=chosen,
        any=bool(everything),
        rows=page,
        after=after,
        next=page[-1].code if len(rest) > len(page) else "",
        states=STATES,
        packages=sorted({one.package for one in everything}),
        sees_all=may(actor.role, Right.MANAGE_ACCESS),
        complaints=asked.complaints,
    )


def _fits(one: AdministrationRow, chosen: dict[str, str]) -> bool:
    search = chosen["search"].casefold()
    return (
        (search in one.name.casefold() or search in one.code.casefold())
        and chosen["state"] in ("", one.state)
        and chosen["package"] in ("", one.package)
        and chosen["access"] in ("", "yes" if one.access else "no")
    )
