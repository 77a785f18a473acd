"""Papers for the demonstration: invoices, receipts and statements that look as if somebody sent them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import typst

from overstap.books.ledger.values import Entry, Line
from overstap.books.relations.values import Address, Company, Relation
from overstap.lib.money import ZERO

_TEMPLATE = Path(__file__).with_name("papers.typ")
_LOOKS = 3
_STAMP = 1_760_000_000  # of every file, so that the same paper gives the same bytes

Paper = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends a paper, or gets it."""

    name: str
    lines: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """For the template."""
        return {"name": self.name, "lines": list(self.lines)}


def pdf(*papers: Paper) -> bytes:
    """One PDF of these papers, each on a page of its own."""
    inputs = {"papers": json.dumps({"papers": papers})}
    made = _compiler().compile(format="pdf", sys_inputs=inputs, timestamp=_STAMP)
    if not isinstance(made, bytes):
        raise TypeError("typst gave more than one file")
    return made


def company(one: Company) -> Party:
    """The company whose books these are."""
    return Party(one.name, (*_address(one.addresses), f"KvK {one.commerce_number}" if one.commerce_number else ""))


def relation(one: Relation) -> Party:
    """A supplier or customer."""
    account = f"IBAN {one.bank_accounts[0].number}" if one.bank_accounts else ""
    country = "" if one.tax_number.startswith(one.tax_country) else one.tax_country
    vat = f"Btw {country}{one.tax_number}" if one.tax_number else ""
    return Party(one.name, (*_address(one.addresses), one.phone, account, vat))


def invoice(entry: Entry, seller: Party, buyer: Party, number: str) -> Paper:
    """The invoice behind an entry of purchases or sales: its lines, VAT and total are those that were booked."""
    lines = [line for line in entry.lines if line.vat]
    net = sum((abs(line.amount) for line in lines), ZERO)
    total = max((abs(line.amount) for line in entry.lines), default=ZERO)
    return {
        "kind": "invoice",
        **_looks(seller),
        "seller": seller.as_dict(),
        "buyer": buyer.as_dict(),
        "title": "Factuur" if total >= net else "Factuur (btw verlegd)",
        "facts": [
            ["Factuurnummer", number],
            ["Factuurdatum", day(entry.date)],
            ["Vervaldatum", day(entry.date + timedelta(days=30))],
            ["Uw kenmerk", f"{entry.journal} {entry.number}"],
        ],
        "head": ["Omschrijving", "Btw", "Bedrag"],
        "lines": [[line.description or entry.description, _rate(line), amount(abs(line.amount))] for line in lines],
        "sums": [["Totaal exclusief btw", amount(net)], ["Btw", amount(max(total - net, ZERO))]],
        "total": ["Te betalen", f"€ {amount(total)}"],
        "foot": f"Graag betalen binnen 30 dagen onder vermelding van {number}. Hartelijk dank voor uw opdracht.",
    }


def receipt(seller: str, place: str, when: date, what: Sequence[tuple[str, Decimal]], rate: int) -> Paper:
    """A till receipt; amounts include VAT at ``rate`` per cent."""
    total = sum((price for _name, price in what), ZERO)
    vat = (total * rate / (100 + rate)).quantize(Decimal("0.01"))
    return {
        "kind": "receipt",
        "seller": Party(seller, (place, day(when))).as_dict(),
        "lines": [[name, "", amount(price)] for name, price in what],
        "sums": [[f"Waarvan btw {rate}%", amount(vat)]],
        "total": ["TOTAAL", f"€ {amount(total)}"],
        "foot": "Betaald met pin. Tot ziens.",
    }


def letter(seller: Party, buyer: Party, title: str, facts: Sequence[tuple[str, str]], lines: Sequence[str]) -> Paper:
    """A paper with sentences in the place of amounts: a contract, a policy."""
    return {
        "kind": "invoice",
        **_looks(seller),
        "seller": seller.as_dict(),
        "buyer": buyer.as_dict(),
        "title": title,
        "facts": [list(fact) for fact in facts],
        "head": ["Artikel", "", ""],
        "lines": [[f"{number}. {text}", "", ""] for number, text in enumerate(lines, start=1)],
        "sums": [],
        "total": ["", ""],
        "foot": "Aldus overeengekomen en in tweevoud ondertekend.",
    }


def statement(bank: str, holder: Party, entries: Sequence[Entry], number: int) -> Paper:
    """A bank statement with a line for each of these entries."""
    rows = [(entry, max(entry.lines, key=lambda line: abs(line.amount))) for entry in entries]
    return {
        "kind": "invoice",
        **_looks(Party(bank, ())),
        "seller": Party(bank, ("Postbus 1800", "1000 BV Amsterdam")).as_dict(),
        "buyer": holder.as_dict(),
        "title": f"Rekeningafschrift {number}",
        "facts": [["Volgnummer", str(number)], ["Datum", day(entries[-1].date)]],
        "head": ["Omschrijving", "Datum", "Bedrag"],
        "lines": [
            [entry.description or line.description, day(entry.date), amount(line.amount)] for entry, line in rows
        ],
        "sums": [],
        "total": ["Mutaties", f"€ {amount(sum((line.amount for _entry, line in rows), ZERO))}"],
        "foot": "Dit afschrift is automatisch gemaakt.",
    }


def amount(value: Decimal) -> str:
    """1.234,50"""
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def day(value: date) -> str:
    """14-11-2026"""
    return value.strftime("%d-%m-%Y")


def _rate(line: Line) -> str:
    return f"{line.vat[0].percentage.normalize():f}%"


def _address(addresses: Sequence[Address]) -> tuple[str, str]:
    if not addresses:
        return "", ""
    one = addresses[0]
    return f"{one.street} {one.number}{one.addition}".strip(), f"{one.postal_code} {one.city}".strip()


def _looks(seller: Party) -> dict[str, object]:
    """The same sender always writes on the same paper."""
    number = hashlib.sha256(seller.name.encode()).digest()
    return {"look": number[0] % _LOOKS, "colour": number[1]}


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=fonts, ignore_system_fonts=True)
