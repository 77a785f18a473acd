"""VAT returns and registers that an administration of a test holds."""

from datetime import UTC, date, datetime
from decimal import Decimal

from overstap.books.tax import models as tax
from overstap.tenancy.models import Administration

BECON = "478921"


def first(one: Administration) -> None:
    """Of every table a row; the one row of settings there can be."""
    tax.TaxSettings.objects.create(
        administration=one, contact_type="INT", becon_number=BECON, initials="A.", surname="de Wit", phone="070-1234567"
    )
    tax.BoxRule.objects.create(administration=one, code="VH", box="1a", rate=Decimal(21))
    tax.VatReturn.objects.create(
        administration=one, period="2025-Q1", start=date(2025, 1, 1), end=date(2025, 3, 31), status="filed",
        figures={"1a": {"base": "700.00", "vat": "147.00"}, "5g": {"base": None, "vat": "147.00"}}, seq=8,
        filed_at=datetime(2025, 4, 20, 9, 30, tzinfo=UTC), filed_by="Alice", channel="portal", reference="ref 1",
        contact={"contact_type": "INT", "becon_number": BECON},
    )  # fmt: skip
    tax.Certificate.objects.create(
        administration=one, serial="0A1B2C3D4E5F", holder="Kantoor Noord B.V.", issuer="PKIoverheid",
        valid_from=date(2024, 1, 1), valid_until=date(2027, 1, 1),
    )  # fmt: skip
    tax.Port.objects.create(
        administration=one, name="Btw-aangifte", kind="digipoort", address="https://digipoort.example.test",
        certificate_serial="0A1B2C3D4E5F",
    )  # fmt: skip
    tax.VatRight.objects.create(administration=one, email="alice@example.test", may_approve=True, may_file=True)
    tax.ReportingLine.objects.create(
        administration=one, structure="Jaarrekening", line="A10", title="Omzet", account_from="8000", account_to="8999"
    )
    tax.TaxAuthorisation.objects.create(
        administration=one, service="Serviceberichten btw", intermediary="Kantoor Noord", requested_on=date(2025, 1, 5),
        granted_by="silence", requested_by="alice@example.test",
    )  # fmt: skip


def second(one: Administration) -> None:
    """Difficult letters, empty texts, figures with and without decimals."""
    tax.BoxRule.objects.create(administration=one, code="a/b é", box="", rate=Decimal("9.000"))
    tax.VatReturn.objects.create(
        administration=one, period="2025-Q1", number=1, start=date(2025, 1, 1), end=date(2025, 3, 31), status="draft",
        typed={"1d": {"base": "0.10", "vat": None}}, remark="caf\u00e9 cafe\u0301\nregel",
    )  # fmt: skip
    tax.Certificate.objects.create(
        administration=one, serial="FFFF0001", holder="Bakkerij ’t Hóékje", issuer="", note="  los \\ \"eind\" ",
        valid_from=date(2020, 1, 1), valid_until=date(2023, 1, 1),
    )  # fmt: skip
    tax.Port.objects.create(administration=one, name="p/2", kind="other", active=False)
    tax.VatRight.objects.create(administration=one, email="bob@example.test", may_approve=True)
    tax.ReportingLine.objects.create(administration=one, structure="Jaarrekening", line="A/20", title="Kosten é")
    tax.TaxAuthorisation.objects.create(
        administration=one, service="VIA", intermediary="Ánders", year=2025, requested_on=date(2025, 2, 1),
        granted_by="code", active_on=date(2025, 2, 9), withdrawn_on=date(2025, 6, 1),
    )  # fmt: skip
