"""PDFs apart and together, as bytes. Hostile ones end in an error of ours, never in this process."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _

from overstap.lib.errors import Refused

MOST_SOURCES = 50
MOST_PARTS = 200
MOST_BYTES = 200_000_000  # of all sources together
_PATIENCE = 90  # seconds
_KNIFE = Path(__file__).with_name("knife.py")


class PdfRefused(Refused):
    """A PDF that cannot be taken apart; ``facts["document"]`` is its name."""

    code = "PDF-REFUSED"


@dataclass(frozen=True, slots=True)
class Source:
    """A PDF to take pages from; ``name`` is what people call it."""

    name: str
    content: bytes


Pages = Sequence[int]  # from 1
Piece = tuple[int, Pages]  # of which source (from 0), which pages in this order


def count_pages(source: Source) -> int:
    """How many pages it has. Raises PdfRefused."""
    return _cut([source], [])[1][0]


def split(source: Source, parts: Sequence[Pages]) -> list[bytes]:
    """One PDF for each of ``parts``, which holds those pages in that order.

    Raises PdfRefused: encrypted, unreadable, too large, or a page that is not there.
    """
    if not 0 < len(parts) <= MOST_PARTS:
        raise _too_many_parts()
    return _cut([source], [[(0, pages)] for pages in parts])[0]


def merge(sources: Sequence[Source], pieces: Sequence[Piece] | None = None) -> bytes:
    """One PDF of all sources in their order, or of ``pieces`` of them. Raises PdfRefused."""
    whole = [(number, ()) for number in range(len(sources))]
    return _cut(sources, [pieces if pieces is not None else whole])[0][0]


def _cut(sources: Sequence[Source], outputs: Sequence[Sequence[Piece]]) -> tuple[list[bytes], list[int]]:
    """The PDFs that were made, and how many pages each source has. A piece without pages is all of its source."""
    _require_reasonable(sources)
    with TemporaryDirectory(prefix="overstap-pages-") as name:
        folder = Path(name)
        for number, source in enumerate(sources):
            (folder / f"in-{number}.pdf").write_bytes(source.content)
        counts = _run(folder, sources, [])
        if not outputs:
            return [], counts
        _run(folder, sources, [[_from_zero(piece, counts, sources) for piece in output] for output in outputs])
        return [(folder / f"out-{number}.pdf").read_bytes() for number in range(len(outputs))], counts


def _run(folder: Path, sources: Sequence[Source], outputs: Iterable[Any]) -> list[int]:
    (folder / "order.json").write_text(json.dumps({"sources": len(sources), "outputs": list(outputs)}))
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_KNIFE), str(folder)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise _refused("unreadable", ", ".join(one.name for one in sources)) from error
    if done.returncode != 0:
        raise _refused("unreadable", ", ".join(one.name for one in sources))
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise _refused(answer["refused"], sources[answer["source"]].name)
    return list(answer["pages"])


def _from_zero(piece: Piece, counts: Sequence[int], sources: Sequence[Source]) -> tuple[int, list[int]]:
    source, pages = piece
    chosen = list(pages) or list(range(1, counts[source] + 1))
    missing = [number for number in chosen if not 1 <= number <= counts[source]]
    if missing:
        raise PdfRefused(
            _("“%(name)s” has no page %(page)d.") % {"name": sources[source].name, "page": missing[0]},
            code="PDF-NO-SUCH-PAGE",
            remedy=_("It has %(count)d pages; choose among those.") % {"count": counts[source]},
            facts={"document": sources[source].name, "pages": counts[source]},
        )
    return source, [number - 1 for number in chosen]


def _require_reasonable(sources: Sequence[Source]) -> None:
    if not 0 < len(sources) <= MOST_SOURCES:
        raise PdfRefused(
            _("Between 1 and %(most)d documents can be put together at once.") % {"most": MOST_SOURCES},
            code="PDF-TOO-MANY",
            remedy=_("Choose fewer documents."),
        )
    if sum(len(one.content) for one in sources) > MOST_BYTES:
        raise PdfRefused(
            _("Together these documents are more than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000},
            code="PDF-TOO-LARGE",
            remedy=_("Choose fewer or smaller documents."),
        )
    for one in sources:
        if b"%PDF-" not in one.content[:1024]:
            raise _refused("no-pdf", one.name)


def _too_many_parts() -> PdfRefused:
    return PdfRefused(
        _("A document can be split into 1 to %(most)d parts at once.") % {"most": MOST_PARTS},
        code="PDF-PARTS",
        remedy=_("Write the pages of each part, with a semicolon between the parts: 1-2; 3; 4-6."),
    )


def _refused(word: str, name: str) -> PdfRefused:
    code, text, remedy = {
        "encrypted": (
            "PDF-ENCRYPTED",
            _("“%(name)s” is locked with a password or restrictions."),
            _("Ask the sender for a copy without protection."),
        ),
        "too-many-pages": (
            "PDF-TOO-MANY-PAGES",
            _("“%(name)s” has more pages than can be taken apart here."),
            _("Split it with another program first."),
        ),
        "no-pdf": ("PDF-NOT-A-PDF", _("“%(name)s” is not a PDF."), _("Only PDF documents have pages to choose from.")),
    }.get(
        word,
        (
            "PDF-UNREADABLE",
            _("“%(name)s” is damaged: its pages cannot be read."),
            _("It stays as it is; ask the sender for another copy."),
        ),
    )
    return PdfRefused(text % {"name": name}, code=code, remedy=remedy, facts={"document": name})
