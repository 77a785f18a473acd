"""VAT returns from draft to filed, with a supplement after it; who may what; settings and registers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from overstap.books.documents.models import Document
from overstap.books.ledger.models import Period, VatCode
from overstap.books.tax import queries, reminding, returns, setting
from overstap.books.tax.errors import NotThere, ReturnState, RightMissing, TaxRefused
from overstap.books.tax.models import TaxAuthorisation, VatRight
from overstap.books.tax.returns import Filing
from overstap.books.tax.values import (
    Amounts,
    AuthorisationRow,
    Box,
    CertificateRow,
    Contact,
    PortRow,
    ReturnFile,
    RightRow,
    Rule,
    Settings,
    Status,
    StructureRow,
)
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock, objects
from overstap.tenancy.access import Actor, NotAllowed, NotFound
from overstap.tenancy.roles import Role
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices, act, administration_of, book, sale
from tests.tenancy.people import join, make_person

__all__ = ["world"]
APRIL = "2025-Q2"
FILER = Contact("BPL", "", "J.", "", "Jansen", "070-1234567", "NL813086188B01")


@pytest.fixture
def office(world: TwoOffices) -> TwoOffices:
    """One that sold something in April, whose settings are whole, and where Alice may approve and file."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug) as actor:
        for month, last in ((4, 30), (5, 31), (6, 30)):
            Period.objects.create(
                administration=one, year=2025, number=month, start=date(2025, month, 1), end=date(2025, month, last)
            )
        setting.save(actor, CODE, Settings(FILER))
        setting.grant(actor, CODE, RightRow(world.alice.email, may_approve=True, may_file=True))
    sold(world, 4, "1000.99")
    return world


def sold(office: TwoOffices, month: int, net: str) -> None:
    entry = sale(month * 100 + int(Decimal(net)), net)
    book(office.alice, office.giver.slug, CODE, entry._replace(period=month, date=date(2025, month, 2)))


def do(office: TwoOffices, deed: Callable[[Actor], object]) -> object:
    with act(office.alice, office.giver.slug) as actor:
        return deed(actor)


def found(office: TwoOffices, period: str = APRIL, number: int = 0) -> ReturnFile:
    one = administration_of(office.alice, office.giver.slug, CODE)
    with act(office.alice, office.giver.slug):
        return queries.vat_return(one, period, number)


def file(office: TwoOffices, number: int = 0, filing: Filing | None = None) -> None:
    do(office, lambda actor: returns.file(actor, CODE, APRIL, number, filing or Filing("portal", "kenmerk 7")))


def filed(office: TwoOffices) -> None:
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    do(office, lambda actor: returns.ready(actor, CODE, APRIL))
    file(office)


def box(one: ReturnFile, name: Box) -> Amounts:
    return next(line.exact for line in one.lines if line.box is name)


def test_a_draft_follows_the_books_and_their_periods_tell_the_span(office: TwoOffices) -> None:
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    assert box(found(office), Box.HIGH) == Amounts(Decimal("1000.99"), Decimal("210.21"))
    sold(office, 6, "100.00")
    sold(office, 3, "500.00")  # another quarter
    one = found(office)
    assert box(one, Box.TOTAL).vat == Decimal("231.21")
    assert (one.row.status, one.row.total, one.differs) == (Status.DRAFT, Decimal(231), False)


def test_r165_what_was_filed_stands_whatever_is_booked_later_and_a_supplement_says_what_changed(
    office: TwoOffices,
) -> None:
    filed(office)
    with pytest.raises(ReturnState):
        do(office, lambda actor: returns.supplement(actor, CODE, APRIL))  # nothing differs
    sold(office, 5, "200.00")
    before = found(office)
    assert (box(before, Box.TOTAL).vat, before.differs, before.supplement) == (
        Decimal("210.21"), True, Decimal("42.00"),
    )  # fmt: skip
    assert do(office, lambda actor: returns.supplement(actor, CODE, APRIL)) == 1
    do(office, lambda actor: returns.ready(actor, CODE, APRIL, 1))
    file(office, 1)
    assert (found(office).row.status, found(office, number=1).row.status) == (Status.CORRECTED, Status.FILED)
    assert found(office, number=1).supplement == Decimal("42.00")
    assert found(office).row.total == Decimal(210)


def test_the_filed_copy_is_a_document_with_the_figures_and_the_contact_of_that_day(office: TwoOffices) -> None:
    filed(office)
    do(office, lambda actor: setting.save(actor, CODE, Settings(replace(FILER, surname="Anders"))))
    one = found(office)
    assert one.contact.surname == "Jansen"
    assert one.row.document is not None
    with act(office.alice, office.giver.slug):
        document = Document.objects.get(uid=one.row.document)
    assert (document.source, document.media_type, document.name) == (
        "made", "application/pdf", "btw-aangifte 2025-Q2.pdf",
    )  # fmt: skip
    content = objects.content(document.sha256)
    assert content.startswith(b"%PDF-")


