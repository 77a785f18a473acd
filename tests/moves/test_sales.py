"""Sales in a move: numbers go on, open quotations go along or stay, links lead to whoever holds it (R115 to R117)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from overstap.books.sales import actions as sales
from overstap.books.sales import portal, queries, store
from overstap.books.sales.models import Quotation
from overstap.books.sales.portal import Stands
from overstap.books.sales.values import Deed, QuotationState
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib.secrets import link_hash
from overstap.moves import actions, preflight
from overstap.moves.aftercare import report
from overstap.moves.aftercare.values import Line, Verdict
from overstap.moves.checking import Context
from overstap.moves.holdings import planning
from overstap.moves.holdings.sales import HOLDING
from overstap.moves.holdings.values import Fate
from overstap.moves.profiles import copying, profile
from overstap.moves.profiles.values import Quotations
from overstap.moves.values import MoveState, Problem
from overstap.tenancy import access, audit, payment
from overstap.tenancy import actions as tenancy
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Administration, Environment, Person
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.payment import PaymentAgreement, Scheme
from tests.books.sales.filled import BREAD, CUSTOMER, draft
from tests.books.sales.selling import bill, quote
from tests.moves import running
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, administration_of, offer, state_of
from tests.tenancy.operators.people import make_operator

YEAR = store.today().year


def losing(_world: TwoOffices) -> str:
    """The profile of transfer codes, with open quotations lost."""
    text = copying.text_to_copy("transfer-code").replace('open = "kept"', 'open = "lost"')
    with at_work(make_operator(), "test") as operator:
        return copying.copy(operator, copied_from="transfer-code", text=text).name


def delivered(world: TwoOffices, profile_name: str = "transfer-code") -> UUID:
    uid = offer(world, profile=profile_name)
    accept(world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    return uid


def release(world: TwoOffices, uid: UUID) -> None:
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    give_access(world)


def give_access(world: TwoOffices) -> None:
    with act(world.dora, world.receiver.slug) as dora:
        tenancy.give_access(actor=dora, code=NEW_CODE, person=world.dora)


def take_back(world: TwoOffices, uid: UUID) -> None:
    with act(world.dora, world.receiver.slug) as dora:
        actions.take_back(dora, uid)
    running.run(uid)
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.TAKEN_BACK


def state_at(person: Person, place: Environment, code: str, uid: UUID) -> QuotationState:
    with access.enter(person, place.slug):
        one = Administration.objects.get(environment=place, code=code, state__in=("active", "frozen", "read_only"))
        return queries.quotation(one, uid).state


def test_numbers_go_on_at_the_receivers_and_after_a_take_back(world: TwoOffices) -> None:
    """One series across both places: no number is left out and none is used twice."""
    given = [bill(world.bob, world.giver.slug, CODE)]
    uid = delivered(world)
    release(world, uid)
    given += [bill(world.dora, world.receiver.slug, NEW_CODE) for _one in range(2)]
    take_back(world, uid)
    given.append(bill(world.alice, world.giver.slug, CODE))
    numbers = [int(one.rpartition("-")[2]) for one in given]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    with access.enter(world.alice, world.giver.slug):
        one = administration_of(world.alice, world.giver.slug, CODE)
        assert set(given) <= {row.number for row in queries.invoices(one).rows}


def test_what_was_under_way_is_put_back_and_the_series_with_it(world: TwoOffices) -> None:
    first = bill(world.bob, world.giver.slug, CODE)
    uid = delivered(world)
    with act(world.dora, world.receiver.slug) as dora:
        actions.take_back(dora, uid, "toch niet")
    second = bill(world.bob, world.giver.slug, CODE)
    assert int(second.rpartition("-")[2]) == int(first.rpartition("-")[2]) + 1


def test_nothing_is_numbered_while_it_is_frozen(world: TwoOffices) -> None:
    delivered(world)
    for deed in (lambda: bill(world.bob, world.giver.slug, CODE), lambda: quote(world.bob, world.giver.slug, CODE)):
        with pytest.raises(access.Frozen):
            deed()


def test_kept_quotations_are_approved_by_the_same_link_at_the_new_holder(world: TwoOffices) -> None:
    """In profiles that keep them, as ``overstap`` does, and after a take back at the giver's again."""
    first, token = quote(world.bob, world.giver.slug, CODE)
    second, other = quote(world.bob, world.giver.slug, CODE, draft(BREAD))
    uid = delivered(world)
    assert portal.look(link_hash(token)).stands is Stands.MOVING  # between the switch and the release
    with pytest.raises(portal.BeingMoved):
        portal.answer(link_hash(token), Deed.APPROVE, "Anna")
    release(world, uid)
    assert portal.look(link_hash(token)).stands is Stands.OPEN
    portal.answer(link_hash(token), Deed.APPROVE, "Anna")
    assert state_at(world.dora, world.receiver, NEW_CODE, first) is QuotationState.APPROVED
    with as_worker():
        mail = OutgoingMail.objects.get(key__startswith=f"sales/answered/{first}/")
    assert mail.to == world.dora.email  # who looks after it now, not who sent it then
    take_back(world, uid)
    assert state_at(world.alice, world.giver, CODE, first) is QuotationState.APPROVED
    portal.answer(link_hash(other), Deed.REFUSE, "Anna", "te duur")
    assert state_at(world.alice, world.giver, CODE, second) is QuotationState.REFUSED


