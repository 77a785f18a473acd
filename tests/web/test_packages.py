"""Connecting with the packages' own connectors and changing to them, over a socket to their sandboxes.

Somebody connects by the page, as in a browser; what is asked and booked there is the connector's own doing.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors import connecting
from overstap.connectors.afas_sb.sandbox.application import TOKEN
from overstap.connectors.proofs import Outcome
from overstap.connectors.sandboxes.serving import serving
from overstap.connectors.sandboxes.world import World
from overstap.moves.actions.common import PreflightFailed
from overstap.moves.relinks import actions, queries
from overstap.moves.relinks.values import CheckResult, PackageMove, Request, Wish
from overstap.tenancy import access, audit
from overstap.tenancy.models import Administration
from overstap.tenancy.values import PackageFamily
from tests.connectors.afas_sb.driven import PLAYED as AFAS_SB
from tests.connectors.driven import Played
from tests.connectors.exact_online.driven import PLAYED as EXACT_ONLINE
from tests.connectors.little_world import add, signed_in
from tests.connectors.twinfield.driven import PLAYED as TWINFIELD
from tests.moves.world import TwoOffices, add_administration, two_offices

OURS = "ONS-1"
LIMITS = {
    PackageFamily.EXACT_ONLINE: {"minute", "day"},
    PackageFamily.TWINFIELD: {"credits"},
    PackageFamily.AFAS_SB: set(),
}
pytestmark = pytest.mark.usefixtures("assets")


@dataclass(frozen=True)
class AtPackage:
    """Alice's office, connected with the sandbox of a package; one administration works with nothing yet."""

    world: TwoOffices
    played: Played
    number: int
    sandbox: World

    def relink(self, wish: Wish) -> CheckResult:
        """Change the connection, and give what was tried afterwards."""
        with audit.attempt(self.world.alice, self.world.giver.slug, "relink.order") as actor:
            uid = actions.order(actor, Request([wish], agreed=True))
        with access.enter(self.world.alice, self.world.giver.slug) as actor:
            (part,) = queries.order(actor, uid).parts
        assert part.check is not None
        return part.check


@pytest.fixture(params=[EXACT_ONLINE, TWINFIELD, AFAS_SB], ids=["Exact Online", "Twinfield", "AFAS SB"])
def at(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings
) -> Iterator[AtPackage]:
    """Connected by the page, as a person does it."""
    played: Played = request.param
    world, ending = World(), ExitStack()
    with ending, django_db_blocker.unblock():
        served = ending.enter_context(serving(played.sandbox(world), world))
        settings.PACKAGES = {
            played.family: {"client_id": "", "client_secret": "", **played.client, "address": served.address}
        }
        settings.PRACTICE_SYSTEMS, settings.ACCOUNTING_SYSTEMS = (), ("house", played.family)
        offices = two_offices()
        number = _added(offices, played)
        add_administration(offices, OURS, "Bakker")
        with audit.attempt(offices.alice, offices.giver.slug, "test") as actor:
            Administration.objects.filter(environment=actor.environment, code=OURS).update(package=played.family)
        yield AtPackage(offices, played, number, world)


def _added(offices: TwoOffices, played: Played, name: str = "Klein") -> int:
    """A connection of Alice's office that is connected."""
    number = add(offices, played.family, "12345", name)
    _connect(signed_in(offices.alice), f"/e/{offices.giver.slug}/settings/office/connections/{number}/", played)
    return number


def _connect(browser: Client, page: str, played: Played) -> None:
    """As a person does it: type the token, or press “Connect”, agree at the package and come back."""
    if played.family is PackageFamily.AFAS_SB:
        done = browser.post(f"{page}key/", {"token": TOKEN})
    else:
        address = httpx.URL(browser.post(f"{page}connect/").headers["Location"])
        agreed = {"consent": "yes"} if played.family is PackageFamily.EXACT_ONLINE else {}
        came = httpx.get(address.copy_merge_params(agreed))
        assert came.status_code == 302, came.text
        back = urlsplit(came.headers["Location"])
        done = browser.get(f"{back.path}?{back.query}")
    assert (done.status_code, done.headers.get("Location")) == (302, page), done.text


def test_r058_r059_r061_codes_come_from_the_package_with_what_is_blocked_there(at: AtPackage) -> None:
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        (found,) = queries.pick_lists(actor, at.played.family)
    assert (found.trouble, found.advice) == ("", "")
    assert [one.code for one in found.administrations] == sorted(at.played.codes)


def test_r020_r021_r026_posting_and_synchronisation_work_there(at: AtPackage) -> None:
    check = at.relink(Wish(OURS, at.number, at.played.codes[0]))
    assert (check.works, check.listed, check.message) == (True, True, "")
    assert check.syncing.outcome == Outcome.PROVEN, check.syncing.told
    expected = Outcome.STANDS if at.played.family is PackageFamily.AFAS_SB else Outcome.PROVEN  # AFAS deletes nothing
    assert check.posting.outcome == expected, check.posting.told
    assert check.good


def test_what_is_left_of_the_limits_is_shown_with_the_connection(at: AtPackage) -> None:
    at.relink(Wish(OURS, at.number, at.played.codes[0]))
    page = f"/e/{at.world.giver.slug}/settings/office/connections/{at.number}/"
    before = dict(at.sandbox.calls)
    shown = signed_in(at.world.alice).get(page).text
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        found = connecting.limits(actor, at.number)
    assert dict(at.sandbox.calls) == before  # it asks the package nothing
    assert {one.allowance.window for one in found} == LIMITS[at.played.family]
    assert all(0 <= one.allowance.left < one.allowance.of for one in found if one.allowance.window != "errors")
    assert ("Limieten van het pakket" in shown) == bool(found)


def test_r017_r018_r050_the_package_itself_says_whether_it_moved_the_administration(at: AtPackage) -> None:
    """R019: where nothing moves there, both connections may list it."""
    code, other = at.played.codes[0], _added(at.world, at.played, "Ander")
    at.relink(Wish(OURS, at.number, code))
    with pytest.raises(PreflightFailed) as refused:
        at.relink(Wish(code, other, code, PackageMove.FINISHED))
    assert _checks(refused.value) == {"relink-left"}
    assert at.relink(Wish(code, other, code, PackageMove.NONE)).good


def test_r060_a_code_that_the_package_does_not_list_is_refused_with_the_two_causes(at: AtPackage) -> None:
    with pytest.raises(PreflightFailed) as refused:
        at.relink(Wish(OURS, at.number, "NIET-DAAR"))
    assert _checks(refused.value) == {"relink-listed"}
    assert refused.value.remedy.startswith("Either the package still has to move it, or")


def test_r050_what_the_package_has_blocked_is_not_changed_to(at: AtPackage) -> None:
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        (found,) = queries.pick_lists(actor, at.played.family)
    for blocked in (one for one in found.administrations if one.blocked):
        with pytest.raises(PreflightFailed) as refused:
            at.relink(Wish(OURS, at.number, blocked.code))
        assert _checks(refused.value) == {"relink-blocked"}
        assert blocked.blocked in refused.value.message
    assert any(one.blocked for one in found.administrations) or at.played.family is not PackageFamily.EXACT_ONLINE


def _checks(refused: PreflightFailed) -> set[str]:
    return {one["check"] for one in refused.facts["problems"]}  # type: ignore[attr-defined]
