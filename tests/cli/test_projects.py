"""Projects and their invoices on the command line."""

from pathlib import Path

import pytest

from overstap.cli.errors import Exit
from overstap.coupling.projects import booking
from overstap.coupling.projects.models import ProjectInvoice
from overstap.coupling.projects.store import today
from tests.cli.running import Command
from tests.cli.test_moves import Office
from tests.coupling.projects.world import Builder, act, builder


@pytest.fixture
def built(db: None) -> Builder:
    """The builder."""
    del db
    return builder()


@pytest.fixture
def bob(command: Command, built: Builder) -> Office:
    """At work at the builder's."""
    return Office(command, built.bob.email, built.slug)


def _project(bob: Office, built: Builder) -> int:
    made = bob("project", "new", "--name", "Kade 12", "--administration", built.bouw.pk, "--contact", 1)
    assert made.code == Exit.DONE
    return int(made.data["number"])


def test_a_project_from_new_to_closed(bob: Office, built: Builder) -> None:
    """R193"""
    number = _project(bob, built)
    assert bob("project", "change", number, "--administration", built.vastgoed.pk).data["code"] == "002"
    assert bob("project", "close", number).data["state"] == "closed"
    assert [one["number"] for one in bob("project", "list", "--state", "closed").data] == [number]
    assert bob("project", "open", number).data["state"] == "open"
    assert bob("project", "close", 99).code == Exit.REFUSED


def test_an_invoice_from_draft_to_refused_and_again(bob: Office, built: Builder, tmp_path: Path) -> None:
    """R206: what waits for a person is told by the exit code too."""
    number = _project(bob, built)
    lines = ("--line", "Metselwerk;8;65.00;high", "--line", "Voegwerk;1;100;low;10")
    made = bob("project-invoice", "new", number, *lines, "--subject", "Termijn 1")
    uid = made.data["uid"]
    given = bob("project-invoice", "definitive", uid).data["number"]
    assert given == f"{today().year}00100001"
    with act(built.sanne, built.slug):
        built.bouw.settings = {}
        built.bouw.save()
    while booking.book(uid, built.slug):
        pass
    shown = bob("project-invoice", "show", given)
    assert (shown.code, shown.data["problem"]["code"]) == (Exit.NEEDS_PERSON, "PROJECT-SETTING")
    assert bob("project-invoice", "again", given).code == Exit.DONE
    assert [one["number"] for one in bob("project-invoice", "list", "--state", "numbered").data] == [given]
    credit = bob("project-invoice", "credit", given).data
    assert credit["paper"]["credits"] == given
    assert bob("project-invoice", "remove", credit["uid"]).code == Exit.DONE
    file = tmp_path / "factuur.pdf"
    assert bob("project-invoice", "pdf", given, file).code == Exit.DONE
    assert file.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("line", ["Metselwerk", "a;1;2;21%", "a;x;2;high", "a;1;2;high;3;4"])
def test_a_line_that_is_not_understood_is_told(bob: Office, built: Builder, line: str) -> None:
    number = _project(bob, built)
    assert bob("project-invoice", "new", number, "--line", line).code == Exit.USAGE
    with act(built.bob, built.slug):
        assert not ProjectInvoice.objects.exists()


def test_invoices_from_elsewhere_are_brought_in(bob: Office, tmp_path: Path) -> None:
    """G12"""
    file = tmp_path / "facturen.csv"
    file.write_text("number,date,contact,amount,administration\nF-1,2021-03-31,De Kade,121.00,001\n", encoding="utf-8")
    assert bob("project-invoice", "bring-in", file).data == {"brought_in": 1}
    assert bob("project-invoice", "bring-in", file).data == {"brought_in": 0}
    assert bob("project-invoice", "bring-in", tmp_path / "nergens.csv").code == Exit.USAGE


@pytest.mark.parametrize("asked", ["", "202600100001", "\x00", "9" * 300])
def test_an_invoice_that_is_not_there_is_told(bob: Office, asked: str) -> None:
    assert bob("project-invoice", "show", asked).code == Exit.REFUSED
