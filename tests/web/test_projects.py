"""Projects and their invoices in the browser: making, changing, making definitive, trying again, bringing in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from overstap.coupling.models import Coupling
from overstap.coupling.projects import booking, invoices, managing
from overstap.coupling.projects.models import BroughtIn, Project, ProjectInvoice
from overstap.coupling.projects.values import Draft, InvoiceState
from overstap.lib import clock
from overstap.tenancy.models import Person
from tests.coupling.projects.conftest import Played, played
from tests.coupling.projects.world import Builder, act, builder, line

SignIn = Callable[[Person], Client]


@pytest.fixture
def built(db: None) -> Builder:
    """The builder."""
    del db
    return builder()


@pytest.fixture
def exact(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Played]:
    """The builder and Exact Online in this process."""
    del db
    with played(settings, monkeypatch) as made:
        yield made


def at(world: Builder, *parts: object) -> str:
    """An address of the area."""
    return "/".join(map(str, (f"/e/{world.slug}/contacts", *parts, "")))


def project(world: Builder) -> int:
    """A project of the first administration."""
    with act(world.bob, world.slug) as actor:
        return managing.make(actor=actor, name="Kade 12", administration=world.bouw.pk, contact=world.contact.number)


def draft(world: Builder, number: int) -> ProjectInvoice:
    """A draft of a project."""
    with act(world.bob, world.slug) as actor:
        uid = invoices.save(actor=actor, project=number, draft=Draft([line("1234.50", "2")], subject="Termijn 1"))
        return ProjectInvoice.objects.get(uid=uid)


def row(world: Builder, place: ProjectInvoice) -> ProjectInvoice:
    """The same invoice as it is now."""
    with act(world.bob, world.slug):
        return ProjectInvoice.objects.get(pk=place.pk)


def test_a_project_is_made_and_changed(signed_in: SignIn, built: Builder) -> None:
    """R193"""
    browser = signed_in(built.bob)
    sent = {"name": "Kade 12", "administration": built.bouw.pk, "contact": "grand café de kade"}
    made = browser.post(at(built, "projects", "new"), sent, follow=True)
    assert "Kade 12" in made.content.decode()
    sent |= {"name": "Kade 14", "administration": built.vastgoed.pk, "contact": "1 Grand Café De Kade"}
    changed = browser.post(at(built, "projects", 1, "edit"), sent, follow=True).content.decode()
    assert "Kade 14" in changed
    assert "Hendriks Vastgoed" in changed
    for deed, state in (("close", "closed"), ("open", "open")):
        browser.post(at(built, "projects", 1), {"deed": deed})
        with act(built.bob, built.slug):
            assert Project.objects.get(number=1).state == state


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"administration": "99999999"},
        {"administration": "x"},
        {"contact": "Niemand"},
        {"contact": "9" * 40},
        {"contact": ""},
    ],
)
def test_what_is_wrong_in_the_form_is_told(signed_in: SignIn, built: Builder, wrong: dict[str, str]) -> None:
    sent = {"name": "Kade 12", "administration": built.bouw.pk, "contact": "1"}
    answer = signed_in(built.bob).post(at(built, "projects", "new"), {**sent, **wrong})
    assert answer.status_code in (404, 422), answer.status_code
    with act(built.bob, built.slug):
        assert not Project.objects.exists()


def _form(**more: object) -> str:
    """An invoice of two lines as a browser sends it; the third row stays empty."""
    lines = {
        "line_description": ["Metselwerk", "Voegwerk", ""], "line_quantity": ["2", "1", ""],
        "line_unit": ["uur", "", ""], "line_price": ["1.000,50", "50", ""], "line_discount": ["", "10", ""],
        "line_vat": ["high", "low", "high"],
    }  # fmt: skip
    return urlencode({"subject": "Termijn 1", "language": "nl", **lines, **more}, doseq=True)


def _send(browser: Client, place: str, body: str) -> str:
    """POST a form; gives the page that follows."""
    answer = browser.post(place, body, content_type="application/x-www-form-urlencoded", follow=True)
    return answer.content.decode()


def test_an_invoice_is_written_without_any_script(signed_in: SignIn, built: Builder) -> None:
    browser, number = signed_in(built.bob), project(built)
    place = at(built, "projects", number, "invoice")
    with translation.override("nl"):
        shown = _send(browser, place, _form(deed="calculate"))
    assert "2.470,26" in shown
    left = _send(browser, place, _form(remove="1"))
    assert "Metselwerk" not in left
    assert "Voegwerk" in left
    saved = _send(browser, place, _form(deed="save"))
    assert "Termijn 1" in saved
    with act(built.bob, built.slug):
        [made] = ProjectInvoice.objects.all()
    assert [one["description"] for one in made.lines] == ["Metselwerk", "Voegwerk"]


def test_a_line_that_cannot_be_read_is_named(signed_in: SignIn, built: Builder) -> None:
    place = at(built, "projects", project(built), "invoice")
    answer = signed_in(built.bob).post(
        place, _form(line_price=["veel", "1", ""], deed="save"), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    assert "veel" in answer.content.decode()


def test_an_invoice_becomes_definitive_is_booked_and_shows_where_it_stands(signed_in: SignIn, exact: Played) -> None:
    """R206: with journal and entry, and what was compared."""
    world = exact.world
    made, browser = draft(world, project(world)), signed_in(exact.world.bob)
    place = at(world, "project-invoices", made.uid)
    shown = browser.post(place, {"deed": "definitive"}, follow=True).content.decode()
    number = row(world, made).number
    assert number in shown
    assert f"?seen={InvoiceState.NUMBERED}" in shown
    assert browser.get(f"{place}?seen={InvoiceState.NUMBERED}", headers={"hx-request": "true"}).status_code == 204
    while booking.book(str(made.uid), world.slug):
        pass
    part = browser.get(f"{place}?seen={InvoiceState.NUMBERED}", headers={"hx-request": "true"}).content.decode()
    assert "<h1" not in part
    assert row(world, made).entry in part
    assert "hx-trigger" not in part


def test_a_refused_invoice_is_tried_again_from_its_page(signed_in: SignIn, exact: Played) -> None:
    world = exact.world
    made, browser = draft(world, project(world)), signed_in(exact.world.bob)
    place = at(world, "project-invoices", made.uid)
    with act(world.sanne, world.slug):
        world.bouw.settings = {}
        world.bouw.save()
    browser.post(place, {"deed": "definitive"})
    while booking.book(str(made.uid), world.slug):
        pass
    assert 'value="again"' in browser.get(place).content.decode()
    browser.post(place, {"deed": "again"})
    assert row(world, made).state == InvoiceState.NUMBERED


def test_a_credit_invoice_and_a_draft_that_is_thrown_away(signed_in: SignIn, built: Builder) -> None:
    made, browser = draft(built, project(built)), signed_in(built.bob)
    place = at(built, "project-invoices", made.uid)
    browser.post(place, {"deed": "definitive"})
    credit = browser.post(place, {"deed": "credit"})
    assert credit.status_code == 302
    assert row(built, made).number in browser.get(credit["Location"]).content.decode()
    browser.post(credit["Location"], {"deed": "remove"})
    assert browser.get(credit["Location"]).status_code == 404
    assert browser.post(place, {"deed": "remove"}).status_code == 422
    assert browser.post(place, {"deed": "dance"}).status_code == 422


def test_the_pdf_opens(signed_in: SignIn, built: Builder) -> None:
    made = draft(built, project(built))
    answer = signed_in(built.karin).get(at(built, "project-invoices", made.uid, "pdf"))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_invoices_from_elsewhere_are_brought_in_as_a_file(signed_in: SignIn, built: Builder) -> None:
    """G12"""
    browser, place = signed_in(built.bob), at(built, "project-invoices", "outside")
    good = SimpleUploadedFile("f.csv", b"nummer;datum;klant;bedrag;administratie\nF-7;2021-03-31;De Kade;12,50;001\n")
    came = browser.post(place, {"file": good}, follow=True).content.decode()
    assert "F-7" in came, came[came.find("problem") - 200 : came.find("problem") + 1500]
    bad = SimpleUploadedFile("f.csv", b"nummer;datum;klant;bedrag;administratie\nF-8;2021-03-31;De Kade;12,50;777\n")
    answer = browser.post(place, {"file": bad})
    assert answer.status_code == 422
    assert "777" in answer.content.decode()
    assert browser.post(place).status_code == 422
    with act(built.bob, built.slug):
        assert BroughtIn.objects.count() == 1


def test_what_stands_on_every_invoice_is_taken_from_the_package_and_saved(signed_in: SignIn, exact: Played) -> None:
    world, browser = exact.world, signed_in(exact.world.sanne)
    place = at(world, "project-invoices", "details", world.bouw.pk)
    taken = browser.post(place, {"deed": "take"}).content.decode()
    assert "Jansen Vastgoed B.V." in taken
    sent = {
        "name": "Hendriks", "street": "Werf 2", "postal_code": "3011 AA", "city": "Rotterdam", "country": "NL",
        "payment_days": "14", "rounding": "total", "iban": "NL91ABNA0417164300",
    }  # fmt: skip
    assert browser.post(place, sent).status_code == 302
    assert "Werf 2" in browser.get(place).content.decode()
    assert browser.post(place, {**sent, "iban": "NL00"}).status_code == 422
    assert browser.post(place, {**sent, "rounding": "x"}).status_code == 422
    assert signed_in(world.bob).get(place).status_code == 403


def test_who_may_only_look_finds_no_buttons_and_is_refused(signed_in: SignIn, built: Builder) -> None:
    number = project(built)
    made, browser = draft(built, number), signed_in(built.karin)
    for parts in (("projects",), ("projects", number), ("project-invoices", made.uid)):
        shown = browser.get(at(built, *parts)).content.decode()
        assert "Kade 12" in shown
        assert 'name="deed"' not in shown
    for page in ("new", f"{number}/edit", f"{number}/invoice"):
        assert browser.get(at(built, "projects", page)).status_code == 403
    assert browser.post(at(built, "project-invoices", made.uid), {"deed": "definitive"}).status_code == 403


def test_another_environment_finds_nothing(signed_in: SignIn, built: Builder) -> None:
    number, other = project(built), builder()
    made, browser = draft(built, number), signed_in(other.sanne)
    for parts in (("projects", number), ("project-invoices", made.uid), ("project-invoices", made.uid, "pdf")):
        assert browser.get(at(other, *parts)).status_code == 404
        assert browser.get(at(built, *parts)).status_code == 404


def test_where_coupling_is_off_the_page_says_whom_to_ask(signed_in: SignIn, built: Builder) -> None:
    """R194"""
    with act(built.sanne, built.slug):
        Coupling.objects.filter(environment=built.environment).update(switched_off_at=clock.now())
    answer = signed_in(built.bob).get(at(built, "projects"))
    assert answer.status_code >= 400
    assert "helpdesk" in answer.content.decode().lower()


@pytest.mark.parametrize("asked", ["?before=-1", "?before=x", "?before=" + "9" * 40, "?search=%00", "?state=zzz"])
def test_a_question_that_makes_no_sense_is_answered_all_the_same(signed_in: SignIn, built: Builder, asked: str) -> None:
    browser, number = signed_in(built.bob), project(built)
    for parts in (("projects",), ("projects", number), ("project-invoices",), ("project-invoices", "outside")):
        assert browser.get(at(built, *parts) + asked).status_code == 200


def test_lists_take_a_fixed_number_of_statements(
    signed_in: SignIn, built: Builder, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    browser = signed_in(built.bob)
    for _turn in range(3):
        draft(built, project(built))
    for parts in (("projects",), ("projects", 1), ("project-invoices",), ("project-invoices", "outside")):
        browser.get(at(built, *parts))
        with django_assert_max_num_queries(20):
            browser.get(at(built, *parts))
