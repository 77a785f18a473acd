"""Documents through moves: all of them, their links for good, to the last bit; personal archives stay behind."""

import uuid
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.books.documents import actions as documents
from overstap.books.documents import permanent, queries
from overstap.books.documents.models import Read
from overstap.books.documents.permanent import Spot
from overstap.books.documents.values import Arrival, Kept, ReadState, Source, Tag, Wanted
from overstap.connectors.documents import reading
from overstap.lib import objects
from overstap.moves import actions
from overstap.moves import queries as moves
from overstap.moves.candidates import offer_problems
from overstap.moves.holdings import planning
from overstap.moves.people import actions as people
from overstap.moves.profiles import copying, profile
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.models import Administration, Person
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.roles import Role
from tests.exchange import document_files as files
from tests.moves import running
from tests.moves.people.helpers import former, formers
from tests.moves.test_addresses import Side, move, take_back
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, administration_of, offer
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import join, make_environment, make_person


@pytest.fixture(autouse=True)
def store(settings: SettingsWrapper, tmp_path: Path) -> None:
    """Contents of these tests alone."""
    settings.OBJECT_DIR = tmp_path / "objects"


@pytest.fixture
def alice(world: TwoOffices) -> Side:
    return Side(world.alice, world.giver, CODE)


@pytest.fixture
def dora(world: TwoOffices) -> Side:
    return Side(world.dora, world.receiver, NEW_CODE)


@pytest.fixture
def erik(world: TwoOffices) -> Side:
    person = make_person("Erik")
    return Side(person, make_environment(person), "E1")


def add(side: Side, text: str, tag: Tag = Tag.NONE, person: Person | None = None) -> Kept:
    """A document of theirs, read."""
    with act(person or side.person, side.environment.slug) as actor:
        arrival = Arrival(f"{text}.pdf", "application/pdf", Source.UPLOAD, tag)
        kept = documents.add(actor, side.code, files.pdf(text), arrival)
    ledger = administration_of(side.person, side.environment.slug, side.code).ledger_id
    reading.read(ledger, kept.uid, kept.sha256, "application/pdf")
    return kept


def listed(side: Side, **wanted: object) -> dict[uuid.UUID, Tag]:
    """What they see of the archive."""
    with act(side.person, side.environment.slug) as actor:
        rows = queries.listing(actor, side.code, Wanted(**wanted), limit=200).rows  # type: ignore[arg-type]
    return {row.uid: row.tag for row in rows}


def leads_to(side: Side, uid: uuid.UUID) -> list[Spot]:
    """Where the permanent link leads this person."""
    return list(permanent.spots(side.person, uid))


def one_that_leaves_a_copy() -> str:
    """A profile as transfer-code, but that the giver keeps a read-only copy; gives its name."""
    with at_work(make_operator(), "test") as operator:
        text = copying.text_to_copy("transfer-code").replace('keeps = "nothing"', 'keeps = "read_only"')
        return copying.copy(operator, copied_from="transfer-code", text=text).name


def at(side: Side) -> list[Spot]:
    return [Spot(side.environment.slug, side.code)]


def test_r037_r062_r063_every_document_moves_with_and_without_a_tag(alice: Side, dora: Side) -> None:
    tagged, loose, gone = add(alice, "een", Tag.PURCHASE), add(alice, "twee"), add(alice, "drie")
    with act(alice.person, alice.environment.slug) as actor:
        documents.delete(actor, CODE, [gone.uid])
    before = listed(alice)
    assert {tagged.uid: Tag.PURCHASE, loose.uid: Tag.NONE}.items() <= before.items()
    move(alice, dora)
    assert listed(dora) == before
    assert set(listed(dora, deleted=True)) == {gone.uid}
    with act(dora.person, dora.environment.slug) as actor:
        content = queries.content(actor, NEW_CODE, tagged.uid)
        assert objects.content(content.sha256) == files.pdf("een") or objects.is_whole(content.sha256)


