"""Working in somebody's name, on the pages: the banner, what is refused, how it ends."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.tenancy.models import Person
from overstap.tenancy.operators import impersonation
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.operators.trail import TrailFilter, TrailLine, trail
from overstap.web.operating.impersonating import FILES, HELPFUL
from tests.moves.world import TwoOffices
from tests.tenancy.operators.people import make_operator
from tests.web.addresses import addresses
from tests.web.examples import fill
from tests.web.operating import console, olga

__all__ = ["console", "olga"]
BANNER = 'class="standin"'


class Parts(dict[str, str]):
    """What to fill in for each part of an address; something for the others as well."""

    def __init__(self, examples: Mapping[str, str]) -> None:
        super().__init__(examples)
        self.update({"slug": "start-migration", "pk": "1", "number": "1"})

    def __missing__(self, key: str) -> str:
        return "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def as_alice(console: Client, world: TwoOffices) -> Client:
    """Olga, in the name of Alice."""
    answer = console.post(f"/operator/people/{world.alice.uid}/impersonate/", {"reason": "Hulp gevraagd"})
    assert answer.status_code == 302
    return console


def lines(olga: Person, **wanted: Any) -> list[TrailLine]:
    with at_work(olga, "test") as operator:
        return trail(operator, TrailFilter(**wanted)).lines


def test_an_operator_sees_what_the_person_sees_under_a_banner(
    as_alice: Client, world: TwoOffices, olga: Person
) -> None:
    home = as_alice.get("/", follow=True)
    assert home.request["PATH_INFO"] == f"/e/{world.giver.slug}/"
    for place in ("administrations/", "/help/", "/environments/", "nothing/"):
        page = as_alice.get(place if place[0] == "/" else f"/e/{world.giver.slug}/{place}")
        assert BANNER in page.text, place
        assert world.alice.name in page.text
    assert BANNER in as_alice.get("/operator/").text


def test_without_a_reason_nothing_begins(console: Client, world: TwoOffices) -> None:
    place = f"/operator/people/{world.alice.uid}/impersonate/"
    answer = console.post(place, {"reason": " "})
    assert (answer.status_code, "NAME-MALFORMED" in answer.text) == (422, True)
    assert console.get(f"/e/{world.giver.slug}/").status_code == 404
    assert console.get("/operator/people/x/impersonate/").status_code == 404


def test_an_operator_is_nobody_to_begin_with(console: Client, olga: Person) -> None:
    answer = console.post(f"/operator/people/{olga.uid}/impersonate/", {"reason": "Zomaar"})
    assert (answer.status_code, "IMPERSONATION-PERSON" in answer.text) == (422, True)
    assert BANNER not in console.get("/operator/").text


def test_nobody_else_begins(world: TwoOffices, signed_in: Callable[[Person], Client]) -> None:
    client = signed_in(world.alice)
    assert client.post(f"/operator/people/{world.bob.uid}/impersonate/", {"reason": "Zomaar"}).status_code == 404


def test_every_deed_is_refused_that_is_not_expressly_allowed(
    as_alice: Client, world: TwoOffices, olga: Person, tmp_path: Path
) -> None:
    """Release, consent, accept, invite, password, second step …: from the list of addresses, new ones too."""
    examples = Parts(fill(world, tmp_path).giver)
    wrong, tried = [], 0
    for one in addresses():
        if one.route.startswith(("operator/", "accounts/logout")) or one.name == "account_reset_password_from_key":
            continue
        answer = as_alice.post(one.filled(examples))
        tried += 1
        was_refused = answer.status_code == 403 and "IMPERSONATION-REFUSED" in answer.text
        if was_refused == (one.name in HELPFUL):
            wrong.append((one.name, answer.status_code))
    assert tried > 80
    assert wrong == []
    assert BANNER in as_alice.get("/environments/").text  # and it still stands
    assert {line.code for line in lines(olga, action="operator.impersonate", outcome="refused")} == {
        "IMPERSONATION-REFUSED"
    }


def test_what_is_private_is_not_even_looked_at(as_alice: Client, world: TwoOffices, tmp_path: Path) -> None:
    """How somebody signs in, recovery codes, invitations; and whole books as files."""
    examples = Parts(fill(world, tmp_path).giver)
    private = [one for one in addresses() if one.route.startswith(("accounts/", "invitations/")) or one.name in FILES]
    for one in private:
        if one.name == "account_reset_password_from_key":
            continue
        answer = as_alice.get(one.filled(examples))
        assert (answer.status_code, "IMPERSONATION-REFUSED" in answer.text) == (403, True), one.name


def test_what_is_done_and_seen_is_in_the_log_as_done_by_the_operator(
    as_alice: Client, world: TwoOffices, olga: Person
) -> None:
    place = f"/e/{world.giver.slug}/settings/office/"
    assert as_alice.post(place, {"name": "Kantoor Nieuw", "kind": "accountancy"}).status_code == 302
    (line,) = lines(olga, action="office.change", environment=world.giver.slug)
    assert line.email == world.alice.email
    assert olga.email in str(line.facts["operator"])
    seen = lines(olga, action="operator.impersonated-page", person=olga.email)
    assert place in {one.facts["page"] for one in seen}


def test_the_superuser_of_the_environment_reads_it_too(
    as_alice: Client, world: TwoOffices, olga: Person, signed_in: Callable[[Person], Client]
) -> None:
    place = f"/e/{world.giver.slug}/settings/office/"
    as_alice.post(place, {"name": "Kantoor Nieuw", "kind": "accountancy"})
    log = signed_in(world.alice).get(f"/e/{world.giver.slug}/audit/").text
    assert "Door beheerder" in log
    assert olga.email in log


def test_it_ends_by_the_button(as_alice: Client, world: TwoOffices, olga: Person) -> None:
    uid = as_alice.session["impersonation"]
    page = as_alice.post(f"/operator/impersonations/{uid}/end/", follow=True)
    assert BANNER not in page.text
    assert as_alice.get(f"/e/{world.giver.slug}/").status_code == 404
    assert "last-place" not in as_alice.session


def test_it_ends_by_time(as_alice: Client, world: TwoOffices) -> None:
    as_alice.get(f"/e/{world.giver.slug}/")
    with clock.moved_by(timedelta(minutes=31)):
        answer = as_alice.get(f"/e/{world.giver.slug}/administrations/", follow=True)
    assert answer.request["PATH_INFO"] == "/operator/impersonations/"
    assert "impersonation" not in as_alice.session
    assert as_alice.get(f"/e/{world.giver.slug}/").status_code == 404


def test_it_ends_when_a_colleague_stops_it(as_alice: Client, world: TwoOffices) -> None:
    with at_work(make_operator("Otto"), "test") as operator:
        (row,) = impersonation.impersonations(operator)
        impersonation.end(operator, row.uid)
    assert as_alice.get(f"/e/{world.giver.slug}/").status_code == 302
    assert as_alice.get(f"/e/{world.giver.slug}/").status_code == 404


def test_it_ends_by_signing_out_which_signs_the_operator_out(as_alice: Client, world: TwoOffices, olga: Person) -> None:
    as_alice.post("/accounts/logout/")
    assert as_alice.get("/operator/").headers["Location"].startswith("/accounts/login/")
    (ended,) = lines(olga, action="operator.impersonate-end")
    assert ended.facts["outcome"] == "sign_out"
    assert lines(olga, action="account.sign_out", person=olga.email)
    assert not lines(olga, action="account.sign_out", person=world.alice.email)


def test_a_removed_operator_is_out_of_it_at_once(as_alice: Client, world: TwoOffices, olga: Person) -> None:
    olga.is_active = False
    olga.save()
    answer = as_alice.get(f"/e/{world.giver.slug}/")
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_the_person_is_told_by_mail_at_the_beginning(as_alice: Client, world: TwoOffices) -> None:
    with as_worker():
        keys = OutgoingMail.objects.filter(to=world.alice.email).values_list("key", flat=True)
        assert f"impersonation/{as_alice.session['impersonation']}" in keys
