"""The check report: both sides' figures and a verdict for each line that the profile names."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from overstap.books.assets.accounts import is_fixed_asset
from overstap.books.assets.models import Depreciation
from overstap.books.ledger.models import Account, Journal
from overstap.books.tax.models import VatReturn
from overstap.lib import clock
from overstap.moves import flow
from overstap.moves.aftercare import report, sampling
from overstap.moves.aftercare.codes import REPORT
from overstap.moves.aftercare.figures import Accounts, Both, Gathered
from overstap.moves.aftercare.lines import line
from overstap.moves.aftercare.report import LineUnknown, NothingToCheck
from overstap.moves.aftercare.sampling import SampleUnknown
from overstap.moves.aftercare.values import Line, Report, Verdict
from overstap.moves.models import MoveAdministration, Verification
from overstap.moves.profiles import profile
from overstap.moves.state import for_system
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.models import Environment, Person
from overstap.tenancy.roles import Role
from tests.moves.aftercare.moved import delivered, release
from tests.moves.world import CODE, NEW_CODE, TwoOffices, act, administration_of, book, offer, sale
from tests.tenancy.people import join, make_person

ALL = "environment-ticket"  # names every line


def read(person: Person, environment: Environment, uid: UUID) -> Report:
    """The report as somebody sees it."""
    with act(person, environment.slug) as actor:
        return report.report(actor, uid)


def lines(found: Report) -> dict[str, Line]:
    """Of the one administration, by code."""
    return {one.code: one for one in found.parts[0].lines}


def figures(one: Line) -> dict[str, tuple[str, str]]:
    """Both sides by label."""
    return {figure.label: (figure.before, figure.after) for figure in one.figures}


@pytest.fixture
def furnished(world: TwoOffices) -> TwoOffices:
    """The books have a bank journal with an entry, and an account of fixed assets."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        Journal.objects.create(administration=one, code="BK", name="Bank", type="B", offset_account="1100")
        Account.objects.create(administration=one, code="0200", name="Inventaris", type="B", reference="BMvaBeiVvp")
    entry = sale(40)
    inventory = entry.lines[1]._replace(account="0200", vat=())
    book(world.alice, world.giver.slug, CODE, entry._replace(journal="BK", lines=[
        entry.lines[0]._replace(account="1100", relation="", invoice_ref=""), inventory, entry.lines[2],
    ]))  # fmt: skip
    return world


def test_r141_r159_to_r161_r163_r178_r180_r181_both_sides_stand_next_to_each_other(furnished: TwoOffices) -> None:
    uid = delivered(furnished, ALL)
    found = lines(read(furnished.dora, furnished.receiver, uid))
    assert set(found) == set(REPORT)
    assert figures(found["bank-balance"])["total"] == ("621.00", "621.00")  # 500.00 opening, 121.00 received
    assert figures(found["bank-and-cash-accounts"])["1100 Bank"] == ("621.00", "621.00")
    assert figures(found["trial-balance"])["2025 debit"] == ("1468.00", "1468.00")
    assert figures(found["relations"])["relation"] == ("1", "1")
    assert figures(found["open-items-debtors"]) == {"1300 Debiteuren": ("847.00", "847.00")}  # 7 invoices of 121.00
    assert figures(found["bank-transactions"])["BK Bank"] == ("1", "1")
    for code in ("bank-balance", "bank-and-cash-accounts", "trial-balance", "relations", "open-items-debtors",
                 "bank-transactions"):  # fmt: skip
        assert found[code].verdict is Verdict.EQUAL, code


def test_r164_without_creditors_there_is_nothing_on_either_side(world: TwoOffices) -> None:
    found = lines(read(world.dora, world.receiver, delivered(world, ALL)))
    assert (found["open-items-creditors"].verdict, found["open-items-creditors"].note) == (
        Verdict.NOTHING, "no-such-accounts",
    )  # fmt: skip


