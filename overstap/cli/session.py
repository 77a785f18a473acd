"""What a command gets besides its own arguments: who asks, and where the answer goes."""

from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from overstap.cli.choices import Choices
from overstap.cli.output import Output


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the command line."""

    choices: Choices
    output: Output


# Not a parameter of the command line: main puts it in.
InSession = Annotated[Session, Parameter(parse=False)]
