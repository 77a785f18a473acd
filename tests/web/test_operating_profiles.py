"""Profiles on the pages of the console."""

import pytest
from django.test import Client

from overstap.moves.models import ProfileCopy
from overstap.moves.profiles import copying, shipped, text_of
from overstap.moves.profiles.comparing import values_of
from overstap.tenancy.models import Person
from overstap.tenancy.operators.access import at_work
from overstap.web.operating.profile_words import PLACES
from tests.web.operating import console, olga

__all__ = ["console", "olga"]


def test_all_profiles_stand_side_by_side_with_what_differs_marked(console: Client) -> None:
    page = console.get("/operator/profiles/").text
    for name in shipped():
        assert f'href="/operator/profiles/{name}/"' in page
    assert 'class="odd"' in page
    assert page.count("<tr>") > console.get("/operator/profiles/?differences").text.count("<tr>")


def test_every_place_of_a_profile_has_words() -> None:
    there = {place for name in shipped() for place in values_of(text_of(name))}
    shown = {place for place in there if not place.startswith(("name", "source", "title.", "terms."))}
    assert shown - set(PLACES) == set()
    assert {place.rpartition(".")[0] for place in shown} - set(PLACES) == {""}


@pytest.mark.parametrize("name", shipped())
def test_a_profile_has_a_page_with_its_terms_and_its_text(console: Client, name: str) -> None:
    page = console.get(f"/operator/profiles/{name}/").text
    assert "may_delete_after_undo" in page


def test_a_copy_is_checked_and_kept(console: Client, olga: Person) -> None:
    place = "/operator/profiles/takeover/copy/"
    assert "takeover-2" in console.get(place).text
    text = copying.text_to_copy("takeover").replace("days = 14", "days = 21")
    checked = console.post(place, {"text": text, "do": "check"})
    assert checked.status_code == 200
    assert "kan worden gebruikt" in checked.text
    assert not ProfileCopy.objects.exists()
    assert console.post(place, {"text": text, "do": "keep"}).headers["Location"] == "/operator/profiles/takeover-2/"
    again = console.post(place, {"text": text, "do": "keep"})
    assert (again.status_code, "PROFILE-EXISTS" in again.text) == (422, True)
    assert "takeover-2" in console.get("/operator/profiles/").text


def test_what_is_wrong_is_listed_with_its_place_and_nothing_typed_is_lost(console: Client) -> None:
    text = copying.text_to_copy("takeover").replace("valid_days = 15", "valid_days = -1 # <b>mijn</b>")
    for deed in ("check", "keep"):
        answer = console.post("/operator/profiles/takeover/copy/", {"text": text, "do": deed})
        assert answer.status_code == 422
        assert "consent.valid_days" in answer.text
        assert "&lt;b&gt;mijn&lt;/b&gt;" in answer.text
    assert not ProfileCopy.objects.exists()


@pytest.mark.parametrize("text", ["", "\0", "x" * 60_000, "name = [", "\ud800"])
def test_odd_text_is_no_fault(console: Client, text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass")
    answer = console.post("/operator/profiles/takeover/copy/", {"text": sent, "do": "keep"})
    assert answer.status_code in (400, 422)
    assert not ProfileCopy.objects.exists()


def test_a_profile_that_is_not_there_is_not_found(console: Client) -> None:
    for place in ("no-such/", "no-such/copy/"):
        assert console.get(f"/operator/profiles/{place}").status_code == 404
    assert console.post("/operator/profiles/no-such/copy/", {"text": "", "do": "keep"}).status_code == 404


def test_a_copy_that_cannot_be_used_is_told(console: Client, olga: Person) -> None:
    with at_work(olga, "test"):
        ProfileCopy.objects.create(name="broken", copied_from="takeover", text='name = "broken"', made_by=olga)
    page = console.get("/operator/profiles/").text
    assert "broken" in page
    assert "consent.parties" in page
