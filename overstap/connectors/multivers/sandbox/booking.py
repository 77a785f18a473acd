"""What the sandbox of Multivers does with transactions, invoices and relations that are sent."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from overstap.connectors.multivers.sandbox import tables
from overstap.connectors.sandboxes.lifelike import PlayedEntry, PlayedFirm, PlayedLine, PlayedRelation

Body = Mapping[str, object]
_PARTIES = {"C": ("customer", "1300"), "S": ("supplier", "1600")}


class Refusal(Exception):
    """HTTP 400 with these words in messages."""


def transaction(firm: PlayedFirm, body: Body) -> tables.Record:
    """POST FinTrans."""
    journal = _journal(firm, _text(body, "journalId"))
    year, period = _open_period(firm, body)
    told = body.get("finTransEntries")
    if not isinstance(told, list) or not told:
        raise Refusal("Er zijn geen boekingsregels.")
    lines = [_transaction_line(firm, one) for one in told]
    rest = -sum((line.amount for line in lines), Decimal(0))
    if journal[2] in ("bank", "cash") and rest:
        lines.append(PlayedLine(journal[3], rest, _text(body, "description")))
    entry = _booked(firm, journal[0], _day(body, "transactionDate"), _text(body, "description"), lines)
    entry.year, entry.period = year, period
    return {**body, "journalTransaction": entry.in_journal}


def _transaction_line(firm: PlayedFirm, told: object) -> PlayedLine:
    line = _record(told)
    kind = str(line.get("$type", ""))
    for side, name in (("C", "CustomerEntryProxy"), ("S", "SupplierEntryProxy")):
        if name in kind:
            return _payment(firm, line, side)
    if "BasicEntryProxy" not in kind:
        raise Refusal("Het type van de boekingsregel is onbekend.")
    return _basic(firm, line)


def _payment(firm: PlayedFirm, line: Body, side: str) -> PlayedLine:
    party, account = _PARTIES[side]
    number = _text(line, f"{party}Id")
    payments = line.get(f"{party}EntryPayments")
    paid = _record(payments[0]) if isinstance(payments, list) and len(payments) == 1 else {}
    invoice = _text(paid, "invoiceId")
    if firm.relation(number, side) is None or invoice not in firm.items:
        raise Refusal(f"Factuur {invoice} bestaat niet.")
    amount = _amount(paid, "amountPaidCur")
    return PlayedLine(account, -amount if side == "C" else amount, str(paid.get("description", "")), number, invoice)


def _basic(firm: PlayedFirm, line: Body) -> PlayedLine:
    account = _text(line, "accountId")
    if firm.account(account) is None:
        raise Refusal(f"Rekening {account} bestaat niet.")
    if account in ("1300", "1600"):
        raise Refusal(f"Op rekening {account} kan niet rechtstreeks worden geboekt.")
    centre = str(line.get("costCentreId") or "")
    if centre and centre not in {code for code, _name in firm.cost_centres}:
        raise Refusal(f"Kostenplaats {centre} bestaat niet.")
    amount = _amount(line, "debitAmount") - _amount(line, "creditAmount")
    vat, code = _amount(line, "vatAmount"), str(line.get("vatCodeId") or "")
    return PlayedLine(account, amount, str(line.get("description") or ""), vat_code=code,
                      vat_amount=vat if amount > 0 else -vat, cost_centre=centre)  # fmt: skip


def invoice(firm: PlayedFirm, body: Body, side: str) -> tables.Record:
    """POST CustomerInvoice or SupplierInvoice: the VAT and the total are booked by Multivers itself."""
    party, account = _PARTIES[side]
    number, nr = _text(body, f"{party}Id"), _text(body, "invoiceId")
    if firm.relation(number, side) is None:
        raise Refusal(f"Relatie {number} bestaat niet.")
    if nr in firm.items:
        raise Refusal(f"Factuur {nr} bestaat al.")
    journal = _journal(firm, _text(body, "journalId"))
    year, period = _open_period(firm, body)
    told = body.get(f"{party}InvoiceLines")
    lines = [_basic(firm, _record(one)) for one in (told if isinstance(told, list) else [])]
    if not lines:
        raise Refusal("De factuur heeft geen regels.")
    lines += _vat_lines(firm, lines)
    on = _day(body, "invoiceDate")
    total = -sum((line.amount for line in lines), Decimal(0))
    text = str(body.get("reference") or nr)
    head = PlayedLine(account, total, text, number, nr, on + timedelta(days=30))
    entry = _booked(firm, journal[0], on, text, [head, *lines])
    entry.year, entry.period = year, period
    return {**body, "journalTransaction": entry.in_journal}


def _vat_lines(firm: PlayedFirm, lines: list[PlayedLine]) -> list[PlayedLine]:
    accounts = {code: account for code, _name, _rate, account in firm.vat_codes}
    made: dict[str, Decimal] = {}
    for line in lines:
        if line.vat_code:
            if line.vat_code not in accounts:
                raise Refusal(f"Btw-code {line.vat_code} bestaat niet.")
            account = accounts[line.vat_code]
            made[account] = made.get(account, Decimal(0)) + line.vat_amount
    return [PlayedLine(account, amount, "Btw") for account, amount in made.items() if amount]


def relation(firm: PlayedFirm, body: Body, side: str) -> tables.Record:
    """POST Customer or Supplier."""
    party, _account = _PARTIES[side]
    number = _text(body, f"{party}Id")
    _text(body, "shortName")
    _text(body, "creditSqueezeId")
    if firm.relation(number, side) is not None:
        raise Refusal(f"Relatie {number} bestaat al.")
    street, _space, house = str(body.get("street1") or "").rpartition(" ")
    firm.relations.append(
        PlayedRelation(
            number, _text(body, "name"), side, street, house, str(body.get("zipCode") or ""),
            str(body.get("city") or ""), str(body.get("vatNumber") or ""), str(body.get("cocRegistration") or ""),
            email=str(body.get("email") or ""), organisation=str(600000 + len(firm.relations)),
        )
    )  # fmt: skip
    return dict(body)


def removed(firm: PlayedFirm, entry: PlayedEntry) -> None:
    """Take an entry out of the books, with its invoice or its payment."""
    firm.entries.remove(entry)
    for line in entry.lines:
        item = firm.items.get(line.invoice)
        if item is not None and item.entry == entry.number:
            del firm.items[line.invoice]
        elif item is not None and line.relation:
            item.open -= line.amount


def _booked(firm: PlayedFirm, journal: str, on: date, text: str, lines: list[PlayedLine]) -> PlayedEntry:
    try:
        return firm.book(journal, on, text, "", lines)
    except ValueError as error:
        raise Refusal("De boeking is niet in evenwicht.") from error


def _journal(firm: PlayedFirm, code: str) -> tuple[str, str, str, str]:
    for one in firm.journals:
        if one[0] == code:
            return one
    raise Refusal(f"Dagboek {code} bestaat niet.")


def _open_period(firm: PlayedFirm, body: Body) -> tuple[int, int]:
    year, period = _whole(body, "fiscalYear"), _whole(body, "periodNumber")
    if (year, period) in firm.closed:
        raise Refusal(f"Periode {period} van boekjaar {year} is afgesloten.")
    return year, period


def _record(told: object) -> Body:
    if not isinstance(told, Mapping):
        raise Refusal("De regel kan niet worden gelezen.")
    return told


def _text(body: Body, name: str) -> str:
    found = body.get(name)
    if found in (None, ""):
        raise Refusal(f"{name} is verplicht.")
    return str(found)


def _whole(body: Body, name: str) -> int:
    try:
        return int(_text(body, name))
    except ValueError as error:
        raise Refusal(f"{name} is ongeldig.") from error


def _day(body: Body, name: str) -> date:
    try:
        return datetime.strptime(_text(body, name), "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise Refusal(f"{name} is ongeldig.") from error


def _amount(body: Body, name: str) -> Decimal:
    try:
        return Decimal(str(body.get(name) or "0")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise Refusal(f"{name} is ongeldig.") from error
