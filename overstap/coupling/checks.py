"""What is wrong with a card, as far as one can tell from the card alone. Pure.

Numbers are checked by python-stdnum (VAT, also on behalf of other countries of the EU), schwifty (IBAN) and
phonenumbers; a Chamber of Commerce number has no check digit, so that only its form is looked at.
"""

import re
from collections.abc import Callable

import phonenumbers
import schwifty
from schwifty.exceptions import SchwiftyException
from stdnum.eu import vat
from stdnum.nl import btw

from overstap.coupling.values import Fields
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

HOME = "NL"
# Names under which many parties are booked, and names that stand for nobody.
ANYBODY = frozenset(
    (
        "particulier", "particulieren", "diverse", "diversen", "debiteuren", "crediteuren", "klanten", "contant",
        "contante", "verkoop", "kasverkoop", "onbekend", "nvt", "webshop", "passant", "passanten", "balieverkoop",
        "kas", "consument", "consumenten",
    )
)  # fmt: skip
TEST = frozenset(
    (
        "test", "testklant", "testdebiteur", "testcrediteur", "testrelatie", "dummy", "xxx", "xx", "asdf", "qwerty",
        "proef", "proefklant",
    )
)  # fmt: skip
_SAID_BESIDE = frozenset(
    ("de", "het", "en", "een", "nl", "bv", "klant", "relatie", "debiteur", "crediteur", "leverancier", "divers")
)
_WORD = re.compile(r"[^\W_]+")
_KVK = re.compile(r"(\d{8})(\d{4}|\d{12})?")
_IBAN_LIKE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]+")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_UNION = frozenset({*vat.MEMBER_STATES, "el"})
_JUST_COUNTING = frozenset({"12345678", "87654321", "01234567"})

Check = Callable[[Fields], Finding | None]


def problems(fields: Fields, place: str) -> list[Finding]:
    """What is wrong with a card that says ``fields``, with ``place`` in it."""
    found = (check(fields) for check in _CHECKS)
    return [Finding(one.code, one.severity, place, one.message, one.remedy) for one in found if one is not None]


def names_anybody(name: str) -> bool:
    """Whether it is a name under which many are booked ("Particulier", "Diverse debiteuren"), or none at all."""
    words = set(_words(name))
    return bool(words) and words <= ANYBODY | _SAID_BESIDE and bool(words & ANYBODY)


def names_a_test(name: str) -> bool:
    """Whether it is the name of somebody's trial."""
    words = set(_words(name))
    return bool(words & TEST) and words <= TEST | _SAID_BESIDE | ANYBODY


def valid_commerce_number(fields: Fields) -> str:
    """The eight digits of a Dutch Chamber of Commerce number; empty where there is none that can be right."""
    found = _KVK.fullmatch(_digits_and_letters(fields.get("commerce_number", "")).removeprefix("KVK"))
    number = found.group(1) if found else ""
    return "" if number in _JUST_COUNTING or len(set(number)) == 1 else number


def _nameless(fields: Fields) -> Finding | None:
    if _words(fields.get("name", "")):
        return None
    return _finding(
        "CONTACT-NAMELESS",
        Severity.ERROR,
        sentence("This contact has no name."),
        sentence("Give it a name in the package and have it read again, or accept it as it is."),
    )


def _commerce_number(fields: Fields) -> Finding | None:
    told = fields.get("commerce_number", "")
    if not told or _country(fields) != HOME or valid_commerce_number(fields):
        return None
    return _finding(
        "CONTACT-KVK-INVALID",
        Severity.WARNING,
        sentence("“%(number)s” is no Chamber of Commerce number: that has eight digits.", number=told[:40]),
        sentence("Correct it in the package; it does not count when contacts are compared."),
    )


def _tax_number(fields: Fields) -> Finding | None:
    told = fields.get("tax_number", "")
    if not told or _is_tax_number(_digits_and_letters(told), _country(fields)):
        return None
    return _finding(
        "CONTACT-VAT-INVALID",
        Severity.WARNING,
        sentence("“%(number)s” is no valid VAT number.", number=told[:40]),
        sentence("Look it up in VIES, and correct it in the package."),
    )


def _bank_account(fields: Fields) -> Finding | None:
    told = _digits_and_letters(fields.get("iban", ""))
    if not _IBAN_LIKE.fullmatch(told) or _is_iban(told):
        return None  # other numbers have no rule that all countries share
    return _finding(
        "CONTACT-IBAN-INVALID",
        Severity.WARNING,
        sentence("“%(number)s” is no valid IBAN.", number=told[:40]),
        sentence("Correct it in the package before anything is paid to it."),
    )


def _telephone(fields: Fields) -> Finding | None:
    told = fields.get("phone", "")
    if not told or _is_telephone(told, _country(fields)):
        return None
    return _finding(
        "CONTACT-PHONE-INVALID",
        Severity.INFO,
        sentence("“%(number)s” is no telephone number that can be called.", number=told[:40]),
        sentence("Correct it in the package, or leave it."),
    )


def _mail(fields: Fields) -> Finding | None:
    told = fields.get("email", "")
    if not told or any(_MAIL.fullmatch(one) for one in re.split(r"[;,\s]+", told)):
        return None
    return _finding(
        "CONTACT-EMAIL-INVALID",
        Severity.INFO,
        sentence("“%(address)s” is no e-mail address.", address=told[:80]),
        sentence("Correct it in the package, or leave it."),
    )


_CHECKS: tuple[Check, ...] = (_nameless, _commerce_number, _tax_number, _bank_account, _telephone, _mail)


def _finding(code: str, severity: Severity, message: str, remedy: str) -> Finding:
    return Finding(code, severity, "", message, remedy)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _country(fields: Fields) -> str:
    return fields.get("country", "").strip().upper() or HOME


def _digits_and_letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())


def _is_tax_number(number: str, country: str) -> bool:
    """Of countries outside the EU nothing is known, and so nothing is wrong."""
    if not any(letter.isdigit() for letter in number):
        return False
    prefix = number[:2] if number[:2].isalpha() else country
    if prefix == HOME:
        return bool(btw.is_valid(number.removeprefix(HOME)))
    if prefix.lower() not in _UNION:
        return True
    return bool(vat.is_valid(number if number[:2].isalpha() else prefix + number))


def _is_iban(number: str) -> bool:
    try:
        schwifty.IBAN(number)
    except SchwiftyException:
        return False
    return True


def _is_telephone(number: str, country: str) -> bool:
    try:
        found = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(found)
