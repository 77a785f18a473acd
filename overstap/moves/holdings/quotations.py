"""What becomes of open quotations and the links by which customers approve them, at a release and a take back.

The rows themselves are copied with everything else and compared. Where the profile loses open ones (R115, R116), they
lapse at the receiver's in the moment of the release, and their links end; the giver's view keeps them as they were. A
take back puts both back. Whoever holds an administration gives the system leave to act on the links that stand.

Runs as the system actor of the move, which sees both parties; in the transaction of the step itself.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from overstap.books.sales import queries
from overstap.books.sales.models import PortalLink, Quotation
from overstap.books.sales.values import QuotationState
from overstap.lib import clock
from overstap.moves.models import Consent, Move, MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import Quotations
from overstap.moves.state import parts_of
from overstap.moves.values import Outcome, Party
from overstap.tenancy.models import Administration, Mandate, Person


def released(move: Move) -> None:
    """The receiver holds them, or they are lost. May be repeated."""
    held = [part.target for part in parts_of(move, Outcome.RELEASED) if part.target is not None]
    if not held:
        return
    if profile(move.profile).quotations is Quotations.LOST:
        _lose(move, held)
    else:
        _give_leave(move, Party.RECEIVER, held)


def taken_back(move: Move) -> None:
    """The giver holds them again: what this move lost stands as before."""
    sources = [part.source for part in MoveAdministration.objects.filter(move=move).select_related("source")]
    lost = Quotation.objects.filter(administration__in=[one.pk for one in sources], lapsed_in=move.uid)
    lost.update(state=F("state_before"), state_before="", lapsed_in=None)
    links = PortalLink.objects.filter(administration_uid__in=_uids(sources), ended_in=move.uid)
    links.update(ended_at=None, ended_in=None)
    _give_leave(move, Party.GIVER, sources)  # links that the receiver sent lead to the giver now


def _lose(move: Move, held: Sequence[Administration]) -> None:
    queries.open_quotations(held).update(state_before=F("state"), state=QuotationState.LAPSED, lapsed_in=move.uid)
    links = PortalLink.objects.filter(administration_uid__in=_uids(held), ended_at=None)
    links.update(ended_at=clock.now(), ended_in=move.uid)


def _give_leave(move: Move, party: Party, held: Sequence[Administration]) -> None:
    """Whoever agreed for this side lets the system act there on the links that stand."""
    place = move.giver if party is Party.GIVER else move.receiver
    person = _agreed(move, party)
    if place is None or person is None:
        return
    links = PortalLink.objects.filter(administration_uid__in=_uids(held), ended_at=None)
    Mandate.objects.bulk_create(
        [Mandate(reference=uid, environment=place, granted_by=person) for uid in links.values_list("uid", flat=True)],
        ignore_conflicts=True,
    )


def _agreed(move: Move, party: Party) -> Person | None:
    """Who agreed to the move for this side; else who took its first step."""
    consent = Consent.objects.filter(move=move, party=party).select_related("person").order_by("id").first()
    if consent is not None:
        return consent.person
    return move.started_by if party is Party.GIVER else move.received_by


def _uids(administrations: Sequence[Administration]) -> list[UUID]:
    return [one.uid for one in administrations]
