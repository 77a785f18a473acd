"""A proof as the page template wants it: every cell ready to print, as text."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from babel.dates import format_datetime
from babel.numbers import format_decimal

from overstap.lib.clock import AMSTERDAM
from overstap.moves.proof.canonical import canonical
from overstap.moves.proof.texts import TEXTS, Language, word
from overstap.moves.proof.values import Manifest, Party, RecordCheck, Table, Timings, Verification
from overstap.moves.proof.verify import Verdict

Cells: TypeAlias = list[str]

ATTACHMENT = "overstap-proof.json"
_PATTERNS = {"nl": "d MMMM y, HH:mm:ss", "en": "d MMMM y, HH:mm:ss"}
_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_HASH_SHOWN = 16
_LONGEST_WORD = 24
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_NUMBER = re.compile(r"-?[0-9][0-9.,]*")
# What the fonts inside typst can show; anything else would be an empty box, and is printed by its number instead.
_SHOWN = ((0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF))
_SHOWN_SIGNS = ((0x2010, 0x2027), (0x2030, 0x2040), (0x20A0, 0x20C0), (0x2190, 0x22FF))
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes values as people of one language read them."""

    language: Language

    def text(self, key: str) -> str:
        return TEXTS[self.language][key]

    def code(self, code: str) -> str:
        return printable(word(code, self.language))

    def title(self, code: str) -> str:
        shown = self.code(code)
        return shown[:1].upper() + shown[1:]

    def number(self, number: int) -> str:
        return format_decimal(number, locale=_LOCALES[self.language])

    def time(self, iso: str | None) -> str:
        if iso is None:
            return self.text("none")
        at = datetime.fromisoformat(iso).astimezone(AMSTERDAM)
        written = format_datetime(at, _PATTERNS[self.language], tzinfo=at.tzinfo, locale=_LOCALES[self.language])
        return f"{written} ({at.strftime('%z')[:3]}:{at.strftime('%z')[3:5]})"

    def duration(self, milliseconds: int | None) -> str:
        if milliseconds is None:
            return self.text("none")
        if milliseconds < 1_000:
            return self.text("milliseconds").format(milliseconds)
        if milliseconds < 60_000:
            seconds = format_decimal(Decimal(milliseconds) / 1_000, "0.00", locale=_LOCALES[self.language])
            return self.text("seconds").format(seconds)
        return self.text("minutes").format(*divmod(milliseconds // 1_000, 60))


def printable(text: str) -> str:
    """``text`` with what cannot be seen or shown written as ``[U+202E]``, and places to break in very long words."""
    shown = "".join(char if _is_shown(char) else f"[U+{ord(char):04X}]" for char in unicodedata.normalize("NFC", text))
    return _LONG_WORD.sub(_with_breaks, shown)


def view(verdict: Verdict, language: Language) -> dict[str, object]:
    """Everything the template prints, from a verified proof."""
    manifest, write = verdict.manifest, _Writer(language)
    return {
        "language": language,
        "text": {**TEXTS[language], "how_1": write.text("how_1").format(ATTACHMENT)},
        "fingerprint": verdict.fingerprint,
        "document_sha256": verdict.document_sha256,
        "attachment": ATTACHMENT,
        "equal": write.code("equal"),
        "facts": _facts(manifest, write),
        "summary": _summary(manifest, write),
        "parties": [_party(party, write) for party in manifest.parties],
        "administrations": _administrations(manifest, write),
        "times": _times(manifest.timings, write),
        "states": [[write.title(each.state), write.time(each.at)] for each in manifest.move.states],
        "totals": _totals(manifest.verifications, write),
        "verifications": _verifications(manifest, write),
        "consents": _consents(manifest, write),
        "overrides": _overrides(manifest, write),
        "tables": [_table(table) for table in manifest.tables],
        "events": _events(manifest, write),
    }


def _is_shown(char: str) -> bool:
    if unicodedata.category(char) in _UNSEEN:
        return False
    return any(first <= ord(char) <= last for first, last in (*_SHOWN, *_SHOWN_SIGNS))


def _with_breaks(found: re.Match[str]) -> str:
    long = found.group()
    return "\u200b".join(long[at : at + _LONGEST_WORD] for at in range(0, len(long), _LONGEST_WORD))


def _facts(manifest: Manifest, write: _Writer) -> list[Cells]:
    issuer = manifest.issuer
    return [
        [write.text("move"), printable(manifest.move.uid)],
        [write.text("profile"), write.code(manifest.move.profile)],
        [write.text("issued"), write.time(issuer.issued_at)],
        [write.text("issuer"), printable(f"{issuer.installation} ({issuer.software})")],
    ]


def _summary(manifest: Manifest, write: _Writer) -> dict[str, object]:
    state = _summary_state(manifest)
    records = sum(each.expected for check in manifest.verifications for each in check.records)
    return {
        "state": state,
        "sentence": write.text(f"summary_{state}"),
        "figures": [
            [write.text("summary_administrations"), write.number(len(manifest.administrations))],
            [write.text("summary_records"), write.number(records)],
            [write.text("summary_freeze"), write.duration(manifest.timings.freeze_milliseconds)],
            [write.text("summary_overrides"), write.number(len(manifest.overrides))],
        ],
    }


def _summary_state(manifest: Manifest) -> str:
    """By the figures themselves, so that a verdict in words cannot hide a difference."""
    verified = {each.ledger_uid for each in manifest.verifications if each.records}
    if not verified:
        return "none"
    if not all(_is_clean(each) for each in manifest.verifications):
        return "different"
    everything = verified.issuperset(each.ledger_uid for each in manifest.administrations)
    return "clean" if everything else "partial"


def _is_clean(verification: Verification) -> bool:
    checks_equal = all(check.verdict == "equal" for check in verification.accounting)
    return verification.verdict == "clean" and checks_equal and all(map(_is_equal, verification.records))


def _is_equal(record: RecordCheck) -> bool:
    return record.expected == record.present and not (record.missing or record.extra or record.different)


def _party(party: Party, write: _Writer) -> dict[str, object]:
    return {
        "side": write.code(party.side),
        "office": printable(party.office),
        "environment": printable(party.environment),
        "people": [[printable(person.name), write.code(person.role)] for person in party.people],
    }


def _administrations(manifest: Manifest, write: _Writer) -> list[Cells]:
    return [
        [
            printable(each.name),
            printable(each.old_code),
            printable(each.new_code),
            write.number(each.position),
            write.code(each.outcome),
        ]
        for each in manifest.administrations
    ]


def _times(timings: Timings, write: _Writer) -> list[Cells]:
    names = ("frozen_at", "carried_at", "verified_at", "released_at")
    rows = [[write.text(name), write.time(getattr(timings, name))] for name in names]
    return [*rows, [write.text("freeze"), write.duration(timings.freeze_milliseconds)]]


def _totals(verifications: tuple[Verification, ...], write: _Writer) -> list[Cells]:
    """Per kind of record over all administrations; empty when there is only one, whose own table says it."""
    if len(verifications) < 2:
        return []
    kinds = dict.fromkeys(record.kind for check in verifications for record in check.records)
    return [_total(kind, verifications, write) for kind in kinds]


def _total(kind: str, verifications: tuple[Verification, ...], write: _Writer) -> Cells:
    records = [record for check in verifications for record in check.records if record.kind == kind]

    def total(of: Callable[[RecordCheck], int]) -> str:
        return write.number(sum(map(of, records)))

    return [
        write.code(kind),
        total(lambda record: record.expected),
        total(lambda record: record.present),
        total(lambda record: record.missing),
        total(lambda record: record.extra),
        total(lambda record: record.different),
    ]


def _verifications(manifest: Manifest, write: _Writer) -> list[Mapping[str, object]]:
    by_ledger = {each.ledger_uid: each for each in manifest.administrations}
    result: list[Mapping[str, object]] = []
    for check in manifest.verifications:
        known = by_ledger.get(check.ledger_uid)
        result.append(
            {
                "name": printable(known.name if known else check.ledger_uid),
                "code": printable(known.new_code if known else ""),
                "ledger": printable(check.ledger_uid),
                "on": write.text("verified_on").format(write.time(check.at)),
                "verdict": write.title(check.verdict),
                "clean": _is_clean(check),
                "records": [_record(each, write) for each in check.records],
                "accounting": [
                    [write.code(each.check), printable(each.detail), write.code(each.verdict)]
                    for each in check.accounting
                ],
                "not_compared": [[write.code(each.what), printable(each.why)] for each in check.not_compared],
            }
        )
    return result


def _record(record: RecordCheck, write: _Writer) -> Cells:
    numbers = (record.expected, record.present, record.missing, record.extra, record.different)
    return [write.code(record.kind), *map(write.number, numbers), record.sha256[:_HASH_SHOWN]]


def _consents(manifest: Manifest, write: _Writer) -> list[Mapping[str, str]]:
    return [
        {
            "person": printable(each.person),
            "side": write.code(each.side),
            "at": write.time(each.at),
            "text": printable(each.text),
            "scope": each.scope_sha256,
        }
        for each in manifest.consents
    ]


def _overrides(manifest: Manifest, write: _Writer) -> list[Cells]:
    return [
        [
            write.code(each.check),
            printable(each.administration),
            printable(each.person),
            write.time(each.at),
            printable(each.reason),
        ]
        for each in manifest.overrides
    ]


def _table(table: Table) -> Mapping[str, object]:
    width = len(table.columns)
    rows = [[*map(printable, row[:width]), *[""] * (width - len(row))] for row in table.rows]
    numbers = [at for at in range(width) if rows and all(_NUMBER.fullmatch(row[at]) for row in rows)]
    return {"title": printable(table.title), "columns": _printed(table.columns), "rows": rows, "numbers": numbers}


def _events(manifest: Manifest, write: _Writer) -> list[Cells]:
    return [
        [
            write.number(event.seq),
            write.time(event.at),
            write.code(event.kind),
            printable(event.person),
            printable(canonical(event.data).decode("utf-8")) if event.data else "",
            event.hash[:_HASH_SHOWN],
        ]
        for event in manifest.events
    ]


def _printed(texts: Iterable[str]) -> Cells:
    return [printable(text) for text in texts]
