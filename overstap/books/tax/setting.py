"""The verbs of settings and registers: who files, certificates, ports, rights, structure, authorisations."""

from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from overstap.books.ledger.models import VatCode
from overstap.books.tax import checks
from overstap.books.tax.errors import NotThere, TaxRefused, refuse
from overstap.books.tax.models import (
    BoxRule,
    Certificate,
    Port,
    ReportingLine,
    TaxAuthorisation,
    TaxSettings,
    VatRight,
)
from overstap.books.tax.values import (
    OF_CODES,
    AuthorisationRow,
    CertificateRow,
    PortKind,
    PortRow,
    RightRow,
    Rule,
    Settings,
    Span,
    StructureRow,
)
from overstap.lib import clock
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, Membership
from overstap.tenancy.roles import Right

MOST_ROWS = 500  # of one register in one administration


def save(actor: Actor, code: str, wanted: Settings) -> None:
    """Who files and how often. Raises NotFound, NotAllowed, Frozen, TaxRefused (also where INT and becon disagree)."""
    one = access.administration_for_writing(actor, code)
    refuse(checks.contact(wanted.contact))
    if wanted.span not in set(Span):
        raise TaxRefused(
            _("VAT is filed per month, quarter or year."), code="TAX-SPAN", remedy=_("Choose one of them.")
        )
    values = {**asdict(wanted.contact), "span": wanted.span}
    before = TaxSettings.objects.filter(administration=one).values(*values).first() or {}
    TaxSettings.objects.update_or_create(administration=one, defaults=values)
    changed = sorted(name for name, value in values.items() if before.get(name, "") != value)
    audit.record(actor, "tax.settings", {"administration": code, "changed": changed})


def map_code(actor: Actor, code: str, rule: Rule) -> None:
    """Let a VAT code lead to a box, or (None) to no box at all. Raises as ``save``, and NotThere."""
    one = access.administration_for_writing(actor, code)
    if not VatCode.objects.filter(administration=one, code=rule.code).exists():
        raise NotThere(_("There is no VAT code “%(code)s”.") % {"code": rule.code[:60]}, remedy=_("Check the code."))
    if rule.box is not None and rule.box not in OF_CODES:
        raise TaxRefused(_("No VAT code can lead to that box."), code="TAX-BOX", remedy=_("Choose another box."))
    if not Decimal(0) <= rule.rate <= Decimal(100):
        raise TaxRefused(_("A rate is from 0 to 100 per cent."), code="TAX-RATE", remedy=_("Give another rate."))
    values = {"box": rule.box or "", "rate": rule.rate}
    BoxRule.objects.update_or_create(administration=one, code=rule.code, defaults=values)
    audit.record(actor, "tax.map", {"administration": code, "vat_code": rule.code, "box": rule.box or ""})


def keep_certificate(actor: Actor, code: str, row: CertificateRow) -> None:
    """Enter a certificate, or change what stands of it. Raises as ``save``."""
    one = access.administration_for_writing(actor, code)
    refuse(checks.certificate(row))
    row = replace(row, serial=row.serial.upper())
    _keep(Certificate, one, row, "serial")
    audit.record(actor, "tax.certificate", {"administration": code, "serial": row.serial, "holder": row.holder})


def keep_port(actor: Actor, code: str, row: PortRow) -> None:
    """Enter a port, or change what stands of it. Raises as ``save``, and NotThere for an unknown certificate."""
    one = access.administration_for_writing(actor, code)
    refuse([*checks.text("name", row.name, 100), *checks.text("address", row.address, needed=False)])
    if row.kind not in set(PortKind):
        raise TaxRefused(_("There is no such kind of port."), code="TAX-PORT", remedy=_("Choose another kind."))
    serial = row.certificate_serial
    if serial and not Certificate.objects.filter(administration=one, serial=serial).exists():
        raise _missing(_("There is no certificate with that serial number here."))
    _keep(Port, one, row, "name")
    audit.record(actor, "tax.port", {"administration": code, "port": row.name, "kind": row.kind})


