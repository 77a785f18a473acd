"""The pages of bank and cash."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from overstap.books.bank import accounts, consents, links
from overstap.books.bank.accounts import AccountDetails
from overstap.books.bank.links import LinkDetails
from overstap.books.bank.models import BankAccount, BankLink, StatementLine
from overstap.books.bank.values import BankLine, BankStatement
from overstap.books.ledger.models import Journal
from overstap.connectors.bank_file.actions import import_bank_file
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.tenancy.models import Administration, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import AdministrationState
from tests.exchange.bank.files import camt_file, made
from tests.moves.world import CODE, TwoOffices, act, administration_of
from tests.web.test_books import member

SignIn = Callable[[Person], Client]
OURS = "NL20INGB0001234567"
DAY = date(2025, 3, 30)
ZERO = Decimal("0.00")
PAGES = (
    "", "account/", f"account/?number={OURS}", f"statements/?number={OURS}", f"statement/?number={OURS}&nr=1",
    "import/", "match/", "links/", f"link/?number={OURS}",
)  # fmt: skip
DEEDS = ("match/confirm/", "match/aside/", "match/undo/", "link/end/", "link/ask/")
HOSTILE = ("%00", "x" * 5000, "%ff", "%1f", "' OR 1=1 --", "<script>", "-1", "9" * 30)


def address(world: TwoOffices, rest: str = "") -> str:
    """A page of the giver's bank."""
    return f"/e/{world.giver.slug}/administrations/{CODE}/bank/{rest}"


