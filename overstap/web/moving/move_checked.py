"""The verification on the page of a move: what was compared, what differs, and what has to stand before a release."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.moves.dossier import Checked, Dossier, Part
from overstap.web.templatetags.ui import integer, moment

Json = Mapping[str, Any]
_FEW = 20  # names of records shown of each sort


@dataclass(frozen=True, slots=True)
class Tiles:
    """How many sorts of records and figures are equal, different, not compared; and records in all."""

    equal: int
    different: int
    not_compared: int
    records: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A record or figure that is not as it was."""

    what: str  # code of a kind or statement
    sort: str  # missing, extra, different; empty for a figure
    name: str
    expected: str
    present: str


class Compared(Protocol):
    """An administration with its verification, of a move or of a rehearsal."""

    @property
    def number(self) -> int:
        """Its place, from 1."""
        ...

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def verification(self) -> Checked | None:
        """The verification; None where nothing was compared."""
        ...


@dataclass(frozen=True, slots=True)
class Verified:
    """The verification of one administration, to show."""

    part: Compared
    tiles: Tiles
    differences: list[Difference]
    left_out: dict[str, list[str]]  # why -> what


@dataclass(frozen=True, slots=True)
class Check:
    """An item of the check list; it is computed, nobody can tick it."""

    name: str
    done: bool
    why: str


def verifications(move: Dossier) -> list[Verified]:
    """Of each administration that was compared."""
    return [verified(part) for part in move.parts if part.verification is not None]


def records_compared(move: Dossier) -> int:
    """Records of all administrations together."""
    return sum(one.tiles.records for one in verifications(move))


def check_list(move: Dossier) -> list[Check]:
    """What has to stand before the release, each with the fact that it rests on."""
    facts = (_frozen, _all_there, _records, _figures, _fresh, _way_back, _nothing_open, _rest_was_read)
    return [*_consents(move), *(fact(move) for fact in facts)]


def verified(part: Compared) -> Verified:
    """A verification, to show. ``part`` was compared."""
    checked = part.verification
    if checked is None:
        raise ValueError(f"{part.name} was not compared")
    everything = [*checked.kinds, *checked.statements]
    equal = sum(bool(one["clean"]) for one in everything)
    tiles = Tiles(
        equal, len(everything) - equal, len(checked.not_compared), sum(int(kind["present"]) for kind in checked.kinds)
    )
    left_out: dict[str, list[str]] = {}
    for one in checked.not_compared:
        left_out.setdefault(str(one["why"]), []).append(str(one["what"]))
    return Verified(part, tiles, [*_records_that_differ(checked.kinds), *_figures_that_differ(checked.statements)],
                    left_out)  # fmt: skip


def _records_that_differ(kinds: list[Json]) -> Iterator[Difference]:
    for kind in kinds:
        for sort, names in kind["samples"].items():
            for name in names[:_FEW]:
                yield Difference(kind["kind"], sort, str(name), "", "")


def _figures_that_differ(statements: list[Json]) -> Iterator[Difference]:
    for one in statements:
        for sample in one["samples"][:_FEW]:
            yield Difference(one["name"], "", sample["key"], sample["expected"], sample["present"])


def _alive(move: Dossier) -> list[Part]:
    """Those that can still be released; all of them where none can, so that it shows why."""
    return [part for part in move.parts if part.outcome != "failed"] or list(move.parts)


def _consents(move: Dossier) -> Iterator[Check]:
    given = {one.party: one for one in move.consents}
    client = move.client.rpartition(" <")[0]
    for party, name, office in (
        ("giver", _("The giver agreed"), move.giver),
        *((("client", _("The client agreed"), client),) if client else ()),
        ("receiver", _("The receiver agreed"), move.receiver),
    ):
        one = given.get(party)
        yield Check(name, one is not None, f"{one.person} · {moment(one.at)}" if one else _("Waits for %(office)s") % {
            "office": office})  # fmt: skip


def _frozen(move: Dossier) -> Check:
    stands = move.frozen_at is not None and all(part.position is not None for part in _alive(move))
    stands = stands and move.state not in ("failed", "agreed", "scheduled")
    why = _("Since %(when)s") % {"when": moment(move.frozen_at)} if stands else _("Not frozen yet")
    return Check(_("The books stand still at the giver"), stands, why)


def _all_there(move: Dossier) -> Check:
    arrived = [part for part in move.parts if part.outcome not in ("pending", "frozen", "failed", "withdrawn",
               "rejected", "taken_back")]  # fmt: skip
    why = _("%(count)d of %(all)d") % {"count": len(arrived), "all": len(move.parts)}
    return Check(_("Every administration was carried"), 0 < len(arrived) == len(move.parts), why)


def _records(move: Dossier) -> Check:
    kinds = [kind for part in _compared(move) for kind in part.kinds]
    differing = sum(int(kind[sort]) for kind in kinds for sort in ("missing", "extra", "different"))
    why = _("Not compared yet")
    if kinds:
        count = sum(int(kind["present"]) for kind in kinds)
        why = _counted(ngettext("%(count)s record", "%(count)s records", count) % {"count": integer(count)}, differing)
    return Check(_("Every record is equal"), _all_compared(move) and not differing, why)


def _figures(move: Dossier) -> Check:
    statements = [one for part in _compared(move) for one in part.statements]
    differing = sum(int(one["differences"]) for one in statements)
    why = _("Not compared yet")
    if statements:
        count = sum(int(one["compared"]) for one in statements)
        why = _counted(ngettext("%(count)s figure", "%(count)s figures", count) % {"count": integer(count)}, differing)
    return Check(_("Every figure is equal"), _all_compared(move) and not differing, why)


def _fresh(move: Dossier) -> Check:
    times = [part.at for part in _compared(move)]
    fresh = _all_compared(move) and move.frozen_at is not None and min(times) >= move.frozen_at
    why = moment(max(times)) if times else _("Not compared yet")
    return Check(_("Compared after the freeze"), fresh, why)


def _way_back(move: Dossier) -> Check:
    proven = any(event.data.get("take_back") == "proven" for event in move.events) and move.state != "failed"
    return Check(
        _("Giving it back was proven"), proven, _("Done in full, and undone") if proven else _("Not tried yet")
    )


def _nothing_open(move: Dossier) -> Check:
    failed = [part.name for part in move.parts if part.failure]
    stopped = bool(failed) or move.failure is not None
    return Check(_("Nothing stopped or is left open"), not stopped, ", ".join(failed) if failed else "")


def _rest_was_read(move: Dossier) -> Check:
    read = move.released_at is not None
    why = moment(move.released_at) if read else _("The receiver confirms it at the release.")
    return Check(_("What was not compared has been read"), read, why)


def _compared(move: Dossier) -> list[Any]:
    return [part.verification for part in _alive(move) if part.verification is not None]


def _all_compared(move: Dossier) -> bool:
    return bool(_compared(move)) and len(_compared(move)) == len(_alive(move)) and move.state != "failed"


def _counted(text: str, differing: int) -> str:
    if not differing:
        return text
    return text + ", " + ngettext("%(count)s differs", "%(count)s differ", differing) % {"count": integer(differing)}
