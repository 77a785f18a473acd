"""``overstap document``: the archive on the command line, on the same actions as the pages."""

import zipfile
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from overstap.books.documents.models import Document
from overstap.tenancy import audit
from tests.books.documents.test_pages import pdf, widths
from tests.cli.running import Answer, Command
from tests.moves.world import CODE, TwoOffices, two_offices


@pytest.fixture
def archive(command: Command, settings: Settings, tmp_path: Path) -> TwoOffices:
    """Two offices; the archive of the giver is empty."""
    settings.FILES_DIR = tmp_path / "files"
    world = two_offices()
    with audit.attempt(world.alice, world.giver.slug, "test"):
        Document.objects.filter(administration__environment=world.giver).delete()
    return world


@pytest.fixture
def document(command: Command, archive: TwoOffices):  # type: ignore[no-untyped-def] # a function of the test's own
    """Runs a command of the archive as Alice, for machines."""

    def run(name: str, *arguments: object) -> Answer:
        return command("document", name, *arguments, "--code", CODE, "--as", archive.alice.email, "--json")

    return run


def added(document, folder: Path, name: str, *pages: int) -> str:  # type: ignore[no-untyped-def] # see above
    """Add a PDF; gives its number."""
    path = folder / name
    path.write_bytes(pdf(*pages))
    answer = document("add", path, "--tag", "purchase")
    assert answer.code == 0, answer.err
    return str(answer.data[0]["document"])


def test_from_adding_to_taking_everything_away(document, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    first, second = added(document, tmp_path, "a.pdf", 101, 102), added(document, tmp_path, "b.pdf", 201)
    assert {row["name"] for row in document("list", "--tag", "purchase").data} == {"a.pdf", "b.pdf"}
    assert document("tag", first, "--to", "bank").data == {"changed": 1}
    parts = document("split", first, "--parts", "2; 1").data["made"]
    merged = document("merge", parts[1], second, "--name", "Samen").data["made"]
    target = tmp_path / "out.pdf"
    shown = document("show", merged, "-o", target).data
    assert shown["card"]["row"]["name"] == "Samen.pdf"
    assert len(shown["lineage"]["made_from"]) == 2
    assert widths(target.read_bytes()) == [101, 201]
    assert document("delete", parts[0]).data == {"changed": 1}
    assert document("restore", parts[0]).data == {"changed": 1}
    packed = document("export", "-o", tmp_path / "archive.zip").data
    assert packed["documents"] == 2
    assert len(zipfile.ZipFile(tmp_path / "archive.zip").namelist()) == 4


def test_a_file_that_is_refused_does_not_stop_the_others(document, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    good, bad = tmp_path / "goed.pdf", tmp_path / "fout.exe"
    good.write_bytes(pdf(101))
    bad.write_bytes(b"MZ\x90")
    answer = document("add", bad, good, "--tag", "none")
    assert answer.code == 0
    assert [one.get("error", "") for one in answer.data] == ["DOCUMENT-KIND", ""]
    assert document("add", bad).code == 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "no-number"), 3),
        (("split", "00000000-0000-4000-8000-000000000000", "--parts", "1"), 3),
        (("add", "/does/not/exist.pdf"), 3),
        (("tag", "00000000-0000-4000-8000-000000000000", "--to", "elephant"), 2),
        (("export", "-o", "/nowhere/a.zip"), 3),
    ],
)
def test_what_cannot_be_is_refused(document, arguments: tuple[object, ...], code: int) -> None:  # type: ignore[no-untyped-def]
    assert document(*arguments).code == code
