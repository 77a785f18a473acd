"""Making a ticket: all read-only at once, or nothing at all (R101 to R106, R121 to R127, R142 to R147; G1)."""

import pytest
from django.db import connection
from django.utils import translation

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.lib.secrets import token_hash
from overstap.moves import actions as move_actions
from overstap.moves import flow
from overstap.moves.models import Move
from overstap.moves.proof.keys import SigningKey
from overstap.moves.state import for_system
from overstap.moves.tickets import actions, file, queries
from overstap.moves.tickets.models import EnvironmentTicket
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Role
from tests.moves.running import run
from tests.moves.tickets.world import CODES, Transfer, act, make, order, redeem, until
from tests.moves.world import book, mail_text, sale
from tests.tenancy.people import join, make_person


def states(world: Transfer) -> set[str]:
    with act(world.eva, world.environment.slug) as eva:
        return set(Administration.objects.filter(environment=eva.environment).values_list("state", flat=True))


def key() -> SigningKey:
    return file.key()


def test_r103_r124_every_administration_is_read_only_from_the_moment_of_the_ticket(world: Transfer) -> None:
    """R101, R142, R143, R144: the entrepreneur's own superuser does it, without an Admin Center."""
    assert states(world) == {"active"}
    made = make(world)
    assert states(world) == {"frozen"}
    with for_system(made.uid):
        assert Move.objects.get(uid=made.uid).state == "offered"
        assert EnvironmentTicket.objects.get(move__uid=made.uid).administrations == len(CODES)


def test_r125_every_write_is_refused_and_says_why(world: Transfer) -> None:
    make(world)
    for code in CODES:
        with (
            pytest.raises(OverstapError, match="is being moved; nothing can be saved") as caught,
            translation.override("en"),
        ):
            book(world.bob, world.environment.slug, code, sale(90))
        assert caught.value.code == "ADMINISTRATION-FROZEN"
        assert caught.value.remedy


def test_r126_r127_the_ticket_names_the_environment_and_nothing_of_its_books(world: Transfer) -> None:
    made = make(world)
    ticket = file.read(made.content, key())
    assert made.file_name == f"{world.environment.slug}-overdracht-ticket.avr"
    assert (ticket.slug, ticket.environment, ticket.administrations) == (world.environment.slug, "Enyoi", len(CODES))
    assert b"Bakkerij" not in made.content
    assert (ticket.expires_at - clock.now()).days in (59, 60)


def test_only_the_hash_of_the_nonce_is_kept(world: Transfer) -> None:
    made = make(world)
    nonce = file.read(made.content, key()).nonce
    with for_system(made.uid):
        assert Move.objects.get(uid=made.uid).code_hash == token_hash(nonce)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_auditevent WHERE facts::text LIKE %s", [f"%{nonce}%"])
        assert cursor.fetchone()[0] == 0
    assert nonce not in mail_text(f"move/{made.uid}/ticket")


def test_r142_only_a_superuser_may(world: Transfer) -> None:
    with pytest.raises(OverstapError) as caught, act(world.bob, world.environment.slug) as bob:
        actions.make_ticket(bob, agreed=True)
    assert caught.value.code == "ROLE-MISSING"
    assert states(world) == {"active"}


def test_without_agreement_nothing_happens(world: Transfer) -> None:
    with pytest.raises(OverstapError) as caught, act(world.eva, world.environment.slug) as eva:
        actions.make_ticket(eva, agreed=False)
    assert caught.value.code == "CONSENT-MISSING"
    assert states(world) == {"active"}


def test_an_office_does_not_transfer_what_it_works_in_itself(world: Transfer) -> None:
    with pytest.raises(OverstapError) as caught, act(world.dora, world.office.slug) as dora:
        actions.make_ticket(dora, agreed=True)
    assert caught.value.code == "ENVIRONMENT-NOT-TRANSFERABLE"


def test_r103_one_administration_in_another_move_holds_up_all(world: Transfer) -> None:
    with act(world.eva, world.environment.slug) as eva:
        other = move_actions.give.OfferOrder(codes=(CODES[1],), receiver_email=world.dora.email, agreed=True)
        move_actions.offer(eva, other)
    with pytest.raises(OverstapError) as caught, act(world.eva, world.environment.slug) as eva:
        actions.make_ticket(eva, agreed=True)
    assert caught.value.code == "PREFLIGHT-FAILED"
    assert states(world) == {"active"}


def test_made_twice_there_is_one_ticket(world: Transfer) -> None:
    make(world)
    with pytest.raises(OverstapError) as caught:
        make(world)
    assert caught.value.code == "PREFLIGHT-FAILED"
    with act(world.eva, world.environment.slug) as eva:
        assert EnvironmentTicket.objects.filter(move__giver=eva.environment).count() == 1


