"""A whole move as two people live it, at the same time, on a real server and with a real worker.

Alice gives, Dora receives, and Bob keeps the books at Alice's: each at a browser of their own, with a mouse, by
keyboard alone or without JavaScript, at a desk or on a phone.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize
from pytest_django.plugin import DjangoDbBlocker

from tests.moves.world import CODE, TwoOffices, administration_of
from tests.web import journey
from tests.web.mails import letter_with_code
from tests.web.site import Site
from tests.web.test_move_browser import somebody_saving
from tests.web.visitors import DESK, PHONE, KeyboardVisitor, PlainVisitor, Visitor

SIZES = {"desk": DESK, "phone": PHONE}
WAYS = {"mouse": Visitor, "keyboard": KeyboardVisitor, "no JavaScript": PlainVisitor}


@pytest.fixture
def there(offices: TwoOffices, django_db_blocker: DjangoDbBlocker) -> Iterator[TwoOffices]:
    """The offices, and the database open to the test."""
    with django_db_blocker.unblock():
        yield offices


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_move_from_the_offer_to_taking_it_back(
    browser: Browser, site: Site, there: TwoOffices, way: type[Visitor], size: ViewportSize
) -> None:
    """R035 to R039, R058, R079, R082 to R085, R093, as people do it."""
    alice, dora, bob = (way(browser, site, size) for _person in range(3))
    for one, email in ((alice, there.alice.email), (bob, there.bob.email)):
        one.page.goto(f"{site.url}/accounts/login/")
        one.sign_in(email)
    journey.open_the_books(bob)
    journey.offer(alice, there.dora.email)
    with somebody_saving(administration_of(there.alice, there.giver.slug, CODE).pk):
        journey.accept(dora, letter_with_code(there.dora.email), there.dora.email)
        journey.look_again(alice)
        for one in (alice, dora):
            journey.follow(one)
    for one in (alice, dora):
        journey.arrive(one)
    journey.reads_on(bob)
    journey.look_at_the_verification(dora)
    journey.release(dora)
    journey.has_lost_it(bob)
    journey.check_the_proof(dora)
    journey.give_oneself_access(dora, there.dora.name)
    journey.open_the_books(dora)
    journey.take_back(dora)
    for one in (alice, bob):
        journey.open_the_books(one)
        one.leaves()
    journey.has_lost_it(dora)
    dora.leaves()
