"""Sets a signed proof as a PDF for people (A4, PDF/A-3a), with the signed JSON document attached."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from overstap.moves.proof.keys import SigningKey
from overstap.moves.proof.seal import seal
from overstap.moves.proof.texts import Language
from overstap.moves.proof.verify import verify
from overstap.moves.proof.view import view

_TEMPLATE = Path(__file__).with_name("proof.typ")


def render(document: bytes, *, language: Language) -> bytes:
    """The proof in ``document`` as PDF; the same document and language give the same bytes.

    The document is verified first: raises ProofRefused when it is not a whole proof. The pages are not yet sealed;
    ``sealed_pdf`` does both.
    """
    inputs, issued_at = _inputs(document, language)
    pdf = _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards="a-3a", timestamp=issued_at)
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave more than one file")
    return pdf


def sealed_pdf(document: bytes, key: SigningKey, *, language: Language) -> bytes:
    """The proof as PDF whose pages are signed too, so that ``verify`` takes it like the JSON document."""
    return seal(render(document, language=language), document, key)


def _inputs(document: bytes, language: Language) -> tuple[dict[str, str], int]:
    verdict = verify(document)
    shown = json.dumps(view(verdict, language))
    issued_at = datetime.fromisoformat(verdict.manifest.issuer.issued_at)
    return {"view": shown, "document": document.decode("utf-8")}, int(issued_at.timestamp())


def _compiler() -> typst.Compiler:
    # One for each document: a compiler cannot be used by two threads at once.
    return typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    # Only the fonts inside typst: the same proof looks the same everywhere.
    return typst.Fonts(include_system_fonts=False)
