"""What may stand in the settings of returns. Plain: values in, findings out.

Source of the pair: the Dutch VAT message has bd-i:ContactType INT (an intermediary) with bd-i:TaxConsultantNumber, the
becon number, and BPL (the taxpayer) without one; contact details go along in both.
"""

import re
from collections.abc import Iterator
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.nl import btw

from overstap.books.tax.values import AuthorisationRow, CertificateRow, Contact, ContactType, Granted
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

# Real filings have six digits; programs accept up to eight. We know of no check digit.
_BECON = re.compile(r"[0-9]{6,8}", re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{5,24}", re.ASCII)
_SERIAL = re.compile(r"[0-9A-Fa-f]{8,64}", re.ASCII)
LONGEST = {"initials": 10, "prefix": 10, "surname": 200, "phone": 25, "vat_number": 20, "becon_number": 20}
SILENCE_DAYS = 26  # Logius: an authorisation for service messages is active when nobody objected in so many days


def contact(one: Contact) -> Iterator[Finding]:
    """What is wrong in what was typed; the pair of becon number and contact type always counts."""
    for name, longest in LONGEST.items():
        text = getattr(one, name)
        if len(text) > longest or not text.isprintable():
            yield _error(
                "TAX-CONTACT-TEXT",
                name,
                sentence("This is too long, or has characters that cannot be used."),
                sentence("Use at most %(longest)d characters on one line.", longest=longest),
            )
    yield from pair(one.contact_type, one.becon_number)
    if one.phone and not _PHONE.fullmatch(one.phone):
        yield _error(
            "TAX-PHONE",
            "phone",
            sentence("This is not a telephone number."),
            sentence("Use digits, spaces and hyphens; a + may stand first."),
        )
    if one.vat_number and not _is_vat_number(one.vat_number):
        yield _error(
            "TAX-VAT-NUMBER",
            "vat_number",
            sentence("This is not a Dutch VAT number."),
            sentence("It has nine digits, a B and two digits; check it on the letter of the tax authority."),
        )


def pair(contact_type: str, becon_number: str) -> Iterator[Finding]:
    """INT goes with a becon number, BPL without one (R186 to R188)."""
    if contact_type not in set(ContactType):
        yield _error(
            "TAX-CONTACT-TYPE",
            "contact_type",
            sentence("There is no such contact type."),
            sentence("Choose INT or BPL."),
        )
    if becon_number and (not _BECON.fullmatch(becon_number) or not int(becon_number)):
        yield _error(
            "BECON-NUMBER",
            "becon_number",
            sentence("This is not a becon number."),
            sentence("A becon number has six to eight digits."),
        )
    if contact_type == ContactType.INTERMEDIARY and not becon_number:
        yield _error(
            "BECON-MISSING",
            "becon_number",
            sentence("An intermediary (INT) files with a becon number, and there is none."),
            sentence("Fill in the becon number of the office that files, or choose BPL."),
        )
    if contact_type == ContactType.TAXPAYER and becon_number:
        yield _error(
            "BECON-WITH-BPL",
            "becon_number",
            sentence("The taxpayer (BPL) files without a becon number, and there is one."),
            sentence("Empty the becon number, or choose INT."),
        )
    if contact_type == ContactType.NONE and becon_number:
        yield _error(
            "TAX-CONTACT-TYPE",
            "contact_type",
            sentence("A becon number alone does not say who files."),
            sentence("Choose INT with it, or empty it."),
        )


def to_file(one: Contact) -> Iterator[Finding]:
    """What is missing before a return can be filed."""
    yield from contact(one)
    if one.contact_type == ContactType.NONE:
        yield _error(
            "TAX-CONTACT-TYPE",
            "contact_type",
            sentence("It is not set who files: INT or BPL."),
            sentence("Set the contact type under VAT & tax > Settings."),
        )
    for name in ("initials", "surname", "phone", "vat_number"):
        if not getattr(one, name):
            yield _error(
                "TAX-CONTACT-MISSING",
                name,
                sentence("This has to be in every return, and is empty."),
                sentence("Fill it in under VAT & tax > Settings."),
            )


def certificate(one: CertificateRow) -> Iterator[Finding]:
    """A certificate as its owner reads it from the file: serial number in hexadecimal or decimal digits."""
    if not _SERIAL.fullmatch(one.serial):
        yield _error(
            "CERTIFICATE-SERIAL",
            "serial",
            sentence("This is not the serial number of a certificate."),
            sentence("Copy it from the certificate, without spaces or colons: 8 to 64 digits and letters a to f."),
        )
    if not one.holder.strip() or not _line(one.holder) or not _line(one.issuer) or not _line(one.note, 2_000):
        yield _error(
            "CERTIFICATE-HOLDER",
            "holder",
            sentence("It does not say in whose name the certificate is."),
            sentence("Give the holder on one line of at most 200 characters."),
        )
    if one.valid_until <= one.valid_from:
        yield _error(
            "CERTIFICATE-DATES",
            "valid_until",
            sentence("The certificate ends before it begins."),
            sentence("Copy both days from the certificate."),
        )


def authorisation(one: AuthorisationRow, today: date) -> Iterator[Finding]:
    """An authorisation at the tax authority, of a year or (0) until it is withdrawn."""
    if not _line(one.service) or not _line(one.intermediary) or not one.service.strip() or not one.intermediary.strip():
        yield _error(
            "AUTHORISATION-TEXT",
            "service",
            sentence("Service and intermediary are both needed."),
            sentence("Give each on one line of at most 200 characters."),
        )
    if one.requested_on > today:
        yield _error(
            "AUTHORISATION-DATE",
            "requested_on",
            sentence("That day is still to come."),
            sentence("Give the day on which it was requested."),
        )
    if one.year and not 2000 <= one.year <= 2100:
        yield _error(
            "AUTHORISATION-YEAR",
            "year",
            sentence("That is not a year."),
            sentence("Give a year, or 0 for one that goes on until it is withdrawn."),
        )
    if one.granted_by not in set(Granted):
        yield _error(
            "AUTHORISATION-HOW",
            "granted_by",
            sentence("It becomes active by silence or by a code."),
            sentence("Choose silence or code."),
        )


def text(name: str, said: str, longest: int = 200, *, needed: bool = True) -> Iterator[Finding]:
    """One line of text in a register."""
    if (needed and not said.strip()) or not _line(said, longest):
        yield _error(
            "TAX-TEXT",
            name,
            sentence("This is missing, too long, or has characters that cannot be used."),
            sentence("Use at most %(longest)d characters on one line.", longest=longest),
        )


def _line(said: str, longest: int = 200) -> bool:
    return len(said) <= longest and said.isprintable()


def _is_vat_number(number: str) -> bool:
    try:
        btw.validate(number)
    except ValidationError:
        return False
    return True


def _error(code: str, place: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.ERROR, place, message, remedy)
