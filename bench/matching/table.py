"""What a run found, as Markdown, put between the marks of a document."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.matching.goals import Figure
from bench.matching.measuring import Results
from bench.matching.workbench import (
    DEDUPE,
    GOLDENMATCH,
    GOLDENMATCH_WEIGHTS,
    OURS,
    RECORDLINKAGE,
    SHIPPED,
    SPLINK,
    Outcome,
)

Row = Sequence[str]
# Above this load something else had the processors as well, and times say little.
BUSY = 0.5


def machine(load: float) -> str:
    """Where and when; ``load`` is that of the machine before the run began."""
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    told = (
        f"Measured on {datetime.now(UTC):%d-%m-%Y}, {cores} cores, {memory:.0f} GB, Python {platform.python_version()}."
    )
    if load > BUSY * (cores or 1):
        told += f" Others were using the machine (load {load:.1f}), so times by the clock are provisional."
    return told


def document(results: Results, found: Sequence[Figure], load: float) -> str:
    """All tables."""
    parts = [
        machine(load),
        "### Goals",
        _table(
            ("figure", "goal", "ours", "", "others in the same run"),
            ((one.name, one.wanted, one.said, one.verdict, one.beside) for one in found),
        ),
        "### Dutch contacts",
        _contacts(results),
    ]
    if results.public_sets:
        parts += ["### Public sets", _public(results)]
    if results.placing:
        parts += ["### New cards beside known ones", _placing(results)]
    if results.left_out:
        parts += ["Not measured in this run: " + "; ".join(results.left_out) + "."]
    return "\n\n".join(parts)


def replaced(text: str, mark: str, content: str) -> str:
    """The document with ``content`` between ``<!-- mark -->`` and ``<!-- /mark -->``; ValueError without those."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"


def rewrite(path: Path, mark: str, content: str) -> None:
    """Put ``content`` between the marks of a file."""
    path.write_text(replaced(path.read_text(encoding="utf-8"), mark, content), encoding="utf-8")


def _table(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _contacts(results: Results) -> str:
    titles = {one.title for one in results.public_sets}
    head = (
        "cards", "matcher", "sets", "P", "R", "F1", "F1 of clusters", "wrong legal entity", "questions per 1,000",
        "F1 after them", "s", "s of the processors", "MB",
    )  # fmt: skip
    rows = [_row(group, one) for group, by in results.groups.items() if group not in titles for one in by.values()]
    return _table(head, rows)


def _row(group: str, one: Outcome) -> Row:
    if one.measured.failed:
        return (group, one.engine.name, "", f"failed: {one.measured.failed}", *[""] * 9)
    pooled, sets = one.pooled, len(one.scores)
    asked = f"{pooled.questions_per_1000:.1f}" if one.engine.ours else ""
    after = f"{one.pooled_after.f1:.4f}" if one.after else ""
    return (
        group, one.engine.name, str(sets), f"{pooled.precision:.3f}", f"{pooled.recall:.3f}", f"{one.f1:.4f}",
        f"{pooled.cluster_f1:.3f}", f"{100 * pooled.wrong_legal_share:.3f} %", asked, after, f"{one.seconds:.1f}",
        f"{one.measured.cpu:.1f}", f"{one.measured.peak:,.0f}",
    )  # fmt: skip


def _public(results: Results) -> str:
    engines = (OURS, SPLINK, DEDUPE, RECORDLINKAGE, GOLDENMATCH, GOLDENMATCH_WEIGHTS)
    head = ("set", "cards", *(engine.name for engine in engines), "best, measured before")
    rows = []
    for one in results.public_sets:
        outcomes = [results.of(one.title, engine) for engine in engines]
        ours = outcomes[0]
        cards = f"{ours.pooled.cards:,}" if ours else ""
        cells = [f"{found.f1:.3f} ({found.seconds:.1f} s)" if found else "" for found in outcomes]
        rows.append((one.title, cards, *cells, f"{one.before:.3f}"))
    return _table(head, rows)


def _placing(results: Results) -> str:
    ours, peer = results.placing.get(OURS.name), results.placing.get(SHIPPED.name)
    rows: list[Row] = []
    if ours and ours.said:
        went = results.placed
        told = f"{went['right']} right, {went['asked']} asked about, {went['wrong']} wrong, {went['alone']} left alone"
        rows.append((OURS.name, f"{ours.said[0] + ours.said[1]:.1f} s", f"{ours.said[2]:.2f} s", "", told))
    if peer and peer.said:
        rows.append((SHIPPED.name, f"{peer.said[0]:.1f} s", f"{peer.said[1]:.2f} s", f"{peer.said[2]:.2f} s", ""))
    return _table(("matcher", "getting ready, once", "100 new cards", "one new card", "of the 100"), rows)
