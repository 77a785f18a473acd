"""``overstap serve`` and ``overstap run``: the application in the browser."""

import os
from typing import Annotated

from cyclopts import Parameter

from overstap.cli import installation, serving
from overstap.cli.demo.steps import Steps
from overstap.cli.language import gettext as _
from overstap.cli.output import facts, safe
from overstap.cli.serving import Place, Processes
from overstap.cli.session import InSession

Host = Annotated[str, Parameter(metavar="ADDRESS", help=_("where to listen"))]
Port = Annotated[int, Parameter(metavar="NUMBER", help=_("port to listen on"))]


def serve(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, Parameter(metavar="NUMBER", help=_("processes that answer"))] = 1,
    threads: Annotated[int, Parameter(metavar="NUMBER", help=_("threads in each of them"))] = 4,
    worker: Annotated[bool, Parameter(negative="", help=_("run the jobs as well"))] = False,
    mail: Annotated[bool, Parameter(negative="", help=_("take mail for delivery addresses as well"))] = False,
    session: InSession,
) -> None:
    from django.conf import settings

    serving.build_assets()
    with Processes() as processes:
        processes.serve(Place(host, port, workers, threads))
        if worker:
            processes.work()
        if mail:
            processes.take_mail(settings.SMTP_HOST, settings.SMTP_PORT)
        session.output.say(_("At work; Ctrl-C ends it."))
        processes.wait()
    session.output.show({"server": "ended"}, _("The server has ended."))


def run(
    *,
    port: Port = 8000,
    fresh: Annotated[bool, Parameter(negative="", help=_("begin anew: whatever was done here is thrown away"))] = False,
    session: InSession,
) -> None:
    installation.use_demo()
    os.environ["OVERSTAP_DEMO"] = "1"
    os.environ["OVERSTAP_URL"] = f"http://localhost:{port}"
    from overstap.cli.demo.logins import is_furnished, logins

    steps = Steps(session.output)
    session.output.say(
        safe(_("Overstap in the browser, on the demonstration"), "bold"),
        safe(_("Everybody here is invented, and nothing of your own is touched."), "dim"),
    )
    if fresh or not is_furnished():
        installation.renew_demo()
    installation.make_ready()
    if not is_furnished():
        from overstap.cli.demo.furnishing import furnish

        furnish(session, steps)
    serving.build_assets()
    with (installation.demo_files() / "server.log").open("ab") as log, Processes(log) as processes:
        processes.serve(Place("127.0.0.1", port))
        processes.work()
        mail_port = serving.free_port(8025)
        processes.take_mail("127.0.0.1", mail_port)
        people = [(f"{one.name}, {one.office}", f"{one.email}   {one.password}") for one in logins()]
        session.output.say("", safe(_("Open %(address)s") % {"address": os.environ["OVERSTAP_URL"]}, "bold"))
        session.output.say(
            facts(people),
            safe(_("Mail to delivery addresses: localhost, port %(port)d") % {"port": mail_port}, "dim"),
            safe(_("At work; Ctrl-C ends it."), "dim"),
        )
        processes.wait()
    session.output.say(_("The server has ended."))