def test_a_return_that_the_books_left_behind_is_not_filed(office: TwoOffices) -> None:
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    do(office, lambda actor: returns.ready(actor, CODE, APRIL))
    sold(office, 4, "10.00")
    with pytest.raises(ReturnState) as refused:
        file(office)
    assert refused.value.code == "RETURN-STALE"
    do(office, lambda actor: returns.back(actor, CODE, APRIL))
    do(office, lambda actor: returns.ready(actor, CODE, APRIL))
    file(office)


def test_a_return_of_a_span_that_runs_stays_a_draft(office: TwoOffices) -> None:
    with clock.moved_by(_until(date(2025, 5, 3))):
        do(office, lambda actor: returns.draft(actor, CODE, APRIL))
        assert found(office).runs
        with pytest.raises(ReturnState) as refused:
            do(office, lambda actor: returns.ready(actor, CODE, APRIL))
        assert refused.value.code == "RETURN-RUNS"
        with pytest.raises(ReturnState) as refused:
            do(office, lambda actor: returns.draft(actor, CODE, "2025-Q3"))
        assert refused.value.code == "RETURN-TOO-EARLY"


def test_days_are_filed_once(office: TwoOffices) -> None:
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    for period, code in ((APRIL, "RETURN-EXISTS"), ("2025-05", "RETURN-OVERLAPS"), ("2025", "RETURN-OVERLAPS")):
        with pytest.raises(ReturnState) as refused:
            do(office, lambda actor, period=period: returns.draft(actor, CODE, period))  # type: ignore[misc]
        assert refused.value.code == code
    with pytest.raises(NotThere):
        do(office, lambda actor: returns.draft(actor, CODE, "2025-Q9"))
    do(office, lambda actor: returns.discard(actor, CODE, APRIL))
    do(office, lambda actor: returns.draft(actor, CODE, "2025-05"))


def test_a_code_that_leads_nowhere_has_to_be_placed_first(office: TwoOffices) -> None:
    one = administration_of(office.alice, office.giver.slug, CODE)
    with act(office.alice, office.giver.slug):
        VatCode.objects.create(administration=one, code="??", name="Iets vrijgesteld")
    entry = sale(77, "50.00")
    line = entry.lines[1]
    vat = (line.vat[0]._replace(code="??"),)
    book(office.alice, office.giver.slug, CODE, entry._replace(
        period=4, date=date(2025, 4, 9), lines=[entry.lines[0], line._replace(vat=vat), entry.lines[2]],
    ))  # fmt: skip
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    assert found(office).unmapped == ("??",)
    with pytest.raises(TaxRefused) as refused:
        do(office, lambda actor: returns.ready(actor, CODE, APRIL))
    assert refused.value.code == "VAT-CODE-UNMAPPED"
    do(office, lambda actor: setting.map_code(actor, CODE, Rule("??", Box.LOW, Decimal(9))))
    assert box(found(office), Box.LOW) == Amounts(Decimal("50.00"), Decimal("10.50"))
    for rule in (Rule("no", Box.LOW, Decimal(9)), Rule("??", Box.TOTAL, Decimal(9)), Rule("??", Box.LOW, Decimal(999))):
        with pytest.raises((TaxRefused, NotThere)):
            do(office, lambda actor, rule=rule: setting.map_code(actor, CODE, rule))  # type: ignore[misc]


def test_by_hand_comes_on_top_of_the_books_and_only_where_it_fits(office: TwoOffices) -> None:
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    private = Amounts(Decimal("100.00"), Decimal("21.00"))
    do(office, lambda actor: returns.type_in(actor, CODE, APRIL, 0, "1d", private))
    do(office, lambda actor: returns.type_in(actor, CODE, APRIL, 0, "5f", Amounts(None, Decimal("5.00"))))
    assert box(found(office), Box.TOTAL).vat == Decimal("236.21")
    do(office, lambda actor: returns.type_in(actor, CODE, APRIL, 0, "1d", Amounts()))
    assert box(found(office), Box.TOTAL).vat == Decimal("215.21")
    for name, amounts in (
        ("5g", Amounts(None, Decimal(1))), ("5f", Amounts(Decimal(1), None)), ("3a", Amounts(None, Decimal(1))),
        ("1a", Amounts(Decimal(10) ** 15, None)), ("9z", Amounts(Decimal(1), None)),
    ):  # fmt: skip
        with pytest.raises(TaxRefused):
            do(office, lambda actor, n=name, a=amounts: returns.type_in(actor, CODE, APRIL, 0, n, a))  # type: ignore[misc]


