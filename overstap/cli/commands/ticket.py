"""``overstap ticket``: transfer of a whole environment by a ticket file, and the clients of an office."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import RenderableType

from overstap.cli.entering import enter
from overstap.cli.errors import problem_lines
from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, row, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.lib.errors import Refused
from overstap.moves.actions.common import ConsentMissing, parse_uid
from overstap.moves.profiles import profile
from overstap.moves.tickets import actions, queries
from overstap.moves.tickets.actions import RedeemOrder, TicketMade
from overstap.moves.tickets.consequences import consequences
from overstap.moves.tickets.values import LARGEST, PROFILE, url_part
from overstap.moves.values import Party

app = App(name="ticket", help_epilogue="")
Agree = Annotated[bool, Parameter(negative="", help=_("you agree to the terms, which are shown without this"))]
TicketFile = Annotated[Path, Parameter(name="FILE", help=_("the ticket: …-overdracht-ticket.avr"))]
Folder = Annotated[
    Path, Parameter(name=("--output", "-o"), metavar="FOLDER", help=_("where the ticket goes; default: here"))
]


class FileUnusable(Refused):
    """A file cannot be read, or would be written over."""

    code = "FILE-UNUSABLE"


@app.command(help=_("What transferring the environment brings about; nothing happens yet"))
def preview(*, profile: str = PROFILE, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "ticket.preview") as actor:
        told = consequences(actor, profile)
        problems = [one.as_dict() for one in actions.transfer_problems(actor, profile)]
    made = table("", _("What this means"))
    for one in told:
        row(made, _sort(one.sort), f"{one.text}{': ' if one.facts else ''}{', '.join(one.facts)}")
    session.output.show({"consequences": told, "problems": problems}, made, *problem_lines(problems))


@app.command(help=_("Make the environment read-only, and a ticket for whoever takes it over"))
def make(
    *,
    agree: Agree = False,
    output: Folder = Path(),
    profile: Annotated[str, Parameter(metavar="NAME", help=_("kind of move"))] = PROFILE,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "ticket.make") as actor:
        try:
            made = actions.make_ticket(actor, agreed=agree, profile_name=profile)
        except ConsentMissing as error:
            raise _with_terms(error, profile, Party.GIVER) from None
        written = _write(made, output)  # if the disk refuses, nothing has happened
    session.output.show(_told(made, written), _("Nothing can be saved in the environment now."), *_shown(made, written))


@app.command(help=_("The ticket once more; the one before it stops working"))
def download(
    move: Annotated[str, Parameter(name="MOVE", help=_("number of the move; see: overstap move status"))],
    /,
    *,
    output: Folder = Path(),
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "ticket.download", {"move": move}) as actor:
        made = actions.download_again(actor, parse_uid(move))
        written = _write(made, output)
    session.output.show(_told(made, written), *_shown(made, written))


@app.command(help=_("What a ticket says; it stays valid"))
def look(file: TicketFile, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    content = read_ticket(file)
    with enter(session, environment, "ticket.look") as actor:
        found = actions.look(actor, content)
    session.output.show(
        asdict(found),
        facts(
            [
                (_("Environment"), f"{found.environment} ({found.slug})"),
                (_("Office"), found.office),
                (_("Made by"), found.started_by),
                (_("Administrations"), found.administrations),
                (_("Valid until"), moment(found.expires_at)),
            ]
        ),
    )


@app.command(help=_("Take an environment over with its ticket, as a new client of your office"))
def redeem(
    file: TicketFile,
    /,
    *,
    name: Annotated[str, Parameter(metavar="TEXT", help=_("what your office calls the client"))],
    url: Annotated[str, Parameter(metavar="SLUG", help=_("its URL part; default: the name in lower case"))] = "",
    agree: Agree = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    order = RedeemOrder(name=name, url_part=url or url_part(name), content=read_ticket(file), agreed=agree)
    with enter(session, environment, "ticket.redeem", {"name": name, "slug": order.url_part}) as actor:
        try:
            made = actions.redeem(actor, order)
        except ConsentMissing as error:
            raise _with_terms(error, actions.look(actor, order.content).profile, Party.RECEIVER) from None
    session.output.show(
        {"move": made.uid, "environment": made.slug, "name": made.name, "run_at": made.run_at},
        _("“%(name)s” is yours. You get a mail when it is ready.") % {"name": made.name},
        facts(
            [
                (_("Environment"), made.slug),
                (_("Runs on"), moment(made.run_at)),
                (_("See how it goes"), f"overstap move status {made.uid} -e {made.slug}"),
            ]
        ),
    )


@app.command(help=_("The clients of your office in whose environment you work"))
def clients(
    *,
    search: Annotated[str, Parameter(metavar="TEXT", help=_("part of a name or URL part"))] = "",
    after: Annotated[str, Parameter(metavar="SLUG", help=_("those after this one"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "client.list") as actor:
        page = queries.clients(actor, search=search, after=after)
    made = table(_("Environment"), _("Name"), _("State"), _("Move"))
    for one in page.rows:
        standing = one.standing
        row(made, one.slug, one.name, word(standing.state) if standing else "", standing.uid if standing else "")
    session.output.show(
        {"clients": page.rows, "after": page.after}, made if page.rows else _("Your office has no clients yet.")
    )


@app.command(name="add-client", help=_("A new client with an empty environment"))
def add_client(
    name: Annotated[str, Parameter(help=_("what your office calls the client"))],
    /,
    *,
    url: Annotated[str, Parameter(metavar="SLUG", help=_("its URL part; default: the name in lower case"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "client.add", {"name": name}) as actor:
        slug = actions.add_client(actor, name=name, url_part=url or url_part(name))
    session.output.show({"environment": slug, "name": name}, _("Environment “%(slug)s” is there.") % {"slug": slug})


def read_ticket(path: Path) -> bytes:
    """The bytes of a ticket file, no more than one can have. Raises FileUnusable."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise FileUnusable(
            _("%(path)s cannot be read: %(why)s") % {"path": path, "why": error.strerror},
            remedy=_("Check the name of the file."),
        ) from None


def _write(made: TicketMade, folder: Path) -> Path:
    """A file that others cannot read; an earlier ticket at that place is worthless and is replaced."""
    path = folder / made.file_name
    partial = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made.content)
        partial.replace(path)
    except OSError as error:
        raise FileUnusable(
            _("%(path)s cannot be written: %(why)s") % {"path": path, "why": error.strerror},
            remedy=_("Name a folder in which you may write, with --output."),
        ) from None
    return path


def _told(made: TicketMade, path: Path) -> dict[str, object]:
    problems = [one.as_dict() for one in made.problems]
    return {"move": made.uid, "file": str(path), "expires_at": made.expires_at, "problems": problems}


def _shown(made: TicketMade, path: Path) -> list[RenderableType]:
    lines: list[RenderableType] = [
        facts([(_("Ticket"), path), (_("Number of the move"), made.uid), (_("Valid until"), moment(made.expires_at))]),
        _("Give the file to the receiver alone: whoever has it can take the environment over."),
    ]
    return [*lines, *problem_lines([one.as_dict() for one in made.problems])]


def _sort(code: str) -> str:
    return {"moves": _("Goes along"), "changes": _("Changes"), "stays": _("Stays"), "task": _("To arrange")}[code]


def _with_terms(error: ConsentMissing, name: str, party: Party) -> ConsentMissing:
    terms = profile(name).terms[party][chosen()]
    return ConsentMissing(
        error.message + "\n" + terms, remedy=_("Say --agree if you do."), facts={"terms": terms, "profile": name}
    )
