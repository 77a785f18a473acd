"""Documents for programs: add, list, look at, fetch, sort, delete."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.responses import Status
from pydantic import Field

from overstap.api import arriving, schemas
from overstap.api.arriving import Sent
from overstap.api.doors import at_work, bearer_of, code_in
from overstap.api.problems import BadRequest
from overstap.books.documents import actions, queries, taking_over
from overstap.books.documents.taking_over import Taken
from overstap.books.documents.values import Arrival, Card, Place, Row, Source, Tag, Wanted
from overstap.connectors.documents.actions import receive
from overstap.lib import objects
from overstap.lib.sentences import told
from overstap.tenancy.access import Actor
from overstap.tenancy.tokens import answering
from overstap.tenancy.tokens.values import Scope

router = Router(tags=["documents"])
_PLACE = "/administrations/{code}/documents"
_ONE = _PLACE + "/{uid}"
_NOTHING_RUNS = "default-src 'none'; sandbox"
_UPLOAD: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "schema": {"type": "string", "maxLength": answering.LONGEST_KEY},
            "description": "Send the same key again after an answer was lost: the document is kept once.",
        },
        {"in": "query", "name": "name", "schema": {"type": "string"}, "description": "Where the body is the file."},
        {"in": "query", "name": "tag", "schema": {"enum": [str(tag) for tag in Tag if tag], "type": "string"}},
        {"in": "query", "name": "note", "schema": {"type": "string"}},
    ],
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "tag": {"type": "string", "enum": [str(tag) for tag in Tag if tag]},
                        "note": {"type": "string"},
                    },
                }
            },
            **{
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in (
                    "application/pdf",
                    "image/jpeg",
                    "image/png",
                    "application/xml",
                    "application/octet-stream",
                )
            },
        },
    },
}


@router.post(_PLACE, response={201: schemas.Kept}, openapi_extra=_UPLOAD, summary="Add a document")
def add(request: HttpRequest, response: HttpResponse, code: str) -> Status[Any]:
    """Add a PDF, JPG, PNG or XML of at most 25 MB: as the body, or as the part ``file`` of a form."""
    with at_work(request, "document.add", Scope.DOCUMENTS_WRITE) as actor:
        sent, key = arriving.sent(request), request.headers.get("Idempotency-Key", "")
        answer, again = answering.once(
            actor, bearer_of(request), key, _told_apart(code, sent), lambda: _receive(actor, code_in(code), sent)
        )
    response.headers["Location"] = f"{request.path.rstrip('/')}/{answer['uid']}"
    if again:
        response.headers["Idempotency-Replayed"] = "true"
    return Status(201, answer)


@router.get(_PLACE, response=schemas.Documents, summary="List documents")
def listing(
    request: HttpRequest,
    code: str,
    text: Annotated[str, Query(description="Words that stand in the document.", max_length=200)] = "",
    tag: Annotated[Literal["none"] | schemas.TagName | None, Query(description="none: without a tag.")] = None,
    deleted: Annotated[bool, Query(description="The deleted ones, instead of the others.")] = False,  # noqa: FBT002
    after: Annotated[str, Query(description="``next`` of the page before.", max_length=200)] = "",
    limit: Annotated[int, Field(ge=1, le=queries.MOST_ROWS)] = 50,
) -> dict[str, object]:
    """The newest first. Who does not read the books gets what they delivered themselves."""
    wanted = Wanted(text=text, tag=None if tag is None else Tag("" if tag == "none" else tag), deleted=deleted)
    with at_work(request, "document.list", Scope.DOCUMENTS_READ) as actor:
        page = queries.listing(actor, code_in(code), wanted, after=_place(after), limit=limit)
    return {"items": [_row(row) for row in page.rows], "next": _cursor(page.next) if page.next else None}


@router.get(_ONE, response=schemas.WholeDocument, summary="Look at a document")
def show(request: HttpRequest, code: str, uid: UUID) -> dict[str, object]:
    """All that is known of it, with what was taken over from an invoice."""
    with at_work(request, "document.show", Scope.DOCUMENTS_READ) as actor:
        card = queries.one(actor, code_in(code), uid)
        taken = taking_over.taken(actor, code_in(code), uid)
    return _card(card, taken)


@router.get(_ONE + "/content", response=None, summary="Fetch the file", openapi_extra={
    "responses": {200: {"description": "OK", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}
})  # fmt: skip
def content(request: HttpRequest, code: str, uid: UUID) -> StreamingHttpResponse:
    """The file itself, exactly as it came."""
    with at_work(request, "document.download", Scope.DOCUMENTS_READ) as actor:
        found = queries.content(actor, code_in(code), uid)
    pieces = objects.pieces(found.sha256)
    first = next(pieces, b"")  # what is missing gets an answer that says so
    answer = StreamingHttpResponse(
        (piece for part in ([first], pieces) for piece in part), content_type=found.media_type
    )
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name) or ""
    answer.headers["Content-Length"] = str(found.size)
    answer.headers["Content-Security-Policy"] = _NOTHING_RUNS
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["ETag"] = f'"{found.sha256}"'
    return answer


@router.patch(_ONE, response=schemas.WholeDocument, summary="Give a document a tag")
def change(request: HttpRequest, code: str, uid: UUID, change: schemas.Change) -> dict[str, object]:
    """Another tag, or none."""
    with at_work(request, "document.tag", Scope.DOCUMENTS_WRITE) as actor:
        actions.tag(actor, code_in(code), [uid], Tag(change.tag or ""))
        card = queries.one(actor, code_in(code), uid)
        return _card(card, taking_over.taken(actor, code_in(code), uid))


@router.delete(_ONE, response={204: None}, summary="Delete a document")
def delete(request: HttpRequest, code: str, uid: UUID) -> Status[None]:
    """Take it off the list; it stays among the deleted."""
    with at_work(request, "document.delete", Scope.DOCUMENTS_WRITE) as actor:
        actions.delete(actor, code_in(code), [uid])
    return Status(204, None)


def _receive(actor: Actor, code: str, sent: Sent) -> Mapping[str, object]:
    if sent.tag not in set(Tag):
        raise BadRequest(
            _("“%(tag)s” is not a tag.") % {"tag": sent.tag[:40]},
            remedy=_("Choose one of: %(tags)s.") % {"tags": ", ".join(filter(None, Tag))},
        )
    arrival = Arrival(sent.name, "", Source.API, Tag(sent.tag), sender=actor.person.name, note=sent.note)
    received = receive(actor, code, sent.content, arrival)
    return {
        "uid": str(received.uid),
        "sha256": received.sha256,
        "media_type": received.media_type,
        "same_as": [str(uid) for uid in received.same_as],
        "findings": [
            {**one.as_dict(), "message": told(one.message, _), "remedy": told(one.remedy, _)}
            for one in received.findings
        ],
    }


def _told_apart(code: str, sent: Sent) -> bytes:
    """What one upload differs in from another."""
    parts = [code, sent.name, sent.tag, sent.note, hashlib.sha256(sent.content).hexdigest()]
    return "\0".join(parts).encode("utf-8", "surrogatepass")


def _row(row: Row) -> dict[str, object]:
    return {
        "uid": row.uid,
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "tag": str(row.tag) or None,
        "source": str(row.source),
        "sender": row.sender,
        "arrived_at": row.arrived_at,
        "deleted_at": row.deleted_at,
        "entry": {"journal": row.entry.journal, "number": row.entry.number} if row.entry else None,
        "relation": row.relation_code or None,
    }


def _card(card: Card, taken: Taken | None) -> dict[str, object]:
    proposal = taken.proposal if taken else None
    return {
        **_row(card.row),
        "sha256": card.sha256,
        "note": card.note,
        "same_as": card.same_as,
        "invoice": dict(taken.fields) if taken else None,
        "proposal": None
        if proposal is None
        else {
            "tag": str(proposal.tag) or None,
            "relation": proposal.relation_code or None,
            "by": proposal.by or None,
        },
    }


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(f"{place.arrived_at.isoformat()} {place.uid}".encode()).decode("ascii")


def _place(cursor: str) -> Place | None:
    if not cursor:
        return None
    try:
        moment, _space, uid = base64.b64decode(cursor, altchars=b"-_", validate=True).decode("ascii").partition(" ")
        at = datetime.fromisoformat(moment)
        found = Place(at, UUID(uid))
    except (binascii.Error, ValueError):
        raise _no_place() from None
    if at.tzinfo is None:
        raise _no_place()
    return found


def _no_place() -> BadRequest:
    return BadRequest(_("There is no such page."), remedy=_("Give “next” of the page before, as it was."))
