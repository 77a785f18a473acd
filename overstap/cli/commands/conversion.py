"""``overstap conversion``: the books of one package written into another, mapped and compared."""

import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

from cyclopts import App, Parameter
from rich.console import RenderableType

from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.errors import Exit
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName, Wait
from overstap.cli.output import facts, moment, number, plain, row, safe, table
from overstap.cli.session import InSession, Session
from overstap.connectors.values import Kind
from overstap.lib.errors import TryLater
from overstap.lib.sentences import told, told_place
from overstap.moves.actions.common import parse_uid
from overstap.moves.conversions import actions, deciding, queries
from overstap.moves.conversions.deciding import Decision
from overstap.moves.conversions.values import AT_WORK, MAPPED, Choice, Conversion, End, Order, State
from overstap.tenancy import systems
from overstap.tenancy.access import Actor
from overstap.tenancy.values import PackageFamily

app = App(name="conversion", help_epilogue="")
LOOK_EVERY = 0.2  # seconds
LONGEST_WAIT = 3600.0  # seconds
HOUSE = "house"
Uid = Annotated[str, Parameter(metavar="CONVERSION", help=_("number of the conversion; see: overstap conversion show"))]
Ends = Annotated[
    str,
    Parameter(
        metavar="CONNECTION:CODE",
        help=_("connection (its number, or “house”) and code of the administration; see: overstap system list"),
    ),
]
_LIMIT = 10_000


class StillAtWork(TryLater):
    """The worker has not finished within an hour, or there is none; or the package is waited for."""

    code = "CONVERSION-STILL-AT-WORK"


