"""How files come in: where a page asks for them, from people who are signed in, no more than allowed.

Django reads a form before anything looks at who sent it, so this is the first look.
"""

from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from overstap.connectors.audit_file import uploads

# Names of addresses that take files.
PAGES = frozenset({"import-file", "document-add", "inbox-scans", "bank-import", "project-outside"})
TICKETS = frozenset({"clients-upload", "incident"})  # those that take a transfer ticket; the last from strangers too
STRANGERS = frozenset({"incident"})
LARGEST_FORM = 60_000  # bytes of a form with a ticket


class AtOurPagesOnly(TemporaryFileUploadHandler):
    """Writes files to ``uploads.arriving``; those sent to other pages or by strangers are passed over.

    ``request.upload_too_large`` is set where a form was larger than its page allows; it has no files then.
    """

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's signature
        META: Any,  # noqa: ARG002, N803
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: Any = None,  # noqa: ARG002
    ) -> None:
        """Look at the size that was announced; Django reads no further than that."""
        self._wanted = _wants_files(self.request)
        self._too_large = content_length > _limit(self.request)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        if not self._wanted:
            raise SkipFile
        if self._too_large:
            self.request.upload_too_large = True  # type: ignore[union-attr] # for the view
            raise StopUpload(connection_reset=False)  # read to its end, so that the browser gets to see the answer
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = ArrivingFile(self.file_name, self.content_type, self.charset)


class ArrivingFile(TemporaryUploadedFile):
    """A file that is coming in, readable by this process alone; gone when it is closed."""

    def __init__(self, name: str | None, content_type: str | None, charset: str | None) -> None:
        file = NamedTemporaryFile(dir=uploads.arriving())  # noqa: SIM115 - Django closes it
        UploadedFile.__init__(self, file, name, content_type, 0, charset)


def _wants_files(request: HttpRequest | None) -> bool:
    name = _page(request)
    signed_in = bool(request and request.user.is_authenticated)
    return name in STRANGERS or (signed_in and name in PAGES | TICKETS)


def _limit(request: HttpRequest | None) -> int:
    return LARGEST_FORM if _page(request) in TICKETS else int(settings.UPLOAD_LIMIT)


def _page(request: HttpRequest | None) -> str:
    match = request.resolver_match if request else None
    return str(match.url_name) if match else ""
