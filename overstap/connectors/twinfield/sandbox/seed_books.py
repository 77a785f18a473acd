"""What was booked in the bakery: an opening balance and two book years, each transaction in balance.

Every month brings invoices, a bank statement that settles those of the month before, cash sales and two memorandum
entries. What was invoiced in the last month is open; one invoice was paid in part, one is in dollars.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from overstap.connectors.twinfield.sandbox import booking
from overstap.connectors.twinfield.sandbox.seed import YEARS
from overstap.connectors.twinfield.sandbox.state import Document, Line, Office, Transaction, uid

_LAST = (2026, 10)
_Paid = tuple[Transaction, Line, Decimal]


def book(office: Office) -> None:
    """Fill the office."""
    _opening(office)
    due: list[_Paid] = []
    for year in YEARS:
        for month in range(1, 13):
            if (year, month) <= _LAST:
                due = _month(office, year, month, due)
    _in_dollars(office)
    _documents(office)


def keep(office: Office, code: str, on: date, lines: list[Line], **more: object) -> Transaction:
    """Book lines under the next number; ``more`` are other fields of the transaction."""
    number = office.next_number(code, on.year)
    at = datetime(on.year, on.month, on.day, 9, number % 60, tzinfo=UTC)
    fields = {"period": on.month, "user": "SYNC", "modified": at, **more}
    transaction = Transaction(code, number, on, on.year, lines=lines, **fields)  # type: ignore[arg-type]
    return office.book(booking.finished(transaction, office))


def with_vat(office: Office, on: date, first: Line, details: Sequence[tuple[str, Decimal, str, str]]) -> list[Line]:
    """``first`` gets what balances the details (account, amount, VAT code, cost centre) and their VAT."""
    made = [first]
    vats = []
    for account, amount, code, centre in details:
        detail = Line(len(made) + 1, "detail", account, amount, dim2=centre, vatcode=code, description="Levering")
        if code:
            detail.vatvalue = booking.vat_of(amount, office.vat[code], on)
            vats.append(detail)
        made.append(detail)
    for detail in vats:
        made.append(booking.vat_line(len(made) + 1, detail, office.vat[detail.vatcode]))
    first.amount = -booking.total(made[1:])
    return made


def invoice(
    office: Office, code: str, on: date, relation: str, details: Sequence[tuple[str, Decimal, str, str]]
) -> _Paid:
    """A sales or purchase invoice; gives what is to be paid."""
    sale = code == "VRK"
    control = "1300" if sale else "1600"
    number = f"{on:%Y}-{office.last[code, on.year] % 100000 + 1:04d}"
    first = Line(1, "total", control, Decimal(0), dim2=relation, description=f"Factuur {number}")
    lines = with_vat(office, on, first, details)
    made = keep(
        office,
        code,
        on,
        lines,
        invoicenumber=number,
        duedate=on + timedelta(days=30 if sale else 14),
        paymentreference=f"RF{number}" if sale else "",
    )
    return made, first, first.amount


def _opening(office: Office) -> None:
    balances = {
        "0100": "24000.00",
        "0110": "-7333.33",
        "0200": "18000.00",
        "0210": "-1750.00",
        "0500": "-18000.00",
        "0510": "-21466.67",
        "0700": "-15000.00",
        "1000": "850.00",
        "1100": "16200.00",
        "3000": "4500.00",
    }
    lines = [Line(at, "detail", code, Decimal(value)) for at, (code, value) in enumerate(balances.items(), 1)]
    lines.append(_open(len(lines) + 1, "1300", "1001", "1500.00", "2024-0912"))
    lines.append(_open(len(lines) + 1, "1600", "2000", "-1500.00", "HM-8871"))
    keep(office, "BEGINBALANS", date(2025, 1, 1), lines, period=0)


def _open(number: int, account: str, relation: str, amount: str, invoice_number: str) -> Line:
    due = date(2025, 1, 20)
    return Line(number, "detail", account, Decimal(amount), dim2=relation, invoicenumber=invoice_number, due=due)


def _month(office: Office, year: int, month: int, due: list[_Paid]) -> list[_Paid]:
    """Book a month; ``due`` is what the month before invoiced, the answer what this month did."""
    made = [
        invoice(office, "VRK", date(year, month, 2 + 3 * at), f"100{(month + at) % 4}", _sold(month, at))
        for at in range(8)
    ]
    made += [invoice(office, "INK", date(year, month, 3 + 4 * at), f"200{at}", _bought(month, at)) for at in range(6)]
    _statement(office, date(year, month, 25), due)
    sold = Line(1, "total", "1000", Decimal(0), description="Winkelverkoop")
    cash = [("8010", Decimal(-1200 - 10 * month), "VL", "00001"), ("8000", Decimal(-90), "VH", "00001")]
    keep(office, "KAS", date(year, month, 28), with_vat(office, date(year, month, 28), sold, cash))
    _memos(office, date(year, month, 28))
    return made


def _sold(month: int, at: int) -> list[tuple[str, Decimal, str, str]]:
    net = Decimal(150 + 37 * at + 11 * month) + Decimal("0.35")
    details = [("8010", -net, "VL", "00002")]
    if at % 3 == 0:
        details.append(("8000", Decimal("-48.50"), "VH", "00001"))
    return details


def _bought(month: int, at: int) -> list[tuple[str, Decimal, str, str]]:
    account, code = (
        ("7000", "IL"),
        ("7000", "IL"),
        ("4200", "IH"),
        ("4100", "IN"),
        ("4400", "IH"),
        ("4300", "IH"),
    )[at]
    return [(account, Decimal(210 + 55 * at + 7 * month) + Decimal("0.15"), code, "00000")]


def _statement(office: Office, on: date, due: Sequence[_Paid]) -> None:
    """A bank transaction that settles what was due; of one sales invoice in 2026 only a part."""
    if not due:
        return
    paid = [(transaction, line, _part(on, at, value)) for at, (transaction, line, value) in enumerate(due)]
    lines = [Line(1, "total", "1100", Decimal(0))]
    for transaction, line, value in paid:
        lines.append(
            Line(
                len(lines) + 1,
                "detail",
                line.dim1,
                -value,
                dim2=line.dim2,
                invoicenumber=transaction.invoicenumber,
                description=f"Betaling {transaction.invoicenumber}",
                due=transaction.duedate,
                currencydate=on,
            )
        )
    lines[0].amount = -booking.total(lines[1:])
    start = sum(
        (line.amount for one in office.transactions.values() for line in one.lines if line.dim1 == "1100"), Decimal(0)
    )
    bank = keep(
        office,
        "BNK",
        on,
        lines,
        statementnumber=str(on.month),
        startvalue=start,
        closevalue=start + lines[0].amount,
    )
    for (transaction, line, value), payment in zip(paid, lines[1:], strict=True):
        code = "170" if line.dim1 == "1300" else "270"
        booking.settle(office, code, on, line.dim2, [(transaction, line, value), (bank, payment, -value)])


def _part(on: date, at: int, value: Decimal) -> Decimal:
    return round(value / 2, 2) if (on.year, on.month, at) == (2026, 6, 0) else value


def _memos(office: Office, on: date) -> None:
    wages = Decimal("3200.00")
    keep(
        office,
        "MEMO",
        on,
        [
            Line(1, "detail", "4000", wages, dim2="00002", description="Lonen"),
            Line(2, "detail", "1700", Decimal("-900.00"), description="Loonheffing"),
            Line(3, "detail", "1800", Decimal("-2300.00"), description="Netto lonen"),
        ],
    )
    keep(
        office,
        "MEMO",
        on,
        [
            Line(1, "detail", "4500", Decimal("583.33"), description="Afschrijving"),
            Line(2, "detail", "0110", Decimal("-333.33"), dim3="60000", description="Afschrijving steenoven"),
            Line(3, "detail", "0210", Decimal("-250.00"), dim3="60001", description="Afschrijving bestelauto"),
        ],
        location="temporary" if (on.year, on.month) == _LAST else "final",
    )


def _in_dollars(office: Office) -> None:
    lines = [
        Line(1, "total", "1300", Decimal("1000.00"), dim2="1007", description="Export"),
        Line(2, "detail", "8020", Decimal("-1000.00"), vatcode="VN", vatvalue=Decimal("0.00")),
    ]
    lines.append(booking.vat_line(3, lines[1], office.vat["VN"]))
    on = date(2026, 10, 30)
    more = {"currency": "USD", "rate": Decimal("0.92"), "invoicenumber": "2026-USD1", "duedate": on}
    keep(office, "VRK", on, lines, **more)


def _documents(office: Office) -> None:
    """A file at the first invoices of each book."""
    for code, number in (("INK", 202600001), ("INK", 202600002), ("VRK", 202600001)):
        name = f"{code}-{number}.pdf"
        content = b"%PDF-1.4\n% " + f"Bakkerij Jansen {code} {number}".encode() + b"\n%%EOF\n"
        key = uid(office.code, "document", name)
        made = office.transactions[code, number].modified
        office.documents[key] = Document(key, name, "application/pdf", content, code, number, made)


def grow(office: Office, lines: int) -> None:
    """Add cash sales, over both years, until the office has about ``lines`` lines."""
    have = sum(len(one.lines) for one in office.transactions.values())
    first = date(YEARS[0], 1, 1)
    for at in range(max(0, lines - have) // 5):
        on = first + timedelta(days=at * 660 // max(1, (lines - have) // 5))
        low, high = Decimal(-(10 + at % 90)) + Decimal("0.05"), Decimal(-(5 + at % 40))
        details = [("8010", low, "VL", f"0000{at % 3}"), ("8000", high, "VH", "00001")]
        sold = Line(1, "total", "1000", Decimal(0), description=f"Winkelverkoop {at}")
        keep(office, "KAS", on, with_vat(office, on, sold, details))
