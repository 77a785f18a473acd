"""Quotations and invoices as PDF (A4, PDF/A-3a). What people typed comes in as data and is never read as markup."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import typst

from overstap.books.sales.printed_words import WORDS, vat_words
from overstap.books.sales.totals import of_line
from overstap.books.sales.values import Paper, SalesLine, Series, Vat

_TEMPLATE = Path(__file__).with_name("paper.typ")
_PREVIEW = 110  # dots per inch
_NO_BREAK = "\u00a0"
# What the fonts inside typst can show; a letter that they cannot is printed by its number: the PDF says what is there.
_SHOWN = ((0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF))
_SHOWN_SIGNS = ((0x2010, 0x2027), (0x2030, 0x2040), (0x20A0, 0x20C0), (0x2190, 0x22FF))
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def pdf(paper: Paper) -> bytes:
    """The paper as people get it; the same paper gives the same bytes."""
    inputs = {"paper": json.dumps(_printable(_shown(paper)))}
    stamp = int(date.toordinal(paper.day) - date(1970, 1, 1).toordinal()) * 86_400
    made = _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards="a-3a", timestamp=stamp)
    if not isinstance(made, bytes):
        raise TypeError("typst gave more than one file")
    return made


def png(paper: Paper) -> bytes:
    """The first page as a picture, to look at before it is sent."""
    inputs = {"paper": json.dumps(_printable(_shown(paper)))}
    made = _compiler().compile(format="png", sys_inputs=inputs, ppi=_PREVIEW)
    first = made[0] if isinstance(made, list) else made
    if not isinstance(first, bytes):
        raise TypeError("typst gave no picture")
    return first


def file_name(paper: Paper) -> str:
    """How the file is called, without an ending: ``Factuur 2026-0001``."""
    return f"{WORDS[paper.language][paper.kind]} {paper.number or WORDS[paper.language]['draft']}"


def amount(value: Decimal, language: str) -> str:
    """Two decimals, thousands apart: 1.234,50 in Dutch, 1,234.50 in English."""
    return _written(f"{value:,.2f}", language)


def number(value: Decimal, language: str) -> str:
    """As it was typed, without zeros that say nothing."""
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _written(text, language)


def _written(text: str, language: str) -> str:
    text = text.translate(str.maketrans(",.", ".,")) if language == "nl" else text
    return text.replace("-", "\u2212", 1) if text.startswith("-") else text


def _shown(paper: Paper) -> dict[str, object]:
    """All that the template shows, as text."""
    words, language = WORDS[paper.language], paper.language
    title = words["credit"] if paper.credits else words[paper.kind]
    come_to = paper.totals
    return {
        "words": words,
        "language": language,
        "title": title,
        "draft": not paper.number,
        "description": f"{title} {paper.number}".strip(),
        "seller": asdict(paper.seller),
        "customer": asdict(paper.customer),
        "facts": _facts(paper, words),
        "subject": paper.subject,
        "text": paper.text,
        "footer": paper.footer,
        "lines": [_line(line, language) for line in paper.lines],
        "discounts": any(line.discount for line in paper.lines),
        "totals": [
            [words["net"], amount(come_to.net, language)],
            *(
                [
                    vat_words(rate.vat, rate.percentage, language) + f" {words['over']} {amount(rate.base, language)}",
                    amount(rate.amount, language),
                ]
                for rate in come_to.rates
            ),
        ],
        "gross": amount(come_to.gross, language),
        "remarks": _remarks(paper, words),
        "pay": _pay(paper, words),
    }


def _printable(value: object) -> object:
    """Every text in it without what cannot be seen or shown; new lines stay."""
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_printable(one) for one in value]
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\t", " "))
    return "".join(letter if _is_shown(letter) else f"[U+{ord(letter):04X}]" for letter in text)


def _is_shown(letter: str) -> bool:
    if letter == "\n":
        return True
    place = ord(letter)
    known = any(low <= place <= high for low, high in (*_SHOWN, *_SHOWN_SIGNS))
    return known and unicodedata.category(letter) not in _UNSEEN


def _facts(paper: Paper, words: Mapping[str, str]) -> list[list[str]]:
    is_invoice = paper.kind is Series.INVOICE
    facts = [
        [words["number"] if is_invoice else words["quotation_number"], paper.number or words["draft"]],
        [words["day"] if is_invoice else words["quotation_day"], _day(paper.day)],
        [words["due"] if is_invoice else words["valid"], _day(paper.until)],
    ]
    if is_invoice and paper.supplied_on:
        facts.append([words["supplied"], _day(paper.supplied_on)])
    if paper.reference:
        facts.append([words["reference"], paper.reference])
    if paper.credits:
        facts.append([words["credits"], paper.credits])
    return facts


def _line(line: SalesLine, language: str) -> list[str]:
    return [
        line.description,
        f"{number(line.quantity, language)}{_NO_BREAK}{line.unit}".strip(_NO_BREAK),
        _price(line.price, language),
        f"{number(line.discount, language)}%" if line.discount else "",
        vat_words(line.vat, None, language),
        amount(of_line(line), language),
    ]


def _price(value: Decimal, language: str) -> str:
    """A price with at least two decimals."""
    cents = value.quantize(Decimal("0.01"))
    return amount(value, language) if cents == value else number(value, language)


def _remarks(paper: Paper, words: Mapping[str, str]) -> list[str]:
    """What has to be said (Wet op de omzetbelasting 1968, article 35a): VAT is reversed, or something is exempt."""
    kinds = {line.vat for line in paper.lines}
    told = []
    if Vat.REVERSED in kinds:
        told.append(words["reversed"] % {"number": paper.customer.tax_number})
    if Vat.EXEMPT in kinds:
        told.append(words["exempt"])
    return told


def _pay(paper: Paper, words: Mapping[str, str]) -> str:
    facts = {
        "amount": amount(abs(paper.totals.gross), paper.language),
        "day": _day(paper.until),
        "iban": _grouped(paper.seller.iban),
        "name": paper.seller.name,
        "number": paper.number or words["draft"],
    }
    if paper.kind is Series.QUOTATION:
        return words["approve"] % facts
    return words["pay_back" if paper.totals.gross < 0 else "pay"] % facts


def _grouped(iban: str) -> str:
    plain = iban.replace(" ", "")
    return _NO_BREAK.join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _day(day: date) -> str:
    return day.strftime("%d-%m-%Y")


def _compiler() -> typst.Compiler:
    # One for each paper: a compiler cannot be used by two threads at once.
    return typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    # Only the fonts inside typst: the same paper looks the same everywhere.
    return typst.Fonts(include_system_fonts=False)
