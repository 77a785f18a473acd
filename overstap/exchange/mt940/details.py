"""What Dutch banks write in field 86: who paid or was paid, and for what.

Three ways are met. Rabobank, ABN AMRO and Knab put code words between slashes (``/IBAN/…/NAME/…/REMI/…``); ING does so
too, with the counterparty in one (``/CNTP/iban/bic/name/city/``); and older ABN AMRO and Knab files put words with
colons in plain text (``IBAN: … NAAM: … OMSCHRIJVING: …``). Whatever else there is stays as it stands.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_WORDS = (
    "TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "ORDP", "BENM", "CNTP", "MARF", "CSID", "PREF", "TRCD", "RTRN",
    "ISDT", "ADDR", "PURP", "ULTD", "ULTC", "ULTB", "SVCL", "ACCW", "PHYS", "NRTX", "BUSP", "SUBD", "KREF", "IREF",
)  # fmt: skip
_SLASHED = re.compile(rf"/({'|'.join(_WORDS)})/")
_COLONED = re.compile(
    r"\b(IBAN|REK|REKENING|BIC|NAAM|NAME|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT|BETALINGSKENM\.?|VOOR)\s*:\s*",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}|P?\d{7,10}")
_WIDTH = 65  # characters of a whole line of field 86
_UNSTRUCTURED, _STRUCTURED = re.compile(r"^USTD//"), re.compile(r"^STRD/[^/]*/")
_NO_REFERENCE = frozenset({"NONREF", "NOTPROVIDED", "NOTAVAILABLE", "EREF", "MARF", "PREF"})


class Details(NamedTuple):
    """What field 86 says."""

    name: str = ""
    account: str = ""
    reference: str = ""
    description: str = ""


def read(lines: Sequence[str]) -> Details:
    """The details in the lines of a field 86."""
    run_on = "".join(lines)
    if len(_SLASHED.findall(run_on)) > 1 or run_on.startswith(tuple(f"/{word}/" for word in _WORDS)):
        return _slashed(run_on)
    text = _joined(lines)
    words = _pairs(_COLONED, text)
    if len(words) > 1:
        return _coloned(words)
    return _plain(text)


def known_reference(text: str) -> str:
    """A reference that says something, or nothing."""
    found = text.strip()
    return "" if found.upper() in _NO_REFERENCE else found


def account_in(text: str) -> str:
    """The account number that a text is, without spaces and the P of the old giro; empty where it is none."""
    found = text.replace(" ", "").replace(".", "").upper()
    return found.removeprefix("P") if _ACCOUNT.fullmatch(found) else ""


def _slashed(text: str) -> Details:
    words = _pairs(_SLASHED, text)
    party = words.get("CNTP", "").split("/")
    name = words.get("NAME", "") or (party[2] if len(party) > 2 else "")
    account = words.get("IBAN", "") or party[0]
    remitted = words.get("REMI", "")
    remitted = _STRUCTURED.sub("", _UNSTRUCTURED.sub("", remitted))
    return Details(
        _trimmed(name), account_in(account), known_reference(words.get("EREF", "").strip("/")), _trimmed(remitted)
    )


def _coloned(words: dict[str, str]) -> Details:
    def first(*names: str) -> str:
        return next((words[name] for name in names if words.get(name)), "")

    return Details(
        first("NAAM", "NAME"),
        account_in(first("IBAN", "REK", "REKENING")),
        known_reference(first("KENMERK", "BETALINGSKENM", "BETALINGSKENM.")),
        first("OMSCHRIJVING", "VOOR", ""),
    )


def _plain(text: str) -> Details:
    first, _space, rest = text.partition(" ")
    account = account_in(first)
    return Details(account=account, description=rest.strip() if account else text)


def _pairs(words: re.Pattern[str], text: str) -> dict[str, str]:
    """Word -> the text up to the next one; of a word that comes twice the first that says something."""
    found: dict[str, str] = {"": text}
    places = list(words.finditer(text))
    ends = [*(after.start() for after in places[1:]), len(text)]
    for place, end in zip(places, ends, strict=False):  # without a word there is one end too many
        said = text[place.end() : end].strip()
        word = place.group(1).upper()
        found[word] = found.get(word) or said
    return found


def _joined(lines: Sequence[str]) -> str:
    """Lines that are full go on in the next; others end a word."""
    text = ""
    for line in lines:
        text += line if len(line) == _WIDTH else line + " "
    return " ".join(text.split())


def _trimmed(text: str) -> str:
    return " ".join(text.strip("/ ").split())
