"""``overstap sandbox``: play an accounting package on this machine, to try everything without the real one."""

import signal
import time
from contextlib import ExitStack, suppress
from typing import Annotated

from cyclopts import App, Parameter

from overstap.cli.choices import UsageError
from overstap.cli.language import gettext as _
from overstap.cli.output import facts, row, table
from overstap.cli.session import InSession
from overstap.connectors.sandboxes.catalogue import SANDBOXES, Sandbox
from overstap.connectors.sandboxes.serving import HOST, Served, serving
from overstap.connectors.sandboxes.world import World
from overstap.lib.errors import TryLater

app = App(name="sandbox", help_epilogue="")
_HIGHEST = 65_535


class PortTaken(TryLater):
    """Something else answers at that port."""

    code = "SANDBOX-PORT"


@app.default
def run(
    package: Annotated[str, Parameter(metavar="PACKAGE", help=_("exact-online, twinfield, …"))] = "",
    /,
    *,
    port: Annotated[int, Parameter(metavar="NUMBER", help=_("port on this machine; without it the usual one"))] = -1,
    session: InSession,
) -> None:
    """Answer until it is stopped with Ctrl+C; without a package: which ones there are."""
    if not package:
        _list(session)
        return
    found = SANDBOXES.get(package)
    if found is None:
        raise UsageError(_("There is no sandbox “%(name)s”.") % {"name": package[:80]})
    if port > _HIGHEST:
        raise UsageError(_("There is no port %(port)s.") % {"port": port})
    world, at = World(), found.port if port < 0 else port
    with ExitStack() as ending:
        try:
            served = ending.enter_context(serving(found.make(world), world, at))
        except OSError as error:
            raise PortTaken(
                _("Port %(port)s of this machine is in use.") % {"port": at},
                remedy=_("Choose another one with --port; with --port 0 any that is free is taken."),
            ) from error
        _tell(session, found, served)
        _wait()
    session.output.say(_("Stopped."))


def _list(session: InSession) -> None:
    made = table(_("Sandbox"), _("Address"))
    rows = {name: f"http://{HOST}:{one.port}" for name, one in SANDBOXES.items()}
    for name, address in rows.items():
        row(made, name, address)
    ending = _("Start one with “overstap sandbox NAME”; it holds made-up administrations and forgets what you do.")
    session.output.show(rows, made, ending)


def _tell(session: InSession, found: Sandbox, served: Served) -> None:
    told = {name: text.replace("{address}", served.address) for name, text in found.settings.items()}
    session.output.show({"address": served.address, "settings": told}, facts([(_("Address"), served.address)]))
    session.output.say(_("Start Overstap with these settings:"))
    for name, value in told.items():
        session.output.line(f"export {name}={value}")
    session.output.say(
        _("Stop with Ctrl+C. Clock, faults and calls: %(address)s") % {"address": f"{served.address}/_sandbox/"}
    )


def _wait() -> None:
    """Until Ctrl+C or SIGTERM."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(3_600)
