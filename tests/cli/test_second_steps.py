"""The operator helps somebody who lost telephone and recovery codes."""

from allauth.mfa.models import Authenticator

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from tests.cli.running import Command
from tests.tenancy.people import make_person


def test_a_second_step_is_taken_away_and_its_owner_is_told(command: Command) -> None:
    alice, bob = make_person("Alice"), make_person("Bob")
    for person in (alice, bob):
        Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    assert command("person", "forget-second-step", alice.email, "--json").data == {"email": alice.email, "forgotten": 1}
    assert not Authenticator.objects.filter(user=alice).exists()
    assert Authenticator.objects.filter(user=bob).exists()
    with as_worker():
        assert "authenticator" in OutgoingMail.objects.get(to=alice.email).text


def test_an_unknown_account_is_told_so(command: Command) -> None:
    assert command("person", "forget-second-step", "nobody@example.test", "--json").data["error"] == "PERSON-NOT-FOUND"
