"""What was wrong with a command line, in the chosen language."""

from collections.abc import Sequence

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)

from overstap.cli.choices import UsageError
from overstap.cli.language import gettext as _


def in_words(error: CycloptsError, command: Sequence[str]) -> UsageError:
    """``error`` of the parser as ours; ``command``: the words whose help says how it should be."""
    message = _message(error)
    see = " ".join(("overstap", *command, "--help"))
    return UsageError(message, remedy=_("See: %(help)s") % {"help": see})


def _message(error: CycloptsError) -> str:
    match error:
        case MissingArgumentError():
            return _("%(name)s is missing.") % {"name": _name(error)}
        case UnknownOptionError():
            return _("There is no option “%(name)s” here.") % {"name": error.token.keyword or error.token.value}
        case UnknownCommandError() | UnusedCliTokensError():
            return _("“%(words)s” is not understood here.") % {"words": " ".join(error.unused_tokens or ())}
        case CoercionError():
            value = error.token.value if error.token else ""
            return _("“%(value)s” cannot be the value of %(name)s.") % {"value": value, "name": _name(error)}
        case RepeatArgumentError():
            return _("%(name)s was given twice.") % {"name": _name(error)}
        case ValidationError():
            return error.exception_message or _("A value is not allowed.")
    return str(error)


def _name(error: CycloptsError) -> str:
    argument = error.argument
    if argument is None:
        return _("A value")
    is_option = argument.name.startswith("-") and argument.index is None
    return argument.name if is_option else argument.name.lstrip("-").upper()
