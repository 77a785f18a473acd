"""Authorisation, apps and copies at the command line."""

import pytest

from overstap.books.authorisation import queries
from overstap.cli.demo.holdings import authorisation as furnishing
from overstap.cli.errors import Exit
from tests.books.authorisation.world import Office as Workers
from tests.books.authorisation.world import demand, document, office
from tests.cli.running import Command
from tests.cli.test_moves import Office
from tests.moves.world import CODE, act


@pytest.fixture
def here(db: None) -> Workers:
    """An office in which documents are authorised before booking."""
    made = office()
    demand(made)
    return made


def test_r072_to_r076_from_a_workflow_to_everything_finished(command: Command, here: Workers) -> None:
    mona, anna = (Office(command, one.email, here.slug) for one in (here.mona, here.anna))
    uid = str(document(here))
    added = mona("authorisation", "workflow", "add", CODE, "Inkoop", here.anna.email, here.bert.email)
    assert added.data == {"workflow": "Inkoop", "key": "inkoop"}
    again = mona("authorisation", "workflow", "add", CODE, "INKOOP", here.anna.email)
    assert again.data["error"] == "WORKFLOW-EXISTS"
    assert mona("authorisation", "send", CODE, uid, "INKOOP").data["position"] == 1
    assert [one["document"] for one in anna("authorisation", "mine").data] == ["factuur.pdf"]
    assert anna("authorisation", "approve", CODE, uid, "--comment", "ja").data["state"] == "waiting"
    assert anna("authorisation", "approve", CODE, uid).data["error"] == "NOT-YOUR-TURN"
    assert mona("authorisation", "reassign", CODE, here.carla.email, uid).data == {"given": 1, "left": 0}
    nobody = mona("authorisation", "reassign", CODE, here.anna.email, "--of", here.bert.email)
    assert nobody.data == {"given": 0, "left": 0}
    mandatory = mona("authorisation", "demand", CODE, "--before", "mandatory")
    assert mandatory.data == {"before": "mandatory", "after": "none"}
    assert len(mona("authorisation", "show", CODE).data["waiting"]) == 1
    assert mona("authorisation", "finish", CODE, "--outcome", "reject").data["error"] == "COMMENT-NEEDED"
    everything = ("--outcome", "reject", "--comment", "migratie", "--workflows", "--demands")
    (done,) = mona("authorisation", "finish", CODE, *everything).data
    assert (done["settled"], done["authorisers"], done["workflows"]) == (1, 2, 1)
    assert set(done["left"].values()) == {0, "none"}


def test_who_may_not_is_refused(command: Command, here: Workers) -> None:
    anna, uid = Office(command, here.anna.email, here.slug), str(document(here))
    for words in (("finish", CODE), ("show", CODE), ("demand", CODE), ("workflow", "delete", CODE, "x")):
        answer = anna("authorisation", *words)
        assert (answer.code, answer.data["error"]) == (Exit.NEEDS_PERSON, "ROLE-MISSING")
    assert anna("authorisation", "approve", CODE, uid).data["error"] == "AUTHORISATION-NOT-FOUND"
    assert anna("authorisation", "approve", CODE, "x").data["error"] == "DOCUMENT-NOT-FOUND"
    assert anna("authorisation", "reassign", CODE, here.bert.email).data["error"] == "NOTHING-CHOSEN"


def test_apps_are_connected_paired_and_ended(command: Command, here: Workers) -> None:
    alice, anna = (Office(command, one.email, here.slug) for one in (here.world.alice, here.anna))
    assert alice("app", "connect", "AFAS Link", "Bonnen", "--pairs").data["app"] == "AFAS Link"
    assert anna("app", "pair", "afas link", "--device", "Telefoon").code == Exit.DONE
    (one,) = alice("app", "list").data
    assert [each["name"] for each in one["pairings"]] == ["Anna"]
    for deed in ("pause", "activate", "end"):
        assert anna("app", deed, "AFAS Link").data["error"] == "ROLE-MISSING"
        assert alice("app", deed, "AFAS Link").code == Exit.DONE
    assert alice("app", "pause", "AFAS Link").data["error"] == "APP-NOT-FOUND"


def test_r087_a_copy_is_made(command: Command, here: Workers) -> None:
    alice = Office(command, here.world.alice.email, here.slug)
    made = alice("copy", CODE, "1001-K", "Bakkerij kopie").data
    assert (made["copy_of"], bool(made["address"])) == (CODE, True)
    assert alice("copy", "1001-K", "K2", "x").data["error"] == "COPY-REFUSED"


def test_people_read_it_in_words(command: Command, here: Workers) -> None:
    words = ("--as", here.anna.email, "--language", "nl", "authorisation", "mine", "-e", here.slug)
    assert "Er wacht niets op u." in command(*words).out


def test_the_demonstration_has_something_that_waits_and_something_decided(here: Workers) -> None:
    for number in range(8):
        document(here, f"{number}.pdf")
    with act(here.mona, here.slug) as actor:
        assert furnishing.furnish(actor, CODE, [here.eve.uid, here.anna.uid, here.bert.uid]) == 6
        assert len(queries.waiting(actor, CODE).rows) == furnishing.WAITING
        assert not furnishing.furnish_copy(actor, CODE)
    with act(here.world.alice, here.slug) as actor:
        assert furnishing.furnish_environment(actor) == 3
        assert furnishing.furnish_copy(actor, CODE) == f"{CODE}-K"