def test_what_was_read_is_there_at_the_receivers_at_once(alice: Side, dora: Side) -> None:
    kept = add(alice, "zwaan")
    move(alice, dora)
    assert set(listed(dora, text="zwaan")) == {kept.uid}
    with act(dora.person, dora.environment.slug) as actor:
        assert queries.one(actor, NEW_CODE, kept.uid).reading.state is ReadState.READ
        assert queries.preview(actor, NEW_CODE, kept.uid).sha256
    with access.enter(alice.person, alice.environment.slug):
        assert not Read.objects.exists()


def test_r064_a_link_leads_to_whoever_holds_it_after_every_move_and_take_back(
    alice: Side, dora: Side, erik: Side
) -> None:
    kept = add(alice, "een")
    assert leads_to(alice, kept.uid) == at(alice)
    assert not leads_to(dora, kept.uid)
    back = move(alice, dora)
    assert leads_to(dora, kept.uid) == at(dora)
    assert not leads_to(alice, kept.uid)  # in this profile the giver keeps nothing
    added = add(dora, "twee")
    take_back(dora, back)
    assert (leads_to(alice, kept.uid), leads_to(alice, added.uid)) == (at(alice), at(alice))
    assert not leads_to(dora, kept.uid)
    move(alice, dora)
    move(dora, erik)
    assert leads_to(erik, kept.uid) == leads_to(erik, added.uid) == at(erik)
    assert not leads_to(dora, kept.uid)
    assert objects.is_whole(kept.sha256)


def test_r064_an_open_link_opens_for_everybody_wherever_it_is(alice: Side, dora: Side, erik: Side) -> None:
    kept = add(alice, "een")
    with act(alice.person, alice.environment.slug) as actor:
        documents.require_login(actor, CODE, required=True)
    assert permanent.for_everybody(kept.uid) is None
    with act(alice.person, alice.environment.slug) as actor:
        documents.require_login(actor, CODE, required=False)
    back = move(alice, dora)
    found = permanent.for_everybody(kept.uid)
    assert found is not None
    assert found.sha256 == kept.sha256
    take_back(dora, back)
    assert permanent.for_everybody(kept.uid) == found
    move(alice, erik)
    assert permanent.for_everybody(kept.uid) == found
    with act(erik.person, erik.environment.slug) as actor:
        documents.require_login(actor, erik.code, required=True)
    assert permanent.for_everybody(kept.uid) is None


def test_people_of_the_old_holder_see_their_sealed_copy_and_the_holder_the_living_one(alice: Side, dora: Side) -> None:
    """In a profile in which the giver keeps a read-only copy."""
    kept = add(alice, "een")
    move(alice, dora, one_that_leaves_a_copy())
    assert leads_to(alice, kept.uid) == at(alice)
    assert leads_to(dora, kept.uid) == at(dora)
    later = add(dora, "twee")
    assert later.uid not in listed(alice)
    assert not listed(alice, text="twee")
    with pytest.raises(access.Frozen), act(alice.person, alice.environment.slug) as actor:
        documents.tag(actor, CODE, [kept.uid], Tag.OWN)


def test_a_content_that_is_damaged_under_way_keeps_the_administration_at_the_givers(
    world: TwoOffices, alice: Side
) -> None:
    kept = add(alice, "een")
    uid = offer(world)
    accept(world, uid)
    place = Path(settings.OBJECT_DIR) / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    place.write_bytes(b"%PDF-1.7 something else")
    running.run(uid)
    with act(alice.person, alice.environment.slug) as actor:
        (part,) = moves.status(actor, uid).parts
    assert part.outcome == "failed"  # put back with the giver, as it was
    assert part.verification is not None
    (result,) = [one for one in part.verification["kinds"] if one["kind"] == "document_content"]
    assert result["samples"]["different"] == [f"een.pdf ({kept.uid})"]
    assert kept.uid in listed(alice)


