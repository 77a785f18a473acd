"""``overstap document``: the archive of an administration."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter
from django.db import transaction

from overstap.books.documents import actions, queries
from overstap.books.documents.pages import actions as cutting
from overstap.books.documents.pages import choosing
from overstap.books.documents.pages import queries as pages
from overstap.books.documents.pages.actions import Chosen
from overstap.books.documents.transit import running, takeaways
from overstap.books.documents.values import Arrival, Row, Source, Tag, Wanted
from overstap.books.documents.words import source_word, tag_word
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.language import ngettext
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, number, row, table
from overstap.cli.session import InSession, Session
from overstap.connectors.documents.actions import receive
from overstap.exchange.documents.values import LARGEST
from overstap.lib import objects
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy.access import Actor

app = App(name="document", help_epilogue="")
Code = Annotated[str, Parameter(name=("--code", "-c"), metavar="CODE", help=_("code of the administration"))]
Number = Annotated[str, Parameter(metavar="DOCUMENT", help=_("number of the document; “document list” shows it"))]
Numbers = Annotated[list[str], Parameter(metavar="DOCUMENT", help=_("numbers of documents"), negative="")]
TagName = Literal["purchase", "sales", "cash", "bank", "journal", "own", "none"]
_AT_ONCE = 200


class FileUnreadable(Refused):
    """The file cannot be read or written there."""

    code = "FILE-NOT-OPENED"


@app.command(name="list", help=_("Documents, the newest first"))
def list_(
    *,
    code: Code,
    search: Annotated[str, Parameter(metavar="TEXT", help=_("words in name, sender or text"))] = "",
    tag: Annotated[TagName | None, Parameter(help=_("only these; “none”: without a tag"))] = None,
    deleted: Annotated[bool, Parameter(negative="", help=_("the deleted ones"))] = False,
    most: Annotated[int, Parameter(metavar="NUMBER", help=_("as many as this"))] = 100,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    wanted = Wanted(text=search, tag=_tag(tag) if tag else None, deleted=deleted)
    with enter(session, environment, "document.list", {"administration": code}) as actor:
        rows = list(_rows(actor, code, wanted, max(1, most)))
    made = table(_("Number"), _("Name"), _("Tag"), _("Arrived"), _("Bytes"), _("Entry"), right=(_("Bytes"),))
    for one in rows:
        entry = " ".join(one.entry) if one.entry else ""
        row(made, one.uid, one.name, tag_word(one.tag), moment(one.arrived_at), number(one.size), entry)
    session.output.show(rows, made if rows else _("There are no such documents."))


@app.command(help=_("Add files; one that is refused does not stop the others"))
def add(
    *files: Annotated[Path, Parameter(help=_("PDF, JPG, PNG or XML (UBL)"))],
    code: Code,
    tag: Annotated[TagName, Parameter(help=_("what they are about"))] = "none",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    refused: list[OverstapError] = []
    made = table(_("File"), _("Number"), _("What happened"))
    told = []
    with enter(session, environment, "document.add", {"administration": code, "count": len(files)}) as actor:
        for path in files:
            try:
                with transaction.atomic():
                    found = receive(actor, code, _content(path), Arrival(path.name, "", Source.UPLOAD, _tag(tag)))
            except Refused as error:
                refused.append(error)
                told.append({"file": path.name, **error.as_dict()})
                row(made, path.name, "", error.message)
                continue
            told.append({"file": path.name, "document": found.uid, "same_as": found.same_as})
            row(made, path.name, found.uid, _("the same content was there already") if found.same_as else _("added"))
    if refused and len(refused) == len(files):
        raise refused[0]
    session.output.show(told, made)


@app.command(help=_("One document; with -o its content as well"))
def show(
    document: Number,
    /,
    *,
    code: Code,
    output: Annotated[Path | None, Parameter(name=("--output", "-o"), metavar="FILE", help=_("write it there"))] = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "document.show", {"administration": code, "document": document}) as actor:
        card = queries.one(actor, code, _number(document))
        lineage = pages.lineage(actor, code, card.row.uid)
    if output is not None:
        with _files(), output.open("wb") as file:
            for piece in objects.pieces(card.sha256):
                file.write(piece)
    shown = [
        (_("Name"), card.row.name),
        (_("Tag"), tag_word(card.row.tag)),
        (_("Source"), source_word(card.row.source)),
        (_("Sender"), card.row.sender),
        (_("Arrived"), moment(card.row.arrived_at)),
        (_("Deleted"), moment(card.row.deleted_at)),
        (_("Entry"), " ".join(card.row.entry) if card.row.entry else ""),
        (_("Relation"), card.row.relation_code),
        (_("Note"), card.note),
        (_("Pages"), card.reading.pages),
        (_("Replaced by"), ", ".join(str(one.uid) for one in lineage.replaced_by)),
        (_("Made from"), ", ".join(str(one.uid) for one in lineage.made_from)),
        ("SHA-256", card.sha256),
    ]
    session.output.show({"card": card, "lineage": lineage}, facts(shown))


@app.command(help=_("Give documents a tag"))
def tag(
    documents: Numbers,
    /,
    *,
    code: Code,
    to: Annotated[TagName, Parameter(help=_("“none” takes it away"))],
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "document.tag", {"administration": code}) as actor:
        count = actions.tag(actor, code, _numbers(documents), _tag(to))
    _changed(session, count)


@app.command(help=_("Take documents off the list; they stay findable"))
def delete(documents: Numbers, /, *, code: Code, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "document.delete", {"administration": code}) as actor:
        count = actions.delete(actor, code, _numbers(documents))
    _changed(session, count)


@app.command(help=_("Put deleted documents back on the list"))
def restore(documents: Numbers, /, *, code: Code, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "document.restore", {"administration": code}) as actor:
        count = actions.restore(actor, code, _numbers(documents))
    _changed(session, count)


@app.command(help=_("Make several PDFs of one; the original stays among the deleted"))
def split(
    document: Number,
    /,
    *,
    code: Code,
    parts: Annotated[
        str, Parameter(metavar="PAGES", help=_("as “1-2; 3, 5; 6-”; without it every page by itself"))
    ] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    uid = _number(document)
    with enter(session, environment, "document.split", {"administration": code, "document": document}) as actor:
        count = pages.page_count(actor, code, uid)
        wanted = choosing.parts(parts, count) if parts else choosing.one_by_one(count)
        made = cutting.split(actor, code, uid, wanted)
    session.output.show({"made": made}, *map(str, made))


@app.command(help=_("Make one PDF of several, in this order; the originals stay among the deleted"))
def merge(
    documents: Numbers,
    /,
    *,
    code: Code,
    name: Annotated[str, Parameter(metavar="TEXT", help=_("its name; default: that of the first"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "document.merge", {"administration": code}) as actor:
        made = cutting.merge(actor, code, [Chosen(uid) for uid in _numbers(documents)], name)
    session.output.show({"made": made}, str(made))


@app.command(help=_("The whole archive as a ZIP with an index"))
def export(
    *,
    code: Code,
    output: Annotated[Path, Parameter(name=("--output", "-o"), metavar="FILE", help=_("where to write it"))],
    deleted: Annotated[bool, Parameter(negative="", help=_("the deleted ones too"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "document.archive-order", {"administration": code}) as actor:
        uid, slug = takeaways.order(actor, code, with_deleted=deleted), actor.environment.slug
    with session.output.at_work(_("Packing the archive")) as work:
        while running.pack(str(uid), slug):
            with enter(session, slug, "document.archive") as actor:
                so_far = takeaways.one(actor, code, uid)
            work.at(so_far.done, so_far.total)
    with enter(session, environment, "document.archive-download", {"administration": code}) as actor:
        done = takeaways.one(actor, code, uid)
        with _files():
            copyfile(takeaways.file(actor, code, uid), output)
        takeaways.remove(actor, code, uid)
    text = ngettext("%(count)d document in %(file)s", "%(count)d documents in %(file)s", done.done)
    session.output.show(
        {"file": str(output), "documents": done.done, "missing": done.missing, "sha256": done.sha256},
        text % {"count": done.done, "file": output},
    )


def _rows(actor: Actor, code: str, wanted: Wanted, most: int) -> Iterator[Row]:
    after = None
    while most > 0:
        page = queries.listing(actor, code, wanted, after=after, limit=min(most, _AT_ONCE))
        yield from page.rows
        most -= len(page.rows)
        after = page.next
        if after is None:
            return


def _content(path: Path) -> bytes:
    with _files(), path.open("rb") as file:
        return file.read(LARGEST + 1)


@contextmanager
def _files() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileUnreadable(
            _("The file %(name)s cannot be opened: %(reason)s.") % {"name": error.filename, "reason": error.strerror},
            remedy=_("Check the name of the file and whether you may read it."),
        ) from error


def _changed(session: Session, count: int) -> None:
    text = ngettext("%(count)d document changed.", "%(count)d documents changed.", count)
    session.output.show({"changed": count}, text % {"count": count})


def _tag(name: str) -> Tag:
    return Tag.NONE if name == "none" else Tag(name)


def _numbers(texts: Sequence[str]) -> list[UUID]:
    return [_number(text) for text in texts]


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is not the number of a document.") % {"text": text[:60]},
            code="DOCUMENT-NOT-FOUND",
            remedy=_("See: overstap document list."),
        ) from None
