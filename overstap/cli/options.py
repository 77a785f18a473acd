"""Options that several commands share."""

from typing import Annotated

from cyclopts import Parameter

from overstap.cli.language import gettext as _

EnvironmentName = Annotated[
    str,
    Parameter(
        name=("--environment", "-e"),
        env_var="OVERSTAP_ENVIRONMENT",
        metavar="SLUG",
        help=_("URL part of the environment; may be left out by who works in one only"),
    ),
]
Reason = Annotated[str, Parameter(metavar="TEXT", help=_("why; the other party reads it"))]
Wait = Annotated[bool, Parameter(negative="", help=_("stay until the worker is done with it; needs a running worker"))]
