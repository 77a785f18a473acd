"""The seal on the PDF: the pages are signed too, so that nobody changes what people read and keeps the attachment.

One comment line stands before the last ``startxref`` of the file, where readers skip it and no offset moves:

    %overstap-seal 1 <offset> <length> <public key, base64> <signature, base64>

``offset`` and ``length`` say where in the file the attached JSON document is (as it is, or deflated), so that it can
be taken out without knowing PDF. The signature covers the ASCII text ``overstap-pdf-seal 1``, a line feed, the first
four fields as they are written, a line feed, and the SHA-256 of the file without the line.
"""

import hashlib
import re
import zlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from overstap.lib.sentences import sentence
from overstap.moves.proof.document import from_base64, to_base64
from overstap.moves.proof.errors import ProofRefused
from overstap.moves.proof.keys import SigningKey
from overstap.moves.proof.parse import MAX_BYTES

PDF_START = b"%PDF-"
MAX_PDF_BYTES = 64 * 1024 * 1024
_PREFIX = b"overstap-pdf-seal 1\n"
_TAIL = b"startxref\n"
_LINE = re.compile(rb"(%overstap-seal 1 (\d{1,9}) (\d{1,9}) ([A-Za-z0-9+/=]{44})) ([A-Za-z0-9+/=]{88})\n")
_STREAM = re.compile(rb"/Length (\d{1,9})[^\n]*\nstream\n")


def seal(pdf: bytes, document: bytes, key: SigningKey) -> bytes:
    """``pdf``, in which ``document`` is attached, with the seal of ``key`` in it.

    Raises ProofRefused PROOF-PDF-MISMATCH when ``document`` is not attached to ``pdf``.
    """
    offset, length = _find(pdf, document)
    facts = f"%overstap-seal 1 {offset} {length} {key.public_base64}".encode("ascii")
    line = facts + b" " + to_base64(key.sign(_signed(facts, pdf))).encode("ascii") + b"\n"
    at = pdf.rindex(_TAIL)
    return pdf[:at] + line + pdf[at:]


def document_in(data: bytes) -> tuple[bytes, str]:
    """The attached JSON document of a sealed PDF, not yet verified itself, and the public key of the seal (base64).

    Raises ProofRefused: PROOF-TOO-LARGE, PROOF-PDF-UNSEALED, PROOF-PDF-CHANGED, PROOF-PDF-MISMATCH.
    """
    if len(data) > MAX_PDF_BYTES:
        raise ProofRefused(
            "PROOF-TOO-LARGE", sentence("A proof as PDF is at most %(most)d MB.", most=MAX_PDF_BYTES // 1024**2)
        )
    pdf, line = _take_off(data)
    facts, offset, length, key, signature = line.groups()
    public, value = from_base64(key.decode(), 32), from_base64(signature.decode(), 64)
    if public is None or value is None or not _is_signed(public, value, _signed(facts, pdf)):
        raise ProofRefused(
            "PROOF-PDF-CHANGED", sentence("The PDF was changed after it was sealed."), place="the PDF file"
        )
    stream = pdf[int(offset) : int(offset) + int(length)]
    document = _unpack(stream)
    if document is None:
        raise ProofRefused("PROOF-PDF-MISMATCH", sentence("The proof attached to the PDF cannot be taken out of it."))
    return document, key.decode()


def _take_off(data: bytes) -> tuple[bytes, re.Match[bytes]]:
    tail = data.rfind(_TAIL)
    start = data.rfind(b"\n%overstap-seal ", 0, max(tail, 0)) + 1
    line = _LINE.fullmatch(data, start, tail) if 0 < start < tail else None
    if line is None:
        raise ProofRefused(
            "PROOF-PDF-UNSEALED",
            sentence("This PDF has no seal of Overstap, or its seal was changed."),
            place="the seal at the end of the PDF file",
            remedy=sentence("Ask for the JSON file of the proof, or for the original PDF."),
        )
    return data[:start] + data[tail:], line


def _signed(facts: bytes, pdf: bytes) -> bytes:
    return _PREFIX + facts + b"\n" + hashlib.sha256(pdf).digest()


def _is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _find(pdf: bytes, document: bytes) -> tuple[int, int]:
    for header in _STREAM.finditer(pdf):
        start, length = header.end(), int(header.group(1))
        if _unpack(pdf[start : start + length]) == document:
            return start, length
    raise ProofRefused("PROOF-PDF-MISMATCH", sentence("The document is not attached to this PDF."))


def _unpack(stream: bytes) -> bytes | None:
    """The stream as it is when it starts like a JSON object, else inflated; None when that cannot be."""
    if stream.startswith(b"{"):
        return stream
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(stream, MAX_BYTES + 1)
    except zlib.error:
        return None
    return content if inflater.eof and not inflater.unused_data else None
