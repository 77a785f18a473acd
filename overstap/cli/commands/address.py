"""``overstap address``: delivery addresses, and what becomes of mail to them."""

from collections.abc import Sequence
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, row, table
from overstap.cli.session import InSession
from overstap.tenancy.addresses import actions, queries
from overstap.tenancy.addresses.values import AddressRow, AddressState

app = App(name="address", help_epilogue="")
Code = Annotated[str, Parameter(help=_("code of the administration"))]


@app.command(name="list", help=_("The delivery addresses here, or those of one administration"))
def list_(code: Code = "", /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "address.list", {"administration": code}) as actor:
        rows = queries.of_administration(actor, code) if code else queries.of_environment(actor)
    session.output.show(rows, _shown(rows) if rows else _("There are no delivery addresses here."))


@app.command(help=_("Give an administration a new delivery address; the one before forwards"))
def give(
    code: Code,
    /,
    *,
    days: Annotated[int, Parameter(help=_("for how long the one before forwards"))] = actions.FORWARD_DAYS,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "address.give", {"administration": code}) as actor:
        made = actions.give(actor=actor, code=code, forward_days=min(max(days, 0), 3650))
    session.output.show(
        {"administration": code, "address": made},
        _("Documents that are mailed to %(address)s arrive in %(code)s.") % {"address": made, "code": code},
    )


@app.command(help=_("What becomes of mail to an address"))
def resolve(
    address: Annotated[str, Parameter(help=_("the whole address"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "address.look_up") as actor:
        found = queries.look_up(actor, address)
    if found is None:
        session.output.show(
            {"address": address, "state": str(AddressState.UNKNOWN)}, _("That address is not known here.")
        )
        return
    session.output.show(
        found,
        facts(
            [
                (_("Address"), found.address),
                (_("State"), _state(found.state)),
                (_("Administration"), f"{found.administration} {found.code}".strip()),
                (_("Arrives here"), _("yes") if found.here and found.state != AddressState.ENDED else _("no")),
                (_("Until"), moment(found.ends_at)),
            ]
        ),
    )


@app.command(help=_("How new addresses are made here; with a name, choose that"))
def style(
    name: Annotated[str, Parameter(metavar="office_code|random", help=_("the style"))] = "",
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "address.style", {"to": name} if name else {}) as actor:
        now = actions.choose_style(actor=actor, style=name) if name else queries.style(actor)
    session.output.show({"style": str(now)}, _("New addresses are made as: %(style)s.") % {"style": now})


def _shown(rows: Sequence[AddressRow]) -> Table:
    made = table(_("Address"), _("Administration"), _("State"), _("Until"))
    for one in rows:
        row(made, one.address, f"{one.code} {one.administration}".strip(), _state(one.state), moment(one.ends_at))
    return made


def _state(state: AddressState) -> str:
    words = {
        AddressState.LIVING: _("in use"),
        AddressState.FORWARDING: _("forwards"),
        AddressState.ENDED: _("ended"),
    }
    return words.get(state, str(state))
