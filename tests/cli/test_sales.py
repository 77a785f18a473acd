"""Sales on the command line, and those of the demonstration."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from overstap.books.sales import queries
from overstap.cli.demo.holdings import sales
from tests.books.sales.selling import quote, ready
from tests.cli.running import Command
from tests.cli.test_moves import Office
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices, act, administration_of

__all__ = ["world"]


@pytest.fixture
def alice(command: Command, world: TwoOffices, settings: Settings, tmp_path: Path) -> Office:
    """At work at the giver's."""
    settings.OBJECT_DIR = tmp_path / "objects"
    ready(world.alice, world.giver.slug, CODE)
    return Office(command, world.alice.email, world.giver.slug)


def test_products_are_added_and_listed(alice: Office) -> None:
    assert alice("sales", "product", CODE, "UUR", "--name", "Adviesuur", "--price", "95.00", "--unit", "uur").code == 0
    assert alice("sales", "product", CODE, "X", "--name", "X", "--price", "veel").code != 0
    assert [one["code"] for one in alice("sales", "products", CODE).data] == ["BROOD", "UUR"]


def test_a_quotation_is_settled_by_its_number(alice: Office, world: TwoOffices) -> None:
    quote(world.alice, world.giver.slug, CODE)
    (one,) = alice("sales", "quotations", CODE, "--state", "sent").data
    assert alice("sales", "settle-quotation", CODE, one["number"], "approve", "--name", "Anna").code == 0
    assert alice("sales", "settle-quotation", CODE, "OF-nergens", "approve", "--name", "Anna").code != 0
    again = alice("sales", "settle-quotation", CODE, one["number"], "refuse", "--name", "Anna", "--reason", "x")
    assert again.data["error"] == "QUOTATION-ANSWERED"
    assert [row["state"] for row in alice("sales", "invoices", CODE, "--state", "draft").data] == ["draft"]


def test_r077_who_is_billed_is_told_and_ended(alice: Office) -> None:
    given = ("--payer", "Jansen", "--iban", "NL91ABNA0417164300", "--reference", "M-1", "--signed-on", "2026-02-03")
    assert alice("sales", "agreement", CODE, *given).data["reference"] == "M-1"
    assert alice("sales", "agreement", CODE).data["payer"] == "Jansen"
    assert alice("sales", "agreement", CODE, "--end").data == {}


def test_the_demonstration_sells_something_of_everything(alice: Office, world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug) as actor:
        assert sales.furnish(actor, CODE) == 14
        one = administration_of(world.alice, world.giver.slug, CODE)
        assert {row.state for row in queries.quotations(one).rows} >= {"draft", "sent", "approved", "refused"}
        assert {row.state for row in queries.invoices(one).rows} == {"draft", "to_send", "sent"}
    sent = alice("sales", "send", CODE).data
    assert (len(sent["sent"]), sent["left"]) == (2, 0)
