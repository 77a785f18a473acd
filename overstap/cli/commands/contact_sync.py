"""``overstap contact-sync``: contacts kept in step with the coupled administrations, and what is changed here."""

from collections.abc import Mapping
from typing import Annotated, Literal

from cyclopts import App, Parameter
from rich.console import RenderableType

from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.errors import Exit
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, number, row, safe, table
from overstap.cli.session import InSession
from overstap.coupling import queries as contacts
from overstap.coupling import words
from overstap.coupling.keeping import actions, queries
from overstap.coupling.keeping.values import KeepingRow, OutgoingRow, Sending, Sort
from overstap.coupling.values import FIELDS, Standing
from overstap.lib.sentences import told

app = App(name="contact-sync", help_epilogue="")
_MOST = 500
Number = Annotated[int, Parameter(name="NUMBER", help=_("of the contact; see: overstap contact list"))]
Set = Annotated[
    tuple[str, ...],
    Parameter(name="--set", metavar="FIELD=TEXT", negative="", help=_("a field; several may be given")),
]
Administrations = Annotated[
    tuple[int, ...],
    Parameter(name="--to", metavar="NUMBER", negative="", help=_("a coupled administration; several may be given")),
]
Code = Annotated[
    str, Parameter(metavar="CODE", help=_("wished for there; where it is taken, the package gives another one"))
]


@app.command(help=_("How it goes: the last round, what waits, what somebody has to decide"))
def status(*, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "coupling.show") as actor:
        found = queries.status(actor)
    made = table(_("Number"), _("Administration"), _("State"), _("Takes changes"), _("Last read"))
    for one in found.administrations:
        takes = _("yes") if one.back else _("no")
        read = moment(one.read_at) if one.read_at else "–"
        row(made, str(one.number), one.name, _standing(one.standing), takes, read)
    session.output.show(found, _summary(found), *_problem(found.problem), made)
    return Exit.NEEDS_PERSON if found.problem else Exit.DONE


@app.command(help=_("Begin a round as soon as the worker can"))
def now(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "coupling.keep") as actor:
        actions.now(actor)
        found = queries.status(actor)
    session.output.show(found, safe(_("The worker begins as soon as it can.")))


@app.command(help=_("What goes, or went, out to administrations, the newest first"))
def outgoing(
    *,
    state: Annotated[
        Literal["waiting", "sent", "refused", "overtaken"] | None, Parameter(help=_("only what stands so"))
    ] = None,
    contact: Annotated[int, Parameter(metavar="NUMBER", help=_("of this contact only"))] = 0,
    before: Annotated[int, Parameter(metavar="LINE", help=_("begin before this one"))] = 0,
    limit: Annotated[int, Parameter(metavar="COUNT", help=_("at most so many"))] = 50,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "coupling.show") as actor:
        wanted = Sending(state) if state else None
        most = min(max(limit, 1), _MOST)
        found = queries.outgoing(actor, state=wanted, contact=contact, before=before, limit=most)
    made = table(_("Line"), _("Contact"), _("Administration"), _("What"), _("State"), _("Remark"))
    for one in found:
        remark = told(one.problem["message"], _) if one.problem else ""
        named = f"{one.contact} {one.contact_name}"
        row(made, str(one.number), named, one.administration_name, _what(one), _sendings()[one.state], remark)
    session.output.show(found, made if found else _("Nothing goes out."))


@app.command(help=_("Send again what the package refused"))
def again(
    line: Annotated[int, Parameter(name="LINE", help=_("its number; see: overstap contact-sync outgoing"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "contact.send-again", {"line": line}) as actor:
        actions.again(actor, line)
    session.output.show({"line": line}, safe(_("It is sent again.")))


@app.command(help=_("A new contact; in these administrations too, where that is said"))
def make(
    *,
    set_: Set = (),
    to: Administrations = (),
    code: Code = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    fields = _fields(set_)
    with enter(session, environment, "contact.make", {"to": to}) as actor:
        made = actions.make(actor, fields, to, code)
        found = contacts.contact(actor, made)
    session.output.show(found, safe(_("It is contact %(number)d.") % {"number": made}))


@app.command(help=_("Change a contact; it goes out to the administrations that take changes"))
def change(number: Number, /, *, set_: Set = (), environment: EnvironmentName = "", session: InSession) -> None:
    fields = _fields(set_)
    with enter(session, environment, "contact.change", {"number": number}) as actor:
        actions.change(actor, number, fields)
        found = contacts.contact(actor, number)
    session.output.show(found, safe(_("It is changed.")))


@app.command(help=_("Make a contact in administrations where it is not yet"))
def send(
    number: Number,
    /,
    *,
    to: Administrations = (),
    code: Code = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "contact.send", {"number": number, "to": to}) as actor:
        actions.send(actor, number, to, code)
        found = queries.outgoing(actor, contact=number)
    session.output.show(found, safe(_("It goes out as soon as the worker can.")))


@app.command(help=_("End a contact here; nothing is deleted in the administrations, unless that is said"))
def remove(
    number: Number,
    /,
    *,
    there: Annotated[
        tuple[int, ...],
        Parameter(
            name="--there",
            metavar="CARD",
            negative="",
            help=_("delete this card of it too; see: overstap contact show"),
        ),
    ] = (),
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "contact.remove", {"number": number}) as actor:
        decision = actions.remove(actor, number, there)
    text = _("It is removed; “overstap contact undo %(decision)d” brings it back.") % {"decision": decision}
    session.output.show({"decision": decision}, safe(text))


def _fields(pairs: tuple[str, ...]) -> dict[str, str]:
    told_fields = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or name not in FIELDS:
            names = ", ".join(FIELDS)
            raise UsageError(_("Write FIELD=TEXT with one of the fields: %(names)s.") % {"names": names})
        told_fields[name] = text
    return told_fields


def _summary(found: KeepingRow) -> RenderableType:
    counts = [
        (_("Waits to go out"), found.waiting),
        (_("Refused"), found.refused),
        (_("Conflicts"), found.conflicts),
        (_("Differences"), found.differences),
        (_("Questions"), found.questions),
        (_("In no administration any more"), found.gone),
    ]
    ended = moment(found.ended_at) if found.ended_at else "–"
    state = _("a round is under way") if found.busy else _("at rest") if found.running else _("not begun")
    return facts(
        [
            (_("Keeping in step"), state),
            (_("Last round"), ended),
            *((label, number(count)) for label, count in counts if count),
        ]
    )


def _problem(problem: Mapping[str, str] | None) -> list[RenderableType]:
    if problem is None:
        return []
    return [safe(told(problem["message"], _), "bold"), safe(told(problem["remedy"], _))]


def _what(one: OutgoingRow) -> str:
    if one.sort is Sort.CHANGE:
        changes = [
            f"{told(words.FIELD_NAMES[name], _)}: {was or '–'} → {becomes or '–'}"
            for name, (was, becomes) in one.fields.items()
        ]
        return "; ".join(changes)
    return _("make") if one.sort is Sort.MAKE else _("delete")


def _standing(standing: str) -> str:
    return {
        Standing.CHOSEN: _("not read yet"),
        Standing.COUPLED: _("coupled"),
        Standing.LOST: _("no access"),
        Standing.ENDED: _("uncoupled"),
    }[Standing(standing)]


def _sendings() -> dict[Sending, str]:
    return {
        Sending.WAITING: _("waits"),
        Sending.SENT: _("sent"),
        Sending.REFUSED: _("refused"),
        Sending.OVERTAKEN: _("no longer needed"),
    }
