"""The ``overstap`` command: choices, command, answer, exit code. Nothing of the trade happens here."""

import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cyclopts import CycloptsError

from overstap.cli import installation, language, usage
from overstap.cli.choices import UsageError, from_environment, split
from overstap.cli.errors import Exit, Unexpected, report
from overstap.cli.language import gettext as _
from overstap.cli.output import Output
from overstap.cli.session import Session
from overstap.lib import postgres
from overstap.lib.errors import OverstapError, TryLater

HELP = ("--help", "-h")


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Do what ``arguments`` say; gives the exit code (cli/errors.py)."""
    before = from_environment()
    language.use(before.language)
    try:
        choices, rest = split(arguments)
    except UsageError as error:
        return report(error, Output(replace(before, json="--json" in arguments)))
    language.use(choices.language)
    output = Output(choices)
    try:
        return _run(rest, Session(choices, output))
    except OverstapError as error:
        return report(error, output)
    except CycloptsError as error:
        return report(usage.in_words(error, _command_in(rest)), output)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # whoever read our output has seen enough; Python would complain once more when it closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:  # noqa: BLE001 - the outermost door: people get a sentence, the log gets the rest
        return report(_foreseen_by_nobody(error), output)


def _run(rest: list[str], session: Session) -> int:
    if session.choices.demo:
        installation.use_demo()
    # not earlier: these modules take their texts in the language that was just chosen
    from overstap.cli.commands import build

    app = build(session.output)
    _prepare(rest)
    command, bound, ignored = app.parse_args(rest, exit_on_error=False, print_error=False)
    if "session" in ignored:
        bound.arguments["session"] = session
    result = command(*bound.args, **bound.kwargs)
    return int(result) if isinstance(result, int) else Exit.DONE


def _prepare(rest: list[str]) -> None:
    """As much as this command needs: help needs no database, and a slip of the pen starts none."""
    from overstap.cli.commands import NAMES, WITHOUT_DATABASE

    name = rest[0] if rest else ""
    if name not in NAMES or name in WITHOUT_DATABASE:
        return
    if any(token in HELP for token in rest):
        installation.load_django()
    else:
        installation.make_ready()


def _command_in(rest: Sequence[str]) -> list[str]:
    """The words of the line that are the name of a command."""
    from overstap.cli.commands import NAMES

    if not rest or rest[0] not in NAMES:
        return []
    return [rest[0]]


def _foreseen_by_nobody(error: Exception) -> OverstapError:
    if _is_database_away(error):
        return TryLater(
            _("The database does not answer."),
            code="DATABASE-AWAY",
            remedy=_("Look whether it runs: overstap database status."),
        )
    log = _log(error)
    return Unexpected(
        _("A fault in Overstap (%(kind)s); nothing was half done.") % {"kind": type(error).__name__},
        remedy=_("The details stand in %(log)s; send them along when you report it.") % {"log": log},
        facts={"log": str(log)},
    )


def _is_database_away(error: Exception) -> bool:
    from django.db import InterfaceError, OperationalError

    return isinstance(error, OperationalError | InterfaceError)


def _log(error: Exception) -> Path:
    folder = Path(os.environ.get("OVERSTAP_FILES", postgres.var_dir()))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "errors.log"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(f"--- {datetime.now(UTC).isoformat()}\n")
        file.write("".join(traceback.format_exception(error)))
    return path