@pytest.fixture
def bank(world: TwoOffices, tmp_path: Path) -> TwoOffices:
    """An account of ours with a statement of two lines, and a link."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    lines = [
        BankLine(DAY, DAY, Decimal("121.00"), "Café ’t Hoekje", "NL02ABNA0123456789", description="Factuur 2025-0001"),
        BankLine(DAY, DAY, Decimal("-9.50"), "Bank", description="Kosten"),
    ]
    statement = BankStatement(OURS, "EUR", "1", DAY, ZERO, DAY, Decimal("111.50"), lines, "statement 1")
    with act(world.alice, world.giver.slug) as actor:
        Journal.objects.create(administration=one, code="BK", name="Bank", type="B", offset_account="1100")
        accounts.save(actor, CODE, AccountDetails(OURS, "Zakelijk", account_code="1100", journal_code="BK"))
        import_bank_file(actor, CODE, camt_file(tmp_path, [statement]), "maart.xml")
        today = clock.now().astimezone(clock.AMSTERDAM).date()
        links.save(actor, CODE, LinkDetails(OURS, "Karin Bakker", "karin@bakkerij.example", today))
    return world


@pytest.fixture
def alice(signed_in: SignIn, bank: TwoOffices) -> Client:
    """Alice reads English."""
    client = signed_in(bank.alice)
    client.post("/language/", {"language": "en"})
    return client


@pytest.mark.parametrize("rest", PAGES)
def test_every_page_is_there(alice: Client, bank: TwoOffices, rest: str) -> None:
    answer = alice.get(address(bank, rest))
    assert answer.status_code == 200
    assert answer.text.count("<h1>") == 1
    assert 'style="' not in answer.text


@pytest.mark.parametrize("rest", [*PAGES, *DEEDS])
def test_others_find_nothing_and_clients_change_nothing(signed_in: SignIn, bank: TwoOffices, rest: str) -> None:
    ask = Client.post if rest in DEEDS else Client.get
    stranger = signed_in(bank.charlie)
    assert ask(stranger, address(bank, rest)).status_code == 404
    assert ask(stranger, address(bank, rest).replace(bank.giver.slug, bank.elsewhere.slug)).status_code == 404
    restricted = signed_in(member(bank, Role.RESTRICTED_CLIENT_USER, inside=True))
    assert ask(restricted, address(bank, rest)).status_code in {403, 404}


def test_who_only_reads_sees_no_deeds_and_does_none(signed_in: SignIn, bank: TwoOffices) -> None:
    client = signed_in(member(bank, Role.CLIENT_USER, inside=True))
    for page in ("", "match/", "links/"):
        answer = client.get(address(bank, page))
        assert answer.status_code == 200
        assert "btn--primary" not in answer.text
    place = f"{OURS}\x1f1\x1f1"
    assert client.post(address(bank, "match/confirm/"), {"line": place, "choice": "[]"}).status_code in {403, 422}
    assert client.post(address(bank, "match/aside/"), {"line": place, "note": "x"}).status_code == 403
    assert client.post(address(bank, "link/end/"), {"number": OURS}).status_code == 403
    assert client.post(address(bank, "account/"), {"number": "KAS"}).status_code in {403, 422}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_questions_are_answered_plainly(alice: Client, bank: TwoOffices, text: str) -> None:
    for page in (
        f"statements/?number={text}", f"statement/?number={OURS}&nr={text}", f"match/?after={text}",
        f"statements/?number={OURS}&after={text}", f"link/?number={text}", f"account/?number={text}",
    ):  # fmt: skip
        assert alice.get(address(bank, page)).status_code in {200, 404}, page
    for deed in DEEDS:
        given = {"line": text, "number": text, "choice": text, "note": text, "invoice": text, "amount": text}
        assert alice.post(address(bank, deed), given).status_code in {404, 422}, deed
    for choice in ("[[1,2]]", '[["CU","C1","2025-0001","NaN"]]', '{"a":1}', "null", "[" * 5000):
        given = {"line": f"{OURS}\x1f1\x1f1", "choice": choice}
        assert alice.post(address(bank, "match/confirm/"), given).status_code == 422, choice


def test_a_payment_is_confirmed_from_its_proposal_and_undone(alice: Client, bank: TwoOffices) -> None:
    page = alice.get(address(bank, "match/"))
    rows = page.context["rows"]
    assert [len(row["proposals"]) for row in rows] == [3, 0]
    assert rows[0]["proposals"][0]["score"] == 100
    given = {"line": rows[0]["key"], "choice": rows[0]["proposals"][0]["choice"]}
    answer = alice.post(address(bank, "match/confirm/"), given, follow=True)
    assert "Booked as 25-4567-1-1." in answer.text
    assert len(answer.context["rows"]) == 1
    again = alice.post(address(bank, "match/confirm/"), given)
    assert again.status_code == 422
    assert "Something was done with this line already." in again.text
    undone = alice.post(address(bank, "match/undo/"), {"line": rows[0]["key"]}, follow=True)
    assert "the line waits again" in undone.text
    with act(bank.alice, bank.giver.slug):
        assert StatementLine.objects.get(account_number=OURS, position=1).state == "waiting"


def test_another_invoice_is_typed_and_a_line_is_set_aside(alice: Client, bank: TwoOffices) -> None:
    first, second = (f"{OURS}\x1f1\x1f{position}" for position in (1, 2))
    given = {"line": first, "invoice": "2025-0009", "amount": "121.00"}
    assert alice.post(address(bank, "match/confirm/"), given).status_code == 422
    answer = alice.post(address(bank, "match/confirm/"), {**given, "invoice": "2025-0003"})
    assert answer.status_code == 302
    assert alice.post(address(bank, "match/aside/"), {"line": second, "note": " "}).status_code == 422
    done = alice.post(address(bank, "match/aside/"), {"line": second, "note": "bank costs"}, follow=True)
    assert "Nothing waits" in done.text


def test_a_file_is_imported_and_its_findings_are_told_once(alice: Client, bank: TwoOffices, tmp_path: Path) -> None:
    path = camt_file(tmp_path, made(2, 2, OURS), name="april.xml")
    with path.open("rb") as file:
        answer = alice.post(address(bank, "import/"), {"file": file}, follow=True)
    assert "2 statements with 4 lines were added." in answer.text
    assert answer.context["result"]["findings"]
    assert alice.get(address(bank, "import/")).context["result"] is None


@pytest.mark.parametrize("content", [b"", b"hello", b"<a/>", b"<!DOCTYPE a><Document/>"])
def test_a_file_that_is_none_is_refused_with_a_remedy(
    signed_in: SignIn, bank: TwoOffices, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "../x.xml"
    path.write_bytes(content)
    client = signed_in(bank.alice)
    with path.open("rb") as file:
        answer = client.post(address(bank, "import/"), {"file": file})
    assert answer.status_code == 422
    assert "note--problem" in answer.text
    assert client.post(address(bank, "import/"), {}).status_code == 422


def test_an_account_is_added_and_changed(alice: Client, bank: TwoOffices) -> None:
    given = {"number": "NL44 RABO 0123 4567 80", "kind": "bank", "name": "Rabo", "account_code": "1100"}
    wrong = alice.post(address(bank, "account/"), given)
    assert (wrong.status_code, "is not an IBAN" in wrong.text) == (422, True)
    answer = alice.post(address(bank, "account/"), {"number": "KAS", "kind": "cash", "name": "Kas"}, follow=True)
    assert "The account KAS is saved." in answer.text
    changed = {"number": OURS, "kind": "bank", "name": "Anders", "account_code": "1100", "journal_code": "BK"}
    assert alice.post(address(bank, f"account/?number={OURS}"), changed).status_code == 302
    with act(bank.alice, bank.giver.slug):
        assert BankAccount.objects.get(number=OURS).name == "Anders"


def test_a_link_is_renewed_and_switched_off(alice: Client, bank: TwoOffices) -> None:
    today = clock.now().astimezone(clock.AMSTERDAM).date().isoformat()
    given = {"holder_name": "K", "holder_email": "k@x.example", "consented_on": today, "paid": "on"}
    assert alice.post(address(bank, f"link/?number={OURS}"), given).status_code == 302
    assert alice.post(address(bank, f"link/?number={OURS}"), {**given, "consented_on": "2999-01-01"}).status_code == 422
    assert "switched off" in alice.post(address(bank, "link/end/"), {"number": OURS}, follow=True).text
    with act(bank.alice, bank.giver.slug):
        assert BankLink.objects.get(account_number=OURS).state == "ended"


def test_r176_at_the_giver_a_link_stays_active_and_read_only(alice: Client, bank: TwoOffices) -> None:
    with act(bank.alice, bank.giver.slug):
        Administration.objects.filter(code=CODE, environment=bank.giver).update(state=AdministrationState.READ_ONLY)
    answer = alice.get(address(bank, "links/"))
    assert "Active, read-only" in answer.text
    assert "Renew" not in answer.text


def test_the_account_holder_confirms_without_an_account(bank: TwoOffices, assets: None) -> None:
    with act(bank.alice, bank.giver.slug) as actor:
        consents.ask(actor, CODE, OURS)
    with as_worker():
        text = OutgoingMail.objects.filter(key__startswith="bank-consent/").latest("created_at").text
    token = text.split("/bank-consent/")[1].split("/")[0]
    holder = Client()
    holder.post("/language/", {"language": "en"})
    page = holder.get(f"/bank-consent/{token}/", follow=True)
    assert (page.status_code, page.redirect_chain[-1][0]) == (200, "/bank-consent/")
    assert OURS[-4:] not in page.text
    given = {"ending": "4567", "name": "Karin Bakker", "given": "on"}
    assert holder.post("/bank-consent/", {**given, "given": ""}).status_code == 422
    assert holder.post("/bank-consent/", {**given, "ending": "0000"}).status_code == 422
    assert "Your consent was noted" in holder.post("/bank-consent/", given, follow=True).text
    assert Client().get("/bank-consent/").status_code == 404
    assert Client().get("/bank-consent/nonsense/").status_code == 404
    assert Client().post(f"/bank-consent/{token}/").status_code == 405


@pytest.mark.parametrize(
    ("rest", "most"), [("", 20), ("match/", 30), ("links/", 20), (f"statements/?number={OURS}", 18)]
)
def test_a_page_asks_the_database_a_fixed_number_of_questions(
    alice: Client, bank: TwoOffices, django_assert_max_num_queries: Callable[[int], object], rest: str, most: int,
    tmp_path: Path,
) -> None:  # fmt: skip
    with act(bank.alice, bank.giver.slug) as actor:
        import_bank_file(actor, CODE, camt_file(tmp_path, made(5, 10, OURS), name="more.xml"), "more.xml")
    with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
        assert alice.get(address(bank, rest)).status_code == 200
