"""Moves as people see them: an offer, a status, a verification."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.cli.output import amount_text, facts, indented, mark, moment, number, row, safe, table
from overstap.cli.words import word
from overstap.moves.profiles import profile
from overstap.moves.queries import MoveStatus, PartStatus
from overstap.moves.values import Offer, Party


def offer_data(found: Offer) -> dict[str, object]:
    """An offer for programs, with the terms for the receiver."""
    return {**asdict(found), "terms": profile(found.profile).terms[Party.RECEIVER][chosen()]}


def offer(found: Offer) -> Iterator[RenderableType]:
    """What a receiver has to know before agreeing (R036)."""
    yield safe(profile(found.profile).titles[chosen()], "bold")
    yield facts(
        [
            (_("From"), f"{found.giver} ({found.giver_office})"),
            (_("Started by"), found.started_by),
            (_("Valid until"), moment(found.expires_at)),
            (_("Costs"), costs(found)),
            (_("Payment agreement"), _("goes along") if found.payment_agreement_moves else _("stays with the giver")),
        ]
    )
    made = table(_("Code"), _("Administration"), _("Package"))
    for one in found.administrations:
        row(made, one.code, one.name, one.package)
    yield made
    yield safe(profile(found.profile).terms[Party.RECEIVER][chosen()])
    yield safe(_("Accept with --agree, and another code with --set OLD=NEW; or refuse with --reject."), "dim")


def costs(found: Offer) -> str:
    """What the move costs the receiver: EUR 0,00."""
    return f"{found.currency} {amount_text(Decimal(found.fee))}"


def status(found: MoveStatus) -> Iterator[RenderableType]:
    """A move in full."""
    yield Text.assemble((_("Move") + " ", "bold"), safe(found.uid, "bold"))
    yield facts(
        [
            (_("State"), safe(word(found.state), "bold")),
            (_("Waits for"), found.waits_for),
            (_("From"), found.giver),
            (_("To"), found.receiver),
            (_("Code valid until"), moment(found.expires_at) if found.state == "offered" else ""),
            (_("Frozen"), moment(found.frozen_at)),
            (_("Released"), moment(found.released_at)),
            (_("Can be taken back until"), moment(found.undo_until)),
            (_("Proof"), found.proof_sha256),
        ]
    )
    if found.failure:
        yield failure(found.failure)
    for part in found.parts:
        yield from _part(part)


def failure(found: Mapping[str, Any]) -> RenderableType:
    """What stopped a move or an administration in it."""
    what, then = safe(found.get("message", "")), safe(found.get("remedy", ""))
    return Text.assemble(("✗ ", "red"), what, "\n  → ", then, (f"\n  {found.get('error', '')}", "dim"))


def _part(part: PartStatus) -> Iterator[RenderableType]:
    codes = f"{part.old_code} → {part.new_code}" if part.new_code else part.old_code
    yield Text.assemble("\n", safe(part.name, "bold"), safe(f"  {codes}  "), safe(word(part.outcome)))
    if part.failure:
        yield indented(failure(part.failure))
    if part.verification:
        yield from verification(part.verification)


def verification(result: Mapping[str, Any]) -> Iterator[RenderableType]:
    """A verification: what was compared, what differs, and what was not compared."""
    figures = (_("Expected"), _("Present"), _("Missing"), _("Extra"), _("Different"))
    made = table("", _("Kind of record"), *figures, right=figures)
    for kind in result["kinds"]:
        row(made, mark(kind["clean"]), word(kind["kind"]), *_counts(kind), style="" if kind["clean"] else "bold red")
    yield made
    statements = table("", _("Statement"), _("Figures"), _("Different"), right=(_("Figures"), _("Different")))
    for one in result["statements"]:
        row(statements, mark(one["clean"]), word(one["name"]), number(one["compared"]), number(one["differences"]))
    yield from ("", statements)
    yield from _differences(result)
    yield from ("", Text(_("Not compared"), "bold"))
    for why, what in _by_reason(result["not_compared"]).items():
        yield indented(Text.assemble(safe(", ".join(what)), (": ", "dim"), safe(why, "dim")))


def _by_reason(left_out: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for one in left_out:
        reasons.setdefault(one["why"], []).append(word(one["what"]))
    return reasons


def _counts(kind: Mapping[str, Any]) -> list[str]:
    return [number(kind[name]) for name in ("expected", "present", "missing", "extra", "different")]


def _differences(result: Mapping[str, Any]) -> Iterator[RenderableType]:
    """The first of each sort, by name."""
    for kind in result["kinds"]:
        for sort, keys in kind["samples"].items():
            for key in keys[:5]:
                yield safe(f"  {word(kind['kind'])}, {word(sort)}: {key}", "red")
    for one in result["statements"]:
        for sample in one["samples"][:5]:
            figures = _("expected %(expected)s, present %(present)s") % dict(sample)
            yield safe(f"  {word(one['name'])}, {sample['key']}: {figures}", "red")
