"""R037, R062: the contents of documents are read anew at the receiver's, and what is not as it was is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.books.documents.models import Document
from overstap.lib.objects import StoreUnreachable
from overstap.moves.holdings.documents import CONTENT
from overstap.moves.state import for_system
from tests.moves.verify.books import Carried, compared, kind


def documents(move: Carried) -> list[Document]:
    """Those that the receiver has now."""
    with for_system(move.uid):
        return list(Document.objects.filter(administration_id=move.target_id).order_by("uid"))


def place(document: Document) -> Path:
    """Where its content lies."""
    digest = document.sha256
    return Path(settings.OBJECT_DIR) / digest[:2] / digest[2:4] / digest


@contextmanager
def instead(path: Path, content: bytes | None) -> Iterator[None]:
    """Inside the block something else lies there, or nothing."""
    before = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)


def test_every_content_is_read_and_is_as_it_was(move: Carried) -> None:
    result = kind(compared(move), CONTENT)
    assert result.clean
    assert result.expected == result.present == len(documents(move)) >= 2


def test_a_content_that_is_gone_is_missing_by_its_name(move: Carried) -> None:
    first, *_others = documents(move)
    with instead(place(first), None):
        comparison = compared(move)
        result = kind(comparison, CONTENT)
    assert (list(result.missing), list(result.different)) == ([f"{first.name} ({first.uid})"], [])
    assert result.present == result.expected - 1
    assert not comparison.clean
    assert kind(comparison, "document").clean


@pytest.mark.parametrize("changed", [b"%PDF-1.7 secon", b"", b"%PDF-1.7 seconD", b"%PDF-1.7 second "])
def test_a_content_that_was_changed_on_the_disk_is_different_by_its_name(move: Carried, changed: bytes) -> None:
    last = next(one for one in documents(move) if place(one).read_bytes() == b"%PDF-1.7 second")
    with instead(place(last), changed):
        comparison = compared(move)
        result = kind(comparison, CONTENT)
    assert (list(result.missing), list(result.different)) == ([], [f"{last.name} ({last.uid})"])
    assert not comparison.clean
    assert compared(move).clean


def test_a_store_that_cannot_be_read_is_no_difference_but_a_matter_of_trying_later(
    move: Carried, settings: SettingsWrapper, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.write_text("not a folder")
    settings.OBJECT_DIR = folder
    with pytest.raises(StoreUnreachable):
        compared(move)


def test_the_digest_changes_with_what_is_whole(move: Carried) -> None:
    whole = kind(compared(move), CONTENT).digest
    with instead(place(documents(move)[0]), b"x"):
        assert kind(compared(move), CONTENT).digest != whole
