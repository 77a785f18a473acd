"""Contents of strangers on their way out: never run, never taken for a page of ours, whatever stands in them."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from overstap.books.documents.values import Content
from overstap.lib import objects

_SAFE_TO_SHOW = frozenset({"image/png", "image/jpeg"})
_NOTHING_RUNS = "default-src 'none'; sandbox"


def download(found: Content) -> StreamingHttpResponse:
    """The file itself, for the disk."""
    return _sent(found, as_attachment=True)


def picture(found: Content) -> StreamingHttpResponse:
    """A picture on one of our pages; anything else becomes a download."""
    return _sent(found, as_attachment=found.media_type not in _SAFE_TO_SHOW)


def _sent(found: Content, *, as_attachment: bool) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_begun(found.sha256), content_type=found.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment, found.name) or "attachment"
    answer.headers["Content-Security-Policy"] = _NOTHING_RUNS
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["ETag"] = f'"{found.sha256}"'
    if found.size:
        answer.headers["Content-Length"] = str(found.size)
    return answer


def _begun(sha256: str) -> Iterator[bytes]:
    """The pieces; the first is fetched at once, so that what is missing gets a page and no half an answer."""
    pieces = objects.pieces(sha256)
    first = next(pieces, b"")

    def all_of_it() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_of_it()
