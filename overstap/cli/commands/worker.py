"""``overstap worker``: run the jobs."""

from typing import Annotated

from cyclopts import Parameter

from overstap.cli.language import gettext as _
from overstap.cli.session import InSession
from overstap.durable import engine


def worker(
    *,
    until_idle: Annotated[bool, Parameter(negative="", help=_("end when there is nothing left to do"))] = False,
    concurrency: Annotated[int, Parameter(metavar="NUMBER", help=_("jobs at the same time"))] = 1,
    session: InSession,
) -> None:
    session.output.say(_("At work; Ctrl-C ends it when the job in hand is done."))
    if not until_idle:
        engine.keep_connections()
    engine.worker(until_idle=until_idle, concurrency=max(concurrency, 1))
    session.output.show({"worker": "ended"}, _("The worker has ended."))
