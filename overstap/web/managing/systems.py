"""Settings > Office > Accounting systems: the packages, and the connections with their environments."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.connectors import abilities, connecting, connections
from overstap.connectors.port import Health
from overstap.connectors.values import Way
from overstap.connectors.words import KINDS, WAYS
from overstap.lib.errors import OverstapError
from overstap.tenancy import access, systems
from overstap.tenancy.access import Actor
from overstap.tenancy.systems import ConnectionRow, SystemRow
from overstap.web import doors
from overstap.web.managing import package_words, texts
from overstap.web.managing.forms import ConnectionForm, ConnectionNameForm, KeyForm

TONES = {"connected": "ok", "available": "neutral", "unavailable": "neutral"}


@doors.page("system.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """R029, R045: the tab Accounting systems."""
    found = systems.connections(actor)
    rows = [
        (
            row,
            texts.PACKAGE_DEEDS.get(row.package, ""),
            *_words(row),
            [one for one in found if one.package == row.package],
        )
        for row in systems.systems(actor)
    ]
    return doors.show(request, "managing/systems.html", rows=rows)


def show_package(
    request: HttpRequest, actor: Actor, package: str, problem: OverstapError | None = None
) -> HttpResponse:
    """One package: what it is, its connections, and a form for another one."""
    row = _system(actor, package)
    name, state, tone = _words(row)
    return doors.show(
        request,
        "managing/system.html",
        row=row,
        name=name,
        state_text=state,
        tone=tone,
        found=systems.connections(actor, package),
        form=ConnectionForm(request.POST) if problem else ConnectionForm(),
        problem=problem,
    )


@doors.page("system.connect", again=show_package)
def package(request: HttpRequest, actor: Actor, package: str) -> HttpResponse:
    """Add a connection (R029, R045, R046)."""
    if request.method != "POST":
        return show_package(request, actor, package)
    number = systems.connect_system(
        actor=actor,
        package=package,
        name=request.POST.get("name", ""),
        reference=request.POST.get("reference", ""),
    )
    text = _("The connection is added. Test it now.")
    return doors.done(request, text, "managing-connection", environment=actor.environment.slug, number=number)


def show_connection(
    request: HttpRequest,
    actor: Actor,
    number: int,
    problem: OverstapError | None = None,
    health: Health | None = None,
) -> HttpResponse:
    """One connection: as whom it is connected, what is left of the limits there, and how it is connected."""
    row = connection_row(actor, number)
    standing = connecting.standing(actor, number)
    limits = connecting.limits(actor, number)
    waits = [one.waits_until for one in limits if one.waits_until is not None]
    response = doors.show(
        request,
        "managing/connection.html",
        row=row,
        package_name=texts.PACKAGES[row.package],
        form=ConnectionNameForm(request.POST)
        if "name" in request.POST
        else ConnectionNameForm(initial={"name": row.name}),
        key_form=KeyForm(fields=standing.fields),
        login=standing,
        expect=package_words.expect(row.package),
        limits=[(one, package_words.window(one.allowance.window)) for one in limits],
        waits_until=max(waits, default=None),
        problem=problem,
        health=health,
    )
    # "Connect" is a form of ours that leads to the package, which a browser takes for sending the form there
    response._csp_update = {"form-action": connecting.homes()}  # type: ignore[attr-defined] # noqa: SLF001 - django-csp
    return response


@doors.page("system.rename", again=show_connection)
def connection(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Look at a connection, or give it another name."""
    if request.method != "POST":
        return show_connection(request, actor, number)
    systems.rename_connection(actor=actor, number=number, name=request.POST.get("name", ""))
    return doors.done(request, _("Saved."), "managing-connection", environment=actor.environment.slug, number=number)


@doors.page("system.check")
def check(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Try a connection, and say what came of it."""
    systems.connection(actor, number)
    health = connections.check_connection(actor=actor, number=number) if request.method == "POST" else None
    return show_connection(request, actor, number, health=health)


@doors.page("system.capabilities")
def capabilities(request: HttpRequest, actor: Actor, package: str) -> HttpResponse:
    """What can be read out of a package and written into it, and what not and why."""
    row = _system(actor, package)
    found = abilities.abilities(row.package)
    return doors.show(
        request,
        "managing/capabilities.html",
        row=row,
        name=texts.PACKAGES[row.package],
        by_file=any(Way.FILE in (one.read, one.write) for one in found),
        rows=[(KINDS[one.kind], _way(one.read), _way(one.write), one.note) for one in found],
    )


def show_remove(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    """Ask before a connection is removed."""
    row = connection_row(actor, number)
    package_name = texts.PACKAGES[row.package]
    return doors.show(request, "managing/remove_connection.html", row=row, package_name=package_name, problem=problem)


@doors.page("system.disconnect", again=show_remove)
def remove(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Remove a connection that no administration works with (R028)."""
    if request.method != "POST":
        return show_remove(request, actor, number)
    systems.remove_connection(actor=actor, number=number)
    text = _("The connection is removed.")
    return doors.done(request, text, "managing-systems", environment=actor.environment.slug)


def connection_row(actor: Actor, number: int) -> ConnectionRow:
    """One connection. Raises NotAllowed or NotFound."""
    systems.connection(actor, number)
    return next(one for one in systems.connections(actor) if one.number == number)


def _system(actor: Actor, package: str) -> SystemRow:
    row = next((one for one in systems.systems(actor) if one.package == package), None)
    if row is None:
        raise access.NotFound(_("There is no package “%(package)s”.") % {"package": package}, code="SYSTEM-UNKNOWN")
    return row


def _way(way: Way) -> tuple[str, str]:
    return str(WAYS[way]), package_words.WAY_TONES[way]


def _words(row: SystemRow) -> tuple[str, str, str]:
    return str(texts.PACKAGES[row.package]), str(texts.SYSTEM_STATES[row.state]), TONES[row.state]
