"""``overstap inbox``: mail and scans that came in, and what becomes of them."""

from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter
from rich.table import Table

from overstap.books.inbox import actions, queries
from overstap.books.inbox.values import ItemRow, ItemView
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, row, table
from overstap.cli.session import InSession
from overstap.connectors.mail.scanning import receive_scan
from overstap.lib import objects
from overstap.lib.errors import Refused
from overstap.lib.sentences import told
from overstap.tenancy import access

app = App(name="inbox", help_epilogue="")
Code = Annotated[str, Parameter(help=_("code of the administration"))]
Item = Annotated[str, Parameter(name="ITEM", help=_("number of the item; see: overstap inbox list"))]
Tag = Annotated[str, Parameter(metavar="TAG", help=_("purchase, sales, cash, bank, journal or own"))]
State = Literal["open", "done", "aside", "all"]
Kind = Literal["mail", "scan", "all"]
_MOST = 1_000
_LARGEST = 26_000_000  # bytes; more than any scan may have


class NoFile(Refused):
    """There is no such file to read."""

    code = "FILE-NOT-FOUND"


@app.command(name="list", help=_("What came in, newest first"))
def list_(
    code: Code,
    /,
    *,
    state: Annotated[State, Parameter(help=_("what is still to be done with it"))] = "open",
    kind: Annotated[Kind, Parameter(help=_("mail or scans"))] = "all",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "inbox.list", {"administration": code}) as actor:
        rows = queries.items(
            actor, code, state="" if state == "all" else state, kind="" if kind == "all" else kind, limit=_MOST
        )
    session.output.show(rows, _shown(rows) if rows else _("There is nothing like that in this inbox."))


@app.command(help=_("One item: its text, its files and what became of them"))
def show(code: Code, item: Item, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "inbox.show", {"administration": code}) as actor:
        found = queries.item(actor, code, _number(item))
    session.output.show(found, facts(_about(found)), _files(found), found.text)


@app.command(help=_("Write all of an item to a file: a mail with its header, or the scan"))
def save(
    code: Code,
    item: Item,
    /,
    *,
    to: Annotated[Path, Parameter(metavar="FILE", help=_("a file that is not there yet"))],
    number: Annotated[int, Parameter(metavar="NUMBER", help=_("only the file with this number"))] = 0,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "inbox.download", {"administration": code}) as actor:
        uid = _number(item)
        found = queries.file_of(actor, code, uid, number) if number else queries.original(actor, code, uid)
    try:
        with to.open("xb") as file:
            for piece in objects.pieces(found.sha256):
                file.write(piece)
    except OSError as error:
        raise NoFile(
            _("%(file)s cannot be written: %(why)s.") % {"file": to, "why": error.strerror or ""},
            remedy=_("Name a file that is not there yet, in a folder that is."),
        ) from error
    session.output.show({"file": str(to), "sha256": found.sha256}, _("Written to %(file)s.") % {"file": to})


@app.command(help=_("Make a document of a file of an item"))
def document(
    code: Code,
    item: Item,
    number: Annotated[int, Parameter(name="NUMBER", help=_("number of the file; see: overstap inbox show"))],
    /,
    *,
    tag: Tag = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "inbox.make_document", {"administration": code}) as actor:
        uid = actions.make_document(actor, code, _number(item), number, tag)
    session.output.show({"document": str(uid)}, _("The document is in the archive."))


@app.command(help=_("Give all documents of an item a tag"))
def tag(
    code: Code,
    item: Item,
    tag: Annotated[str, Parameter(name="TAG", help=_("purchase, sales, cash, bank, journal or own"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "inbox.tag", {"administration": code}) as actor:
        count = actions.tag_documents(actor, code, _number(item), tag)
    session.output.show(
        {"documents": count, "tag": tag}, _("Documents with another tag: %(count)d.") % {"count": count}
    )


@app.command(help=_("Nothing needs to be done with it"))
def aside(code: Code, item: Item, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "inbox.put_aside", {"administration": code}) as actor:
        actions.put_aside(actor, code, _number(item))
    session.output.show({"item": item, "state": "aside"}, _("It is put aside."))


@app.command(help=_("Open it again"))
def restore(code: Code, item: Item, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "inbox.restore", {"administration": code}) as actor:
        actions.restore(actor, code, _number(item))
    session.output.show({"item": item, "state": "open"}, _("It is open again."))


@app.command(help=_("Put a scan into the inbox"))
def scan(
    code: Code,
    file: Annotated[Path, Parameter(name="FILE", help=_("PDF, JPG, PNG or XML"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST)
    except OSError as error:
        raise NoFile(
            _("%(file)s cannot be read: %(why)s.") % {"file": file, "why": error.strerror or ""},
            remedy=_("Check the name of the file."),
        ) from error
    with enter(session, environment, "inbox.scan", {"administration": code}) as actor:
        uid = receive_scan(actor, code, file.name, content)
    session.output.show({"item": str(uid)}, _("The scan is in the inbox."))


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise access.NotFound(
            _("There is no item %(item)s.") % {"item": text[:40]},
            code="INBOX-ITEM-NOT-FOUND",
            remedy=_("Look it up with: overstap inbox list"),
        ) from error


def _shown(rows: list[ItemRow]) -> Table:
    made = table(_("Item"), _("Kind"), _("State"), _("Sender"), _("Subject"), _("Files"), _("Received"))
    kinds, states = _words()
    for one in rows:
        sender = one.sender_name or one.sender
        row(
            made,
            one.uid,
            kinds[one.kind],
            states[one.state],
            sender,
            one.subject,
            str(one.files),
            moment(one.received_at),
        )
    return made


def _about(found: ItemView) -> list[tuple[str, str]]:
    kinds, states = _words()
    return [
        (_("Kind"), kinds[found.row.kind]),
        (_("State"), states[found.row.state]),
        (_("Sender"), f"{found.row.sender_name} {found.row.sender}".strip()),
        (_("Subject"), found.row.subject),
        (_("Received"), moment(found.row.received_at)),
        *((_("Remark"), f"{told(one.message, _)} {told(one.remedy, _)}") for one in found.findings),
    ]


def _files(found: ItemView) -> Table | str:
    if not found.parts:
        return _("No file came along.")
    fates = {
        "document": _("in the archive"),
        "waiting": _("waits for you"),
        "inline": _("picture in the text"),
        "unusable": _("cannot become a document"),
    }
    made = table(_("Number"), _("File"), _("Bytes"), _("What became of it"), _("Remark"))
    for one in found.parts:
        why = f"{told(one.problem.message, _)} {told(one.problem.remedy, _)}" if one.problem else ""
        row(made, str(one.number), one.name, str(one.size), fates[one.fate], why)
    return made


def _words() -> tuple[dict[str, str], dict[str, str]]:
    kinds = {"mail": _("mail"), "scan": _("scan")}
    return kinds, {"open": _("open"), "done": _("settled"), "aside": _("put aside")}
