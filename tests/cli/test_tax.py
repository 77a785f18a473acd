"""VAT returns and fixed assets on the command line."""

import pytest

from overstap.books.ledger import models as ledger
from tests.cli.running import Command
from tests.cli.test_moves import Office
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices, act, administration_of

__all__ = ["world"]


@pytest.fixture
def alice(command: Command, world: TwoOffices) -> Office:
    """At work at the giver's."""
    return Office(command, world.alice.email, world.giver.slug)


def test_r165_a_return_goes_from_draft_to_filed(alice: Office, world: TwoOffices) -> None:
    assert alice("tax", "grant", CODE, world.alice.email, "--approve", "--file").data["file"] is True
    refused = alice("tax", "settings", CODE, "--contact-type", "BPL")
    assert refused.data["error"] == "BECON-WITH-BPL"
    settings = alice(
        "tax",
        "settings",
        CODE,
        "--contact-type",
        "BPL",
        "--becon",
        "",
        "--vat-number",
        "NL813086188B01",
        "--span",
        "year",
    ).data
    assert (settings["contact"]["contact_type"], settings["span"]) == ("BPL", "year")
    assert alice("tax", "draft", CODE, "2024").data["status"] == "draft"
    assert alice("tax", "draft", CODE, "2024").data["error"] == "RETURN-EXISTS"
    assert alice("tax", "type", CODE, "2024", "1d", "--base", "10.00", "--vat", "2.10").code == 0
    assert alice("tax", "type", CODE, "2024", "1d", "--base", "veel").data["error"] == "AMOUNT-MALFORMED"
    assert alice("tax", "ready", CODE, "2024").data["status"] == "ready"
    assert alice("tax", "back", CODE, "2024").data["status"] == "draft"
    alice("tax", "ready", CODE, "2024")
    assert alice("tax", "file", CODE, "2024", "--by", "portal", "--reference", "R 1").data["status"] == "filed"
    shown = alice("tax", "show", CODE, "2024").data
    assert (shown["row"]["status"], shown["reference"]) == ("filed", "R 1")
    assert len(alice("tax", "list", CODE).data) == 2
    assert alice("tax", "supplement", CODE, "2024").data["error"] == "RETURN-STATE"
    assert alice("tax", "discard", CODE, "2024").data["error"] == "RETURN-STATE"


def test_r251_r252_registers_are_entered_and_read(alice: Office) -> None:
    days = ("--valid-from", "2025-01-01", "--valid-until", "2028-01-01")
    assert alice("tax", "certificate", CODE, "abcd1234", "--holder", "Kantoor", *days).code == 0
    assert alice("tax", "port", CODE, "Aangifte", "--certificate", "abcd1234").code == 0
    assert alice("tax", "authorisation", CODE, "Btw", "--intermediary", "Kantoor").code == 0
    found = alice("tax", "registers", CODE).data
    assert "ABCD1234" in {one["serial"] for one in found["certificates"]}
    assert "Aangifte" in {one["name"] for one in found["ports"]}
    assert alice("tax", "map", CODE, "VH", "1b", "--rate", "9").data["box"] == "1b"
    assert alice("tax", "map", CODE, "VH", "9z").data["error"] == "TAX-BOX"


def test_r166_assets_are_entered_depreciated_and_disposed_of(
    alice: Office, command: Command, world: TwoOffices
) -> None:
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        for code in ("0200", "0210", "4300"):
            ledger.Account.objects.create(administration=one, code=code, name=code, type="B")
        ledger.Journal.objects.create(administration=one, code="ME", name="Memoriaal", type="M")
    entered = alice(
        "asset", "enter", CODE, "V1", "Bus", "--bought", "2025-01-10", "--purchase", "20000", "--residual", "2000",
        "--months", "36", "--account", "0200", "--depreciation-account", "0210", "--cost-account", "4300",
    )  # fmt: skip
    assert entered.code == 0
    assert alice("asset", "depreciate", CODE, "2025-13", "ME").data["error"] == "ASSET-MONTH"
    assert alice("asset", "depreciate", CODE, "maart", "ME").data["error"] == "ASSET-MONTH"
    alice("asset", "remove", CODE, "b/2 é")
    made = alice("asset", "depreciate", CODE, "2025-02", "ME").data
    assert made["number"] == "AFS-2025-02"
    shown = alice("asset", "show", CODE, "V1", "--on", "2025-02-28").data
    assert shown["row"]["value"] == "19000.00"
    assert {row["account"] for row in alice("asset", "check", CODE).data} >= {"0200", "0210"}
    assert alice("asset", "dispose", CODE, "V1", "--on", "2025-03-01", "--proceeds", "15000").code == 0
    assert alice("asset", "remove", CODE, "V1").data["error"] == "ASSET-BOOKED"
    assert "Bus" in command("--as", world.alice.email, "asset", "list", CODE, "-e", world.giver.slug).out
