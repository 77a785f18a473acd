"""``overstap smtp``: run the mail door."""

from typing import Annotated

from cyclopts import Parameter

from overstap.cli.language import gettext as _
from overstap.cli.serving import Processes
from overstap.cli.session import InSession


def smtp(
    *,
    host: Annotated[str, Parameter(metavar="ADDRESS", help=_("where to listen (OVERSTAP_SMTP_HOST)"))] = "",
    port: Annotated[int | None, Parameter(metavar="NUMBER", help=_("port to listen on (OVERSTAP_SMTP_PORT)"))] = None,
    session: InSession,
) -> None:
    from django.conf import settings

    where = (host or settings.SMTP_HOST, settings.SMTP_PORT if port is None else port)
    with Processes() as processes:
        processes.take_mail(*where)
        session.output.say(
            _("Mail for %(domain)s is taken at %(host)s, port %(port)d; Ctrl-C ends it.")
            % {"domain": settings.DELIVERY_DOMAIN, "host": where[0], "port": where[1]}
        )
        processes.wait()
    session.output.show({"smtp": "ended"}, _("The mail door has ended."))
