"""Generated invoices that keep to the rules: every field there or not, texts with all that XML can hold."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from overstap.exchange.ubl import nothing_yet, totalled
from overstap.exchange.ubl.calculation import cents, net
from overstap.exchange.ubl.values import (
    KVK,
    OIN,
    Address,
    Adjustment,
    Attachment,
    Contact,
    Identifier,
    Invoice,
    Kind,
    Line,
    Party,
    Payment,
    Period,
    Reference,
    Vat,
)
from tests.exchange.ubl.examples import IBAN

_letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from(
    "&<>\"' ]é€\t\n\r"
)
filled = st.text(_letters, min_size=1, max_size=15).map(str.strip).filter(lambda text: bool(text) and text != "NA")
texts = st.just("") | filled
dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))
amounts = st.integers(1, 10_000_000).map(lambda many: cents(Decimal(many) / 100))
quantities = st.integers(-100_000, 100_000).map(lambda many: Decimal(many) / 1000)
prices = st.integers(0, 10_000_000).map(lambda many: Decimal(many) / 10_000)
rates = st.sampled_from(("9", "21", "5.5"))
identifiers = st.builds(Identifier, filled, st.sampled_from(("0088", "0106", "9944")))
vats = st.builds(lambda rate: Vat("S", Decimal(rate)), rates)


def _periods() -> st.SearchStrategy[Period]:
    days = st.integers(0, 400)
    return st.builds(lambda first, more: Period(first, first + timedelta(days=more)), dates, days)


def _adjustments(vat: st.SearchStrategy[Vat | None]) -> st.SearchStrategy[Adjustment]:
    return st.builds(
        Adjustment,
        is_charge=st.booleans(),
        amount=amounts,
        reason=filled,
        reason_code=texts,
        base=st.none() | amounts,
        percent=st.none() | st.integers(1, 100).map(Decimal),
        vat=vat,
    )


lines = st.builds(
    Line,
    number=filled,
    quantity=quantities,
    unit=st.sampled_from(("C62", "HUR", "KGM")),
    amount=amounts,
    name=filled,
    price=prices,
    vat=vats,
    description=texts,
    note=texts,
    price_quantity=st.none() | st.integers(1, 1000).map(Decimal),
    seller_item=texts,
    buyer_item=texts,
    standard_item=st.none() | identifiers,
    order_line=texts,
    accounting_cost=texts,
    period=st.none() | _periods(),
    adjustments=st.lists(_adjustments(st.none()), max_size=2).map(tuple),
).map(lambda line: replace(line, amount=net(line)))

addresses = st.builds(Address, filled, texts, texts, filled, filled, texts, st.just("NL"))
parties = st.builds(
    Party,
    name=filled,
    trading_name=texts,
    address=addresses,
    vat_number=st.just("NL123456789B13"),
    tax_number=texts,
    legal_id=st.sampled_from((Identifier("12345678", KVK), Identifier("00000001003214345000", OIN))),
    legal_form=texts,
    identifiers=st.lists(identifiers, max_size=2).map(tuple),
    endpoint=st.none() | identifiers,
    contact=st.none() | st.builds(Contact, filled, texts, texts),
)
payments = st.builds(
    Payment,
    code=st.sampled_from(("30", "48", "58", "59")),
    account=st.just(IBAN),
    account_name=texts,
    bank_code=texts,
    reference=texts,
    mandate=texts,
    payer_account=texts,
    means=texts,
)
attachments = st.builds(
    lambda number, description, name, content: Attachment(
        number,
        description,
        name if content is not None else "",
        "application/pdf" if content is not None else "",
        content,
    ),
    filled,
    texts,
    filled,
    st.none() | st.binary(min_size=1, max_size=100),
) | st.builds(lambda number, page: Attachment(number, address=f"https://files.example/{page}"), filled, st.integers(0))


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """An invoice or credit note without errors."""
    kind = draw(st.sampled_from(tuple(Kind)))
    prepaid = draw(st.none() | amounts)
    return totalled(
        Invoice(
            kind=kind,
            number=draw(filled),
            issued=draw(dates),
            type_code="381" if kind is Kind.CREDIT_NOTE else draw(st.sampled_from(("380", "384", "389"))),
            currency=draw(st.sampled_from(("EUR", "USD"))),
            seller=draw(parties),
            buyer=draw(parties),
            totals=nothing_yet(prepaid),
            lines=tuple(draw(st.lists(lines, min_size=1, max_size=4))),
            due=draw(dates),
            tax_point=draw(st.none() | dates),
            notes=tuple(draw(st.lists(filled, max_size=2))),
            buyer_reference=draw(texts),
            accounting_cost=draw(texts),
            order=draw(filled),
            sales_order=draw(texts),
            contract=draw(texts),
            project=draw(texts),
            preceding=(Reference(draw(filled), draw(st.none() | dates)),),
            period=draw(st.none() | _periods()),
            delivered=draw(st.none() | dates),
            payee=draw(texts),
            payments=tuple(draw(st.lists(payments, min_size=1, max_size=3))),
            terms=draw(texts),
            adjustments=tuple(draw(st.lists(_adjustments(vats), max_size=3))),
            attachments=tuple(draw(st.lists(attachments, max_size=2))),
        )
    )
