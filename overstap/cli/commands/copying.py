"""``overstap copy``: an administration once more, with a delivery address of its own."""

from typing import Annotated

from cyclopts import Parameter

from overstap.books import copying
from overstap.books.copying import CopyOrder
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.session import InSession


def copy(
    code: Annotated[str, Parameter(help=_("code of the administration"))],
    new_code: Annotated[str, Parameter(metavar="NEW-CODE", help=_("code of the copy"))],
    name: Annotated[str, Parameter(help=_("name of the copy"))],
    /,
    *,
    address: Annotated[str, Parameter(metavar="EMAIL", help=_("its delivery address; default: one of ours"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "administration.copy", {"administration": code}) as actor:
        made = copying.copy_administration(actor, code, CopyOrder(new_code, name, address))
    session.output.show(
        {"administration": made.code, "copy_of": code, "address": made.delivery_address},
        _("“%(name)s” is a copy; documents arrive at %(address)s.")
        % {"name": made.name, "address": made.delivery_address},
    )
