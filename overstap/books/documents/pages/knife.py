"""Cuts and pastes PDFs, as a process of its own: what strangers send is never opened in the process that serves pages.

``python knife.py FOLDER`` reads ``order.json``: {"sources": n, "outputs": [[[source, [page, …]], …], …]}, sources and
pages counted from 0, and the files ``in-0.pdf`` …; writes ``out-0.pdf`` … and prints {"pages": [of each source]}, or
{"refused": word, "source": number}. Anything else that happens, such as running into its limits, counts as unreadable.
It imports nothing of Overstap, so that it starts at once.
"""

import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import pikepdf

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 30  # of computing
LARGEST = 500_000_000  # bytes of a file that is written
MOST_PAGES = 2_000  # of one source

_ACTS = ("/AA", "/OpenAction")  # what a reader would do by itself when it shows a page
_HARMLESS = ("/URI", "/GoTo")


class RefusedSource(Exception):
    """A source that is not taken; ``word`` says why."""

    def __init__(self, word: str, source: int) -> None:
        super().__init__(word)
        self.word, self.source = word, source


def main(folder: Path) -> None:
    """Do the order in ``folder``."""
    _keep_within_limits()
    order = json.loads((folder / "order.json").read_text())
    try:
        sources = [_opened(folder / f"in-{number}.pdf", number) for number in range(order["sources"])]
        for number, output in enumerate(order["outputs"]):
            _write(folder / f"out-{number}.pdf", sources, output)
    except RefusedSource as refused:
        answer: dict[str, object] = {"refused": refused.word, "source": refused.source}
    else:
        answer = {"pages": [len(one.pages) for one in sources]}
    sys.stdout.write(json.dumps(answer))


def _keep_within_limits() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))


def _opened(path: Path, number: int) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise RefusedSource("encrypted", number) from error
    except pikepdf.PdfError as error:
        raise RefusedSource("unreadable", number) from error
    if pdf.is_encrypted:  # opens with an empty password, and yet its maker meant to restrict it
        raise RefusedSource("encrypted", number)
    if not pdf.pages:
        raise RefusedSource("unreadable", number)
    if len(pdf.pages) > MOST_PAGES:
        raise RefusedSource("too-many-pages", number)
    return pdf


def _write(path: Path, sources: Sequence[pikepdf.Pdf], output: Sequence[tuple[int, Sequence[int]]]) -> None:
    made = pikepdf.new()
    for source, pages in output:
        for number in pages:
            made.pages.append(sources[source].pages[number])
    for page in made.pages:
        _tame(page.obj)
    # streams go over as they are: nothing in them is unpacked here
    made.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _tame(page: pikepdf.Object) -> None:
    """Take away what a reader would run or start; links to websites and within the file stay."""
    _drop(page, _ACTS)
    for note in page.get("/Annots", pikepdf.Array()):
        _drop(note, _ACTS)
        deed = note.get("/A")
        if deed is not None and str(deed.get("/S")) not in _HARMLESS:
            _drop(note, ("/A",))


def _drop(one: pikepdf.Object, names: Sequence[str]) -> None:
    for name in names:
        if name in one:
            del one[name]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