def somebody_with_an_archive(alice: Side) -> tuple[Person, Kept]:
    """An authoriser of Alice's office, and what he delivered."""
    anton = make_person("Anton")
    join(alice.person, alice.environment.slug, anton, Role.AUTHORISER)
    with act(alice.person, alice.environment.slug) as actor:
        tenancy.give_access(actor=actor, code=CODE, person=anton)
    return anton, add(alice, "van Anton", person=anton)


def test_r068_r069_r070_personal_archives_are_announced_and_stay(alice: Side, dora: Side) -> None:
    anton, mine = somebody_with_an_archive(alice)
    with act(alice.person, alice.environment.slug) as actor:
        told = [one for one in offer_problems(actor, "transfer-code", [CODE]) if one.check == "personal-archives"]
        one = Administration.objects.get(code=CODE)
        (line,) = [one for one in planning.lines(profile("transfer-code"), [one]) if one.code == "personal-archives"]
    assert [(one.gravity, "Anton" in one.message) for one in told] == [("advice", True)]
    assert (line.fate, list(line.facts)) == ("stays", ["Anton"])
    back = move(alice, dora)
    join(dora.person, dora.environment.slug, anton, Role.AUTHORISER)
    with act(dora.person, dora.environment.slug) as actor:
        tenancy.give_access(actor=actor, code=NEW_CODE, person=anton)
    assert mine.uid in listed(dora)
    assert not listed(Side(anton, dora.environment, NEW_CODE))
    take_back(dora, back)
    assert set(listed(Side(anton, alice.environment, CODE))) == {mine.uid}


def test_an_archive_is_there_again_for_who_is_linked_to_the_name_and_gone_when_that_is_undone(
    world: TwoOffices, alice: Side, dora: Side, erik: Side
) -> None:
    """R068, R069; along a second move as well."""
    _anton, mine = somebody_with_an_archive(alice)
    add(alice, "van Alice")
    move(alice, dora)
    rita = make_person("Rita")
    join(dora.person, dora.environment.slug, rita, Role.RESTRICTED_CLIENT_USER)
    with act(dora.person, dora.environment.slug) as actor:
        people.link(actor, former(world, "Anton").uid, rita.uid, "doet zijn werk")
    assert set(listed(Side(rita, dora.environment, NEW_CODE))) == {mine.uid}
    with act(dora.person, dora.environment.slug) as actor:
        people.unlink(actor, former(world, "Anton").uid, "vergissing")
        tenancy.give_access(actor=actor, code=NEW_CODE, person=rita)
    assert not listed(Side(rita, dora.environment, NEW_CODE))
    move(dora, erik)
    sofie = make_person("Sofie")
    join(erik.person, erik.environment.slug, sofie, Role.AUTHORISER)
    with act(erik.person, erik.environment.slug) as actor:
        people.link(actor, formers(erik.person, erik.environment.slug)["Anton"].uid, sofie.uid, "doet zijn werk")
    assert set(listed(Side(sofie, erik.environment, "E1"))) == {mine.uid}


def test_the_plan_says_that_documents_move(alice: Side) -> None:
    add(alice, "een", Tag.BANK)
    with act(alice.person, alice.environment.slug):
        one = Administration.objects.get(code=CODE)
        (line,) = [one for one in planning.lines(profile("transfer-code"), [one]) if one.code == "documents"]
    assert line.fate == "moves"
    assert len(line.facts) == 2


def test_a_withdrawn_move_leaves_the_archive_as_it_was(world: TwoOffices, alice: Side) -> None:
    kept = add(alice, "een")
    before = listed(alice)
    uid = offer(world)
    accept(world, uid)
    running.run(uid)
    with act(alice.person, alice.environment.slug) as actor:
        actions.withdraw(actor, uid, "vergissing")
    assert listed(alice) == before
    assert leads_to(alice, kept.uid) == at(alice)
