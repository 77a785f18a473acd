"""Reading what a document says: its text, its pages, and a picture of the first.

Run this in a process of its own (``apart``): a hostile file may take all memory it can get, or the process with it.
"""

import io
import warnings
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from overstap.exchange.documents import xml
from overstap.exchange.documents.values import (
    MEDIA_TYPES,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_TEXT,
    PREVIEW_SIDE,
    Contents,
    DocumentRefused,
    Kind,
)
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

_PASSWORD = "Incorrect password"  # noqa: S105 - what pdfium says  # pragma: allowlist secret


def read(content: bytes, media_type: str) -> Contents:
    """What is in a document of this media type; of another kind nothing can be read."""
    if media_type == MEDIA_TYPES[Kind.PDF]:
        return _read_pdf(content)
    if media_type in {MEDIA_TYPES[Kind.JPEG], MEDIA_TYPES[Kind.PNG]}:
        return _read_picture(content)
    if media_type == MEDIA_TYPES[Kind.XML]:
        return _read_xml(content)
    return Contents("no_text")


def _read_pdf(content: bytes) -> Contents:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return _locked() if _PASSWORD in str(error) else _broken_pdf()
    try:
        pages = len(document)
        if pages == 0:
            return _broken_pdf()
        text = _text(document, pages)
        return Contents(
            state="read" if text else "no_text",
            text=text,
            pages=pages,
            preview=_first_page(document),
            findings=list(_about(pages, text)),
        )
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument, pages: int) -> str:
    parts: list[str] = []
    length = 0
    for number in range(min(pages, MOST_PAGES)):
        try:
            part = document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            continue  # a page that cannot be read; the others can
        parts.append(part)
        length += len(part)
        if length >= MOST_TEXT:
            break
    return storable("\n".join(parts).strip()[:MOST_TEXT])


def _first_page(document: pypdfium2.PdfDocument) -> bytes:
    try:
        page = document[0]
        width, height = page.get_size()
        if not (0 < width < 1e6 and 0 < height < 1e6):
            return b""
        scale = min(PREVIEW_SIDE / max(width, height), 4.0)
        return _as_png(page.render(scale=scale).to_pil())
    except pypdfium2.PdfiumError:
        return b""


def _about(pages: int, text: str) -> Iterator[Finding]:
    if pages > MOST_PAGES or len(text) >= MOST_TEXT:
        yield Finding(
            "DOCUMENT-LONG",
            Severity.INFO,
            "",
            sentence("The document is long: only its beginning can be searched."),
            sentence("Split it when you want to find every part."),
        )


def _read_picture(content: bytes) -> Contents:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Image.MAX_IMAGE_PIXELS = MOST_PIXELS
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            picture.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))  # a JPEG is read smaller right away
            turned = ImageOps.exif_transpose(picture)
            turned.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
            return Contents("no_text", pages=1, preview=_as_png(turned))
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return Contents("broken", findings=[_broken("DOCUMENT-BROKEN")])


def _as_png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.convert("RGB").save(made, "PNG")
    return made.getvalue()


def _read_xml(content: bytes) -> Contents:
    try:
        text, findings = xml.text(content)
    except DocumentRefused:
        return Contents("broken", findings=[_broken("DOCUMENT-BROKEN")])
    state = "broken" if findings else "read"
    return Contents(state, storable(text), findings=findings)


def storable(text: str) -> str:
    """What PostgreSQL can hold, without NUL and half letters."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _locked() -> Contents:
    finding = Finding(
        "DOCUMENT-ENCRYPTED",
        Severity.WARNING,
        "",
        sentence("The PDF is protected with a password: it is kept, but cannot be searched or shown."),
        sentence("Ask the sender for one without a password, or open it, print it to PDF and add that."),
    )
    return Contents("encrypted", findings=[finding])


def _broken_pdf() -> Contents:
    return Contents("broken", findings=[_broken("DOCUMENT-BROKEN")])


def _broken(code: str) -> Finding:
    return Finding(
        code,
        Severity.WARNING,
        "",
        sentence("The file is damaged."),
        sentence("Open it and see whether it can be read; if not, ask for it anew."),
    )