def test_r253_returns_are_approved_and_filed_by_who_was_given_that_right(office: TwoOffices) -> None:
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    with act(office.bob, office.giver.slug) as actor:
        with pytest.raises(RightMissing) as refused:
            returns.ready(actor, CODE, APRIL)
        assert office.alice.name in refused.value.remedy
        with pytest.raises(NotAllowed):
            setting.grant(actor, CODE, RightRow(office.bob.email, may_approve=True, may_file=True))
    do(office, lambda actor: setting.grant(actor, CODE, RightRow(office.bob.email, may_approve=True, may_file=False)))
    with act(office.bob, office.giver.slug) as actor:
        returns.ready(actor, CODE, APRIL)
        with pytest.raises(RightMissing):
            returns.file(actor, CODE, APRIL, 0, Filing("portal"))
    do(office, lambda actor: setting.grant(actor, CODE, RightRow(office.bob.email, may_approve=False, may_file=False)))
    with act(office.alice, office.giver.slug):
        assert not VatRight.objects.filter(email=office.bob.email).exists()
    with pytest.raises(NotThere):
        do(
            office,
            lambda actor: setting.grant(actor, CODE, RightRow("x@elsewhere.test", may_approve=True, may_file=True)),
        )


def test_r259_digipoort_takes_a_certificate_of_ones_own_that_is_valid_today(office: TwoOffices) -> None:
    one = administration_of(office.alice, office.giver.slug, CODE)
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    do(office, lambda actor: returns.ready(actor, CODE, APRIL))
    with act(office.alice, office.giver.slug) as actor:
        setting.remove(actor, CODE, "port", "Btw-aangifte")
        setting.remove(actor, CODE, "certificate", "0A1B2C3D4E5F")
    by_digipoort = Filing("digipoort", "kenmerk")
    with pytest.raises(TaxRefused) as refused:
        file(office, filing=by_digipoort)
    assert refused.value.code == "TAX-NO-CERTIFICATE"
    today = queries.today()
    ended = CertificateRow("abcdef01", "Kantoor", "KPN", today - timedelta(days=900), today - timedelta(days=1))
    with act(office.alice, office.giver.slug) as actor:
        setting.keep_certificate(actor, CODE, ended)
        setting.keep_port(actor, CODE, PortRow("Aangifte", "digipoort", "", "ABCDEF01"))
    with pytest.raises(TaxRefused):
        file(office, filing=by_digipoort)
    with act(office.alice, office.giver.slug) as actor:
        setting.keep_certificate(actor, CODE, replace(ended, valid_until=today))
        assert [row.name for row in queries.usable_ports(one, today)] == ["Aangifte"]
    file(office, filing=by_digipoort)


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        (Contact("INT", ""), "BECON-MISSING"),
        (Contact("BPL", "478921"), "BECON-WITH-BPL"),
        (replace(FILER, vat_number="NL1"), "TAX-VAT-NUMBER"),
        (replace(FILER, phone="\0"), "TAX-CONTACT-TEXT"),
    ],
)
def test_r186_to_r188_settings_that_disagree_are_refused(office: TwoOffices, contact: Contact, code: str) -> None:
    with pytest.raises(TaxRefused) as refused:
        do(office, lambda actor: setting.save(actor, CODE, Settings(contact)))
    assert refused.value.code == code


def test_r187_a_becon_number_is_emptied_where_the_entrepreneur_files(office: TwoOffices) -> None:
    do(
        office,
        lambda actor: setting.save(actor, CODE, Settings(replace(FILER, contact_type="INT", becon_number="478921"))),
    )
    do(office, lambda actor: setting.save(actor, CODE, Settings(FILER)))
    one = administration_of(office.alice, office.giver.slug, CODE)
    with act(office.alice, office.giver.slug):
        assert queries.settings(one).contact == FILER


def test_what_a_return_needs_is_asked_before_it_is_filed(office: TwoOffices) -> None:
    do(office, lambda actor: setting.save(actor, CODE, Settings(replace(FILER, phone="", initials=""))))
    do(office, lambda actor: returns.draft(actor, CODE, APRIL))
    do(office, lambda actor: returns.ready(actor, CODE, APRIL))
    with pytest.raises(TaxRefused) as refused:
        file(office)
    assert set(refused.value.facts["fields"]) == {"phone", "initials"}  # type: ignore[call-overload]