def test_r179_what_is_not_held_is_never_called_equal(world: TwoOffices) -> None:
    found = lines(read(world.dora, world.receiver, delivered(world, ALL)))
    assert found["bank-links"].verdict is Verdict.NOT_HELD


def test_r165_every_return_stands_on_both_sides_with_the_vat_of_the_books(world: TwoOffices) -> None:
    uid = delivered(world, ALL)
    found = lines(read(world.dora, world.receiver, uid))["vat-returns"]
    assert figures(found) == {"VH": ("-147.00", "-147.00"), "2025-Q1": ("filed 147.00", "filed 147.00")}
    assert found.verdict is Verdict.EQUAL
    with for_system(uid):
        VatReturn.objects.filter(administration__environment=world.receiver).update(status="draft")
    found = lines(read(world.dora, world.receiver, uid))["vat-returns"]
    assert found.verdict is Verdict.DIFFERENT


def test_r166_every_asset_stands_on_both_sides_with_its_book_value_and_the_accounts(furnished: TwoOffices) -> None:
    uid = delivered(furnished, ALL)
    found = lines(read(furnished.dora, furnished.receiver, uid))["fixed-assets"]
    assert figures(found) == {
        "0200 Inventaris": ("-100.00", "-100.00"), "A001 Oven": ("9850.00", "9850.00"), "total": ("9850.00", "9850.00"),
    }  # fmt: skip
    assert (found.verdict, found.note) == (Verdict.EQUAL, "")
    with for_system(uid):
        Depreciation.objects.filter(administration__environment=furnished.receiver).delete()
    found = lines(read(furnished.dora, furnished.receiver, uid))["fixed-assets"]
    assert found.verdict is Verdict.DIFFERENT


def test_r173_r174_which_bank_takes_its_link_along_comes_from_the_profile_and_is_no_claim(world: TwoOffices) -> None:
    found = lines(read(world.dora, world.receiver, delivered(world, ALL)))["bank-links"]
    assert found.banks == {
        "rabobank": "moved-by-bank", "knab": "again-by-task", "abn-amro": "again-by-task", "ing": "again-by-task",
    }  # fmt: skip
    assert found.verdict is Verdict.NOT_HELD


def test_before_anything_is_delivered_nothing_is_called_equal(world: TwoOffices) -> None:
    uid = offer(world)
    verdicts = {one.verdict for one in lines(read(world.alice, world.giver, uid)).values()}
    assert verdicts == {Verdict.NOT_YET}


def test_the_report_of_the_release_is_kept_for_both_and_later_bookings_do_not_change_it(world: TwoOffices) -> None:
    uid = delivered(world, ALL)
    before = read(world.dora, world.receiver, uid)
    release(world, uid)
    with act(world.dora, world.receiver.slug) as actor:
        from overstap.tenancy import actions as tenancy

        tenancy.give_access(actor=actor, code=NEW_CODE, person=world.dora)
    book(world.dora, world.receiver.slug, NEW_CODE, sale(90))
    with clock.moved_by(timedelta(days=20)):
        flow.end_what_is_due()
    for person, environment in ((world.dora, world.receiver), (world.alice, world.giver)):
        after = read(person, environment, uid)
        assert after.kept_at is not None
        assert [part.as_dict() for part in after.parts] == [part.as_dict() for part in before.parts]


def test_r170_a_mark_is_kept_with_person_and_time_and_the_release_does_not_ask_for_it(world: TwoOffices) -> None:
    uid = delivered(world, ALL)
    with act(world.dora, world.receiver.slug) as actor:
        for _time in range(2):
            report.mark(actor, uid, 1, "trial-balance", checked=True)
        report.mark(actor, uid, 1, "relations", checked=True)
        report.mark(actor, uid, 1, "relations", checked=False)
        found = report.report(actor, uid)
    (one,) = found.marks.values()
    assert (one.part, one.line, one.person) == (1, "trial-balance", world.dora.name)
    assert read(world.alice, world.giver, uid).marks == {}
    release(world, uid)


