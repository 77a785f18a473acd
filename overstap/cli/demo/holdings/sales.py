"""What an administration of the demonstration sells: products, quotations in every state, invoices sent and to send."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from overstap.books.ledger.queries import Administration
from overstap.books.sales import actions, answering, queries, sending
from overstap.books.sales.values import Customer, Deed, Draft, Product, SalesLine, Settings, Vat
from overstap.connectors.invoices import actions as invoicing
from overstap.lib import clock
from overstap.tenancy import access, payment
from overstap.tenancy.access import Actor
from overstap.tenancy.payment import PaymentAgreement
from overstap.tenancy.roles import Right, may

_PRODUCTS = (
    ("UUR", "Adviesuur", "uur", "95.00", Vat.HIGH),
    ("REIS", "Reiskosten", "km", "0.23", Vat.HIGH),
    ("ABO", "Onderhoudsabonnement, per maand", "maand", "149.50", Vat.HIGH),
    ("INSTALL", "Installatie op locatie", "dag", "680.00", Vat.HIGH),
    ("BOEK", "Handboek", "stuk", "24.77", Vat.LOW),
    ("CURSUS", "Cursusdag", "dag", "425.00", Vat.EXEMPT),
)
_SUBJECTS = ("Advies en begeleiding", "Onderhoud najaar", "Nieuwe vestiging", "Cursus voor medewerkers")
_ADDRESSES = (
    ("Stationsplein 4", "3511 ED", "Utrecht"),
    ("Havenstraat 21", "1012 AB", "Amsterdam"),
    ("Markt 7", "5611 EB", "Eindhoven"),
    ("Singel 118", "8011 KA", "Zwolle"),
)


def furnish(actor: Actor, code: str) -> int:
    """Fill the sales of an administration to which the actor has access; gives how many papers there are.

    Open quotations and invoices to send stay, so that preflight, plan and check report have something to tell.
    """
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    actions.save_settings(actor=actor, code=code, settings=_settings(one))
    for product, name, unit, price, vat in _PRODUCTS:
        made = Product(product, name, unit, Decimal(price), vat)
        actions.save_product(actor=actor, code=code, product=made)
    customers = _customers(one)
    papers = _quotations(actor, code, customers) + _invoices(actor, code, customers)
    if may(actor.role, Right.MANAGE_ADMINISTRATIONS):
        _who_is_billed(actor, one)
    return papers


def _settings(one: Administration) -> Settings:
    known = queries.settings(one).seller
    seller = replace(
        known,
        street=known.street or "Nieuwegracht 60",
        postal_code=known.postal_code or "3512 LT",
        city=known.city or "Utrecht",
        tax_number=known.tax_number or "NL001234567B01",
        commerce_number=known.commerce_number or "30123456",
        iban="NL91ABNA0417164300",
        bic="ABNANL2A",
        email="facturen@demo.example",
        phone="030 123 45 67",
    )
    return Settings(seller=seller, footer="Op al onze leveringen zijn onze voorwaarden van toepassing.")


def _customers(one: Administration) -> list[Customer]:
    """Four relations of the books, with what is needed to send them something."""
    found = queries.customers_to_choose(one)[:4]
    known = [queries.customer(one, code) for code, _name in found]
    return [
        replace(
            each,
            name=each.name or each.code,
            street=each.street or place[0],
            postal_code=each.postal_code or place[1],
            city=each.city or place[2],
            email=f"inkoop{number}@klant.example",
        )
        for number, (each, place) in enumerate(zip(known, _ADDRESSES, strict=False), start=1)
        if each is not None
    ] or [Customer("", "Hotel De Zwaan", "", *_ADDRESSES[0], "NL", "inkoop@zwaan.example")]


def _draft(customers: list[Customer], number: int) -> Draft:
    first, second = _PRODUCTS[number % len(_PRODUCTS)], _PRODUCTS[(number + 2) % len(_PRODUCTS)]
    lines = [_line(first, 2 + number), _line(second, 1)]
    return Draft(customers[number % len(customers)], lines, subject=_SUBJECTS[number % len(_SUBJECTS)])


def _line(product: tuple[str, str, str, str, Vat], quantity: int) -> SalesLine:
    code, name, unit, price, vat = product
    return SalesLine(name, Decimal(quantity), Decimal(price), vat, unit, product_code=code)


def _quotations(actor: Actor, code: str, customers: list[Customer]) -> int:
    uids = [actions.save_quotation(actor=actor, code=code, draft=_draft(customers, number)) for number in range(5)]
    for uid in uids[:4]:
        sending.send_quotation(actor=actor, code=code, uid=uid)
    _settle(actor, code, uids[0], Deed.APPROVE, "")
    _settle(actor, code, uids[1], Deed.REFUSE, "Wij stellen het uit tot volgend jaar.")
    return len(uids)


def _settle(actor: Actor, code: str, uid: UUID, deed: Deed, reason: str) -> None:
    answering.settle(actor=actor, code=code, uid=uid, deed=deed, name="Mevrouw De Boer", reason=reason)


def _invoices(actor: Actor, code: str, customers: list[Customer]) -> int:
    uids = [actions.save_invoice(actor=actor, code=code, draft=_draft(customers, number)) for number in range(9)]
    for uid in uids[:6]:
        invoicing.send(actor=actor, code=code, uid=uid)
    for uid in uids[6:8]:
        actions.set_to_send(actor=actor, code=code, uid=uid)
    return len(uids)


def _who_is_billed(actor: Actor, one: Administration) -> None:
    signed: date = clock.now().date() - timedelta(days=400)
    wanted = PaymentAgreement(one.name, "NL91ABNA0417164300", f"M-{one.code}"[:35], signed)
    payment.agree(actor=actor, code=one.code, wanted=wanted)
