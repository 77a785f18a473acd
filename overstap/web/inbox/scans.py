"""Scans into the inbox by a page; for whoever delivers documents, whether or not they read the books."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.connectors.mail.scanning import receive_scan
from overstap.exchange.documents.values import LARGEST
from overstap.lib.errors import OverstapError, Refused, TryLater
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.opening import show
from overstap.web.documents import told
from overstap.web.inbox.listing import TAB

MOST_FILES = 50  # in one form


def _page(
    request: HttpRequest,
    actor: Actor,
    code: str,
    problem: OverstapError | None = None,
    refused: list[tuple[str, told.Problem]] | None = None,
    taken: int = 0,
) -> HttpResponse:
    one = access.administration(actor, code, Right.DELIVER_DOCUMENTS)
    return show(
        request,
        "inbox/scans.html",
        one,
        TAB,
        problem=told.problem(problem) if problem else None,
        refused=refused or (),
        taken=taken,
        scan_address=_scan_address(one.delivery_address),
    )


def _scan_address(address: str) -> str:
    """Where a scanner mails to."""
    local, _at, domain = address.rpartition("@")
    return f"{local}+scan@{domain}" if local else ""


@doors.page("inbox.scan", again=_page)
def add(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The form; what it sends is taken file by file, and one that is refused does not stop the others."""
    if request.method != "POST":
        return _page(request, actor, code)
    access.administration_for_writing(actor, code, Right.DELIVER_DOCUMENTS)
    files = request.FILES.getlist("files")
    if not files or len(files) > MOST_FILES:
        raise Refused(
            _("Choose one to %(most)d files.") % {"most": MOST_FILES},
            code="SCANS-NUMBER",
            remedy=_("Press “Files” and choose the scans."),
        )
    refused = []
    for one in files:
        problem = _taken(actor, code, one.name or "", one.read(LARGEST + 1))
        if problem is not None:
            refused.append((one.name or "", problem))
    if refused:
        answer = _page(request, actor, code, refused=refused, taken=len(files) - len(refused))
        answer.status_code = 422
        return answer
    text = ngettext("%(count)d scan is in the inbox.", "%(count)d scans are in the inbox.", len(files))
    to = TAB if may(actor.role, Right.READ_BOOKS) else "inbox-scans"
    return doors.done(request, text % {"count": len(files)}, to, environment=actor.environment.slug, code=code)


def _taken(actor: Actor, code: str, name: str, content: bytes) -> told.Problem | None:
    try:
        with transaction.atomic():
            receive_scan(actor, code, name, content)
    except (TryLater, access.Frozen):
        raise
    except Refused as error:
        return told.problem(error)
    return None
