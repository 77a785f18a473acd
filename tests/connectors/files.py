"""Audit files for tests, and the two verbs as Alice uses them."""

from io import BytesIO
from pathlib import Path

from overstap.connectors.audit_file.actions import export_audit_file, import_audit_file
from overstap.connectors.audit_file.values import ImportResult
from overstap.exchange.xaf.values import Version
from overstap.lib.findings import Finding
from overstap.tenancy import audit
from tests.tenancy.people import World

CODE = "1001"

# One book year: an opening balance, a sale, its payment. Every number is checked by hand in the tests.
SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<auditfile xmlns="http://www.auditfiles.nl/XAF/3.2">
<header><fiscalYear>{year}</fiscalYear><startDate>{year}-01-01</startDate><endDate>{year}-12-31</endDate>
<curCode>EUR</curCode><dateCreated>{year}-12-31</dateCreated></header>
<company><companyName>{name}</companyName><taxRegistrationCountry>NL</taxRegistrationCountry>
<taxRegIdent>1</taxRegIdent>
<customersSuppliers><customerSupplier><custSupID>C1</custSupID><custSupName>Klant</custSupName></customerSupplier>
</customersSuppliers>
<generalLedger>
<ledgerAccount><accID>0500</accID><accDesc>Kapitaal</accDesc><accTp>B</accTp></ledgerAccount>
<ledgerAccount><accID>1100</accID><accDesc>Bank</accDesc><accTp>B</accTp></ledgerAccount>
<ledgerAccount><accID>1300</accID><accDesc>Debiteuren</accDesc><accTp>B</accTp></ledgerAccount>
<ledgerAccount><accID>8000</accID><accDesc>Omzet</accDesc><accTp>P</accTp></ledgerAccount>
</generalLedger>
<periods><period><periodNumber>3</periodNumber><startDatePeriod>{year}-03-01</startDatePeriod>
<endDatePeriod>{year}-03-31</endDatePeriod></period></periods>
<openingBalance><opBalDate>{year}-01-01</opBalDate><linesCount>2</linesCount><totalDebit>50.00</totalDebit>
<totalCredit>50.00</totalCredit>
<obLine><nr>1</nr><accID>1100</accID><amnt>50.00</amnt><amntTp>D</amntTp></obLine>
<obLine><nr>2</nr><accID>0500</accID><amnt>50.00</amnt><amntTp>C</amntTp></obLine></openingBalance>
<transactions><linesCount>4</linesCount><totalDebit>150.00</totalDebit><totalCredit>150.00</totalCredit>
<journal><jrnID>VRK</jrnID><desc>Verkoop</desc><jrnTp>S</jrnTp>
<transaction><nr>1</nr><periodNumber>3</periodNumber><trDt>{year}-03-02</trDt>
<trLine><nr>1</nr><accID>1300</accID><docRef>F1</docRef><effDate>{year}-03-02</effDate><amnt>100.00</amnt>
<amntTp>D</amntTp><custSupID>C1</custSupID><invRef>F1</invRef></trLine>
<trLine><nr>2</nr><accID>8000</accID><docRef>F1</docRef><effDate>{year}-03-02</effDate><amnt>{credit}</amnt>
<amntTp>C</amntTp></trLine>
</transaction></journal>
<journal><jrnID>BNK</jrnID><desc>Bank</desc><jrnTp>B</jrnTp>
<transaction><nr>1</nr><periodNumber>3</periodNumber><trDt>{year}-03-09</trDt>
<trLine><nr>1</nr><accID>1100</accID><docRef>A1</docRef><effDate>{year}-03-09</effDate><amnt>50.00</amnt>
<amntTp>D</amntTp></trLine>
<trLine><nr>2</nr><accID>1300</accID><docRef>A1</docRef><effDate>{year}-03-09</effDate><amnt>50.00</amnt>
<amntTp>C</amntTp><custSupID>C1</custSupID><invRef>F1</invRef></trLine>
</transaction></journal>
</transactions></company></auditfile>
"""


def small(folder: Path, *, year: int = 2024, credit: str = "100.00", name: str = "Bakkerij Jansen B.V.") -> Path:
    """The small file; with another ``credit`` its sale does not balance."""
    path = folder / f"small-{year}-{credit}.xaf"
    path.write_text(SMALL.format(year=year, credit=credit, name=name), encoding="utf-8")
    return path


def bring_in(
    world: World, *paths: Path, code: str = CODE, encoding: str | None = None, name: str | None = None
) -> ImportResult:
    """Alice imports."""
    with audit.attempt(world.alice, world.slug, "audit-file.import") as actor:
        return import_audit_file(actor, paths, code=code, encoding=encoding, name=name)


def take_out(world: World, version: Version, *, year: int = 2024, code: str = CODE) -> tuple[bytes, list[Finding]]:
    """Alice exports."""
    stream = BytesIO()
    with audit.attempt(world.alice, world.slug, "audit-file.export") as actor:
        findings = export_audit_file(actor, code, year, version, stream)
    return stream.getvalue(), findings
