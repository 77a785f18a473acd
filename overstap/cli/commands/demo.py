"""``overstap demo``: see a whole move happen. Whatever an earlier demonstration left is thrown away first."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from overstap.cli import installation
from overstap.cli.demo.steps import Steps
from overstap.cli.language import gettext as _
from overstap.cli.output import safe
from overstap.cli.session import InSession


def demo(
    file: Annotated[
        Path | None, Parameter(help=_("an audit file (XAF) of your own that is to move; without it a sample does"))
    ] = None,
    /,
    *,
    encoding: Annotated[
        str, Parameter(metavar="NAME", help=_("read it as, say, windows-1252, whatever the file says"))
    ] = "",
    session: InSession,
) -> None:
    installation.use_demo()
    steps = Steps(session.output)
    session.output.say(
        safe(_("Overstap: an administration moves from one accountancy office to another"), "bold"),
        safe(_("Everybody here is invented, and nothing of your own is touched."), "dim"),
    )
    steps.chapter(_("Two offices and their books"))
    with steps.step("database", _("An empty database, for the demonstration alone")):
        installation.renew_demo()
        installation.make_ready()
    # only now: what is imported here needs the settings of the database that was just made
    from overstap.cli.demo.play import play

    play(session, steps, file, encoding)