def test_a_profile_without_ticket_makes_none(world: Transfer) -> None:
    with pytest.raises(OverstapError) as caught:
        make(world, "transfer-code")
    assert caught.value.code == "PROFILE-WITHOUT-TICKET"


def test_downloaded_again_the_one_before_is_worthless(world: Transfer) -> None:
    first = make(world)
    with act(world.eva, world.environment.slug) as eva:
        second = actions.download_again(eva, first.uid)
    with pytest.raises(OverstapError) as caught:
        redeem(world, first.content)
    assert caught.value.code == "TICKET-REPLACED"
    assert redeem(world, second.content).run_at is not None


def test_only_its_maker_downloads_it(world: Transfer) -> None:
    made = make(world)
    ria = make_person("Ria")
    join(world.eva, world.environment.slug, ria, Role.SUPERUSER)
    with pytest.raises(OverstapError) as caught, act(ria, world.environment.slug) as colleague:
        actions.download_again(colleague, made.uid)
    assert caught.value.code == "NOT-THE-MAKER"
    with pytest.raises(OverstapError) as caught, act(world.dora, world.office.slug) as stranger:
        actions.download_again(stranger, made.uid)
    assert caught.value.code == "MOVE-NOT-FOUND"


def test_g1_withdrawn_before_it_is_redeemed_everybody_works_on(world: Transfer) -> None:
    made = make(world)
    with act(world.eva, world.environment.slug) as eva:
        move_actions.withdraw(eva, made.uid, "toch niet")
    assert states(world) == {"active"}
    book(world.bob, world.environment.slug, CODES[0], sale(91))
    with pytest.raises(OverstapError) as caught:
        redeem(world, made.content)
    assert caught.value.code == "TICKET-WITHDRAWN"


def test_g1_redeemed_only_the_new_holder_can_still_refuse(world: Transfer) -> None:
    made = make(world)
    found = redeem(world, made.content)
    with pytest.raises(OverstapError) as caught, act(world.eva, world.environment.slug) as eva:
        move_actions.withdraw(eva, made.uid)
    assert caught.value.code == "REDEEMED-ALREADY"
    with act(world.dora, found.slug) as dora:
        move_actions.receive.reject_delivered(dora, made.uid, "vergissing")
    assert states(world) == {"active"}


def test_an_expired_ticket_gives_everything_back(world: Transfer) -> None:
    made = make(world)
    with clock.moved_by(until(made.expires_at)):
        flow.end_what_is_due()
        with pytest.raises(OverstapError) as caught:
            redeem(world, made.content)
        assert caught.value.code == "TICKET-EXPIRED"
    assert states(world) == {"active"}
    assert mail_text(f"move/{made.uid}/expired")


def test_expired_but_not_yet_noticed_it_is_refused_too(world: Transfer) -> None:
    made = make(world)
    with clock.moved_by(until(made.expires_at)), pytest.raises(OverstapError) as caught:
        redeem(world, made.content)
    assert caught.value.code == "TICKET-EXPIRED"


def test_what_left_before_does_not_go_along(world: Transfer) -> None:
    """An environment that gave everything away has nothing left to transfer."""
    made = make(world)
    found = redeem(world, made.content)
    with clock.moved_by(until(found.run_at)):
        assert run(made.uid) == "delivered"
        with act(world.dora, found.slug) as dora:
            move_actions.release(dora, made.uid)
        with pytest.raises(OverstapError) as caught:
            make(world)
    assert caught.value.code == "NOTHING-CHOSEN"


def test_r104_an_office_transfers_the_environment_of_its_client(world: Transfer) -> None:
    """R121, R122, R130, R147: from the Admin Center of the office to the next office."""
    first = make(world)
    found = redeem(world, first.content)
    with clock.moved_by(until(found.run_at)):
        run(first.uid)
        with act(world.dora, found.slug) as dora:
            move_actions.release(dora, first.uid)
            second = actions.make_ticket(dora, agreed=True)
        with act(world.wim, world.second.slug) as wim:
            assert actions.look(wim, second.content).environment == found.name
            assert actions.redeem(wim, order(second.content)).uid == second.uid
        with act(world.dora, world.office.slug) as dora:
            standings = {row.slug: row.standing for row in queries.clients(dora).rows}
    standing = standings[found.slug]
    assert standing is not None
    assert standing.state == "agreed"


def test_a_ticket_is_seen_by_its_parties_alone(world: Transfer) -> None:
    """Plain SQL, as the role of the application."""
    made = make(world)
    redeem(world, made.content)
    counts = {}
    for person, slug in ((world.eva, world.environment.slug), (world.wim, world.second.slug)):
        with act(person, slug), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tickets_environmentticket")
            counts[person.name] = cursor.fetchone()[0]
    assert counts == {"Eva": 1, "Wim": 0}
