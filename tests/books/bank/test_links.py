"""The register of bank links, and the personal link by which an account holder confirms a consent."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection

from overstap.books.bank import accounts, banks, consents, links
from overstap.books.bank.accounts import AccountDetails, AccountWrong
from overstap.books.bank.consents import MOST_TRIES, ConsentUnknown, NotNow, OtherAccount
from overstap.books.bank.links import LinkDetails, LinkNotFound, LinkWrong
from overstap.books.bank.models import BankAccount, BankLink
from overstap.books.bank.values import LinkShown
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.lib.secrets import link_hash
from overstap.tenancy.models import Administration, AuditEvent
from overstap.tenancy.values import AdministrationState
from tests.books.bank.conftest import OURS
from tests.moves.world import CODE, TwoOffices, act

RABO = "NL93RABO0987654321"
HOLDER = "karin@bakkerij.example"


def today() -> date:
    """In the Netherlands."""
    return clock.now().astimezone(clock.AMSTERDAM).date()


def enter(world: TwoOffices, **changes: object) -> None:
    """Bob enters a link of our account."""
    values = {"number": OURS, "holder_name": "Karin Bakker", "holder_email": HOLDER, "consented_on": today(), **changes}
    with act(world.bob, world.giver.slug) as actor:
        links.save(actor, CODE, LinkDetails(**values))  # type: ignore[arg-type]


def asked(world: TwoOffices) -> str:
    """Bob asks the holder; gives the token in the mail."""
    with act(world.bob, world.giver.slug) as actor:
        consents.ask(actor, CODE, OURS)
    with as_worker():
        mail = OutgoingMail.objects.filter(key__startswith="bank-consent/", to=HOLDER).latest("created_at")
    found = re.search(r"/bank-consent/([^/\s]+)/", mail.text)
    assert found is not None
    return found.group(1)


def link_of(world: TwoOffices) -> BankLink:
    """The link of our account."""
    with act(world.alice, world.giver.slug):
        return BankLink.objects.get(account_number=OURS)


def test_a_consent_holds_for_180_days(books: TwoOffices) -> None:
    enter(books, consented_on=today() - timedelta(days=30))
    found = link_of(books)
    assert (found.bank, found.state) == ("ing", "active")
    assert found.consent_until == today() + timedelta(days=150)


@pytest.mark.parametrize(
    "changes",
    [
        {"holder_name": " "}, {"holder_name": "a\nb"}, {"consented_on": date(2999, 1, 1)},
        {"consented_on": date(2001, 1, 1)}, {"number": "CASH"},
    ],
)  # fmt: skip
def test_a_link_that_cannot_be_is_refused(books: TwoOffices, changes: dict[str, object]) -> None:
    with act(books.bob, books.giver.slug) as actor:
        accounts.save(actor, CODE, AccountDetails("CASH", "Kas", kind="cash"))
    with pytest.raises(LinkWrong):
        enter(books, **changes)


def test_r176_how_a_link_is_shown_follows_the_calendar_and_the_place(books: TwoOffices) -> None:
    enter(books)
    found = link_of(books)
    here = Administration(state=AdministrationState.ACTIVE)
    gone = Administration(state=AdministrationState.READ_ONLY)
    assert links.shown(found, here, today()) is LinkShown.ACTIVE
    assert links.shown(found, here, found.consent_until) is LinkShown.EXPIRING
    assert links.shown(found, here, found.consent_until + timedelta(days=1)) is LinkShown.EXPIRED
    assert links.shown(found, gone, today()) is LinkShown.READ_ONLY
    with act(books.bob, books.giver.slug) as actor:
        links.end(actor, CODE, OURS)
    assert links.shown(link_of(books), here, today()) is LinkShown.ENDED


def test_the_account_holder_confirms_by_a_personal_link(books: TwoOffices) -> None:
    enter(books, consented_on=today() - timedelta(days=170))
    hashed = link_hash(asked(books))
    shown = consents.look(hashed)
    assert (shown.office, shown.bank, shown.holder) == (books.giver.name, "ING", "Karin Bakker")
    consents.confirm(hashed, "4567", "K. Bakker")
    found = link_of(books)
    assert (found.consent_until, found.confirmed_by) == (today() + timedelta(days=180), "K. Bakker")
    assert consents.look(hashed).answered_at is not None
    with pytest.raises(ConsentUnknown):
        consents.confirm(hashed, "4567", "K. Bakker")  # once
    with act(books.alice, books.giver.slug):
        assert AuditEvent.objects.filter(action="bank.consent-confirmed", facts__name="K. Bakker").exists()


def test_the_page_tells_no_account_number_and_wrong_answers_end_the_link(books: TwoOffices) -> None:
    enter(books)
    hashed = link_hash(asked(books))
    assert OURS not in str(consents.look(hashed))
    for _time in range(MOST_TRIES):
        with pytest.raises(OtherAccount):
            consents.confirm(hashed, "9999", "K")
    with pytest.raises(ConsentUnknown):
        consents.confirm(hashed, "4567", "K")
    with pytest.raises(ConsentUnknown):
        consents.look(hashed)


def test_a_link_ends_after_its_days_and_one_that_is_invented_opens_nothing(books: TwoOffices) -> None:
    enter(books)
    hashed = link_hash(asked(books))
    for other in ("", "x" * 5_000, "\0", "\ud800"):
        with pytest.raises(ConsentUnknown):
            consents.look(link_hash(other))
    with clock.moved_by(timedelta(days=consents.VALID_DAYS, minutes=1)):
        with pytest.raises(ConsentUnknown):
            consents.look(hashed)
        with pytest.raises(ConsentUnknown):
            consents.confirm(hashed, "4567", "K")


def test_r124_nothing_is_confirmed_while_the_administration_is_frozen(books: TwoOffices) -> None:
    enter(books)
    hashed = link_hash(asked(books))
    with act(books.alice, books.giver.slug):
        Administration.objects.filter(code=CODE, environment=books.giver).update(state=AdministrationState.FROZEN)
    with pytest.raises(NotNow):
        consents.confirm(hashed, "4567", "K")


def test_without_a_name_or_an_address_nothing_is_asked_or_confirmed(books: TwoOffices) -> None:
    enter(books, holder_email="")
    with act(books.bob, books.giver.slug) as actor:
        with pytest.raises(LinkWrong):
            consents.ask(actor, CODE, OURS)
        accounts.save(actor, CODE, AccountDetails(RABO, "Rabo"))
        with pytest.raises(LinkNotFound):
            consents.ask(actor, CODE, RABO)
    enter(books)
    with pytest.raises(LinkWrong):
        consents.confirm(link_hash(asked(books)), "4567", " ")


def test_a_token_is_kept_as_a_hash_alone(books: TwoOffices) -> None:
    enter(books)
    token = asked(books)
    with act(books.alice, books.giver.slug), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(c)::text FROM bank_bankconsent c")
        assert token not in str(cursor.fetchall())


@pytest.mark.parametrize(
    "details",
    [
        AccountDetails("NL91ABNA0417164301", "x"), AccountDetails("", "x"), AccountDetails("NL91", "x"),
        AccountDetails(OURS, "x", account_code="9999"), AccountDetails(OURS, "x", journal_code="??"),
        AccountDetails("KAS", "x", kind="cash", currency="EURO"), AccountDetails("KAS", "x", kind="stocks"),
        AccountDetails("KAS", "a\x00", kind="cash"), AccountDetails(OURS, "x", account_code="\x00"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused(books: TwoOffices, details: AccountDetails) -> None:
    with act(books.bob, books.giver.slug) as actor, pytest.raises(AccountWrong):
        accounts.save(actor, CODE, details)


def test_an_iban_is_kept_without_spaces_and_its_bank_known(books: TwoOffices) -> None:
    with act(books.bob, books.giver.slug) as actor:
        assert accounts.save(actor, CODE, AccountDetails("nl44 rabo 0123 4567 89", "Rabo")) == "NL44RABO0123456789"
        found = BankAccount.objects.get(number="NL44RABO0123456789")
    assert (found.bank, found.currency, found.kind) == ("rabobank", "EUR", "bank")
    assert banks.shown(found.number) == "NL44 RABO 0123 4567 89"
