"""Contacts kept in step with two administrations of the real sandbox, in both directions."""

from overstap.coupling.models import Card, Contact, Decision, Difference
from overstap.coupling.values import Deed
from tests.coupling.keeping.world import SWAN, Kept


def test_after_the_first_reading_nothing_changes_and_nothing_goes_out(exact: Kept) -> None:
    swan = exact.contact()
    with exact.act():
        assert Card.objects.filter(contact=swan, left="").count() == 2
    exact.at.world.calls.clear()
    found = exact.round()
    assert (found.changed, found.sent, found.waiting, found.conflicts, found.busy) == (0, 0, 0, 0, False)
    assert not [call for call in exact.at.world.calls if not call.startswith("GET")]


def test_a_change_in_one_administration_flows_to_the_contact_and_to_the_other_one(exact: Kept) -> None:
    """R220: what was changed in one administration and not in all."""
    exact.change(exact.bakkerij, {"Email": "nieuw@dezwaan.example", "AddressLine1": "Markt 14"})
    exact.round()
    assert exact.contact().fields["email"] == "nieuw@dezwaan.example"
    assert exact.contact().fields["street"] == "Markt 14"
    other = exact.there(exact.linde)
    assert (other["Email"], other["AddressLine1"]) == ("nieuw@dezwaan.example", "Markt 14")
    assert exact.contact().leads == {}
    assert exact.round().changed == 0
