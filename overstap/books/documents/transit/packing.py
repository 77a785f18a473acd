"""A whole archive as a ZIP: every document under a safe name of its own, with an index to read and one to compute with.

It grows a batch at a time, in the order in which documents were kept; each batch leaves a ZIP that is whole.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.books.documents.models import Document
from overstap.lib import objects

_STRANGE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LONGEST_STEM = 80
_PACKED_ALREADY = (".pdf", ".jpg", ".jpeg", ".png", ".zip")
_OF = re.compile(r"\[([0-9a-f]{8})\](\.[^.]*)?$")


def add(path: Path, batch: Iterable[Document]) -> int:
    """Put documents into the ZIP; gives how many contents the object store does not hold. Raises StoreUnreachable."""
    missing = 0
    with zipfile.ZipFile(path, "a", allowZip64=True) as packed:
        there = set(packed.namelist())
        for document in batch:
            name = name_of(document)
            if name not in there:
                missing += not _write(packed, name, document)
    return missing


def is_whole(path: Path) -> bool:
    """Whether there is a ZIP here that can be gone on with: a process that is killed may leave half of one."""
    return path.exists() and zipfile.is_zipfile(path)


def name_of(document: Document) -> str:
    """Where a document stands in the ZIP: folder of its tag, day, name, and the beginning of its number.

    No path, nothing that a file system does not take, short enough for each of them, and never twice the same.
    """
    stem, dot, ending = document.name.rpartition(".")
    if not stem or len(ending) > 5:
        stem, dot, ending = document.name, "", ""
    plain = _STRANGE.sub("_", stem).strip(" .")[:_LONGEST_STEM].strip(" .") or "document"
    ending = re.sub(r"[^A-Za-z0-9]", "", ending).lower()
    day = document.arrived_at.date().isoformat()
    folder = document.tag or "untagged"
    return f"{folder}/{day} {plain} [{document.uid.hex[:8]}]{dot if ending else ''}{ending}"


def names(path: Path) -> dict[str, str]:
    """The name of each document in the ZIP, by the beginning of its number (``beginning``)."""
    with zipfile.ZipFile(path) as packed:
        found = ((_OF.search(name), name) for name in packed.namelist())
        return {matched[1]: name for matched, name in found if matched}


def beginning(uid: UUID) -> str:
    """The part of a document's number that stands in its name."""
    return uid.hex[:8]


def add_text(path: Path, name: str, pieces: Iterator[str]) -> None:
    """Put a text into the ZIP, piece by piece."""
    with zipfile.ZipFile(path, "a", allowZip64=True) as packed:
        if name in packed.namelist():
            return
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        with packed.open(info, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece.encode("utf-8", "replace"))


def index_names() -> tuple[str, str]:
    """The names of the index to compute with, and of the one to read."""
    return f"{_('index')}.csv", f"{_('index')}.html"


def _write(packed: zipfile.ZipFile, name: str, document: Document) -> bool:
    """Whether its content was there."""
    pieces = objects.pieces(document.sha256)
    try:
        first = next(pieces, b"")
    except objects.ContentMissing:
        return False
    moment = document.arrived_at.timetuple()[:6]
    info = zipfile.ZipInfo(name, date_time=max(moment, (1980, 1, 1, 0, 0, 0)))
    is_packed = name.endswith(_PACKED_ALREADY)
    info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    with packed.open(info, "w", force_zip64=document.size > zipfile.ZIP64_LIMIT // 2) as file:
        file.write(first)
        for piece in pieces:
            file.write(piece)
    return True
