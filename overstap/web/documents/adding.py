"""Documents in: an ordinary form of one or more files, and the same files in pieces where the browser can."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from overstap.books.documents.transit import uploading
from overstap.books.documents.transit.uploading import LARGEST_PIECE, Announced, Arrived, Progress
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.connectors.documents.actions import receive
from overstap.exchange.documents.values import LARGEST
from overstap.lib.errors import OverstapError, Refused, TryLater
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors, failures
from overstap.web.books.opening import show
from overstap.web.documents import told
from overstap.web.documents.listing import tag_in
from overstap.web.documents.opening import TAB, archive

MOST_FILES = 200  # in one form
_OFFSET = "Upload-Offset"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: the address of a document, or a problem."""

    name: str
    address: str = ""
    same: bool = False  # the archive had exactly this already
    problem: told.Problem | None = None


def _page(
    request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None, outcomes: Any = ()
) -> HttpResponse:
    one = archive(actor, code)
    access.require(actor, Right.DELIVER_DOCUMENTS)
    return show(
        request,
        "documents/add.html",
        one,
        TAB,
        problem=told.problem(problem) if problem else None,
        outcomes=outcomes,
        added=sum(1 for outcome in outcomes if outcome.address),
        refused=sum(1 for outcome in outcomes if outcome.problem),
        tags=told.tags(),
        tag=request.POST.get("tag", "") or request.GET.get("tag", ""),
        largest=LARGEST,
        piece=LARGEST_PIECE // 4,
        most=MOST_FILES,
    )


@doors.page("document.add", again=_page)
def add(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The form; what it sends is kept file by file, and one that is refused does not stop the others."""
    if request.method != "POST":
        return _page(request, actor, code)
    access.administration_for_writing(actor, code, Right.DELIVER_DOCUMENTS)
    tag = tag_in(request.POST.get("tag", ""))
    files = request.FILES.getlist("files")
    if getattr(request, "upload_too_large", False) or len(files) > MOST_FILES:
        raise Refused(
            _("That is too much for one form."),
            code="UPLOAD-TOO-LARGE",
            remedy=_("Send fewer documents at a time; %(most)d at most.") % {"most": MOST_FILES},
        )
    if not files:
        raise Refused(_("No file was chosen."), code="UPLOAD-NO-FILE", remedy=_("Choose one or more documents."))
    outcomes = [_kept(actor, code, file.name or "", file.read(LARGEST + 1), tag) for file in files]
    if any(one.problem for one in outcomes):
        answer = _page(request, actor, code, outcomes=outcomes)
        answer.status_code = 422
        return answer
    text = ngettext("%(count)d document was added.", "%(count)d documents were added.", len(outcomes))
    told_text = text % {"count": len(outcomes)}
    return doors.done(request, told_text, TAB, environment=actor.environment.slug, code=code)


def _kept(actor: Actor, code: str, name: str, content: bytes, tag: Tag) -> Outcome:
    try:
        with transaction.atomic():
            found = receive(actor, code, content, Arrival(name, "", Source.UPLOAD, tag, sender=actor.person.name))
    except (TryLater, access.Frozen):
        raise
    except Refused as error:
        return Outcome(name, problem=told.problem(error))
    return Outcome(name, _address(actor, code, found.uid), bool(found.same_as))


def in_json(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For what our own script asks: errors as JSON, told in the language of the page."""

    @wraps(view)
    def answered(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        try:
            return view(request, **parts)
        except uploading.WrongOffset as error:
            return _problem(error, 409, {_OFFSET: str(error.facts["offset"])})
        except OverstapError as error:
            return _problem(error, failures.status_of(error), {})

    return answered


@require_POST
@in_json
@doors.page("document.upload")
def begin(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Announce a file; gives where to send its pieces and how much of it is here."""
    sent = request.POST
    size = sent.get("size", "")
    announced = Announced(
        name=sent.get("name", ""),
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 18 else 0,
        key=sent.get("key", "")[:500],
        tag=tag_in(sent.get("tag", "")),
    )
    progress = uploading.begin(actor, code, announced, LARGEST)
    answer = _told(actor, code, progress)
    answer.status_code = 201
    answer.headers["Location"] = reverse(
        "document-upload", kwargs={"environment": actor.environment.slug, "code": code, "uid": progress.uid}
    )
    return answer


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@in_json
def upload(request: HttpRequest, environment: str, code: str, uid: UUID) -> HttpResponseBase:
    """HEAD: how much is here. PATCH: the next piece, at Upload-Offset. DELETE: let it go."""
    signed_in = request.user.is_authenticated
    piece = _body(request) if signed_in and request.method == "PATCH" else b""
    return _piece(request, environment=environment, code=code, uid=uid, piece=piece)


@doors.page("document.upload")
def _piece(request: HttpRequest, actor: Actor, code: str, uid: UUID, piece: bytes) -> HttpResponse:
    if request.method == "DELETE":
        uploading.call_off(actor, code, uid)
        return HttpResponse(status=204)
    if request.method == "HEAD":
        return _told(actor, code, uploading.progress(actor, code, uid))
    offset = request.headers.get(_OFFSET, "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 18):
        raise Refused(_("This piece does not say where it belongs."), code="UPLOAD-OFFSET", remedy=_("Send it again."))
    return _told(actor, code, uploading.take(actor, code, uid, int(offset), piece, _finish))


def _finish(actor: Actor, code: str, arrived: Arrived) -> UUID:
    arrival = Arrival(arrived.name, "", Source.UPLOAD, arrived.tag, sender=actor.person.name)
    return receive(actor, code, arrived.content, arrival).uid


def _body(request: HttpRequest) -> bytes:
    """What was sent, before anything is opened for it; of a connection that breaks off, what arrived."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    size = int(announced) if announced.isascii() and announced.isdigit() else 0
    if size > LARGEST_PIECE:
        raise Refused(
            _("This piece is more than %(most)d MB.") % {"most": LARGEST_PIECE >> 20},
            code="UPLOAD-PIECE",
            remedy=_("Send the file in smaller pieces."),
        )
    try:
        return request.read(size)
    except UnreadablePostError as error:
        raise TryLater(
            _("The connection broke off."), code="UPLOAD-BROKEN", remedy=_("It goes on by itself.")
        ) from error


def _told(actor: Actor, code: str, progress: Progress) -> HttpResponse:
    address = _address(actor, code, progress.document) if progress.document else ""
    answer = JsonResponse({"offset": progress.offset, "size": progress.size, "document": address})
    answer.headers[_OFFSET] = str(progress.offset)
    answer.headers["Upload-Length"] = str(progress.size)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _problem(error: OverstapError, status: int, headers: dict[str, str]) -> HttpResponse:
    one = told.problem(error)
    body = {"code": one.code, "message": one.message, "remedy": one.remedy}
    return JsonResponse(body, status=status, headers=headers)


def _address(actor: Actor, code: str, uid: UUID) -> str:
    return reverse("document", kwargs={"environment": actor.environment.slug, "code": code, "uid": uid})
