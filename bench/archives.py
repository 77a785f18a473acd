"""Documents: their contents hashed anew against sha256sum, and searches through the texts of a large archive."""

import hashlib
import random
import statistics
import subprocess
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench.books import Offices
from bench.report import Report
from overstap.books.documents import queries
from overstap.books.documents.models import Document
from overstap.books.documents.values import Source, Tag, Wanted
from overstap.books.ledger import store as ledger
from overstap.durable.failures import as_worker
from overstap.lib import objects
from overstap.lib.database import as_owner
from overstap.moves.holdings import documents
from overstap.moves.models import MoveAdministration
from overstap.tenancy import actions
from overstap.tenancy.access import Actor
from overstap.tenancy.actions import AdministrationDetails
from overstap.tenancy.models import Administration

FILES, SIZE = 10_000, 10_000  # bytes each: 100 MB
ARCHIVE = 100_000
HASH_BOUND = 1.3
SEARCH_BOUND = 200.0  # ms
SEARCHES = 400
_TOGETHER = 1_000
_START = datetime(2020, 1, 1, tzinfo=UTC)
_WORDS_EACH = 120
_KEEP = """
SELECT count(overstap_keep_reading(%s, uid, 'read', 1, said, '', '[]'))
FROM unnest(%s::uuid[], %s::text[]) AS t(uid, said)
"""
# Filling an index of words from nothing is many times as quick as word by word; statistics as an old archive has them.
_WITHOUT_INDEX = "DROP INDEX read_words"
_WITH_INDEX = "CREATE INDEX read_words ON documents_read USING gin (words) WITH (fastupdate = off)"


def measure(report: Report, offices: Offices, rounds: int) -> None:
    """Both figures."""
    _hashing(report, offices, rounds)
    _searching(report, offices)


def _hashing(report: Report, offices: Offices, rounds: int) -> None:
    with offices.at(offices.giver) as actor:
        administration = _open(actor, "DOCS")
        digests = [objects.keep(random.Random(number).randbytes(SIZE)) for number in range(FILES)]
        _cards(administration, [(f"{number}.pdf", digest) for number, digest in enumerate(digests)])
    ours, peer = [], []
    for _ in range(max(rounds, 5)):
        peer.append(_sha256sum(digests))
        ours.append(_compared(offices, administration))
    report.ratio(
        f"verify {FILES:,} documents / sha256sum",
        ours,
        peer,
        bound=HASH_BOUND,
        detail=f"{FILES * SIZE // 1_000_000} MB, cards read and every content hashed anew",
    )


def _compared(offices: Offices, administration: Administration) -> float:
    with offices.at(offices.giver):
        began = time.perf_counter()
        (result,) = documents.HOLDING.compare(MoveAdministration(), administration)
        seconds = time.perf_counter() - began
    if not result.clean or result.expected != FILES:
        raise RuntimeError(f"not what was stored: {result.as_dict()}")
    return seconds


def _sha256sum(digests: Sequence[str]) -> float:
    """The same files, their names ready in a list."""
    folder = Path(settings.OBJECT_DIR)
    names = "\0".join(str(folder / one[:2] / one[2:4] / one) for one in digests)
    began = time.perf_counter()
    done = subprocess.run(["xargs", "-0", "sha256sum"], input=names, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - began
    if done.stdout.count("\n") != len(digests):
        raise RuntimeError("sha256sum did not read all")
    return seconds


def _searching(report: Report, offices: Offices) -> None:
    chance = random.Random(5)
    vocabulary = _vocabulary(chance)
    _as_owner(_WITHOUT_INDEX)
    with offices.at(offices.giver) as actor:
        _fill(_open(actor, "ARCHIVE"), vocabulary, chance)
    _as_owner(_WITH_INDEX, "VACUUM ANALYZE documents_read", "VACUUM ANALYZE documents_document")
    asked = _questions(vocabulary, chance)
    taken = []
    for wanted in asked:
        with offices.at(offices.giver) as actor:
            began = time.perf_counter()
            queries.listing(actor, "ARCHIVE", wanted)
            taken.append(((time.perf_counter() - began) * 1000, wanted.text))
    taken.sort()
    p95, slowest = taken[int(len(taken) * 0.95)][0], taken[-1]
    median = statistics.median(one for one, _text in taken)
    report.add(
        f"search in {ARCHIVE:,} documents, p95",
        p95,
        "ms",
        bound=SEARCH_BOUND,
        detail=f"{len(asked)} searches; median {median:.1f} ms, slowest {slowest[0]:.0f} ms ({slowest[1]!r})",
    )


def _as_owner(*statements: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _vocabulary(chance: random.Random) -> list[str]:
    """Twenty thousand words, the first of which are in nearly every text, as in a language."""
    parts = [
        "fac",
        "tuur",
        "be",
        "taal",
        "re",
        "ke",
        "ning",
        "le",
        "ver",
        "bon",
        "dienst",
        "huur",
        "kan",
        "toor",
        "ma",
        "te",
    ]
    words: dict[str, None] = dict.fromkeys(["de", "het", "een", "van", "factuur", "btw", "totaal", "bedrag", "datum"])
    while len(words) < 20_000:
        words["".join(chance.choices(parts, k=chance.randint(2, 5)))] = None
    return list(words)


def _fill(administration: Administration, vocabulary: Sequence[str], chance: random.Random) -> None:
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    digest = hashlib.sha256(b"x").hexdigest()
    for first in range(0, ARCHIVE, _TOGETHER):
        cards = _cards(
            administration,
            [(f"{chance.choice(vocabulary)} {first + nr}.pdf", digest) for nr in range(_TOGETHER)],
            first,
        )
        texts = [_text(vocabulary, weights, chance, first + nr) for nr in range(_TOGETHER)]
        with as_worker(), connection.cursor() as cursor:
            cursor.execute(_KEEP, [administration.ledger_id, [card.uid for card in cards], texts])


def _text(vocabulary: Sequence[str], weights: Sequence[float], chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(vocabulary, weights, k=_WORDS_EACH)) + f" 2025-{number:06d}"


def _questions(vocabulary: Sequence[str], chance: random.Random) -> list[Wanted]:
    """What people type: a number, a rare word, common ones, several, the beginning of a word, nothing that is there."""
    asked = []
    for number in range(SEARCHES // 8):
        rare, common = chance.choice(vocabulary[5_000:]), vocabulary[number % 40]
        asked += [
            Wanted(f"2025-{chance.randrange(ARCHIVE):06d}"),
            Wanted(rare),
            Wanted(common),
            Wanted(f"{common} {rare}"),
            Wanted(f"{common} {vocabulary[(number + 7) % 40]}", tag=Tag.BANK),
            Wanted(common[:2]),
            Wanted(rare[:4]),
            Wanted(f"{common} zzzz"),
        ]
    return asked


def _open(actor: Actor, code: str) -> Administration:
    details = AdministrationDetails(ledger_id=ledger.reserve_ledger())
    one = actions.create_administration(actor=actor, code=code, name=code, details=details)
    ledger.open_ledger(one.ledger_id, "EUR")
    return one


def _cards(administration: Administration, named: Sequence[tuple[str, str]], first: int = 0) -> list[Document]:
    tags = list(Tag)
    return Document.objects.bulk_create(
        Document(
            administration=administration,
            uid=uuid.uuid4(),
            sha256=digest,
            size=SIZE,
            media_type="application/pdf",
            name=name,
            tag=tags[number % len(tags)],
            source=Source.UPLOAD,
            arrived_at=_START + timedelta(minutes=first + number),
        )
        for number, (name, digest) in enumerate(named)
    )