def test_marks_are_for_lines_that_there_are_and_moves_that_arrived(world: TwoOffices) -> None:
    uid = offer(world)
    with act(world.alice, world.giver.slug) as actor:
        with pytest.raises(NothingToCheck):
            report.mark(actor, uid, 1, "trial-balance", checked=True)
        for part, code in ((2, "trial-balance"), (1, "bank-balance"), (1, "x")):
            with pytest.raises(LineUnknown):
                report.mark(actor, uid, part, code, checked=True)


def test_who_is_no_party_finds_no_report(world: TwoOffices) -> None:
    uid = delivered(world, ALL)
    with act(world.charlie, world.elsewhere.slug) as actor, pytest.raises(NotFound):
        report.report(actor, uid)
    with act(world.bob, world.giver.slug) as actor, pytest.raises(NotAllowed):
        report.report(actor, uid)


def test_r177_a_sample_shows_both_hashes_and_what_the_record_says(furnished: TwoOffices) -> None:
    uid = delivered(furnished, ALL)
    with act(furnished.dora, furnished.receiver.slug) as actor:
        for sort, most in (("entry", 9), ("bank", 1), ("relation", 1), ("account", 6)):
            found = sampling.sample(actor, uid, 1, sort, 20)
            assert len(found) == most, sort
            assert all(one.same and len(one.before) == 64 and one.told for one in found), sort
        assert len(sampling.sample(actor, uid, 1, "entry", 3)) == 3
        assert "Verkoop" in "".join(one.told for one in sampling.sample(actor, uid, 1, "entry", 20))


def test_a_sample_is_taken_between_delivery_and_release_by_who_may(world: TwoOffices) -> None:
    uid = delivered(world, ALL)
    eva = make_person("Eva")
    join(world.dora, world.receiver.slug, eva, Role.ACCOUNTANT)
    with act(eva, world.receiver.slug) as actor, pytest.raises(NotAllowed):
        sampling.sample(actor, uid, 1, "entry", 5)
    with act(world.dora, world.receiver.slug) as actor:
        for part, sort in ((2, "entry"), (1, "document")):
            with pytest.raises(SampleUnknown):
                sampling.sample(actor, uid, part, sort, 5)
        with pytest.raises(SampleUnknown):
            sampling.sample(actor, uuid4(), 1, "entry", 5)
    release(world, uid)
    with act(world.dora, world.receiver.slug) as actor, pytest.raises(NothingToCheck):
        sampling.sample(actor, uid, 1, "entry", 5)


def test_a_figure_that_differs_or_a_statement_that_is_not_clean_is_told() -> None:
    result = {
        "kinds": [],
        "statements": [
            {"name": "open_items", "clean": True}, {"name": "vat", "clean": False},
            {"name": "trial_balance", "clean": True},
        ],
        "trial_balance": {
            "rows": [], "years": [{"year": 2025, "source": ["1.00", "1.00"], "target": ["1.00", "2.00"]}],
        },
    }  # fmt: skip
    items = Both({"1300": Decimal("5.00")}, {"1300": Decimal("6.00")})
    found = Gathered(
        MoveAdministration(),
        Verification(result=result),
        Accounts(debtors=frozenset({"1300"})),
        items,
        Both({}, {}),
        Both({}, {}),
    )
    which = profile(ALL)
    assert line("open-items-debtors", which, found).verdict is Verdict.DIFFERENT
    assert line("trial-balance", which, found).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("name", "kind", "reference", "is_one"),
    [
        ("Inventaris", "B", "", True),
        ("Auto’s", "B", "BMvaTevVvp", True),
        ("Inventaris", "P", "", False),
        ("Inventaris", "B", "WBedHui", False),
        ("Bank", "B", "BLimBan", False),
    ],
)
def test_an_account_of_fixed_assets_is_told_by_its_reference_or_its_name(
    name: str,
    kind: str,
    reference: str,
    is_one: bool,
) -> None:
    assert is_fixed_asset(name, kind, reference) is is_one
