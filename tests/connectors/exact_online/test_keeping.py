"""Relations at Exact Online kept in step one by one: never over another one, never twice, never in silence."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from overstap.books.relations.values import Address, BankAccount, Relation
from overstap.connectors.exact_online.client import Client
from overstap.connectors.port import ChangedThere, KeepingRelations, OutcomeUnknown, PackageRefused
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Kept
from tests.connectors.driven import IN_PROCESS, SOCKET, Driven, driven
from tests.connectors.exact_online.driven import BOOKS, PLAYED

ACCOUNTS, ADDRESSES, BANKS, CONTACTS = "crm/Accounts", "crm/Addresses", "crm/BankAccounts", "crm/Contacts"
NEW = Relation(
    code="7001",
    name="Aannemersbedrijf Kuipers B.V.",
    type="C",
    contact="Jan van Dijk",
    phone="030-7654321",
    email="info@kuipers.example",
    website="https://kuipers.example",
    commerce_number="30012345",
    addresses=(Address(street="Bouwweg 4", postal_code="3511 BB", city="Utrecht", country="NL"),),
    bank_accounts=(BankAccount("NL57TEST0000004099", "TESTNL2A"),),
)


@pytest.fixture(params=[IN_PROCESS, SOCKET])
def at(request: pytest.FixtureRequest) -> Iterator[Driven]:
    """A connected connector, both ways."""
    with driven(PLAYED, request.param) as made:
        yield made


@pytest.fixture
def here() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        yield made


@pytest.fixture
def client(here: Driven) -> Iterator[Client]:
    """Somebody who changes things at Exact."""
    with Client(here.outside, here.connection) as made:
        yield made


def keeper(at: Driven) -> KeepingRelations:
    assert isinstance(at.connector, KeepingRelations)
    return at.connector


def make(at: Driven, relation: Relation = NEW, reference: str = "OV-1") -> Kept:
    return keeper(at).make_relation(at.connection, BOOKS, relation, reference)


def change(at: Driven, kept: Kept, **fields: object) -> Kept:
    after = replace(kept.relation, **fields)  # type: ignore[arg-type]
    return keeper(at).change_relation(at.connection, BOOKS, kept.key, kept.relation, after)


def there(at: Driven, key: str) -> Relation:
    found = keeper(at).relation(at.connection, BOOKS, key)
    assert found is not None
    return found.relation


def path(entity: str, key: str = "") -> str:
    return f"/api/v1/{BOOKS}/{entity}" + (f"(guid'{key}')" if key else "")


def rows(client: Client, entity: str, chosen: str, *fields: str) -> list[dict[str, object]]:
    asked = {"$filter": chosen, "$select": ",".join(("ID", *fields))}
    return [dict(row) for row in client.rows(path(entity), asked)]


def sent(at: Driven) -> list[str]:
    """The calls since the last clearing that change something."""
    return [call for call in at.world.calls.elements() if not call.startswith("GET")]


def test_a_relation_is_made_with_all_that_belongs_to_it(at: Driven) -> None:
    """R219: a contact goes out to an administration where it is not yet."""
    made = make(at).relation
    assert (made.code, made.name, made.type, made.contact) == ("7001", NEW.name, "C", "Jan van Dijk")
    assert (made.email, made.phone, made.website) == (NEW.email, NEW.phone, NEW.website)
    assert made.commerce_number == "30012345"
    assert made.addresses[0] == Address(street="Bouwweg 4", postal_code="3511 BB", city="Utrecht", country="NL")
    assert [one.number for one in made.bank_accounts] == ["NL57TEST0000004099"]


def test_the_same_reference_makes_one_relation(at: Driven) -> None:
    assert make(at).key == make(at).key
    assert make(at, reference="OV-2" + 30 * "x").key == make(at, reference="OV-2" + 30 * "x").key


def test_it_is_never_made_over_another_one(at: Driven) -> None:
    """The number series: the code of somebody else stays theirs, Exact gives the next of its own."""
    first, second = make(at), make(at, replace(NEW, name="Een ander"), "OV-2")
    assert first.key != second.key
    assert first.relation.code != second.relation.code
    assert there(at, first.key).name == NEW.name


def test_without_a_usable_code_exact_gives_the_next_of_its_series(here: Driven) -> None:
    for place, code in enumerate(("", "K-12", "007")):
        made = make(here, replace(NEW, code=code), f"OV-{place}").relation
        assert made.code.isdigit()
        assert made.code not in ("7", "007")


def test_somebody_may_take_the_code_between_our_look_and_our_writing(here: Driven, client: Client) -> None:
    """Exact itself refuses the second one: there is no moment in which both can have it."""

    taken = client.make(path(ACCOUNTS), {"Name": "Was sneller", "Code": "7001".rjust(18)})
    made = make(here)
    assert made.key != taken["ID"]
    assert made.relation.code != "7001"
    assert there(here, str(taken["ID"])).name == "Was sneller"


@pytest.mark.parametrize("where", ["POST .*crm/Accounts", "POST .*crm/BankAccounts", "POST .*crm/Contacts"])
@pytest.mark.parametrize("fault", ["drop-after", "drop-before", "500-silent"])
def test_an_answer_that_got_lost_makes_no_second_one(at: Driven, where: str, fault: str) -> None:
    at.world.switch_on(Fault(fault, where))
    made = make(at).relation
    assert [one.number for one in made.bank_accounts] == ["NL57TEST0000004099"]
    with Client(at.outside, at.connection) as client:
        assert len(rows(client, ACCOUNTS, f"Name eq '{NEW.name}'")) == 1
        assert len(rows(client, BANKS, "BankAccount eq 'NL57TEST0000004099'")) == 1
        assert len(rows(client, CONTACTS, "FullName eq 'Jan van Dijk' and Email eq null")) == 1


def test_what_was_made_half_is_completed_by_the_same_reference(here: Driven) -> None:
    here.world.switch_on(Fault("drop-before", "POST .*crm/BankAccounts", times=9))
    with pytest.raises(OutcomeUnknown):
        make(here)
    here.world.switch_off()
    made = make(here).relation
    assert [one.number for one in made.bank_accounts] == ["NL57TEST0000004099"]
    assert (made.contact, len(made.addresses)) == ("Jan van Dijk", 1)


def test_what_exact_refuses_is_told_in_its_own_words(here: Driven) -> None:
    here.world.switch_on(Fault("500", "POST .*crm/Accounts", times=3, facts={"message": "Ongeldig: BTW-nummer"}))
    with pytest.raises(PackageRefused, match="Ongeldig: BTW-nummer"):
        make(here)


def test_only_what_differs_is_sent(at: Driven) -> None:
    made = make(at)
    at.world.calls.clear()
    changed = change(at, made, email="nieuw@kuipers.example")
    assert changed.relation == replace(made.relation, email="nieuw@kuipers.example")
    assert sent(at) == [f"PUT {path(ACCOUNTS, made.key)}"]


def test_a_field_is_emptied_where_it_is_to_be_empty(at: Driven) -> None:
    made = make(at)
    empty = change(at, made, email="", phone="", bank_accounts=(), contact="", addresses=(Address(country="NL"),))
    assert (empty.relation.email, empty.relation.phone, empty.relation.contact) == ("", "", "")
    assert empty.relation.bank_accounts == ()
    assert [(one.street, one.city) for one in empty.relation.addresses] == [("", "")]
    assert empty.relation.name == NEW.name


def test_the_main_address_changes_with_the_relation(at: Driven) -> None:
    """R220: an address changed in one administration, and not in the others."""
    made = make(at)
    moved = Address(street="Steigerkade 9", postal_code="3521 CC", city="Utrecht", country="NL")
    changed = change(at, made, addresses=(moved,)).relation
    assert changed.addresses == (moved,)


def test_other_addresses_come_change_and_go(here: Driven) -> None:
    made = make(here)
    postal = Address(kind="postal", street="Postbus 12", postal_code="3500 AA", city="Utrecht", country="NL")
    added = change(here, made, addresses=(*made.relation.addresses, postal))
    assert added.relation.addresses == (*made.relation.addresses, postal)
    box = replace(postal, street="Postbus 13")
    changed = change(here, added, addresses=(*made.relation.addresses, box))
    assert changed.relation.addresses == (*made.relation.addresses, box)
    assert change(here, changed, addresses=made.relation.addresses).relation.addresses == made.relation.addresses


def test_the_main_bank_account_changes_in_its_place_and_others_stay(here: Driven) -> None:
    made = make(here)
    two = change(here, made, bank_accounts=(*made.relation.bank_accounts, BankAccount("NL30TEST0000004100")))
    other = BankAccount("NL03TEST0000004101", "TESTNL2A")
    changed = change(here, two, bank_accounts=(other, two.relation.bank_accounts[1])).relation
    assert [one.number for one in changed.bank_accounts] == ["NL03TEST0000004101", "NL30TEST0000004100"]
    again = change(here, Kept(made.key, changed), bank_accounts=tuple(reversed(changed.bank_accounts))).relation
    assert [one.number for one in again.bank_accounts] == ["NL30TEST0000004100", "NL03TEST0000004101"]


def test_another_contact_becomes_the_main_one_and_the_old_one_stays(here: Driven, client: Client) -> None:
    made = make(here)
    assert change(here, made, contact="Sanne Visser").relation.contact == "Sanne Visser"
    known = {str(row["FullName"]) for row in rows(client, CONTACTS, f"Account eq guid'{made.key}'", "FullName")}
    assert known == {"Jan van Dijk", "Sanne Visser"}
    back = change(here, Kept(made.key, there(here, made.key)), contact="Jan van Dijk")
    assert back.relation.contact == "Jan van Dijk"
    assert len(rows(client, CONTACTS, f"Account eq guid'{made.key}'")) == 2


def test_a_customer_that_becomes_a_supplier_is_no_customer_any_more(here: Driven) -> None:
    made = make(here)
    assert change(here, made, type="B").relation.type == "B"
    assert change(here, Kept(made.key, there(here, made.key)), type="S").relation.type == "S"


def test_a_field_that_somebody_changed_there_is_not_overwritten(at: Driven) -> None:
    made = make(at)
    with Client(at.outside, at.connection) as client:
        client.change(path(ACCOUNTS, made.key), {"Email": "hunne@kuipers.example"})
    at.world.calls.clear()
    with pytest.raises(ChangedThere) as told:
        change(at, made, email="onze@kuipers.example", phone="030-1")
    assert told.value.facts["parts"] == ["Email"]
    assert sent(at) == []
    assert (there(at, made.key).email, there(at, made.key).phone) == ("hunne@kuipers.example", NEW.phone)


@pytest.mark.parametrize("part", ["address", "bank account", "contact"])
def test_neither_is_what_belongs_to_it(here: Driven, client: Client, part: str) -> None:
    made = make(here)
    (bank,) = rows(client, BANKS, f"Account eq guid'{made.key}'")
    changes = {
        "address": (path(ACCOUNTS, made.key), {"AddressLine1": "Hunstraat 1"}),
        "bank account": (path(BANKS, str(bank["ID"])), {"BankAccount": "NL73TEST0000004102"}),
    }
    if part in changes:
        client.change(*changes[part])
    else:
        told = {"Account": made.key, "FirstName": "Iemand", "LastName": "Anders", "IsMainContact": True}
        client.make(path(CONTACTS), told)
    before = there(here, made.key)
    ours: dict[str, dict[str, object]] = {
        "address": {"addresses": (Address(street="Onze weg 2", country="NL"),)},
        "bank account": {"bank_accounts": (BankAccount("NL03TEST0000004101"),)},
        "contact": {"contact": "Sanne Visser"},
    }
    with pytest.raises(ChangedThere):
        change(here, made, **ours[part])
    assert there(here, made.key) == before


def test_a_change_there_in_another_field_stands_beside_ours(here: Driven, client: Client) -> None:
    made = make(here)
    client.change(path(ACCOUNTS, made.key), {"Website": "https://hun.example"})
    changed = change(here, made, email="onze@kuipers.example").relation
    assert (changed.website, changed.email) == ("https://hun.example", "onze@kuipers.example")


@pytest.mark.parametrize("fault", ["drop-after", "drop-before"])
def test_a_change_whose_answer_got_lost_is_made_once(at: Driven, fault: str) -> None:
    made = make(at)
    at.world.switch_on(Fault(fault, "PUT .*crm/Accounts"))
    assert change(at, made, email="nieuw@kuipers.example").relation.email == "nieuw@kuipers.example"


def test_a_change_that_was_made_already_is_no_change(here: Driven) -> None:
    """Asked again after everything on our side was lost: nothing is sent, and nothing is refused."""
    made = make(here)
    change(here, made, email="nieuw@kuipers.example", bank_accounts=())
    here.world.calls.clear()
    assert change(here, made, email="nieuw@kuipers.example", bank_accounts=()).relation.email == "nieuw@kuipers.example"
    assert sent(here) == []


def test_a_name_cannot_be_emptied(here: Driven) -> None:
    made = make(here)
    with pytest.raises(PackageRefused, match="Name"):
        change(here, made, name="")


def test_what_was_deleted_there_is_not_there(here: Driven, client: Client) -> None:
    made = make(here)
    client.remove(path(ACCOUNTS, made.key))
    assert keeper(here).relation(here.connection, BOOKS, made.key) is None
    with pytest.raises(ChangedThere):
        change(here, made, email="x@kuipers.example")


@pytest.mark.parametrize("fault", ["none", "drop-after", "drop-before"])
def test_one_that_nothing_refers_to_can_be_deleted(here: Driven, client: Client, fault: str) -> None:
    made = make(here)
    here.world.switch_on(Fault(fault, "DELETE"))
    keeper(here).remove_relation(here.connection, BOOKS, made.key)
    keeper(here).remove_relation(here.connection, BOOKS, made.key)
    assert keeper(here).relation(here.connection, BOOKS, made.key) is None
    assert rows(client, BANKS, f"Account eq guid'{made.key}'") == []


def test_one_that_is_in_use_is_kept_and_exact_says_so(here: Driven, client: Client) -> None:
    (row,) = rows(client, ACCOUNTS, "Name eq 'Hotel De Zwaan'")
    with pytest.raises(PackageRefused, match="Used in"):
        keeper(here).remove_relation(here.connection, BOOKS, str(row["ID"]))


@pytest.mark.parametrize("key", ["", "7001", "1' or 1 eq 1", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_key_of_exact_is_not_there(here: Driven, key: str) -> None:
    assert keeper(here).relation(here.connection, BOOKS, key) is None
