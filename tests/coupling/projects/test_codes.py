"""Codes inside invoice numbers: what was used is known, whoever made the invoice."""

import pytest

from overstap.coupling.projects import codes, numbering
from overstap.coupling.projects.codes import Parts
from overstap.coupling.projects.errors import NoCode, NumbersUsedUp, NumberTaken
from overstap.coupling.projects.models import Series
from tests.coupling.projects.world import Builder, act, builder


@pytest.fixture
def world(db: None) -> Builder:
    """The builder."""
    del db
    return builder()


def test_a_number_is_year_code_and_five_digits(world: Builder) -> None:
    """R206, R207: 2021 + 001 + 00001."""
    with act(world.bob, world.slug):
        given = [numbering.give(world.bouw, 2021), numbering.give(world.bouw, 2021), numbering.give(world.bouw, 2022)]
    assert given == ["202100100001", "202100100002", "202200100001"]


def test_administrations_number_apart(world: Builder) -> None:
    """R208: different codes, so that numbers never collide."""
    with act(world.bob, world.slug):
        assert numbering.give(world.bouw, 2026) == "202600100001"
        assert numbering.give(world.vastgoed, 2026) == "202600200001"


def test_used_codes_are_known_with_an_example(world: Builder) -> None:
    """R208"""
    with act(world.bob, world.slug):
        numbering.give(world.bouw, 2026)
        assert codes.used_codes(world.bouw.coupling) == {"001": "202600100001"}
        assert codes.used_codes(world.bouw.coupling, besides=world.bouw) == {}


def test_an_administration_without_a_code_gets_no_number(world: Builder) -> None:
    """R205"""
    with act(world.sanne, world.slug):
        world.bouw.code = ""
        world.bouw.save()
        with pytest.raises(NoCode) as caught:
            numbering.give(world.bouw, 2026)
    assert "Hendriks Bouw" in caught.value.message


def test_after_99999_there_is_no_number_until_the_next_year(world: Builder) -> None:
    """R207: five digits."""
    with act(world.bob, world.slug):
        numbering.give(world.bouw, 2026)
        Series.objects.update(last=99_998)
        assert numbering.give(world.bouw, 2026) == "202600199999"
        with pytest.raises(NumbersUsedUp):
            numbering.give(world.bouw, 2026)
        assert numbering.give(world.bouw, 2027) == "202700100001"


def test_a_code_that_was_used_is_never_anothers(world: Builder) -> None:
    """R208: not even after the first one got another code."""
    with act(world.sanne, world.slug):
        numbering.give(world.bouw, 2025)
        world.bouw.code = "009"
        world.bouw.save()
        world.vastgoed.code = "001"
        world.vastgoed.save()
        with pytest.raises(NumberTaken) as caught:
            numbering.give(world.vastgoed, 2026)
    assert "Hendriks Bouw" in caught.value.message


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("202100100001", Parts(2021, "001", 1)),
        ("2021-001-00001", Parts(2021, "001", 1)),
        ("2021.001 00042", Parts(2021, "001", 42)),
        ("2021001", None),
        ("F2021-0001", None),
        ("302100100001", None),
        ("٢٠٢١٠٠١٠٠٠٠١", None),
        ("", None),
    ],
)
def test_a_code_is_seen_however_the_number_is_written(written: str, read: Parts | None) -> None:
    assert codes.parts(written) == read
