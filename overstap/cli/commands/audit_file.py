"""``overstap import`` and ``overstap export``: audit files in and out of the books."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from overstap.books.ledger.store import EntryUnbalanced
from overstap.books.ledger.values import Totals
from overstap.cli.entering import enter
from overstap.cli.errors import findings_shown
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import Output, amount, mark, number, row, safe, table
from overstap.cli.session import InSession
from overstap.cli.whole_files import written_whole
from overstap.connectors import filing
from overstap.connectors.audit_file import actions
from overstap.connectors.audit_file.values import ImportResult
from overstap.exchange.xaf.errors import UnreadableAuditFile
from overstap.exchange.xaf.values import Version
from overstap.lib.errors import OverstapError, Refused
from overstap.lib.findings import Finding, Severity
from overstap.tenancy.access import Actor


def import_(
    *files: Annotated[Path, Parameter(help=_("the audit file, or all parts of one that was split"))],
    environment: EnvironmentName = "",
    code: Annotated[
        str, Parameter(metavar="CODE", help=_("the administration; a new one, or one that gets another book year"))
    ],
    name: Annotated[str, Parameter(metavar="TEXT", help=_("its name; default: the company in the file"))] = "",
    encoding: Annotated[
        str, Parameter(metavar="NAME", help=_("read it as, say, windows-1252, whatever the file says"))
    ] = "",
    session: InSession,
) -> None:
    facts: dict[str, object] = {"administration": code, "files": [path.name for path in files]}
    with enter(session, environment, "audit-file.import", facts) as actor:
        result = take_in(actor, files, session.output, code=code, name=name, encoding=encoding)
    session.output.show(result.as_dict(), *shown(result))


def export(
    *,
    environment: EnvironmentName = "",
    code: Annotated[str, Parameter(metavar="CODE", help=_("code of the administration"))],
    year: Annotated[int, Parameter(metavar="YEAR", help=_("book year"))],
    version: Annotated[Literal["3.2", "4.0"], Parameter(help=_("version of the audit file"))] = "3.2",
    output: Annotated[Path, Parameter(name=("--output", "-o"), metavar="FILE", help=_("where to write it"))],
    session: InSession,
) -> None:
    with (
        written_whole(output) as stream,
        enter(session, environment, "audit-file.export", {"administration": code, "year": year}) as actor,
    ):
        findings = actions.export_audit_file(actor, code, year, Version(version), stream)
    plain = [one.as_dict() for one in findings]
    session.output.show(
        {"file": str(output), "version": version, "findings": plain},
        _("Written: %(file)s") % {"file": output},
        *findings_shown(plain),
    )


def export_for(
    package: Annotated[str, Parameter(metavar="PACKAGE", help=_("multivers, accountview"))],
    /,
    *,
    environment: EnvironmentName = "",
    code: Annotated[str, Parameter(metavar="CODE", help=_("code of the administration"))],
    output: Annotated[Path, Parameter(name=("--output", "-o"), metavar="FILE", help=_("where to write the ZIP"))],
    session: InSession,
) -> None:
    given: dict[str, object] = {"administration": code, "package": package}
    with written_whole(output) as stream, enter(session, environment, "books.export-for", given) as actor:
        steps = filing.export_for(actor, code, package, stream)
    session.output.show(
        {"file": str(output), "steps": list(steps)},
        _("Written: %(file)s") % {"file": output},
        *(Text(f"{place}. {step}") for place, step in enumerate(steps, start=1)),
    )


def take_in(
    actor: Actor, files: Sequence[Path], output: Output, *, code: str, name: str = "", encoding: str = ""
) -> ImportResult:
    """Import with a bar. A file that cannot be read, or an entry that does not balance, counts as a finding."""
    what = _("Reading %(file)s") % {"file": files[0].name if files else ""}
    try:
        with output.at_work(what) as work:
            return actions.import_audit_file(
                actor,
                files,
                code=code,
                name=name or None,
                encoding=encoding or None,
                progress=lambda lines: work.at(lines, note=_("%(count)s lines") % {"count": number(lines)}),
            )
    except (UnreadableAuditFile, EntryUnbalanced) as error:
        raise _as_finding(error, files) from error


def shown(result: ImportResult) -> list[RenderableType]:
    """What was imported, for people: totals as declared and as counted, and what was found."""
    head = _("Imported: %(lines)s lines in %(entries)s entries of %(year)d, in administration %(code)s.") % {
        "lines": number(result.lines),
        "entries": number(result.entries),
        "year": result.year,
        "code": result.administration,
    }
    return [
        Text.assemble(("✓ ", "green"), safe(head)),
        totals_table(result.declared, result.computed),
        *findings_shown([one.as_dict() for one in result.findings]),
    ]


def totals_table(declared: Mapping[str, Totals], computed: Mapping[str, Totals]) -> RenderableType:
    """Control totals of the file beside those that were counted; neither is ever mended."""
    figures = (_("Lines"), _("Debit"), _("Credit"))
    made = table("", _("Totals"), *figures, right=figures)
    for section in dict.fromkeys([*computed, *declared]):
        stated, counted = declared.get(section), computed.get(section)
        if counted is not None:
            _totals(made, mark(stated in (None, counted)), _section(section), counted)
        if stated is not None and stated != counted:
            _totals(made, Text("✗", "red"), _("  the file says"), stated)
    return made


def _section(name: str) -> str:
    """``transactions``, ``opening``, ``subledger CU Debtors``, ``opening subledger …`` as people say it."""
    for beginning, told in (
        ("opening subledger ", _("Open at the start: %(name)s")),
        ("subledger ", _("Sub-ledger: %(name)s")),
        ("transactions", _("Entries")),
        ("opening", _("Opening balance")),
    ):
        if name.startswith(beginning):
            return told % {"name": name.removeprefix(beginning)}
    return name


def _totals(made: Table, sign: Text, name: str, one: Totals) -> None:
    row(made, sign, name, number(one.lines), amount(one.debit), amount(one.credit))


def _as_finding(error: OverstapError, files: Sequence[Path]) -> Refused:
    place = str(error.facts.get("place") or ", ".join(path.name for path in files))
    finding = Finding(error.code, Severity.ERROR, place, error.message, error.remedy)
    facts = {**error.facts, "findings": [finding.as_dict()]}
    return Refused(error.message, code=error.code, remedy=error.remedy, facts=facts)
