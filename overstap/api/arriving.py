"""The file in a request: the body itself, or a part called ``file`` of a form."""

from dataclasses import dataclass
from email.message import Message
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from overstap.api.problems import BadRequest
from overstap.exchange.documents.values import LARGEST, DocumentRefused
from overstap.lib.sentences import sentence

_AROUND = 100_000  # bytes of a form besides the file
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What came. ``name`` is the sender's, or empty."""

    content: bytes
    name: str
    tag: str = ""
    note: str = ""


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory; what is too large was refused before."""

    def handle_raw_input(self, *args: Any, **parts: Any) -> None:
        """Take whatever comes."""
        super().handle_raw_input(*args, **parts)
        self.activated = True


def sent(request: HttpRequest) -> Sent:
    """The file of a request. Raises DocumentRefused when it is announced to be too large, or BadRequest."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > LARGEST + _AROUND:
        raise _too_large()
    if request.content_type == "multipart/form-data":
        return _of_form(request)
    content = request.read(LARGEST + 1) if length else b""
    return Sent(content, _named(request), request.GET.get("tag", ""), request.GET.get("note", "")[:_LONGEST_NOTE])


def _of_form(request: HttpRequest) -> Sent:
    request.upload_handlers = [InMemory(request)]
    try:
        files, fields = request.FILES.getlist("file"), request.POST
    except MultiPartParserError:
        files, fields = [], None
    if len(files) != 1 or fields is None:
        raise BadRequest(
            _("The form does not have one part called “file”."),
            remedy=_("Send one file at a time, as the part “file”."),
        )
    file = files[0]
    return Sent(file.read(), file.name or "", fields.get("tag", ""), fields.get("note", "")[:_LONGEST_NOTE])


def _named(request: HttpRequest) -> str:
    """The name in the address, or in Content-Disposition (RFC 6266)."""
    header = Message()
    header["Content-Disposition"] = request.headers.get("Content-Disposition", "").replace("\r", "").replace("\n", "")
    return request.GET.get("name", "") or header.get_filename("") or ""


def _too_large() -> DocumentRefused:
    return DocumentRefused(
        sentence("The file is larger than %(most)d MB.", most=LARGEST // 1_000_000),
        code="DOCUMENT-TOO-LARGE",
        remedy=sentence("Make it smaller, or split it."),
    )
