"""Returns, settings and registers of VAT of an administration of the demonstration."""

from datetime import date
from decimal import Decimal

from overstap.books.tax import queries, returns, setting
from overstap.books.tax.returns import Filing
from overstap.books.tax.values import (
    Amounts,
    AuthorisationRow,
    CertificateRow,
    Contact,
    PortRow,
    RightRow,
    Settings,
    StructureRow,
)
from overstap.tenancy.access import Actor

BECON = "478921"
_SERIAL = "0B47D1E83A6C92F5"
_LINES = (
    ("A10", "Netto-omzet", "8000", "8499"),
    ("B10", "Kostprijs van de omzet", "7000", "7999"),
    ("C10", "Overige bedrijfskosten", "4000", "4999"),
)


def furnish(actor: Actor, code: str, office: str, year: int) -> int:
    """Who files and with what, and the returns of ``year``; gives how many returns. Takes a second."""
    _settings(actor, code, office)
    made = 0
    for quarter in range(1, 5):
        period = f"{year}-Q{quarter}"
        if queries.today() <= date(year, quarter * 3, 28):
            break
        returns.draft(actor, code, period)
        made += 1
        if quarter == 1:
            private = Amounts(Decimal("1850.00"), Decimal("388.50"))
            returns.type_in(actor, code, period, 0, "1d", private)
        if quarter < 4:
            returns.ready(actor, code, period)
            returns.file(actor, code, period, 0, Filing("digipoort", f"NL-OB-{year}-{quarter:02d}-7731"))
    return made


def _settings(actor: Actor, code: str, office: str) -> None:
    contact = Contact("INT", BECON, "M.", "de", "Wit", "070-3456789", "NL813086188B01")
    setting.save(actor, code, Settings(contact))
    setting.grant(actor, code, RightRow(actor.person.email, may_approve=True, may_file=True))
    today = queries.today()
    valid = (date(today.year - 1, 5, 12), date(today.year + 2, 5, 12))
    setting.keep_certificate(actor, code, CertificateRow(_SERIAL, office, "KPN PKIoverheid Services", *valid))
    setting.keep_port(actor, code, PortRow("Btw-aangifte", "digipoort", "https://digipoort.example", _SERIAL))
    requested = date(today.year, 1, 8)
    setting.keep_authorisation(
        actor, code, AuthorisationRow("Serviceberichten btw", office, min(requested, today), active_on=today)
    )
    for line, title, first, last in _LINES:
        setting.keep_line(actor, code, StructureRow("Jaarrekening", line, title, first, last))