def test_a_link_that_the_receiver_sends_works_after_a_take_back(world: TwoOffices) -> None:
    uid = delivered(world)
    release(world, uid)
    made, token = quote(world.dora, world.receiver.slug, NEW_CODE)
    take_back(world, uid)
    assert portal.look(link_hash(token)).stands is Stands.OPEN
    portal.answer(link_hash(token), Deed.APPROVE, "Anna")
    assert state_at(world.alice, world.giver, CODE, made) is QuotationState.APPROVED


def test_r115_r116_lost_quotations_lapse_and_their_links_end(world: TwoOffices) -> None:
    made, token = quote(world.bob, world.giver.slug, CODE)
    with act(world.bob, world.giver.slug) as actor:
        unsent = sales.save_quotation(actor=actor, code=CODE, draft=draft())
    answered, _other = quote(world.bob, world.giver.slug, CODE)
    portal.answer(link_hash(_other), Deed.REFUSE, "Anna", "te duur")
    uid = delivered(world, losing(world))
    release(world, uid)
    shown = portal.look(link_hash(token))
    assert (shown.stands, shown.file) == (Stands.ENDED, None)
    assert shown.seller  # the page can say who to ask
    with pytest.raises(Exception, match="no longer"):
        portal.answer(link_hash(token), Deed.APPROVE, "Anna")
    assert state_at(world.dora, world.receiver, NEW_CODE, made) is QuotationState.LAPSED
    assert state_at(world.dora, world.receiver, NEW_CODE, unsent) is QuotationState.LAPSED
    assert state_at(world.dora, world.receiver, NEW_CODE, answered) is QuotationState.REFUSED
    with act(world.dora, world.receiver.slug) as actor:
        again = sales.copy_quotation(actor=actor, code=NEW_CODE, uid=made)
        assert queries.quotation(Administration.objects.get(environment=world.receiver, code=NEW_CODE), again).is_draft
    take_back(world, uid)
    assert state_at(world.alice, world.giver, CODE, made) is QuotationState.SENT
    assert state_at(world.alice, world.giver, CODE, unsent) is QuotationState.DRAFT
    assert state_at(world.alice, world.giver, CODE, again) is QuotationState.DRAFT
    portal.answer(link_hash(token), Deed.APPROVE, "Anna")
    assert state_at(world.alice, world.giver, CODE, made) is QuotationState.APPROVED


