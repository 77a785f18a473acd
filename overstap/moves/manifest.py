"""The proof's manifest, gathered from the tables of a move."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from overstap.books.ledger.models import Ledger
from overstap.lib import clock
from overstap.moves import events
from overstap.moves.models import Consent, Move, MoveAdministration, Override, Verification
from overstap.moves.parties import giver_person
from overstap.moves.proof import values
from overstap.moves.state import name_of, parts_of
from overstap.moves.values import Outcome
from overstap.tenancy.models import AdministrationAccess, Environment, Membership, Person

_OUTCOMES = {Outcome.RELEASED: "moved", Outcome.TAKEN_BACK: "taken_back", Outcome.WITHDRAWN: "withdrawn"}


def manifest_of(move: Move) -> values.Manifest:
    """Everything the proof says about ``move``. Runs as the system actor, which sees both parties."""
    parts = parts_of(move)
    chain = events.chain_of(move)
    return values.Manifest(
        issuer=_issuer(),
        move=values.MoveFacts(
            uid=str(move.uid),
            profile=move.profile,
            states=tuple(values.StateReached(event.kind, event.at) for event in chain),
        ),
        parties=_parties(move),
        administrations=tuple(_administration(part) for part in parts),
        timings=_timings(move, chain),
        verifications=tuple(found for part in parts if (found := _verification(part)) is not None),
        consents=tuple(_consent(consent) for consent in Consent.objects.filter(move=move).order_by("id")),
        overrides=tuple(_override(override) for override in Override.objects.filter(move=move).order_by("id")),
        tables=(_people_before(parts),),
        events=chain,
    )


def _issuer() -> values.Issuer:
    return values.Issuer(
        installation=settings.INSTALLATION_NAME,
        software=f"Overstap {version('overstap')}",
        issued_at=values.moment(clock.now()),
    )


def _parties(move: Move) -> tuple[values.Party, ...]:
    found = [_party("giver", move.giver, giver_person(move) or move.started_by)]
    if move.receiver and move.received_by:
        found.append(_party("receiver", move.receiver, move.received_by))
    if move.client_email:
        found.append(_client(move))
    return tuple(found)


def _client(move: Move) -> values.Party:
    """R234: whose books they are; a client has no environment, and agrees as a person."""
    person = values.PartyPerson(name=f"{move.client_name} <{move.client_email}>", role="client")
    return values.Party(side="client", office=move.client_name, environment="", people=(person,))


def _party(side: str, environment: Environment, person: Person) -> values.Party:
    membership = Membership.objects.filter(person=person, environment=environment).first()
    return values.Party(
        side=side,
        office=environment.office.name,
        environment=f"{environment.name} ({environment.slug})",
        people=(values.PartyPerson(name=name_of(person), role=membership.role if membership else ""),),
    )


def _administration(part: MoveAdministration) -> values.MovedAdministration:
    return values.MovedAdministration(
        name=part.name,
        old_code=part.old_code,
        new_code=part.new_code,
        ledger_uid=_ledger_uid(part),
        position=part.position or 0,
        outcome=_OUTCOMES.get(Outcome(part.outcome), "failed"),
    )


def _timings(move: Move, chain: tuple[values.Event, ...]) -> values.Timings:
    frozen = next((event for event in reversed(chain) if event.kind == "frozen"), None)
    milliseconds = frozen.data.get("milliseconds") if frozen else None
    return values.Timings(
        frozen_at=_moment(move.frozen_at),
        carried_at=_moment(move.carried_at),
        verified_at=_moment(move.verified_at),
        released_at=_moment(move.released_at),
        freeze_milliseconds=milliseconds if isinstance(milliseconds, int) else None,
    )


def _moment(moment: Any) -> values.Moment | None:
    return values.moment(moment) if moment else None


def _verification(part: MoveAdministration) -> values.Verification | None:
    record = Verification.objects.filter(part=part, purpose="move").order_by("-id").first()
    if record is None:
        return None
    return values.Verification(
        ledger_uid=_ledger_uid(part),
        at=values.moment(record.at),
        verdict="clean" if record.is_clean else "differences",
        records=tuple(_record_check(kind) for kind in record.result["kinds"]),
        accounting=tuple(_accounting_check(statement) for statement in record.result["statements"]),
        not_compared=tuple(values.NotCompared(one["what"], one["why"]) for one in record.result["not_compared"]),
    )


def _record_check(kind: Mapping[str, Any]) -> values.RecordCheck:
    return values.RecordCheck(
        kind=kind["kind"],
        expected=kind["expected"],
        present=kind["present"],
        missing=kind["missing"],
        extra=kind["extra"],
        different=kind["different"],
        sha256=kind["digest"],
    )


def _accounting_check(statement: Mapping[str, Any]) -> values.AccountingCheck:
    return values.AccountingCheck(
        check=statement["name"],
        verdict="equal" if statement["clean"] else "different",
        detail=_("%(compared)d figures compared, %(different)d different")
        % {"compared": statement["compared"], "different": statement["differences"]},
    )


def _consent(consent: Consent) -> values.Consent:
    return values.Consent(
        person=name_of(consent.person),
        side=consent.party,
        at=values.moment(consent.at),
        scope_sha256=consent.scope_hash,
        text=consent.text,
    )


def _override(override: Override) -> values.Override:
    return values.Override(
        check=override.check_name,
        administration="",
        person=name_of(override.person),
        at=values.moment(override.at),
        reason=override.reason,
    )


def _people_before(parts: list[MoveAdministration]) -> values.Table:
    """Profiles, G7: who had which role where; the receiver's list for inviting people again (R067)."""
    held = AdministrationAccess.objects.filter(administration__in=[part.source_id for part in parts])
    giver = parts[0].move.giver_id if parts else 0
    roles = dict(Membership.objects.filter(environment=giver).values_list("person_id", "role"))
    rows = [
        (access.administration.name, name_of(access.person), roles.get(access.person_id, ""))
        for access in held.select_related("person", "administration").order_by("administration_id", "person__email")
    ]
    return values.Table(
        title=_("People with access before the move"),
        columns=(_("Administration"), _("Person"), _("Role")),
        rows=tuple(rows),
    )


def _ledger_uid(part: MoveAdministration) -> str:
    return str(Ledger.objects.get(pk=part.source.ledger_id).uid)
