"""The main menu: one line per area, in order, shown to those who may go there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.moves.tickets.actions import has_clients
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may

_LAST = "last-place"  # in the session


@dataclass(frozen=True, slots=True)
class Area:
    """A line of the menu; ``page`` is the name of its address, ``right`` what it takes (None: nothing).

    ``offices``: in an office's own environment alone. ``keys``: what opens it from anywhere (static/ui/keys.js).
    ``coupled``: only where several administrations may be coupled.
    """

    page: str
    icon: str
    text: str | Promise
    right: Right | None = None
    offices: bool = False
    keys: str = ""
    coupled: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A line as shown; ``here`` is "page" on that very page, "true" somewhere below it, else empty."""

    address: str
    icon: str
    text: str | Promise
    here: str
    keys: str = ""


AREAS: tuple[Area, ...] = (
    Area("administrations", "book-open", _("Administrations"), Right.READ_BOOKS),
    Area("contacts", "users", _("Contacts & projects"), Right.READ_BOOKS, coupled=True),
    Area("authorisation", "check-badge", _("To approve"), Right.AUTHORISE),
    Area("migrations", "arrows-right-left", _("Migrations"), Right.READ_MOVES),
    Area("tasks", "clipboard-document-check", _("Tasks")),
    Area("clients", "building-storefront", _("Clients"), Right.READ_MOVES, offices=True, keys="F8"),
    Area("managing", "cog-6-tooth", _("Settings"), Right.MANAGE_PEOPLE),
    Area("managing-audit", "clipboard-document-list", _("Audit log"), Right.READ_AUDIT),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works, or worked last: the URL part and name of the environment, and their role there.

    ``is_office``: the Admin Center of an office is here. ``is_coupled``: several administrations may be coupled.
    """

    slug: str
    name: str
    role: str
    is_office: bool = False
    is_coupled: bool = False


def remember(request: HttpRequest, actor: Actor, *, is_coupled: bool) -> Place:
    """Keep where somebody is, so that pages of no environment have the same menu."""
    here = actor.environment
    place = Place(here.slug, here.name, actor.role, has_clients(here), is_coupled)
    kept = [place.slug, place.name, place.role, place.is_office, place.is_coupled]
    if request.session.get(_LAST) != kept:
        request.session[_LAST] = kept
    return place


def forget(request: HttpRequest) -> None:
    """Where somebody was is of no meaning to whoever has this session from here on."""
    request.session.pop(_LAST, None)


def remembered(request: HttpRequest) -> Place | None:
    """Where somebody was last in this session; it opens nothing by itself, each page asks anew."""
    kept = request.session.get(_LAST) if request.user.is_authenticated else None
    return Place(*kept) if kept else None


def links(place: Place, path: str) -> Iterator[Link]:
    """The menu at ``place`` of somebody who looks at ``path``."""
    for area in AREAS:
        if not _is_for(place, area):
            continue
        address = reverse(area.page, kwargs={"environment": place.slug})
        here = "page" if path == address else "true" if path.startswith(address) else ""
        yield Link(address, area.icon, area.text, here, area.keys)


def _is_for(place: Place, area: Area) -> bool:
    if (area.offices and not place.is_office) or (area.coupled and not place.is_coupled):
        return False
    return area.right is None or may(place.role, area.right)
