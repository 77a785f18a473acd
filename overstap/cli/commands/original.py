"""``overstap original``: read-only originals at the giver's; deleting them, and holds against that."""

from datetime import date
from typing import Annotated

from cyclopts import App, Parameter

from overstap.cli.aftercare import said
from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import day, moment, row, table
from overstap.cli.session import InSession
from overstap.moves.aftercare import originals

app = App(name="original", help_epilogue="")
Code = Annotated[str, Parameter(help=_("code of the administration"))]
Why = Annotated[str, Parameter(metavar="TEXT", help=_("why; it stays"))]


@app.command(name="list", help=_("What you gave away and can still read, and what was deleted"))
def list_(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "original.list") as actor:
        rows, stones = originals.originals(actor), originals.tombstones(actor)
    kept = table(_("Code"), _("Name"), _("Handed over to"), _("May be deleted"))
    for one in rows:
        told = _("yes") if one.deletable else said(one.why_not)
        if one.why_not == "undo" and one.undo_until:
            told = _("after %(until)s") % {"until": moment(one.undo_until)}
        row(kept, one.code, one.name, one.receiver, told)
    gone = table(_("Code"), _("Name"), _("Deleted"), _("By"), _("Why"))
    for stone in stones:
        row(gone, stone.code, stone.name, moment(stone.deleted_at), stone.deleted_by, stone.why)
    shown = [kept if rows else _("There are no originals here."), *([gone] if stones else [])]
    session.output.show({"originals": rows, "deleted": stones}, *shown)


@app.command(help=_("Delete an original for good; the books of the new holder stay"))
def delete(
    code: Code,
    /,
    *,
    confirm: Annotated[str, Parameter(metavar="CODE", help=_("the code once more"))],
    why: Why,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "original.delete", {"administration": code}) as actor:
        originals.delete(actor, code, confirm, why)
    session.output.show({"administration": code, "deleted": True}, _("The original is deleted; the proof stays."))


@app.command(help=_("Keep an original, whatever its holder thinks later"))
def hold(
    code: Code,
    /,
    *,
    until: Annotated[str, Parameter(metavar="YYYY-MM-DD", help=_("default: the end of the seventh year"))] = "",
    reason: Why,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    last = _date(until) if until else originals.usual_hold()
    with enter(session, environment, "original.hold", {"administration": code}) as actor:
        originals.hold(actor, code, last, reason)
    session.output.show({"administration": code, "until": last}, _("Kept until %(day)s.") % {"day": day(last)})


@app.command(help=_("End a legal hold before its day"))
def lift(code: Code, /, *, reason: Why, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "original.lift", {"administration": code}) as actor:
        originals.lift(actor, code, reason)
    session.output.show({"administration": code, "hold": None}, _("The legal hold is lifted."))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(_("“%(text)s” is not a day; write it as 2033-12-31.") % {"text": text[:40]}) from None
