"""What becomes of people is said before the migration, and what comes back is said with it."""

import pytest
from django.utils.translation import override

from overstap.moves import preflight
from overstap.moves.profiles import profile, shipped
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Role
from tests.moves.people.helpers import colleague
from tests.moves.world import CODE, TwoOffices


def advice(world: TwoOffices, name: str) -> dict[str, tuple[str, str]]:
    """What the preflight says, by check: message and remedy."""
    with access.enter(world.alice, world.giver.slug) as actor, override("en"):
        ones = list(Administration.objects.filter(environment=actor.environment, code=CODE))
        found = preflight.giver_problems(preflight.Context(profile(name), actor.environment, administrations=ones))
    return {one.check: (one.message, one.remedy) for one in found}


@pytest.mark.parametrize("name", [one for one in shipped() if profile(one).placeholders])
def test_the_loss_of_an_archive_is_announced_with_what_brings_it_back(world: TwoOffices, name: str) -> None:
    """R068, R069, R070: for every profile that keeps people."""
    colleague(world, "Anna", Role.AUTHORISER)
    message, remedy = advice(world, name)["personal-archives"]
    assert message == "Anna has a personal archive; people do not go along."
    assert "Once the receiver invites them or links their name, the archive is theirs again" in remedy


@pytest.mark.parametrize("name", [one for one in shipped() if profile(one).placeholders])
def test_that_users_stay_is_announced_with_how_they_come_back(world: TwoOffices, name: str) -> None:
    """R066, R067, R070"""
    message, remedy = advice(world, name)["people-stay"]
    assert message == "2 people have access; people do not go along."
    assert "Who accepts can open the same administrations again." in remedy


def test_nobody_is_warned_of_an_archive_who_has_none(world: TwoOffices) -> None:
    """R068: an SME bookkeeper and a superuser have none."""
    assert "personal-archives" not in advice(world, "transfer-code")
