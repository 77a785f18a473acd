"""Banks by code, and numbers of accounts. Pure."""

from collections.abc import Iterable, Mapping

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

# The banks of which a profile can say what becomes of a link (R173, R174, R248, R249), by their code in an IBAN.
BANKS: Mapping[str, str] = {"RABO": "rabobank", "KNAB": "knab", "ABNA": "abn-amro", "INGB": "ing"}
OTHER = ""
_DUTCH = 10  # digits of a Dutch account number within its IBAN
_LONGEST = 40


def clean(number: str) -> str:
    """An account number without spaces and dots, in capitals."""
    return "".join(letter for letter in number.upper() if letter.isalnum() or letter in "-_/")[:_LONGEST]


def is_iban(number: str) -> bool:
    """Whether it is an IBAN: country, length and check digits."""
    try:
        return bool(IBAN(number, allow_invalid=True).is_valid)
    except (SchwiftyException, ValueError):
        return False


def bank_of(number: str) -> str:
    """The code of the bank at which an IBAN is held; OTHER for another bank and for what is no IBAN."""
    return BANKS.get(number[4:8], OTHER) if number[:2] == "NL" else OTHER


def same_account(number: str, known: Iterable[str]) -> str:
    """The account of ``known`` that a file means by ``number``, which may be without country and bank; else empty."""
    wanted = clean(number)
    accounts = list(known)
    if wanted in accounts or not wanted.isdigit():
        return wanted if wanted in accounts else ""
    digits = wanted.lstrip("0").zfill(_DUTCH)
    found = [one for one in accounts if one[:2] == "NL" and one.endswith(digits)]
    return found[0] if len(found) == 1 else ""


def shown(number: str) -> str:
    """An account number as people write it: an IBAN in groups of four."""
    if len(number) > _DUTCH and number[:2].isalpha():
        return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
    return number