def test_registers_refuse_what_cannot_be(office: TwoOffices) -> None:
    day = date(2025, 1, 1)
    deeds: list[Callable[[Actor], object]] = [
        lambda actor: setting.keep_certificate(actor, CODE, CertificateRow("xyz", "K", "", day, date(2026, 1, 1))),
        lambda actor: setting.keep_certificate(actor, CODE, CertificateRow("abcdef02", " ", "", day, date(2026, 1, 1))),
        lambda actor: setting.keep_certificate(actor, CODE, CertificateRow("abcdef02", "K", "", day, day)),
        lambda actor: setting.keep_port(actor, CODE, PortRow("p", "x")),
        lambda actor: setting.keep_port(actor, CODE, PortRow("p", "digipoort", "", "ABCDEF99")),
        lambda actor: setting.keep_line(actor, CODE, StructureRow("", "1", "x")),
        lambda actor: setting.keep_authorisation(actor, CODE, AuthorisationRow("s", "", day)),
        lambda actor: setting.keep_authorisation(actor, CODE, AuthorisationRow("s", "i", date(2999, 1, 1))),
        lambda actor: setting.remove(actor, CODE, "certificate", "0A1B2C3D4E5F"),  # a port uses it
        lambda actor: setting.remove(actor, CODE, "structure", "\0", "A10"),
        lambda actor: setting.remove(actor, CODE, "x", "y"),
    ]
    for deed in deeds:
        with pytest.raises((TaxRefused, NotThere)):
            do(office, deed)


def test_who_asked_for_an_authorisation_is_told_when_the_26_days_of_silence_are_over(office: TwoOffices) -> None:
    asked = queries.today()
    rows = [
        AuthorisationRow("Serviceberichten btw", "Kantoor Noord", asked),
        AuthorisationRow("VIA", "Kantoor Noord", asked, 2025, "code"),  # waits for a letter with a code
        AuthorisationRow("Uitstel", "Kantoor Noord", asked, 2025, "silence", withdrawn_on=asked),
    ]
    for row in rows:
        do(office, lambda actor, row=row: setting.keep_authorisation(actor, CODE, row))  # type: ignore[misc]
    with clock.moved_by(timedelta(days=25)):
        assert reminding.remind() == 0
    with clock.moved_by(timedelta(days=26)):
        assert reminding.remind() == 1
        assert reminding.remind() == 0
    with as_worker():
        (mail,) = OutgoingMail.objects.filter(key__startswith="tax/authorisation/")
    assert mail.to == office.alice.email
    assert "Serviceberichten btw" in mail.text
    assert reminding.active_from(date(2026, 1, 5)) == date(2026, 1, 31)


def test_a_frozen_administration_changes_nothing_of_tax(office: TwoOffices) -> None:
    """R124, R172."""
    from overstap.tenancy.access import Frozen
    from overstap.tenancy.models import Administration

    with act(office.alice, office.giver.slug):
        Administration.objects.filter(code=CODE, environment=office.giver).update(state="frozen")
    for deed in (
        lambda actor: returns.draft(actor, CODE, APRIL),
        lambda actor: setting.save(actor, CODE, Settings(FILER)),
        lambda actor: setting.keep_port(actor, CODE, PortRow("p", "other")),
    ):
        with pytest.raises(Frozen):
            do(office, deed)


def test_roles_that_only_read_or_deliver_change_nothing(office: TwoOffices) -> None:
    eva = make_person("Eva")
    join(office.alice, office.giver.slug, eva, Role.CLIENT_USER)
    with act(office.alice, office.giver.slug) as actor:
        from overstap.tenancy import actions as tenancy

        tenancy.give_access(actor=actor, code=CODE, person=eva)
    with act(eva, office.giver.slug) as actor, pytest.raises(NotAllowed):
        returns.draft(actor, CODE, APRIL)
    with act(office.charlie, office.elsewhere.slug) as actor, pytest.raises(NotFound):
        returns.draft(actor, CODE, APRIL)


@pytest.mark.parametrize("table", [
    "taxsettings", "boxrule", "vatreturn", "certificate", "port", "vatright", "reportingline", "taxauthorisation",
])  # fmt: skip
def test_another_environment_sees_nothing_whatever_it_asks(office: TwoOffices, table: str) -> None:
    with act(office.alice, office.giver.slug), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM tax_{table}")
        assert cursor.fetchone()[0] > 0
    with act(office.charlie, office.elsewhere.slug), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM tax_{table}")
        assert cursor.fetchone()[0] == 0
        cursor.execute(f"DELETE FROM tax_{table}")
        assert cursor.rowcount == 0


def test_nobody_but_the_clock_asks_past_the_walls(office: TwoOffices) -> None:
    with act(office.alice, office.giver.slug), connection.cursor() as cursor:
        assert TaxAuthorisation.objects.exists()
        cursor.execute("SELECT * FROM tax_authorisations_due('2000-01-01', '2100-01-01', 10)")
        assert cursor.fetchall() == []


def _until(day: date) -> timedelta:
    return day - queries.today()