@app.command(help=_("Draw up a conversion and read the books; nothing is written by that"))
def new(
    *,
    from_: Annotated[str, Parameter(name="--from", metavar="CONNECTION:CODE", help=_("what to read"))],
    to: Ends,
    make: Annotated[
        str, Parameter(metavar="NAME", help=_("make the administration in Overstap, under this name"))
    ] = "",
    first_year: Annotated[int, Parameter(metavar="YEAR", help=_("first book year; else all history"))] = 0,
    wait: Wait = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> int:
    with enter(session, environment, "conversion.draw-up", {"from": from_, "to": to}) as actor:
        target = _end(actor, to, make)
        uid = actions.draw_up(actor, Order(_end(actor, from_), target, first_year, makes_target=bool(make)))
        actions.begin(actor, uid)
    return _followed(session, environment, uid, wait=wait)


@app.command(help=_("The conversions of this environment, or one of them"))
def show(conversion: Uid = "", /, *, environment: EnvironmentName = "", session: InSession) -> int:
    if conversion:
        return _shown(session, _one(session, environment, parse_uid(conversion)))
    with enter(session, environment, "conversion.list") as actor:
        rows = queries.listed(actor, limit=100)
    made = table(_("Conversion"), _("From"), _("To"), _("State"), _("Ordered"))
    for one in rows:
        row(made, one.uid, _told_end(one.source), _told_end(one.target), _states()[one.state], moment(one.ordered_at))
    session.output.show(rows, made if rows else _("Nothing was converted here yet."))
    return 0


@app.command(name="map", help=_("See the mapping, agree to what is proposed, or decide what a code becomes"))
def map_(
    conversion: Uid,
    /,
    kind: Annotated[Literal["accounts", "vat_codes", "journals", "dimensions", "relations"] | None, Parameter()] = None,
    *,
    set_: Annotated[
        tuple[str, ...],
        Parameter(
            name="--set", metavar="OLD=NEW", negative="", help=_("use the code NEW that is there (needs a kind)")
        ),
    ] = (),
    make: Annotated[
        tuple[str, ...],
        Parameter(name="--make", metavar="OLD=NEW", negative="", help=_("make a new code NEW (needs a kind)")),
    ] = (),
    leave_out: Annotated[
        tuple[str, ...], Parameter(metavar="OLD", negative="", help=_("leave a code out (needs a kind)"))
    ] = (),
    agree: Annotated[bool, Parameter(negative="", help=_("agree to everything that is proposed and open"))] = False,
    all_: Annotated[bool, Parameter(name="--all", negative="", help=_("also what is sure or decided"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> int:
    uid, chosen = parse_uid(conversion), Kind(kind) if kind else None
    decisions = [*_pairs(set_, Choice.EXISTING), *_pairs(make, Choice.NEW)]
    decisions += [(code, Decision(Choice.NONE)) for code in leave_out]
    if decisions and chosen is None:
        raise UsageError(_("Name the kind of code: one of %(kinds)s.") % {"kinds": ", ".join(MAPPED)})
    with enter(session, environment, "conversion.map", {"conversion": conversion}) as actor:
        for code, decision in decisions:
            deciding.decide(actor, uid, deciding.pair_of(actor, uid, str(chosen), code), decision)
        if agree:
            deciding.accept(actor, uid, deciding.open_ones(actor, uid, chosen))
        rows = queries.pairs(actor, uid, kind=chosen, only_open=not all_, limit=_LIMIT)
    made = table(_("Kind"), _("Code"), _("Name"), _("Becomes"), "%")
    for one in rows:
        target = "–" if one.choice is Choice.NONE else f"{one.target} {one.target_name}".strip()
        fresh = f" ({_('new')})" if one.choice is Choice.NEW else ""
        row(made, str(one.kind), one.source, one.source_name, target + fresh, str(one.confidence))
    session.output.show(rows, made if rows else _("Nothing is open."))
    return 0


@app.command(help=_("Write the books as they were mapped, read them back and compare; or go on where it stopped"))
def run(conversion: Uid, /, *, wait: Wait = False, environment: EnvironmentName = "", session: InSession) -> int:
    uid = parse_uid(conversion)
    with enter(session, environment, "conversion.write", {"conversion": conversion}) as actor:
        found = queries.conversion(actor, uid)
        deed = actions.go_on if found.state is State.STOPPED or found.waits_until else actions.write
        deed(actor, uid)
    return _followed(session, environment, uid, wait=wait)


@app.command(help=_("Call it off; what was written stays"))
def cancel(conversion: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> int:
    uid = parse_uid(conversion)
    with enter(session, environment, "conversion.cancel", {"conversion": conversion}) as actor:
        actions.cancel(actor, uid)
    return _shown(session, _one(session, environment, uid))


@app.command(help=_("What was carried, what was found, what differs"))
def report(conversion: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> int:
    uid = parse_uid(conversion)
    with enter(session, environment, "conversion.show", {"conversion": conversion}) as actor:
        found = queries.conversion(actor, uid)
        findings = queries.findings(actor, uid, limit=_LIMIT)
        differences = queries.differences(actor, uid, limit=_LIMIT)
    made = table(_("Place"), _("What"), _("Field"), _("Expected"), _("Found"))
    for one in differences:
        row(made, told_place(one.place, _), str(one.what), one.field, one.expected, one.found)
    listed = table(_("Place"), _("Severity"), _("Finding"))
    for finding in findings:
        row(listed, told_place(finding.place, _), finding.severity, told(finding.message, _))
    data = {**_data(found), "findings": plain(findings), "differences": plain(differences)}
    tables = [one for one, rows in ((made, differences), (listed, findings)) if rows]
    session.output.show(data, *_told(found), *tables)
    return _exit(found)


def _followed(session: Session, slug: str, uid: UUID, *, wait: bool) -> int:
    return _shown(session, _until_idle(session, slug, uid) if wait else _one(session, slug, uid))


def _until_idle(session: Session, slug: str, uid: UUID) -> Conversion:
    until = time.monotonic() + LONGEST_WAIT
    with session.output.at_work(_("The conversion")) as work:
        while time.monotonic() < until:
            found = _one(session, slug, uid)
            if found.state not in AT_WORK or found.waits_until:
                return found
            work.now(_states()[found.state])
            time.sleep(LOOK_EVERY)
    raise StillAtWork(
        _("The conversion is not finished yet."),
        remedy=_("Look whether a worker runs: overstap worker."),
        facts={"conversion": str(uid)},
    )


def _one(session: Session, slug: str, uid: UUID) -> Conversion:
    with enter(session, slug, "conversion.show", {"conversion": str(uid)}) as actor:
        return queries.conversion(actor, uid)


def _shown(session: Session, found: Conversion) -> int:
    session.output.show(_data(found), *_told(found))
    return _exit(found)


def _exit(found: Conversion) -> int:
    if found.state is State.STOPPED:
        return Exit.NEEDS_PERSON
    return Exit.DIFFERENCES if found.clean is False else Exit.DONE


def _data(found: Conversion) -> dict[str, Any]:
    names = (name for name in Conversion.__slots__ if name not in ("plan", "version"))
    return {**{name: plain(getattr(found, name)) for name in names}, "plan": plain(found.plan)}


def _told(found: Conversion) -> Iterator[RenderableType]:
    yield facts(
        [
            (_("Conversion"), found.uid),
            (_("From"), _told_end(found.source)),
            (_("To"), _told_end(found.target)),
            (_("State"), _states()[found.state]),
            *([(_("To be decided"), number(found.open_pairs))] if found.open_pairs else []),
            *([(_("Waits until"), moment(found.waits_until))] if found.waits_until else []),
        ]
    )
    if found.problem:
        yield safe(told(found.problem["message"], _), "bold")
        yield safe(told(found.problem["remedy"], _))
    if found.counts:
        columns = (_("Read"), _("Written"), _("There"), _("Refused"), _("Read back"), _("Differ"))
        made = table(_("Kind"), *columns, right=columns)
        for one in found.counts:
            differ = "–" if one.differences is None else number(sum(one.differences.values()))
            present = "–" if one.present is None else number(one.present)
            counted = (one.read, one.made + one.filed, one.there, one.refused)
            row(made, str(one.kind), *(number(each) for each in counted), present, differ)
        yield made


def _told_end(end: End) -> str:
    return f"{end.called} {end.code} {end.name}".strip()


def _states() -> dict[State, str]:
    return {
        State.DRAWN_UP: _("drawn up"),
        State.READING: _("being read"),
        State.REVIEW: _("to be reviewed"),
        State.WRITING: _("being written"),
        State.CHECKING: _("being compared"),
        State.STOPPED: _("stopped"),
        State.DONE: _("done"),
        State.CANCELLED: _("called off"),
    }


def _end(actor: Actor, text: str, name: str = "") -> End:
    connection, colon, code = text.partition(":")
    if not colon or not code:
        raise UsageError(_("Write connection and code as CONNECTION:CODE, such as house:1001 or 3:100001."))
    if connection == HOUSE:
        return End(PackageFamily.HOUSE, None, code, name)
    if not (connection.isascii() and connection.isdecimal()):
        raise UsageError(_("Write connection and code as CONNECTION:CODE, such as house:1001 or 3:100001."))
    system = systems.connection(actor, int(connection[:18]))
    return End(system.package, system.pk, code, name)


def _pairs(texts: tuple[str, ...], choice: Choice) -> Iterator[tuple[str, Decision]]:
    for text in texts:
        old, equals, new_code = text.partition("=")
        if not equals or not old or not new_code:
            raise UsageError(_("Write codes as OLD=NEW."))
        yield old, Decision(choice, new_code)
