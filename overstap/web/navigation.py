"""The main menu: one line per area, in order, shown to those who may go there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may


@dataclass(frozen=True, slots=True)
class Area:
    """A line of the menu; ``page`` is the name of its address, ``right`` what it takes (None: nothing)."""

    page: str
    icon: str
    text: str | Promise
    right: Right | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A line as shown; ``here`` is "page" on that very page, "true" somewhere below it, else empty."""

    address: str
    icon: str
    text: str | Promise
    here: str


AREAS: tuple[Area, ...] = (
    Area("administrations", "book-open", _("Administrations"), Right.READ_BOOKS),
    Area("migrations", "arrows-right-left", _("Migrations"), Right.READ_MOVES),
    Area("managing", "cog-6-tooth", _("Settings"), Right.MANAGE_PEOPLE),
    Area("managing-audit", "clipboard-document-list", _("Audit log"), Right.READ_AUDIT),
)


def links(actor: Actor, path: str) -> Iterator[Link]:
    """The menu of ``actor``, who looks at ``path``."""
    for area in AREAS:
        if area.right is not None and not may(actor.role, area.right):
            continue
        address = reverse(area.page, kwargs={"environment": actor.environment.slug})
        here = "page" if path == address else "true" if path.startswith(address) else ""
        yield Link(address, area.icon, area.text, here)
