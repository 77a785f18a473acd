"""The way into the books of one administration, and what every page of it shows around its own part."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.books.ledger.queries import Administration
from overstap.lib.errors import Refused
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked

# name of the address, text, the right that it takes
_TABS: tuple[tuple[str, str | Promise, Right], ...] = (
    ("administration", gettext_lazy("Overview"), Right.READ_BOOKS),
    ("administration-trial-balance", gettext_lazy("Trial balance"), Right.READ_BOOKS),
    ("administration-journals", gettext_lazy("Journals"), Right.READ_BOOKS),
    ("administration-open-items", gettext_lazy("Open items"), Right.READ_BOOKS),
    ("administration-relations", gettext_lazy("Relations"), Right.READ_BOOKS),
    ("administration-tax", gettext_lazy("VAT & tax"), Right.READ_BOOKS),
    ("administration-assets", gettext_lazy("Fixed assets"), Right.READ_BOOKS),
    ("administration-documents", gettext_lazy("Documents"), Right.DELIVER_DOCUMENTS),
    ("administration-inbox", gettext_lazy("Inbox"), Right.READ_BOOKS),
    ("bank", gettext_lazy("Bank"), Right.READ_BOOKS),
    ("administration-authorisation", gettext_lazy("Authorisation"), Right.READ_BOOKS),
    ("sales", gettext_lazy("Sales"), Right.READ_BOOKS),
    ("administration-exports", gettext_lazy("Export"), Right.EXPORT_BOOKS),
)


class NoAccess(access.NotAllowed):
    """The administration is here, and somebody who gives access has none."""

    code = "ACCESS-MISSING"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of an administration; ``here`` is "page" on it, "true" on a page below it, else empty."""

    address: str
    text: str | Promise
    here: str


def books(actor: Actor, code: str) -> Administration:
    """The administration ``code``, to read its books.

    Raises NotFound, NotAllowed, and NoAccess for whoever may give access and has not given it to themselves (R083).
    """
    try:
        return access.administration(actor, code, Right.READ_BOOKS)
    except access.NotFound:
        if not may(actor.role, Right.MANAGE_ACCESS):
            raise
        one = access.administration_to_manage(actor, code, Right.MANAGE_ACCESS)
    where = reverse("managing-access", kwargs={"environment": actor.environment.slug, "code": one.code})
    raise NoAccess(
        _("You have no access to the books of “%(name)s” yet.") % {"name": one.name},
        remedy=_("Give yourself or a colleague access: Settings > Administrations > Users."),
        facts={"administration": one.code, "mended_at": where},
    )


def show(
    request: HttpRequest, template: str, one: Administration, tab: str, asked: Asked | None = None, **context: Any
) -> HttpResponse:
    """A page about administration ``one`` below tab ``tab``."""
    return doors.show(
        request,
        template,
        one=one,
        tabs=_tabs(request, one, tab),
        complaints=asked.complaints if asked else (),
        **_places(one, request.actor),  # type: ignore[attr-defined] # set by doors.page
        **context,
    )


def _places(one: Administration, actor: Actor) -> dict[str, str]:
    """Where rows lead to: found once, for there are hundreds of them on a page. The number of an entry follows."""
    whose = {"environment": actor.environment.slug, "code": one.code}
    return {
        "card_at": reverse("administration-ledger-card", kwargs=whose),
        "relation_at": reverse("administration-relation", kwargs=whose),
        "entry_at": reverse("administration-entry", kwargs={**whose, "seq": 0}).removesuffix("0/"),
    }


@contextmanager
def as_not_found(*kinds: type[Refused]) -> Iterator[None]:
    """Errors of these kinds become the page for what is not found."""
    try:
        yield
    except kinds as error:
        raise access.NotFound(error.message, code=error.code, remedy=error.remedy) from error


def _tabs(request: HttpRequest, one: Administration, tab: str) -> Sequence[Tab]:
    actor: Actor = request.actor  # type: ignore[attr-defined] # set by doors.page
    tabs = []
    for name, text, right in _TABS:
        if may(actor.role, right):
            address = reverse(name, kwargs={"environment": actor.environment.slug, "code": one.code})
            here = "" if name != tab else "page" if request.path == address else "true"
            tabs.append(Tab(address, text, here))
    return tabs
