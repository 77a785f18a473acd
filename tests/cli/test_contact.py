"""``overstap contact``: the same verbs as on the pages."""

import pytest

from overstap.cli.errors import Exit
from overstap.coupling.values import FIELDS
from overstap.tenancy.roles import Role
from tests.cli.running import Answer, Command
from tests.moves.conftest import world
from tests.moves.world import TwoOffices
from tests.tenancy.people import join, make_person
from tests.web.coupling_world import NAMES, Coupled3, coupled

__all__ = ["world"]


class Here:
    """Alice's environment and the command in her name."""

    def __init__(self, command: Command, made: Coupled3, person: str = "") -> None:
        self._command, self.made = command, made
        self._person = person or made.world.alice.email

    def __call__(self, *arguments: object) -> Answer:
        named = ("--as", self._person, "--json", "contact", *arguments, "--environment", self.made.slug)
        return self._command(*named)

    def words(self, *arguments: object) -> str:
        """What people read."""
        named = ("--as", self._person, "--language", "en", "contact", *arguments, "--environment", self.made.slug)
        return self._command(*named).out


@pytest.fixture
def here(command: Command, world: TwoOffices) -> Here:
    return Here(command, coupled(world))


def test_r219_questions_come_surest_first_with_what_differs(here: Here) -> None:
    rows = here("questions").data
    assert [one["number"] for one in rows] == list(here.made.questions)
    assert rows[0]["differing"] == ["name", "street", "postal_code", "city"]
    assert [one["number"] for one in here("questions", "--after", rows[0]["number"]).data] == list(
        here.made.questions[1:]
    )
    assert "almost certainly the same" in here.words("questions")
    told = here.words("question", rows[0]["number"])
    assert "name: the same words, abbreviated" in told
    assert "Zaagmolenweg 3 A" in told


def test_r202_same_different_and_undo(here: Here) -> None:
    first, second, _third = here.made.questions
    done = here("same", first).data
    assert (done["deed"], done["person"]) == ("join", here.made.world.alice.name)
    assert here("different", second).data["deed"] == "keep_apart"
    again = here("different", first)
    assert (again.code, again.data["error"]) == (Exit.REFUSED, "COUPLING-DECIDED")
    assert here("undo", done["number"]).data["undoes"] == done["number"]
    assert [one["number"] for one in here("questions").data] == [first, here.made.questions[2]]
    assert [one["deed"] for one in here("log").data][:3] == ["undo", "keep_apart", "join"]
    assert "kept apart" in here.words("log", "--limit", 2)
    assert [one["person"] for one in here("log", "--by", "people").data] == [here.made.world.alice.name] * 3
    assert {one["person"] for one in here("log", "--by", "rules").data} == {""}


def test_r220_r221_what_leads_by_card_by_own_words_and_for_all(here: Here) -> None:
    number = here.made.differing
    found = here("show", number).data
    moved = found["contact"]["cards"][0]["number"]
    assert {one["field"] for one in found["differences"]} == {"street", "postal_code"}
    assert here("lead", number, moved, "--field", "street").code == Exit.DONE
    assert here("lead", number, "--field", "postal_code", "--text", "7311 ZZ").code == Exit.DONE
    fields = here("show", number).data["contact"]["fields"]
    assert (fields["street"], fields["postal_code"]) == ("Torenlaan 200", "7311 ZZ")
    assert here("differences").data == []


def test_one_administration_leads_for_all_after_a_look(here: Here) -> None:
    first = here.made.administrations[0]
    assert here("lead-all", first, "--dry-run").data == {"contacts": 1}
    assert "Torenlaan 200" in here.words("differences")
    done = here("lead-all", first).data
    assert done["contacts"] == 1
    assert here("show", here.made.differing).data["contact"]["fields"]["street"] == "Torenlaan 200"
    assert here("undo", done["decision"]).code == Exit.DONE
    assert here("lead-all", first, "--search", "nobody").code == Exit.REFUSED
    assert here("differences", "--conflicts").data == []
    assert here("lead-all", first, "--conflicts").code == Exit.REFUSED


def test_contacts_are_listed_shown_split_and_joined(here: Here) -> None:
    (shared,) = [one for one in here("list", "--which", "shared").data if one["number"] == here.made.joined]
    cards = [card["number"] for card in shared["cards"]]
    assert [one["number"] for one in here("list", "--search", "sloopwerken").data] == [here.made.joined]
    told = here.words("show", here.made.joined)
    assert NAMES[1] in told
    assert "The matching" in told
    assert here("split", here.made.joined, cards[1]).data["deed"] == "split"
    two = [one["number"] for one in here("list", "--search", "sloopwerken").data]
    assert len(two) == 2
    assert here("join", *two).data["deed"] == "join"


def test_who_may_only_read_decides_nothing(here: Here, command: Command) -> None:
    eva = make_person("Eva")
    join(here.made.world.alice, here.made.slug, eva, Role.CLIENT_USER)
    eve = Here(command, here.made, eva.email)
    assert len(eve("questions").data) == 3
    assert eve("same", here.made.questions[0]).code == Exit.NEEDS_PERSON
    stranger = Here(command, here.made, here.made.world.dora.email)
    assert "error" in stranger("list").data


@pytest.mark.parametrize("arguments", [
    ("same", "0"), ("different", "99999999999999999999"), ("show", "-1"), ("split", "1001"),
    ("split", "1001", "7", "8"),
    ("lead", "1001", "0"), ("lead", "1001", "--text", "x"), ("lead", "1001", "--field", "shoe-size", "--text", "x"),
    ("lead", "1001", "--field", "name", "--text", "a\x00b"), ("undo", "12345"), ("join", "1001"), ("join",),
    ("lead-all", "0"), ("list", "--which", "nonsense"), ("question", "12345"),
])  # fmt: skip
def test_what_makes_no_sense_is_never_a_fault(here: Here, arguments: tuple[str, ...]) -> None:
    answer = here(*arguments)
    assert answer.code in (Exit.USAGE, Exit.REFUSED, Exit.NEEDS_PERSON)
    assert answer.data["error"]


def test_own_words_name_the_fields_there_are(here: Here) -> None:
    answer = here("lead", here.made.differing, "--text", "x")
    assert all(name in answer.data["remedy"] for name in FIELDS)
