"""The list of conversions, and drawing up a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from overstap.connectors.port import ListedAdministration
from overstap.lib.errors import OverstapError
from overstap.moves.conversions import actions, picking, queries
from overstap.moves.conversions.values import End, Order
from overstap.tenancy import systems
from overstap.tenancy.access import Actor
from overstap.tenancy.checks import Malformed
from overstap.tenancy.values import PACKAGE_NAMES, PackageFamily
from overstap.web import doors
from overstap.web.conversions import words

HOUSE = "house"  # where others have the number of a connection
NEW = "new"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """One side of the form: the connection, what it lists, what was chosen; ``trouble`` where it does not tell."""

    connection: str
    package: str
    system: int | None
    administrations: Sequence[ListedAdministration]
    trouble: OverstapError | None
    code: str


@require_safe
@doors.page("conversion.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The conversions of this environment, newest first."""
    before = number(request.GET.get("before", ""))
    rows = queries.listed(actor, before=before, limit=queries.PAGE + 1)
    return doors.show(
        request,
        "conversions/list.html",
        rows=[(row, *words.STATES[row.state]) for row in rows[: queries.PAGE]],
        further=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else None,
        before=before,
    )


def show_new(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """From which connection to which; then from which administration to which."""
    actions.require_converting(actor)
    sent = request.POST if request.method == "POST" else request.GET
    source = _chosen(actor, sent.get("source", ""), sent.get("source-code", ""))
    target = _chosen(actor, sent.get("target", ""), sent.get("target-code", ""))
    return doors.show(
        request,
        "conversions/new.html",
        connections=[(HOUSE, PACKAGE_NAMES[PackageFamily.HOUSE])]
        + [(str(one.number), one.called) for one in systems.connections(actor) if one.installed],
        source=source,
        target=target,
        makes=target is not None and target.connection == HOUSE,
        typed={name.replace("-", "_"): sent.get(name, "") for name in ("new-code", "new-name", "first-year")},
        problem=problem,
    )


@never_cache
@doors.page("conversion.draw-up", again=show_new)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Draw one up; nothing is read or written by that."""
    if request.method != "POST":
        return show_new(request, actor)
    uid = actions.draw_up(actor, _order(request, actor))
    return doors.done(request, _("Drawn up. See what can be carried."), "conversion", actor.environment.slug, uid)


def number(text: str) -> int | None:
    """A number of a row in an address; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def _order(request: HttpRequest, actor: Actor) -> Order:
    sent = request.POST
    source = _end(actor, sent.get("source", ""), sent.get("source-code", ""))
    code = sent.get("target-code", "")
    makes = code == NEW or not code
    target = _end(actor, sent.get("target", ""), sent.get("new-code", "") if makes else code)
    named = End(target.package, target.system, target.code, sent.get("new-name", "")[:_LONGEST])
    return Order(source, named, _year(sent.get("first-year", "")), makes_target=makes)


def _year(text: str) -> int:
    typed = text.strip()
    if not typed:
        return 0
    if len(typed) != 4 or number(typed) is None:
        raise Malformed(
            _("That is no book year."), code="CONVERSION-YEAR", remedy=_("Write it with four digits, such as 2024.")
        )
    return int(typed)


def _end(actor: Actor, connection: str, code: str) -> End:
    found = number(connection)
    if found is None:
        return End(PackageFamily.HOUSE, None, code[:_LONGEST])
    system = systems.connection(actor, found)
    return End(system.package, system.pk, code[:_LONGEST])


def _chosen(actor: Actor, connection: str, code: str) -> Chosen | None:
    if connection != HOUSE and number(connection) is None:
        return None
    end = _end(actor, connection, code)
    found, trouble = picking.listed(actor, end)
    return Chosen(connection, end.package, end.system, found, trouble, code)
