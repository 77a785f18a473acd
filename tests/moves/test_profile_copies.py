"""Profiles side by side, and copies of them that operators make."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from overstap.moves.models import ProfileCopy
from overstap.moves.profiles import catalogue, comparing, copying, profile, shipped, text_of
from overstap.moves.profiles.copying import NotAProfile
from overstap.tenancy.access import NotFound, enter
from overstap.tenancy.actions import Taken
from overstap.tenancy.models import Person
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.operators.trail import TrailFilter, trail
from tests.moves.world import TwoOffices
from tests.tenancy.operators.people import make_operator


@pytest.fixture
def olga(db: None) -> Person:
    """An operator."""
    return make_operator()


def copied(olga: Person, text: str, name: str = "takeover") -> str:
    with at_work(olga, "test") as operator:
        return copying.copy(operator, copied_from=name, text=text).name


def test_every_profile_can_be_copied_as_it_stands_and_then_has_the_same_values(olga: Person) -> None:
    for name in shipped():
        made = copied(olga, copying.text_to_copy(name), name)
        assert made == f"{name}-2"
        before, after = dict(comparing.values_of(text_of(name))), dict(comparing.values_of(text_of(made)))
        assert (before.pop("name"), after.pop("name")) == (name, made)
        assert before == after
    found = {one.profile.name: one for one in catalogue.listed()}
    assert found["takeover-2"].copied_from == "takeover"
    assert found["takeover-2"].made_by == olga.name
    assert not found["takeover"].is_copy


def test_a_copy_with_other_values_is_used_as_they_say(olga: Person) -> None:
    made = copied(olga, copying.text_to_copy("takeover").replace("valid_days = 15", "valid_days = 30"))
    assert profile(made).consents.valid_days == 30
    assert profile("takeover").consents.valid_days == 15
    with at_work(olga, "test") as operator:
        (line,) = trail(operator, TrailFilter(action="operator.profile-copy", person=olga.email)).lines
    assert line.facts == {"name": made, "from": "takeover"}


def test_a_name_that_there_is_already_is_taken(olga: Person) -> None:
    made = copied(olga, copying.text_to_copy("takeover"))
    for name in (made, "relink"):
        text = copying.text_to_copy("takeover").replace('name = "takeover-3"', f'name = "{name}"')
        with pytest.raises(Taken):
            copied(olga, text)
    assert 'name = "takeover-3"' in copying.text_to_copy("takeover")


@pytest.mark.parametrize("text", ["", "name = ", "x" * 60_000, 'name = "a\0b"', "[consent]\nparties = 7"])
def test_what_is_no_profile_is_refused_with_places(olga: Person, text: str) -> None:
    with pytest.raises(NotAProfile) as refused:
        copied(olga, text)
    assert refused.value.facts["problems"]
    assert not ProfileCopy.objects.exists()


def test_all_that_is_wrong_is_told_at_once_each_with_its_line(olga: Person) -> None:
    text = copying.text_to_copy("takeover").replace("valid_days = 15", "valid_days = -1")
    text = text.replace('keeps = "read_only"', 'keeps = "everything"').replace("[undo]", "[undo]\nhours = 3")
    with pytest.raises(NotAProfile) as refused:
        copied(olga, text)
    problems = refused.value.facts["problems"]
    assert isinstance(problems, list)
    lines = text.splitlines()
    told = {one["place"]: lines[(comparing.line_of(text, one["place"]) or 0) - 1].strip() for one in problems}
    assert told["consent.valid_days"].startswith("valid_days = -1")
    assert told["giver.keeps"].startswith('keeps = "everything"')
    assert told["undo.hours"].startswith("hours = 3")


def test_nothing_is_copied_from_a_profile_that_is_not_there(olga: Person) -> None:
    with pytest.raises(NotFound):
        copied(olga, copying.text_to_copy("takeover"), "no-such-profile")
    with pytest.raises(NotFound):
        copying.text_to_copy("a\0b")


def test_nobody_but_an_operator_adds_one_and_nobody_changes_one(world: TwoOffices, olga: Person) -> None:
    made = copied(olga, copying.text_to_copy("takeover"))
    with enter(world.alice, world.giver.slug):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ProfileCopy.objects.create(name="mine", copied_from="takeover", text="", made_by=world.alice)
        assert ProfileCopy.objects.filter(name=made).exists()  # everybody reads the terms
    with at_work(olga, "test"):
        copies = ProfileCopy.objects.filter(name=made)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            copies.update(text="")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            copies.delete()


def test_a_copy_that_this_version_cannot_use_is_told_apart_and_stops_nothing(olga: Person) -> None:
    with at_work(olga, "test"):
        ProfileCopy.objects.create(name="broken", copied_from="takeover", text='name = "broken"', made_by=olga)
    assert [one.name for one in catalogue.unusable()] == ["broken"]
    assert "broken" not in {one.profile.name for one in catalogue.listed()}
    assert "takeover" in catalogue.titles("nl")


def test_two_at_once_under_one_name_make_one_copy(olga: Person) -> None:
    copied(olga, copying.text_to_copy("takeover"))
    with at_work(olga, "test"), pytest.raises(IntegrityError), transaction.atomic():
        ProfileCopy.objects.create(name="takeover-2", copied_from="takeover", text="", made_by=olga)


def test_side_by_side_marks_what_most_do_not_have() -> None:
    a, b = 'unit = "x"\n[undo]\ndays = 14\n', 'unit = "x"\n[undo]\ndays = 3\n'
    sections = {one.name: one for one in comparing.side_by_side([a, a, b])}
    (unit,) = sections[""].rows
    (days,) = sections["undo"].rows
    assert not unit.differs
    assert [(cell.value, cell.odd) for cell in days.cells] == [(14, False), (14, False), (3, True)]


def test_side_by_side_has_every_place_of_every_profile_but_their_words() -> None:
    texts = [text_of(name) for name in shipped()]
    places = {row.place for section in comparing.side_by_side(texts) for row in section.rows}
    there = {place for text in texts for place in comparing.values_of(text)}
    assert {"consent.parties", "schedule.at", "giver.keeps"} <= places
    assert {place.split(".")[0] for place in there - places} == {"name", "source", "title", "terms"}
