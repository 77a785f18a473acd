"""``overstap system``: the accounting packages that an environment works with, and its connections."""

import sys
from datetime import timedelta
from getpass import getpass
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from cyclopts import App, Parameter

from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, number, row, safe, table
from overstap.cli.session import InSession
from overstap.connectors import abilities, connecting, connections
from overstap.connectors.port import KeyField, PackageAway
from overstap.connectors.values import Who
from overstap.connectors.words import KINDS, WAYS
from overstap.lib import clock
from overstap.moves.relinks import queries
from overstap.tenancy import systems
from overstap.tenancy.values import PACKAGE_NAMES, PackageFamily

app = App(name="system", help_epilogue="")
Number = Annotated[int, Parameter(metavar="NUMBER", help=_("number of the connection; see: overstap system list"))]
Package = Annotated[str, Parameter(metavar="PACKAGE", help=_("twinfield, exact_online, multivers, accountview, …"))]
Name = Annotated[str, Parameter(metavar="TEXT", help=_("what people call it"))]


@app.command(name="list", help=_("The connections of this environment"))
def list_(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.list") as actor:
        rows = systems.connections(actor)
    made = table(_("Number"), _("Package"), _("Name"), _("Environment there"), _("Administrations"), right=("Number",))
    for one in rows:
        row(made, one.number, PACKAGE_NAMES[one.package], one.called, one.reference, number(one.administrations))
    session.output.show(rows, made if rows else _("There are no connections here; the house needs none."))


@app.command(help=_("Add a connection; keep the login data of the package at hand"))
def add(
    package: Package,
    /,
    *,
    name: Name = "",
    reference: Annotated[str, Parameter(metavar="TEXT", help=_("your environment at the package"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "system.connect", {"package": package}) as actor:
        made = systems.connect_system(actor=actor, package=package, name=name, reference=reference)
    session.output.show(
        {"connection": made},
        _("The connection is added. Test it now."),
        facts([(_("Number of the connection"), made), (_("Test"), f"overstap system test {made}")]),
    )


@app.command(help=_("Give a connection another name"))
def rename(connection: Number, name: Name, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.rename", {"number": connection}) as actor:
        systems.rename_connection(actor=actor, number=connection, name=name)
    session.output.show({"connection": connection, "name": name}, _("Saved."))


@app.command(name="test", help=_("Ask the package whether it answers"))
def try_(connection: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.check", {"number": connection}) as actor:
        health = connections.check_connection(actor=actor, number=connection)
    if not health.works:
        raise PackageAway(
            health.message, remedy=_("Look in the package whether login data and environment still hold.")
        )
    session.output.show({"connection": connection, "works": True}, _("The connection works."))


@app.command(help=_("Remove a connection that nothing works with"))
def remove(connection: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.disconnect", {"number": connection}) as actor:
        systems.remove_connection(actor=actor, number=connection)
    session.output.show({"connection": connection, "removed": True}, _("The connection is removed."))


@app.command(help=_("What can be picked at each connection of a package, fetched now"))
def codes(package: Package, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.list", {"package": package}) as actor:
        systems.connections(actor, package)  # says so where there is no such package
        lists = queries.pick_lists(actor, PackageFamily(package))
    made = table(_("Connection"), _("Code"), _("Name"), _("Remark"))
    for one in lists:
        called = f"{one.number} {one.name}"
        if one.trouble or one.advice:
            row(made, called, "", "", one.trouble or one.advice)
        for each in one.administrations:
            row(
                made,
                called,
                each.code,
                each.name,
                _("blocked: %(why)s") % {"why": each.blocked} if each.blocked else "",
            )
    session.output.show(lists, made if made.rows else _("There is nothing to pick."))


@app.command(help=_("Connect by consent: open the address that is shown, agree there, and give the address you end at"))
def connect(
    connection: Number,
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    """The answer is asked for on standard input; what it belongs to is kept nowhere but in this command."""
    with enter(session, environment, "system.consent", {"number": connection}) as actor:
        begun = connecting.begin(actor, connection)
    until = clock.now() + timedelta(seconds=connecting.PATIENCE)
    for text in (_("Open this address in a browser, and agree there:"), begun.address, _("The address you end at:")):
        session.output.errors.print(safe(text), soft_wrap=True)
    answer = _answered(_typed())
    with enter(session, environment, "system.consent", {"number": connection}) as actor:
        if clock.now() > until:
            raise connecting.not_asked_for()
        who = connecting.finish(actor, connection, answer, begun.state)
    _show_who(session, connection, who)


@app.command(help=_("Connect by login data, which are asked for: never on the command line, where others can see them"))
def key(connection: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.key", {"number": connection}) as actor:
        fields = connecting.standing(actor, connection).fields
    typed = {one.name: _asked(session, one) for one in fields}
    with enter(session, environment, "system.key", {"number": connection}) as actor:
        who = connecting.take_key(actor, connection, typed)
    _show_who(session, connection, who)


@app.command(help=_("Forget the login data of a connection; the connection stays"))
def forget(connection: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.forget", {"number": connection}) as actor:
        connecting.forget(actor, connection)
    session.output.show({"connection": connection, "forgotten": True}, _("The login data are forgotten."))


@app.command(help=_("What can be read out of a package and written into it, and what not and why"))
def capabilities(package: Package, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.capabilities", {"package": package}) as actor:
        systems.connections(actor, package)  # says so where there is no such package
        found = abilities.abilities(PackageFamily(package))
    made = table(_("What"), _("Read"), _("Write"), _("Remark"))
    for one in found:
        row(made, str(KINDS[one.kind]), str(WAYS[one.read]), str(WAYS[one.write]), one.note)
    session.output.show(found, made)


@app.command(help=_("As whom a connection is connected, and what is left of the limits of the package"))
def limits(connection: Number, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "system.limits", {"number": connection}) as actor:
        standing = connecting.standing(actor, connection)
        found = connecting.limits(actor, connection)
    made = table(_("Administration"), _("Limit"), _("Left"), _("Of"), _("Opens again"), right=("Left", "Of"))
    for each in found:
        one = each.allowance
        row(made, each.code, one.window, number(one.left), number(one.of), moment(one.resets_at))
    told = [
        (_("Connected as"), standing.user_name),
        (_("In"), standing.place),
        (_("Since"), moment(standing.connected_at)),
    ]
    rest = made if found else _("No limits are known: nothing was asked yet, or the package has none.")
    session.output.show({"standing": standing, "limits": found}, facts(told), rest)


@app.command(
    name="renew-keys", help=_("Encrypt all login data under the newest of OVERSTAP_TOKEN_KEYS; for the operator")
)
def renew_keys(*, session: InSession) -> None:
    with at_work(session, "system.renew-keys") as operator:
        done = connecting.renew_keys(operator)
    told = _("Done, of %(count)d connections. Keys that stood behind the first one may be taken away now.")
    lines = [told % {"count": done.renewed}]
    if done.unreadable:
        gone = _(
            "The key is gone of connections %(numbers)s: put it back in OVERSTAP_TOKEN_KEYS, or connect them again."
        )
        lines.append(gone % {"numbers": ", ".join(map(str, done.unreadable))})
    session.output.show({"connections": done.renewed, "unreadable": list(done.unreadable)}, *lines)


def _show_who(session: InSession, connection: int, who: Who) -> None:
    told = [(_("Connected as"), who.name or who.user), (_("In"), who.environment)]
    session.output.show({"connection": connection, "who": who}, facts(told))


def _answered(address: str) -> dict[str, str]:
    """What stands in the address that a package sent somebody back to. Raises UsageError for any other one."""
    if not address.startswith(f"{connecting.answer_address()}?"):
        raise UsageError(_("That address does not begin with %(address)s.") % {"address": connecting.answer_address()})
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def _asked(session: InSession, field: KeyField) -> str:
    if field.secret and sys.stdin.isatty():
        return getpass(f"{field.name}: ")
    session.output.errors.print(safe(f"{field.name}:"))
    return _typed()


def _typed() -> str:
    return sys.stdin.readline().strip()
