"""``overstap contact-sync``: the same verbs as on the pages."""

import pytest

from overstap.cli.errors import Exit
from overstap.coupling.administration_settings import CONTACTS_BACK, YES
from overstap.coupling.keeping.models import Outgoing
from overstap.coupling.keeping.values import Sending
from overstap.coupling.models import Coupled
from overstap.coupling.values import Stage
from overstap.lib.kept_sentences import keep
from overstap.tenancy import audit
from overstap.tenancy.roles import Role
from tests.cli.running import Answer, Command
from tests.moves.conftest import world
from tests.moves.world import TwoOffices
from tests.tenancy.people import join, make_person
from tests.web.coupling_world import NAMES, Coupled3, coupled

__all__ = ["world"]


class Here:
    """The command in Alice's environment, in her name or somebody else's."""

    def __init__(self, command: Command, made: Coupled3, person: str = "") -> None:
        self._command, self.made = command, made
        self._person = person or made.world.alice.email

    def __call__(self, *arguments: object) -> Answer:
        named = ("--as", self._person, "--json", "contact-sync", *arguments, "--environment", self.made.slug)
        return self._command(*named)

    def words(self, *arguments: object) -> str:
        """What people read."""
        named = ("--as", self._person, "--language", "en", "contact-sync", *arguments)
        return self._command(*named, "--environment", self.made.slug).out

    def by(self, person: str) -> "Here":
        """The same, in the name of somebody else."""
        return Here(self._command, self.made, person)


@pytest.fixture
def here(command: Command, world: TwoOffices) -> Here:
    """Everything runs; the first administration takes no changes, the others do."""
    made = coupled(world, Stage.RUNNING)
    with audit.attempt(world.alice, made.slug, "test"):
        Coupled.objects.filter(pk__in=made.administrations[1:]).update(settings={CONTACTS_BACK: YES})
    return Here(command, made)


def test_it_tells_how_it_goes(here: Here) -> None:
    told = here("status").data
    assert [(one["name"], one["back"]) for one in told["administrations"]] == list(
        zip(NAMES, (False, True, True), strict=True)
    )
    assert (told["running"], told["busy"], told["waiting"]) == (True, False, 0)
    assert "at rest" in here.words("status")
    assert here("now").code == Exit.DONE


def test_a_contact_is_made_changed_sent_and_removed(here: Here) -> None:
    _one, two, three = here.made.administrations
    made = here("make", "--set", "name=Nieuwe klant", "--set", "city=Ede", "--to", two, "--code", "7001").data
    assert (made["fields"]["name"], made["fields"]["type"], made["cards"]) == ("Nieuwe klant", "C", [])
    assert here("change", made["number"], "--set", "city=Zeist").data["fields"]["city"] == "Zeist"
    assert [one["administration"] for one in here("send", made["number"], "--to", three).data] == [three, two]
    words = here.words("outgoing")
    assert "Nieuwe klant" in words
    assert "waits" in words
    removed = here("remove", made["number"])
    assert removed.data["decision"] > 0
    assert {one["state"] for one in here("outgoing").data} == {"overtaken"}
    assert here("change", made["number"], "--set", "city=Ede").code == Exit.REFUSED


def test_what_changes_of_a_contact_is_listed_with_before_and_after(here: Here) -> None:
    here("change", here.made.joined, "--set", "email=nieuw@x.example")
    (line,) = here("outgoing", "--state", "waiting").data
    assert line["fields"]["email"][1] == "nieuw@x.example"
    assert (line["administration_name"], line["person"]) == (NAMES[1], here.made.world.alice.name)
    assert "nieuw@x.example" in here.words("outgoing")


def test_what_was_refused_is_sent_again(here: Here) -> None:
    here("change", here.made.joined, "--set", "email=nieuw@x.example")
    problem = {"code": "PACKAGE-REFUSED", "message": keep("Ongeldig e-mailadres"), "remedy": keep("")}
    with audit.attempt(here.made.world.alice, here.made.slug, "test"):
        Outgoing.objects.update(state=Sending.REFUSED, problem=problem)
    assert "Ongeldig e-mailadres" in here.words("outgoing")
    (line,) = here("outgoing", "--state", "refused").data
    assert here("again", line["number"]).code == Exit.DONE
    assert here("again", line["number"]).data["error"] == "COUPLING-SENT"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("make", "--set", "city=Ede"), Exit.REFUSED),
        (("make", "--set", "name=x", "--set", "shoe=44"), Exit.USAGE),
        (("make", "--set", "name"), Exit.USAGE),
        (("make", "--set", "name=x", "--to", "999999999"), Exit.REFUSED),
        (("make", "--set", "name=x", "--to", "1", "--code", "K-12"), Exit.REFUSED),
        (("change", "999999999", "--set", "name=x"), Exit.REFUSED),
        (("send", "999999999", "--to", "1"), Exit.REFUSED),
        (("remove", "1001", "--there", "999999999"), Exit.REFUSED),
        (("again", "999999999"), Exit.REFUSED),
    ],
)
def test_bad_input_is_refused(here: Here, arguments: tuple[str, ...], code: Exit) -> None:
    assert here(*arguments).code == code


def test_who_may_only_look_changes_nothing(here: Here) -> None:
    karin = make_person("Karin")
    join(here.made.world.alice, here.made.slug, karin, Role.CLIENT_USER)
    karins = here.by(karin.email)
    assert karins("status").code == Exit.DONE
    for arguments in (("make", "--set", "name=x"), ("change", here.made.joined, "--set", "name=x"), ("now",)):
        assert karins(*arguments).code == Exit.NEEDS_PERSON