def test_a_quotation_cannot_be_approved_by_a_link_of_what_ended_even_in_the_rows(world: TwoOffices) -> None:
    """The mandate of the giver stands, so that a take back needs nothing; it leads to no row of the receiver's."""
    _made, token = quote(world.bob, world.giver.slug, CODE)
    uid = delivered(world, losing(world))
    release(world, uid)
    with access.enter(world.dora, world.receiver.slug):
        assert Quotation.objects.filter(state=QuotationState.LAPSED, lapsed_in=uid).exists()
    with pytest.raises(Exception, match="no longer"):
        portal.pdf(link_hash(token))


def found(world: TwoOffices, name: str) -> list[Problem]:
    """What preflight says before a move under this profile."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        ours = list(Administration.objects.filter(environment=actor.environment).order_by("code"))
        return preflight.giver_problems(Context(profile(name), actor.environment, ours))


def test_r117_open_quotations_are_named_before_a_move(world: TwoOffices) -> None:
    """Counted and named from the books; nothing is said where none is open."""
    assert not [one for one in found(world, "environment-ticket") if one.check == "quotations"]
    quote(world.bob, world.giver.slug, CODE)
    (lost,) = [one for one in found(world, "environment-ticket") if one.check == "quotations"]
    assert (lost.gravity, lost.place, lost.about) == ("advice", "Bakkerij Jansen B.V.", CODE)
    assert f"OF{YEAR}-0001 {CUSTOMER.name}" in lost.message
    assert "do not go along" in lost.message
    (kept,) = [one for one in found(world, "overstap") if one.check == "quotations"]
    assert "keep working" in kept.message


def test_r182_invoices_to_send_are_named_before_a_move_and_compared_after_it(world: TwoOffices) -> None:
    with act(world.bob, world.giver.slug) as actor:
        uid = sales.save_invoice(actor=actor, code=CODE, draft=draft())
        sales.save_invoice(actor=actor, code=CODE, draft=draft(BREAD))
        sales.set_to_send(actor=actor, code=CODE, uid=uid)
    (told,) = [one for one in found(world, "environment-ticket") if one.check == "unsent-invoices"]
    assert told.message.count(CUSTOMER.name) == 2
    lines = compared(world)
    one = lines["unsent-sales-invoices"]
    assert one.verdict is Verdict.EQUAL
    assert [(figure.label, figure.before) for figure in one.figures] == [
        ("ready-to-send", "1"),
        ("ready-to-send-total", "462.56"),
        ("drafts", "1"),
        ("drafts-total", "307.38"),
    ]


def test_r162_sales_products_are_compared_from_both_sides(world: TwoOffices) -> None:
    line = compared(world)["sales-products"]
    assert line.verdict is Verdict.EQUAL
    assert [(one.label, one.before, one.after) for one in line.figures] == [
        ("products", "1", "1"),
        ("prices", "2.35", "2.35"),
    ]


def test_r162_r182_a_difference_is_told(world: TwoOffices) -> None:
    def spoil(target: Administration) -> None:
        from overstap.books.sales.models import Product

        Product.objects.filter(administration=target).update(price="9.99")

    line = compared(world, spoil)["sales-products"]
    assert line.verdict is Verdict.DIFFERENT


def compared(world: TwoOffices, before: Callable[[Administration], None] | None = None) -> dict[str, Line]:
    """The lines of the check report of a move that has been verified."""
    uid = delivered(world, with_report())
    if before is not None:
        from overstap.moves.models import MoveAdministration
        from overstap.moves.state import for_system

        with for_system(uid):
            target = MoveAdministration.objects.get(move__uid=uid).target
            assert target is not None
            before(target)
    with access.enter(world.dora, world.receiver.slug) as actor:
        (part,) = report.report(actor, uid).parts
    return {line.code: line for line in part.lines}


def with_report() -> str:
    """The profile of transfer codes, with the lines about sales in its check report."""
    text = copying.text_to_copy("transfer-code").replace(
        'report = ["', 'report = ["sales-products", "unsent-sales-invoices", "'
    )
    with at_work(make_operator(), "test") as operator:
        return copying.copy(operator, copied_from="transfer-code", text=text).name


def test_the_plan_says_what_goes_along_and_what_is_lost(world: TwoOffices) -> None:
    quote(world.bob, world.giver.slug, CODE)
    with access.enter(world.alice, world.giver.slug) as actor:
        ours = list(Administration.objects.filter(environment=actor.environment))
        kept = {line.code: line for line in planning.lines(profile("overstap"), ours)}
        lost = {line.code: line for line in planning.lines(profile("environment-ticket"), ours)}
        same = {line.code for line in HOLDING.plan(profile("relink"), ours)}
    assert kept["quotations"].fate is Fate.MOVES
    assert lost["quotations"].fate is Fate.STAYS
    assert lost["settle-quotations"].fate is Fate.TASK
    assert "2026-0001" in kept["invoice-numbers"].text
    assert kept["sales-products"].fate is Fate.MOVES
    assert not same


def test_r115_r116_only_the_ticket_loses_them() -> None:
    assert profile("environment-ticket").quotations is Quotations.LOST
    for name in ("overstap", "transfer-code", "takeover", "relink", "relink-assisted"):
        assert profile(name).quotations is Quotations.KEPT


AGREED = PaymentAgreement("Jansen Beheer B.V.", "NL91 ABNA 0417 1643 00", "M-2026-17", date(2026, 2, 3), Scheme.B2B)


def agree(world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug) as alice:
        payment.agree(actor=alice, code=CODE, wanted=AGREED)


@pytest.mark.parametrize("moves", [True, False])
def test_r077_r078_who_is_billed_goes_along_unless_it_is_left_out(world: TwoOffices, moves: bool) -> None:
    """With its mandate; a take back gives back what the receiver made of it, or leaves what never went."""
    agree(world)
    uid = offer(world, payment_agreement_moves=moves)
    accept(world, uid)
    running.run(uid)
    release(world, uid)
    with act(world.dora, world.receiver.slug) as dora:
        held = payment.look(dora, NEW_CODE)
    assert held == (replace(AGREED, iban="NL91ABNA0417164300") if moves else None)
    with act(world.dora, world.receiver.slug) as dora:
        payment.agree(actor=dora, code=NEW_CODE, wanted=replace(AGREED, reference="M-9"))
    take_back(world, uid)
    with act(world.alice, world.giver.slug) as alice:
        back = payment.look(alice, CODE)
    assert back is not None
    assert back.reference == ("M-9" if moves else "M-2026-17")


def test_r077_the_plan_tells_who_is_billed_without_the_whole_account(world: TwoOffices) -> None:
    agree(world)
    with access.enter(world.alice, world.giver.slug) as actor:
        ours = list(Administration.objects.filter(environment=actor.environment))
        for name, fate in (("overstap", Fate.MOVES), ("environment-ticket", Fate.MOVES), ("takeover", Fate.TASK)):
            (line,) = [one for one in planning.lines(profile(name), ours) if one.code == "payment-agreement"]
            assert line.fate is fate
            assert line.facts == ["Bakkerij Jansen B.V.: Jansen Beheer B.V., NL\u20264300, M-2026-17"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"iban": "NL91ABNA0417164301"},
        {"iban": ""},
        {"reference": ""},
        {"reference": "x" * 36},
        {"payer": " "},
        {"email": "x"},
    ],
)
def test_r077_a_mandate_that_no_bank_takes_is_refused(world: TwoOffices, wrong: dict[str, str]) -> None:
    with pytest.raises(Malformed), act(world.alice, world.giver.slug) as alice:
        payment.agree(actor=alice, code=CODE, wanted=replace(AGREED, **wrong))  # type: ignore[arg-type]


def test_r077_a_bookkeeper_does_not_decide_who_is_billed(world: TwoOffices) -> None:
    with pytest.raises(access.NotAllowed), act(world.bob, world.giver.slug) as bob:
        payment.agree(actor=bob, code=CODE, wanted=AGREED)
    agree(world)
    with act(world.alice, world.giver.slug) as alice:
        payment.end(actor=alice, code=CODE)
        assert payment.look(alice, CODE) is None