def grant(actor: Actor, code: str, row: RightRow) -> None:
    """What a person may do with returns; neither: nothing any more. For who gives access (R253).

    Raises as ``save``, and NotThere for whom is no member of the environment.
    """
    one = access.administration_for_writing(actor, code, Right.MANAGE_ACCESS)
    member = Membership.objects.filter(environment=actor.environment, active=True, person__email__iexact=row.email)
    found = member.values_list("person__email", flat=True).first() if row.email.isprintable() else None
    gives = row.may_approve or row.may_file
    if found is None and gives:
        raise _missing(_("Nobody with that e-mail address works in this environment."))
    email = found or row.email
    VatRight.objects.filter(administration=one, email__iexact=email).delete()
    if gives:
        VatRight.objects.create(
            administration=one, email=email, may_approve=row.may_approve, may_file=row.may_file,
            granted_by=actor.person.email,
        )  # fmt: skip
    facts = {"administration": code, "person": email, "approve": row.may_approve, "file": row.may_file}
    audit.record(actor, "tax.right", facts)


def keep_line(actor: Actor, code: str, row: StructureRow) -> None:
    """Enter a line of a reporting structure, or change it (R254). Raises as ``save``."""
    one = access.administration_for_writing(actor, code)
    refuse(
        [
            *checks.text("structure", row.structure, 60),
            *checks.text("line", row.line, 60),
            *checks.text("title", row.title),
            *checks.text("account_from", row.account_from, 60, needed=False),
            *checks.text("account_to", row.account_to, 60, needed=False),
        ]
    )
    _keep(ReportingLine, one, row, "structure", "line")
    audit.record(actor, "tax.structure", {"administration": code, "structure": row.structure, "line": row.line})


def keep_authorisation(actor: Actor, code: str, row: AuthorisationRow) -> None:
    """Enter an authorisation at the tax authority, or say when it became active or was withdrawn.

    Who enters one that waits is mailed when the 26 days of silence are over. Raises as ``save``.
    """
    one = access.administration_for_writing(actor, code)
    refuse(checks.authorisation(row, _today()))
    key = {name: getattr(row, name) for name in ("service", "intermediary", "year", "requested_on")}
    values = {name: getattr(row, name) for name in ("granted_by", "active_on", "withdrawn_on")}
    _require_room(TaxAuthorisation, one)
    made, is_new = TaxAuthorisation.objects.get_or_create(
        administration=one, **key, defaults={**values, "requested_by": actor.person.email}
    )
    if not is_new:
        TaxAuthorisation.objects.filter(pk=made.pk).update(**values)
    audit.record(actor, "tax.authorisation", {"administration": code, "service": row.service})


REGISTERS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "certificate": (Certificate, ("serial",)),
    "port": (Port, ("name",)),
    "structure": (ReportingLine, ("structure", "line")),
}


def remove(actor: Actor, code: str, register: str, *key: str) -> None:
    """Take an entry out of a register (``REGISTERS``). Raises as ``save``, and NotThere."""
    one = access.administration_for_writing(actor, code)
    if register not in REGISTERS:
        raise _missing(_("There is no such register."))
    table, names = REGISTERS[register]
    if register == "certificate" and Port.objects.filter(administration=one, certificate_serial__in=key).exists():
        raise TaxRefused(
            _("A port uses this certificate."), code="CERTIFICATE-IN-USE",
            remedy=_("Change or remove the port first."),
        )  # fmt: skip
    found = table._default_manager.filter(administration=one, **dict(zip(names, key, strict=False)))
    if len(key) != len(names) or not all(text.isprintable() for text in key) or not found.delete()[0]:
        raise _missing(_("That entry is not in the register."))
    audit.record(actor, "tax.remove", {"administration": code, "register": register, "key": " / ".join(key)})


def _keep(table: type[models.Model], one: Administration, row: Any, *key: str) -> None:
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    chosen = {name: values.pop(name) for name in key}
    _require_room(table, one)
    table._default_manager.update_or_create(administration=one, **chosen, defaults=values)


def _require_room(table: type[models.Model], one: Administration) -> None:
    if table._default_manager.filter(administration=one)[MOST_ROWS:].exists():
        raise TaxRefused(
            _("The register is full."), code="TAX-REGISTER-FULL", remedy=_("Remove what is not used any more.")
        )


def _today() -> date:
    return clock.now().astimezone(clock.AMSTERDAM).date()


def _missing(text: str) -> NotThere:
    return NotThere(text, remedy=_("Look in the list under VAT & tax > Settings."))
