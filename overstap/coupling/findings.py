"""What could not be processed by itself (R215 to R218): kept by the worker, solved by a new reading, or accepted.

A card that changed is looked at anew; what somebody accepted about it stays accepted as long as it is said again.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.coupling import checks, deciding, entering
from overstap.coupling.changing import DOUBLE
from overstap.coupling.errors import StillOpen
from overstap.coupling.models import Card, Coupled, Coupling, CouplingFinding
from overstap.coupling.values import Left
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.lib.findings import Finding, Severity
from overstap.lib.kept_sentences import keep, storable
from overstap.lib.sentences import sentence
from overstap.tenancy import audit
from overstap.tenancy.access import Actor

LONGEST_PLACE = 300
LOST = "COUPLING-LOST"
NAMELESS = "CONTACT-NAMELESS"
# Told once for each administration, with how many there are.
_GROUPED = ("CONTACT-ANYBODY", "CONTACT-TEST", "CONTACT-DIVISION")
# About an administration, not about a card.
OF_ADMINISTRATION = (*_GROUPED, LOST)


def row(coupled: Coupled, finding: Finding, card: Card | None = None) -> CouplingFinding:
    """A finding as a row, not saved yet."""
    return CouplingFinding(
        environment_id=coupled.environment_id,
        coupled=coupled,
        card=card,
        severity=str(finding.severity),
        code=finding.code[:60],
        place=storable(finding.place)[:LONGEST_PLACE],
        message=keep(finding.message),
        remedy=keep(finding.remedy),
    )


def look_at(coupled: Coupled, cards: Collection[Card]) -> None:
    """What is wrong with these cards, which are new or changed; what was open about them is found again or solved."""
    keys = [card.pk for card in cards]
    about_cards = CouplingFinding.objects.filter(card__in=keys)
    of_card = about_cards.exclude(code=DOUBLE)  # comparing tells those
    of_card.filter(solved_at=None).update(solved_at=clock.now())
    accepted = {(one.card_id, one.code, _told(one.message)) for one in about_cards.exclude(accepted_by=None)}
    found = [
        row(coupled, finding, card)
        for card in cards
        if not card.left
        for finding in checks.problems(card.fields, place(card))
    ]
    fresh = [one for one in found if (one.card_id, one.code, _told(one.message)) not in accepted]
    CouplingFinding.objects.bulk_create(fresh, batch_size=1_000)


def count_groups(coupled: Coupled) -> None:
    """Tell once for this administration how many of its cards name nobody in particular, or are somebody's trial."""
    told = Card.objects.filter(coupled=coupled).exclude(left=Left.GONE).values_list("left", "fields__name")
    counts = dict.fromkeys(_GROUPED, 0)
    for left, name in told.iterator(10_000):
        if left == Left.DIVISION:
            counts["CONTACT-DIVISION"] += 1
        elif checks.names_a_test(name or ""):
            counts["CONTACT-TEST"] += 1
        elif checks.names_anybody(name or ""):
            counts["CONTACT-ANYBODY"] += 1
    solve(coupled, _GROUPED)
    rows = [row(coupled, _group(code, count, coupled.name)) for code, count in counts.items() if count]
    CouplingFinding.objects.bulk_create(rows)


def lost(coupled: Coupled, error: OverstapError) -> None:
    """The package does not let us into this administration any more."""
    solve(coupled, (LOST,))
    remedy = error.remedy or _("Have access given in the package, and have everything read again.")
    row(coupled, Finding(LOST, Severity.ERROR, coupled.name, error.message, remedy)).save(force_insert=True)


def solve(coupled: Coupled, codes: Iterable[str]) -> None:
    """Findings of these codes about an administration are no longer so."""
    _still(coupled.environment_id).filter(coupled=coupled, card=None, code__in=list(codes)).update(
        solved_at=clock.now()
    )


def place(card: Card) -> str:
    """Where a finding about a card is: as the package's own lists have it."""
    return f"relation {card.foreign} {card.fields.get('name', '')}".strip()


def accept(actor: Actor, numbers: Collection[int]) -> int:
    """Take these findings as they are; who did stays known. Two that seem one are both kept. Gives how many were open.

    Raises NotAllowed, CouplingOff, CouplingStage.
    """
    coupling = entering.to_decide(actor)
    wanted = [number for number in numbers if 0 < number < 2**63]
    return _accept(actor, coupling, _still(coupling.environment_id).filter(pk__in=wanted), {"findings": len(wanted)})


def accept_all(actor: Actor, code: str) -> int:
    """Take all open findings of one code as they are. Raises as ``accept``."""
    coupling = entering.to_decide(actor)
    asked = code if code.isprintable() else ""
    return _accept(actor, coupling, _still(coupling.environment_id).filter(code=asked), {"code": asked[:60]})


def require_none_grave(coupling: Coupling) -> None:
    """Raise StillOpen while something has to be solved or accepted first (R217)."""
    count = _still(coupling.environment_id).filter(severity=Severity.ERROR).count()
    if count:
        raise StillOpen(
            _("Solve or accept these first: %(count)d in all.") % {"count": count},
            remedy=_("Solve them in the package and have it read again, or accept them as they are."),
            facts={"findings": count},
        )


def _accept(actor: Actor, coupling: Coupling, found: QuerySet[CouplingFinding], facts: Mapping[str, object]) -> int:
    doubles = [card for card in found.filter(code=DOUBLE).values_list("card", flat=True) if card]
    if doubles:
        deciding.keep_both(actor, doubles)
    count = found.update(accepted_by=actor.person, solved_at=clock.now())
    if count:
        coupling.save(update_fields=["changed_at"])
        audit.record(actor, "coupling.accept", {**facts, "count": count})
    return count


def _still(environment: int) -> QuerySet[CouplingFinding]:
    return CouplingFinding.objects.filter(environment=environment, solved_at=None)


def _told(message: Mapping[str, object]) -> str:
    return repr(sorted((key, repr(value)) for key, value in message.items()))


def _group(code: str, count: int, name: str) -> Finding:
    message = {
        "CONTACT-ANYBODY": sentence(
            "Contacts called “Particulier”, “Diverse debiteuren” or the like: %(count)d.", count=count
        ),
        "CONTACT-TEST": sentence("Contacts that look like somebody's trial: %(count)d.", count=count),
        "CONTACT-DIVISION": sentence("Cards of administrations themselves: %(count)d.", count=count),
    }[code]
    remedy = {
        "CONTACT-ANYBODY": sentence("Nothing has to be done: they name nobody, and are never joined by themselves."),
        "CONTACT-TEST": sentence("Remove them in the package, if they are of no use."),
        "CONTACT-DIVISION": sentence("Nothing has to be done: they are no contacts, and are not copied."),
    }[code]
    return Finding(code, Severity.INFO, name, message, remedy)
