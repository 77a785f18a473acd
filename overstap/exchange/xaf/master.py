"""Elements of master data to the ledger's words."""

from datetime import date
from decimal import Decimal

from overstap.books.ledger.values import Account, Dimension, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Address, BankAccount, Company, Relation
from overstap.exchange.xaf.elements import Fields, Plain, Split, as_fields, as_list, note_unknown, split
from overstap.exchange.xaf.errors import NotAnAuditFile
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.texts import Texts, to_count, to_date
from overstap.exchange.xaf.values import Header, Version
from overstap.lib.sentences import sentence

_ADDRESSES = (("streetAddress", "street"), ("postalAddress", "postal"))
# CLAIR2 and ADF write the kind of an account in words.
_ACCOUNT_WORDS = (("B", "B"), ("W", "P"), ("V", "P"), ("P", "P"), ("R", "P"), ("M", "M"), ("G", "M"))


def header_of(fields: Fields, reading: Reading) -> tuple[Header, Company | None]:
    """The header, and the company where the version keeps it there. Raises NotAnAuditFile without any year."""
    found = split(fields, reading.tables["header"], "header", reading.findings)
    texts = Texts("header", reading.findings)
    year = _fiscal_year(found, texts)
    extra = found.extra
    company = _company_in_header(found) if reading.version is Version.CLAIR2 else None
    extra.pop("auditfileVersion", None)
    note_unknown(extra, reading.tables["header"], "header", reading.seen, reading.findings)
    header = Header(
        version=reading.version,
        fiscal_year=year,
        currency=found["currency"],
        created=found["created"].strip(),
        software=found["software"],
        software_version=found["software_version"],
        rgs_version=found["rgs_version"],
        extra=extra,
    )
    return header, company


def _fiscal_year(found: Split, texts: Texts) -> FiscalYear:
    label = found["label"].strip()
    start, end = _date(found["start"]), _date(found["end"])
    in_label = label[-4:] if label[-4:].isdecimal() and label[-4:].isascii() and int(label[-4:]) else ""
    number = end.year if end else int(in_label or 0) or (start.year if start else 0)
    if not number:
        raise NotAnAuditFile(
            sentence("The header names no book year: fiscalYear, startDate and endDate are all empty or wrong."),
            remedy=sentence("Export the file again for one book year."),
        )
    if start is None or end is None:
        texts.note(
            "XAF-BAD-DATE", "startDate, endDate", sentence("The first or last day of the book year is not a date.")
        )
    start, end = start or date(number, 1, 1), end or date(number, 12, 31)
    if end < start:
        texts.note(
            "XAF-BAD-DATE",
            "endDate",
            sentence("The book year ends on %(end)s, before it starts on %(start)s.", end=end, start=start),
        )
    if str(number) not in label and str(start.year) not in label:
        texts.note(
            "XAF-YEAR-LABEL",
            "fiscalYear",
            sentence("%(label)r does not fit %(start)s to %(end)s.", label=label, start=start, end=end),
        )
    return FiscalYear(year=number, label=label, start=start, end=end)


def _date(text: str) -> date | None:
    try:
        return to_date(text)
    except ValueError:
        return None


def _company_in_header(found: Split) -> Company:
    address = Address(street=found["street"], city=found["city"], postal_code=found["postal_code"])
    return Company(
        name=found["name"],
        ident=found["ident"],
        tax_number=found["tax_number"],
        addresses=() if address == Address() else (address,),
    )


def company_of(fields: Fields, reading: Reading) -> Company:
    """The company, from the children of its element that are no sections."""
    found = split(fields, reading.tables["company"], "company", reading.findings)
    addresses = addresses_of(found.extra, "company", reading)
    note_unknown(found.extra, reading.tables["company"], "company", reading.seen, reading.findings)
    return Company(
        name=found["name"],
        ident=found["ident"],
        commerce_number=found["commerce_number"],
        tax_country=found["tax_country"],
        tax_number=found["tax_number"],
        addresses=addresses,
        extra=found.extra,
    )


def addresses_of(extra: Fields, place: str, reading: Reading) -> tuple[Address, ...]:
    """Takes the addresses out of the fields that are left of a record."""
    return tuple(
        _address(as_fields(raw), kind, place, reading)
        for name, kind in _ADDRESSES
        for raw in as_list(extra.pop(name, None))
    )


def _address(fields: Fields, kind: str, place: str, reading: Reading) -> Address:
    found = split(fields, reading.tables["address"], f"{place}, {kind} address", reading.findings)
    if found["whole"] and found["street"]:
        found.extra["address"] = found["whole"]
    note_unknown(found.extra, reading.tables["address"], "address", reading.seen, reading.findings)
    return Address(
        kind=kind,
        street=found["street"] or found["whole"],
        number=found["number"],
        addition=found["addition"],
        property=found["property"],
        city=found["city"],
        postal_code=found["postal_code"],
        region=found["region"],
        country=found["country"],
        extra=found.extra,
    )


