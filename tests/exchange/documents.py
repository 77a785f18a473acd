"""Small audit files for tests: a whole one of version 3.2 whose parts a test can replace."""

from pathlib import Path

NAMESPACE = "http://www.auditfiles.nl/XAF/3.2"

HEADER = """<header>
<fiscalYear>2024</fiscalYear><startDate>2024-01-01</startDate><endDate>2024-12-31</endDate>
<curCode>EUR</curCode><dateCreated>2025-01-02</dateCreated>
<softwareDesc>Kasboek Plus</softwareDesc><softwareVersion>7</softwareVersion>
</header>"""
COMPANY = """<companyIdent>10</companyIdent><companyName>Bakkerij De Korenaar</companyName>
<taxRegistrationCountry>NL</taxRegistrationCountry><taxRegIdent>NL001</taxRegIdent>"""
RELATIONS = """<customersSuppliers><customerSupplier><custSupID>K1</custSupID><custSupName>Lunchroom Anna</custSupName>
<custSupTp>C</custSupTp></customerSupplier></customersSuppliers>"""
ACCOUNTS = """<generalLedger>
<ledgerAccount><accID>1000</accID><accDesc>Kas</accDesc><accTp>B</accTp></ledgerAccount>
<ledgerAccount><accID>1300</accID><accDesc>Debiteuren</accDesc><accTp>B</accTp></ledgerAccount>
<ledgerAccount><accID>8000</accID><accDesc>Omzet</accDesc><accTp>P</accTp></ledgerAccount>
</generalLedger>"""
VAT_CODES = "<vatCodes><vatCode><vatID>VH</vatID><vatDesc>Hoog</vatDesc></vatCode></vatCodes>"
PERIODS = """<periods><period><periodNumber>1</periodNumber><startDatePeriod>2024-01-01</startDatePeriod>
<endDatePeriod>2024-01-31</endDatePeriod></period></periods>"""
OPENING = """<openingBalance><opBalDate>2024-01-01</opBalDate><linesCount>2</linesCount>
<totalDebit>5.00</totalDebit><totalCredit>5.00</totalCredit>
<obLine><nr>1</nr><accID>1300</accID><amnt>5.00</amnt><amntTp>D</amntTp></obLine>
<obLine><nr>2</nr><accID>8000</accID><amnt>5.00</amnt><amntTp>C</amntTp></obLine>
</openingBalance>"""


def line(number: str, account: str, amount: str, side: str, more: str = "", *, day: str = "2024-01-15") -> str:
    """A line; ``more`` stands behind its side."""
    return (
        f"<trLine><nr>{number}</nr><accID>{account}</accID><docRef>F{number}</docRef><effDate>{day}</effDate>"
        f"<desc>Brood</desc><amnt>{amount}</amnt><amntTp>{side}</amntTp>{more}</trLine>\n"
    )


LINES = line("1", "1300", "10.00", "D", "<custSupID>K1</custSupID>") + line("2", "8000", "10.00", "C")


def entry(lines: str = LINES, *, number: str = "1", period: str = "1", day: str = "2024-01-15") -> str:
    """A transaction."""
    return (
        f"<transaction><nr>{number}</nr><desc>Verkoop</desc><periodNumber>{period}</periodNumber>"
        f"<trDt>{day}</trDt>\n{lines}</transaction>\n"
    )


def totals(lines: str = "2", debit: str = "10.00", credit: str = "10.00") -> str:
    """Control totals."""
    return f"<linesCount>{lines}</linesCount><totalDebit>{debit}</totalDebit><totalCredit>{credit}</totalCredit>\n"


def journal(entries: str, head: str = "<jrnID>VK</jrnID><desc>Verkoop</desc><jrnTp>S</jrnTp>") -> str:
    """A journal."""
    return f"<journal>{head}\n{entries}</journal>\n"


def transactions(content: str, stated: str | None = None) -> str:
    """The transactions, with totals that fit one entry of ten euros unless others are stated."""
    return f"<transactions>{totals() if stated is None else stated}{content}</transactions>\n"


def document(
    *,
    header: str = HEADER,
    company: str = COMPANY,
    relations: str = RELATIONS,
    accounts: str = ACCOUNTS,
    vat_codes: str = VAT_CODES,
    periods: str = PERIODS,
    opening: str = OPENING,
    content: str | None = None,
    namespace: str = NAMESPACE,
) -> str:
    """A whole audit file."""
    body = transactions(journal(entry())) if content is None else content
    attribute = f' xmlns="{namespace}"' if namespace else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<auditfile{attribute}>\n{header}\n<company>\n{company}\n{relations}'
        f"\n{accounts}\n{vat_codes}\n{periods}\n{opening}\n{body}</company>\n</auditfile>\n"
    )


def saved(folder: Path, text: str | bytes, name: str = "books.xaf", encoding: str = "utf-8") -> Path:
    """The text as a file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path
