"""Projects and their invoices: who may do what, what is refused, and what never changes once it has a number."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from overstap.books.sales.errors import NotReady, SalesRefused
from overstap.books.sales.values import Seller, Settings, Vat
from overstap.coupling.errors import CouplingOff
from overstap.coupling.models import Contact, Coupled, Decision
from overstap.coupling.projects import bringing, invoices, managing, queries, store
from overstap.coupling.projects.errors import Definitive, InvoiceRefused, NotCoupled, ProjectRefused
from overstap.coupling.projects.models import BroughtIn, ProjectInvoice
from overstap.coupling.projects.values import Draft, InvoiceState, Outside, ProjectState
from overstap.coupling.values import Deed, Standing
from overstap.lib import clock
from overstap.tenancy.access import Actor, NotAllowed, NotFound
from tests.coupling.projects.world import Builder, act, builder, line


@pytest.fixture
def world(db: None) -> Builder:
    """The builder."""
    del db
    return builder()


def project(world: Builder, actor: Actor, coupled: Coupled | None = None) -> int:
    """A project of the first administration, or of another one."""
    place = (coupled or world.bouw).pk
    return managing.make(actor=actor, name="Kade 12", administration=place, contact=world.contact.number)


def definitive(world: Builder, actor: Actor, **changes: object) -> str:
    """The number of an invoice of a new project."""
    draft = replace(Draft([line()]), **changes)  # type: ignore[arg-type]
    uid = invoices.save(actor=actor, project=project(world, actor), draft=draft)
    return invoices.make_definitive(actor=actor, uid=uid)


def test_a_project_has_a_number_an_administration_and_a_contact(world: Builder) -> None:
    """R193"""
    with act(world.bob, world.slug) as actor:
        assert [project(world, actor), project(world, actor, world.vastgoed)] == [1, 2]
        newest, oldest = queries.projects(actor).rows
    assert (newest.number, newest.administration_name) == (2, "Hendriks Vastgoed B.V.")
    assert (oldest.code, oldest.contact_name, oldest.state) == ("001", "Grand Café De Kade", ProjectState.OPEN)


def test_its_administration_changes_until_an_invoice_has_a_number(world: Builder) -> None:
    """R193"""
    with act(world.bob, world.slug) as actor:
        number = project(world, actor)
        uid = invoices.save(actor=actor, project=number, draft=Draft([line()]))
        wanted = {"number": number, "name": "Kade 14", "contact": world.contact.number}
        managing.change(actor=actor, administration=world.vastgoed.pk, **wanted)  # type: ignore[arg-type]
        assert invoices.make_definitive(actor=actor, uid=uid)[4:7] == "002"
        with pytest.raises(ProjectRefused) as caught:
            managing.change(actor=actor, administration=world.bouw.pk, **wanted)  # type: ignore[arg-type]
        assert caught.value.code == "PROJECT-HAS-INVOICES"
        assert queries.project(actor, number).name == "Kade 14"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00b"])
def test_a_name_that_cannot_be_shown_is_refused(world: Builder, name: str) -> None:
    with act(world.bob, world.slug) as actor, pytest.raises(ProjectRefused):
        managing.make(actor=actor, name=name, administration=world.bouw.pk, contact=1)


@pytest.mark.parametrize(("administration", "contact"), [(0, 1), (-5, 1), (10**30, 1), (None, 99), (None, 10**30)])
def test_what_is_not_there_is_not_found(world: Builder, administration: int | None, contact: int) -> None:
    place = world.bouw.pk if administration is None else administration
    with act(world.bob, world.slug) as actor, pytest.raises(NotFound):
        managing.make(actor=actor, name="Werk", administration=place, contact=contact)


def test_a_closed_project_takes_no_invoices(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        number = project(world, actor)
        uid = invoices.save(actor=actor, project=number, draft=Draft([line()]))
        managing.close(actor=actor, number=number)
        for refused in (
            lambda: invoices.save(actor=actor, project=number, draft=Draft([line()])),
            lambda: invoices.make_definitive(actor=actor, uid=uid),
        ):
            with pytest.raises(InvoiceRefused) as caught:
                refused()
            assert caught.value.code == "PROJECT-CLOSED"
        managing.close(actor=actor, number=number, closed=False)
        assert invoices.make_definitive(actor=actor, uid=uid)


def test_looking_is_for_readers_and_writing_for_bookkeepers(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        number = project(world, actor)
        uid = invoices.save(actor=actor, project=number, draft=Draft([line()]))
    with act(world.karin, world.slug) as actor:
        assert queries.invoice(actor, uid).is_draft
        for refused in (
            lambda: project(world, actor),
            lambda: invoices.save(actor=actor, project=number, draft=Draft([line()])),
            lambda: invoices.make_definitive(actor=actor, uid=uid),
            lambda: invoices.credit(actor=actor, uid=uid),
            lambda: invoices.try_again(actor=actor, uid=uid),
            lambda: bringing.bring_in(actor=actor, rows=[]),
            lambda: managing.save_seller(actor=actor, administration=world.bouw.pk, settings=Settings()),
        ):
            with pytest.raises(NotAllowed):
                refused()


def test_another_environment_sees_nothing_of_it(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        number = project(world, actor)
        uid = invoices.save(actor=actor, project=number, draft=Draft([line()]))
    other = builder()
    with act(other.sanne, other.slug) as actor:
        assert queries.projects(actor).rows == []
        assert queries.invoices(actor).rows == []
        assert not ProjectInvoice.objects.filter(uid=uid).exists()
        for hidden in (
            lambda: queries.project(actor, number),
            lambda: queries.invoice(actor, uid),
            lambda: invoices.make_definitive(actor=actor, uid=uid),
            lambda: managing.make(actor=actor, name="Werk", administration=world.bouw.pk, contact=1),
        ):
            with pytest.raises(NotFound):
                hidden()


def test_without_coupling_there_are_no_projects(world: Builder) -> None:
    """R194"""
    with act(world.olga, world.elsewhere.slug) as actor, pytest.raises(CouplingOff):
        queries.projects(actor)


def test_a_definitive_invoice_never_changes(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        number = definitive(world, actor)
        row = ProjectInvoice.objects.get(number=number)
        for refused in (
            lambda: invoices.save(actor=actor, draft=Draft([line("1.00")]), uid=row.uid),
            lambda: invoices.remove(actor=actor, uid=row.uid),
            lambda: invoices.make_definitive(actor=actor, uid=row.uid),
        ):
            with pytest.raises(Definitive):
                refused()


@pytest.mark.parametrize("change", [{"number": "202600109999"}, {"gross": 1}, {"lines": []}, {"customer": {}}])
def test_the_database_itself_keeps_a_numbered_invoice(world: Builder, change: dict[str, object]) -> None:
    with act(world.bob, world.slug) as actor:
        number = definitive(world, actor)
        row = ProjectInvoice.objects.filter(number=number)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()


def test_it_says_what_it_said_when_it_got_its_number(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        number = definitive(world, actor, text="Volgens afspraak")
        uid = ProjectInvoice.objects.get(number=number).uid
        before = queries.invoice(actor, uid).paper
        contact = Contact.objects.get(pk=world.contact.pk)
        contact.fields = {**contact.fields, "name": "Heel anders"}
        contact.save()
        store.save_settings(world.bouw, Settings(seller=Seller(name="Ook anders"), payment_days=1))
        assert queries.invoice(actor, uid).paper == before
    assert before.customer.name == "Grand Café De Kade"


def test_what_has_to_be_on_an_invoice_is_asked_for(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        uid = invoices.save(actor=actor, project=project(world, actor), draft=Draft([]))
        with pytest.raises(NotReady) as caught:
            invoices.make_definitive(actor=actor, uid=uid)
        assert caught.value.code == "SALES-LINES"
        store.save_settings(world.bouw, Settings(seller=Seller(name="Hendriks")))
        with pytest.raises(NotReady) as caught:
            invoices.make_definitive(actor=actor, uid=uid)
        assert caught.value.code == "SALES-SELLER"
        assert "On every invoice" in str(caught.value.remedy)


def test_where_vat_is_reversed_the_customer_needs_a_vat_number(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        contact = Contact.objects.get(pk=world.contact.pk)
        contact.fields = {**contact.fields, "tax_number": ""}
        contact.save()
        with pytest.raises(NotReady) as caught:
            definitive(world, actor, lines=[line(vat=Vat.REVERSED)])
    assert caught.value.code == "SALES-VAT-NUMBER"


def test_an_invoice_of_nothing_is_refused(world: Builder) -> None:
    with act(world.bob, world.slug) as actor, pytest.raises(InvoiceRefused) as caught:
        definitive(world, actor, lines=[line(discount="100")])
    assert caught.value.code == "PROJECT-INVOICE-NOTHING"


@pytest.mark.parametrize("days", [-367, 32])
def test_a_day_far_away_is_refused(world: Builder, days: int) -> None:
    with act(world.bob, world.slug) as actor, pytest.raises(InvoiceRefused):
        definitive(world, actor, day=store.today() + timedelta(days=days))


@pytest.mark.parametrize("price", ["NaN", "Infinity", "1e13", "0.1234567"])
def test_a_number_that_is_none_is_refused(world: Builder, price: str) -> None:
    with act(world.bob, world.slug) as actor, pytest.raises(SalesRefused):
        invoices.save(actor=actor, project=project(world, actor), draft=Draft([line(price)]))


def test_numbers_start_again_with_the_year_of_the_invoice(world: Builder) -> None:
    """R207: an invoice of December that is made in January goes on with the numbers of its own year."""
    new_year = date(store.today().year + 1, 1, 2)
    ahead = new_year - store.today()
    with act(world.bob, world.slug) as actor:
        first = definitive(world, actor)
        with clock.moved_by(ahead):
            second = definitive(world, actor)
            third = definitive(world, actor, day=date(new_year.year - 1, 12, 30))
    year = new_year.year
    assert (first, second, third) == (f"{year - 1}00100001", f"{year}00100001", f"{year - 1}00100002")


def test_an_invoice_of_elsewhere_is_not_found(world: Builder) -> None:
    with act(world.bob, world.slug) as actor, pytest.raises(NotFound):
        queries.invoice(actor, uuid4())


def test_a_draft_can_be_thrown_away_and_leaves_no_gap(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        number = project(world, actor)
        uid = invoices.save(actor=actor, project=number, draft=Draft([line()]))
        assert invoices.remove(actor=actor, uid=uid) == number
        assert definitive(world, actor).endswith("00100001")


def test_the_customer_is_followed_into_the_contact_that_it_was_joined_with(world: Builder) -> None:
    """R202"""
    with act(world.bob, world.slug) as actor:
        number = project(world, actor)
        uid = invoices.save(actor=actor, project=number, draft=Draft([line()]))
        fields = {**world.contact.fields, "name": "De Kade Groep"}
        other = Contact.objects.create(environment=world.environment, number=2, fields=fields)
        cards = list(world.contact.card_set.all())
        before = {"contacts": {str(one.pk): world.contact.pk for one in cards}}
        after = {"contacts": {str(one.pk): other.pk for one in cards}}
        Decision.objects.create(
            environment=world.environment, deed=Deed.JOIN, contact=other, cards=[], before=before, after=after
        )
        world.contact.card_set.update(contact=other)
        Contact.objects.filter(pk=world.contact.pk).update(ended_at=clock.now())
        invoices.make_definitive(actor=actor, uid=uid)
        found = queries.invoice(actor, uid)
    assert (found.paper.customer.name, found.project.contact) == ("De Kade Groep", 2)


def outside(number: str, administration: str = "001", amount: str = "121.00") -> Outside:
    """An invoice from elsewhere."""
    return Outside(number, date(2021, 3, 31), "Grand Café De Kade", line(amount).price, administration)


def test_invoices_from_elsewhere_are_kept_as_they_are(world: Builder) -> None:
    """G12: never numbered anew; twice is the same as once."""
    rows = [outside("F-2019/7"), outside("2021-0042", "Hendriks Vastgoed B.V."), outside("2021-001-00007")]
    with act(world.bob, world.slug) as actor:
        assert bringing.bring_in(actor=actor, rows=rows) == 3
        assert bringing.bring_in(actor=actor, rows=rows) == 0
        assert [one.number for one in queries.outside(actor).rows] == ["2021-001-00007", "2021-0042", "F-2019/7"]
        with pytest.raises(DatabaseError), transaction.atomic():
            BroughtIn.objects.all().update(number="x")


def test_numbers_go_on_after_those_of_invoices_from_elsewhere(world: Builder) -> None:
    """G12: their numbers are never given again."""
    year = store.today().year
    with act(world.bob, world.slug) as actor:
        bringing.bring_in(actor=actor, rows=[outside(f"{year}.001.00007"), outside(f"{year}00100003")])
        assert definitive(world, actor) == f"{year}00100008"


def test_no_invoice_from_elsewhere_comes_into_a_series_that_began_here(world: Builder) -> None:
    """Neither a double nor a gap."""
    with act(world.bob, world.slug) as actor:
        number = definitive(world, actor)
        for taken, code in ((number, "OUTSIDE-IN-USE"), (f"{number[:-1]}9", "OUTSIDE-BEGUN")):
            with pytest.raises(InvoiceRefused) as caught:
                bringing.bring_in(actor=actor, rows=[outside(taken)])
            assert caught.value.code == code
        assert not BroughtIn.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (outside("1", "Onbekend B.V."), "OUTSIDE-ADMINISTRATION"),
        (outside("202100200001", "001"), "OUTSIDE-CODE"),
        (outside("F-1", "001", "5.00"), "OUTSIDE-DOUBLE"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_of_it_stays(world: Builder, row: Outside, code: str) -> None:
    """R208"""
    with act(world.bob, world.slug) as actor:
        bringing.bring_in(actor=actor, rows=[outside("F-1")])
        with pytest.raises(InvoiceRefused) as caught:
            bringing.bring_in(actor=actor, rows=[outside("F-2"), row])
        assert caught.value.code == code
        assert BroughtIn.objects.count() == 1


def test_a_file_is_brought_in(world: Builder) -> None:
    content = "nummer;datum;klant;bedrag;administratie\r\nF-1;31-03-2021;De Kade;1.234,56;001\r\n;;;;\r\n"
    with act(world.bob, world.slug) as actor:
        assert bringing.bring_in_file(actor=actor, content=content.encode("cp1252")) == 1
        [row] = queries.outside(actor).rows
    assert (row.day, str(row.amount)) == (date(2021, 3, 31), "1234.56")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "OUTSIDE-FILE"),
        (b"\xff\xfe\x00", "OUTSIDE-COLUMNS"),
        (b"number,date\n1,2", "OUTSIDE-COLUMNS"),
        (b"number,date,contact,amount,administration\nF,2021-02-31,,1,001", "OUTSIDE-LINE"),
        (b"number,date,contact,amount,administration\nF,2021-02-01,,1e5,001", "OUTSIDE-LINE"),
        (b"number,date,contact,amount,administration\n,2021-02-01,,1,001", "OUTSIDE-LINE"),
        (b'number,date,contact,amount,administration\n"' + b"x" * 200_000, "OUTSIDE-COLUMNS"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(world: Builder, content: bytes, code: str) -> None:
    with act(world.bob, world.slug) as actor, pytest.raises(InvoiceRefused) as caught:
        bringing.bring_in_file(actor=actor, content=content)
    assert caught.value.code == code


def test_numbers_of_an_invoice_are_shown_in_the_list(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        number = definitive(world, actor)
        [row] = queries.invoices(actor, state=InvoiceState.NUMBERED).rows
        assert row.number == number
        assert queries.invoices(actor, state=InvoiceState.POSTED).rows == []


@pytest.mark.parametrize("standing", [Standing.CHOSEN, Standing.ENDED])
def test_an_administration_that_is_not_coupled_gives_no_numbers(world: Builder, standing: Standing) -> None:
    with act(world.sanne, world.slug) as actor:
        uid = invoices.save(actor=actor, project=project(world, actor), draft=Draft([line()]))
        world.bouw.standing = standing
        world.bouw.save()
        with pytest.raises(NotCoupled):
            invoices.make_definitive(actor=actor, uid=uid)
        assert queries.invoice(actor, uid).is_draft


def test_a_contact_is_found_by_what_somebody_types(world: Builder) -> None:
    with act(world.bob, world.slug) as actor:
        for number, name in ((24, "Kitchen B.V."), (7, "24 Kitchen B.V."), (8, "Dubbel"), (9, "Dubbel")):
            Contact.objects.create(environment=world.environment, number=number, fields={"name": name})
        typed = ("24", "24 Kitchen B.V.", "24 kitchen b.v.", "24 Anders", "Dubbel", "8 Dubbel", " ", "\x00", "9" * 30)
        assert [queries.contact_named(actor, text) for text in typed] == [24, 24, 24, 0, 0, 8, 0, 0, 0]
        Contact.objects.filter(number=24).update(ended_at=clock.now())
        assert queries.contact_named(actor, "24 Kitchen B.V.") == 7