def relation_of(fields: Fields, reading: Reading) -> Relation:
    """A customer or supplier."""
    place = f"relation {_code(fields, 'custSupID')}"
    found = split(fields, reading.tables["relation"], place, reading.findings)
    texts = Texts(place, reading.findings)
    addresses = addresses_of(found.extra, place, reading)
    banks = tuple(_bank(as_fields(raw), place, reading) for raw in as_list(found.extra.pop("bankAccount", None)))
    note_unknown(found.extra, reading.tables["relation"], "relation", reading.seen, reading.findings)
    return Relation(
        code=found["code"],
        name=found["name"],
        type=found["type"],
        contact=found["contact"],
        phone=found["phone"],
        fax=found["fax"],
        email=found["email"],
        website=found["website"],
        commerce_number=found["commerce_number"],
        tax_country=found["tax_country"],
        tax_number=found["tax_number"],
        group=found["group"],
        customer_limit=_limit(found["customer_limit"], texts),
        supplier_limit=_limit(found["supplier_limit"], texts),
        addresses=addresses,
        bank_accounts=banks,
        extra=found.extra,
    )


def _limit(text: str, texts: Texts) -> Decimal | None:
    return texts.amount(text, "credit limit") if text.strip() else None


def _bank(fields: Fields, place: str, reading: Reading) -> BankAccount:
    found = split(fields, reading.tables["bank_account"], f"{place}, bank account", reading.findings)
    note_unknown(found.extra, reading.tables["bank_account"], "bank account", reading.seen, reading.findings)
    return BankAccount(number=found["number"], bank_code=found["bank_code"])


def account_of(fields: Fields, reading: Reading) -> Account:
    """A ledger account."""
    name = reading.tables["account"][0].name
    found = split(fields, reading.tables["account"], f"account {_code(fields, name)}", reading.findings)
    note_unknown(found.extra, reading.tables["account"], "account", reading.seen, reading.findings)
    kind = found["type"]
    if reading.version is Version.CLAIR2:
        kind = account_type(kind)
        if kind != found["type"]:
            found.extra["accountType"] = found["type"]
    return Account(found["code"], found["name"], kind, found["reference"], found.extra)


def account_type(words: str) -> str:
    """B, P or M for the words of the old versions ("Balans", "Winst en verlies"); other words stay as they are."""
    first = words.strip()[:1].upper()
    return next((kind for letter, kind in _ACCOUNT_WORDS if letter == first), words)


def dimension_of(fields: Fields, reading: Reading) -> Dimension:
    """A code of the ledger with its name (``basic``)."""
    found = split(fields, reading.tables["dimension"], f"code {_code(fields, 'basicID')}", reading.findings)
    note_unknown(found.extra, reading.tables["dimension"], "basic", reading.seen, reading.findings)
    return Dimension(found["type"], found["code"], found["name"])


def vat_code_of(fields: Fields, reading: Reading) -> VatCode:
    """A VAT code."""
    found = split(fields, reading.tables["vat_code"], f"VAT code {_code(fields, 'vatID')}", reading.findings)
    note_unknown(found.extra, reading.tables["vat_code"], "vatCode", reading.seen, reading.findings)
    return VatCode(found["code"], found["name"], found["to_pay_account"], found["to_claim_account"], found.extra)


def period_of(fields: Fields, reading: Reading) -> Period:
    """A period of the book year."""
    place = f"period {_code(fields, 'periodNumber')}"
    found = split(fields, reading.tables["period"], place, reading.findings)
    texts = Texts(place, reading.findings)
    note_unknown(found.extra, reading.tables["period"], "period", reading.seen, reading.findings)
    try:
        number = to_count(found["number"])
    except ValueError:
        texts.note(
            "XAF-BAD-PERIOD", "periodNumber", sentence("%(text)r is not a period number.", text=found["number"][:20])
        )
        number = 0
    year = reading.year
    start = texts.date(found["start"], "startDatePeriod") or year.start
    end = texts.date(found["end"], "endDatePeriod") or year.end
    return Period(year.year, number, found["description"], start, end, found.extra)


def journal_of(fields: Fields, reading: Reading) -> Journal:
    """The head of a journal."""
    name = reading.tables["journal"][0].name
    place = f"journal {_code(fields, name)}"
    found = split(fields, reading.tables["journal"], place, reading.findings)
    note_unknown(found.extra, reading.tables["journal"], "journal", reading.seen, reading.findings)
    if not found["code"]:
        reading.findings.add("XAF-NO-CODE", place, sentence("A journal has no code before its first entry."))
    return Journal(
        found["code"], found["name"], found["type"], found["offset_account"], found["bank_account"], found.extra
    )


def _code(fields: Fields, name: str) -> str:
    values: list[Plain] = as_list(fields.get(name))
    return values[0][:40] if values and isinstance(values[0], str) else ""
