"""``overstap sandbox``: play an accounting package on this machine, to try everything without the real one."""

import time
from typing import Annotated

from cyclopts import App, Parameter

from overstap.cli.choices import UsageError
from overstap.cli.language import gettext as _
from overstap.cli.output import facts
from overstap.cli.session import InSession
from overstap.connectors.sandboxes.catalogue import SANDBOXES
from overstap.connectors.sandboxes.serving import serving
from overstap.connectors.sandboxes.world import World

app = App(name="sandbox", help_epilogue="")


@app.default
def run(
    package: Annotated[str, Parameter(metavar="PACKAGE", help=_("exact-online, twinfield, …"))],
    /,
    *,
    port: Annotated[int, Parameter(metavar="NUMBER", help=_("port on this machine; without it the usual one"))] = -1,
    session: InSession,
) -> None:
    """Answer until it is stopped with Ctrl+C."""
    found = SANDBOXES.get(package)
    if found is None:
        raise UsageError(_("There is no sandbox “%(name)s”.") % {"name": package[:80]})
    world = World()
    with serving(found.make(world), world, found.port if port < 0 else port) as served:
        told = {name: text.replace("{address}", served.address) for name, text in found.settings.items()}
        rows = [(_("Address"), served.address), *told.items()]
        session.output.show({"address": served.address, "settings": told}, facts(rows))
        while True:
            time.sleep(3_600)
