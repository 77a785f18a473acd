"""``overstap move check``, ``mark``, ``sample``: the check report of a move; registered by ``move``."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from overstap.cli.aftercare import report_shown, said, spoken
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import mark as sign
from overstap.cli.output import row, table
from overstap.cli.session import InSession
from overstap.moves.actions.common import parse_uid
from overstap.moves.aftercare import paper, report, sampling, workbook
from overstap.moves.aftercare import table as sheet
from overstap.moves.aftercare.texts import Language
from overstap.moves.aftercare.values import Report

Uid = Annotated[str, Parameter(name="MOVE", help=_("number of the move; see: overstap move status"))]
Part = Annotated[int, Parameter(name=("--administration", "-a"), metavar="N", help=_("which of the move, from 1"))]


def _as_csv(found: Report, language: Language) -> bytes:
    return sheet.as_csv(found, language).encode()


_FORMS: Mapping[str, Callable[[Report, Language], bytes]] = {".pdf": paper.as_pdf, ".xlsx": workbook.as_xlsx}


def check(
    move: Uid,
    /,
    *,
    output: Annotated[
        Path | None,
        Parameter(
            name=("--output", "-o"), metavar="FILE", help=_("write it as PDF, XLSX or CSV, by the ending of the name")
        ),
    ] = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    """R141: both sides line by line."""
    with enter(session, environment, "move.check", {"move": move}) as actor:
        found = report.report(actor, parse_uid(move))
    if output is not None:
        output.write_bytes(_FORMS.get(output.suffix.lower(), _as_csv)(found, spoken()))
        session.output.show({"file": str(output)}, _("Written: %(file)s") % {"file": output})
        return
    told = report_shown(found) if found.lines else iter([_("This kind of move names no lines to check.")])
    session.output.show(found.as_dict(), *told)


def mark(
    move: Uid,
    line: Annotated[str, Parameter(name="LINE", help=_("code of the line, as --json has it"))],
    /,
    *,
    administration: Part = 1,
    undo: Annotated[bool, Parameter(negative="", help=_("not looked at after all"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    """R170: that somebody looked at a line."""
    with enter(session, environment, "move.check_mark", {"move": move, "line": line}) as actor:
        report.mark(actor, parse_uid(move), administration, line, checked=not undo)
    session.output.show({"move": move, "line": line, "checked": not undo}, _("Kept."))


def sample(
    move: Uid,
    /,
    *,
    administration: Part = 1,
    kind: Annotated[Literal["entry", "bank", "relation", "account"], Parameter(help=_("of what"))] = "entry",
    count: Annotated[int, Parameter(help=_("how many, 20 at most"))] = 5,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    """R177: records of both sides, picked at random."""
    with enter(session, environment, "move.check_sample", {"move": move}) as actor:
        taken = sampling.sample(actor, parse_uid(move), administration, kind, count)
    made = table(_("Record"), _("What it says"), _("Before"), _("After"), "")
    for one in taken:
        row(made, one.name, one.told, one.before[:16] or said("nothing"), one.after[:16], sign(one.same))
    session.output.show(taken, made if taken else _("There is no record of this kind on either side."))
