"""Contacts made from their cards: the fields that follow, and the differences about which somebody has to decide.

What comes out depends on the cards and on what was decided alone, so that doing it again changes nothing.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import connection

from overstap.coupling.alike import Combined, Open, Rule, Said, combine
from overstap.coupling.models import Card, Contact, Coupling, Difference
from overstap.coupling.values import FIELDS, Standing
from overstap.lib import clock

_AT_ONCE = 1_000
# One statement each for thousands of rows.
_KEEP = (
    "UPDATE coupling_contact AS contact SET fields = told.fields, changed_at = %s"
    " FROM unnest(%s::bigint[], %s::jsonb[]) AS told (id, fields) WHERE contact.id = told.id"
)
_DECIDE = (
    "UPDATE coupling_contact AS contact SET leads = told.leads, fields = told.fields"
    " FROM unnest(%s::bigint[], %s::jsonb[], %s::jsonb[]) AS told (id, leads, fields) WHERE contact.id = told.id"
)
_SETTLE = (
    "UPDATE coupling_card AS card SET settled = told.settled"
    " FROM unnest(%s::bigint[], %s::jsonb[]) AS told (id, settled) WHERE card.id = told.id"
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of contacts: key -> field -> (before, after), and the differences that are open no more."""

    changed: dict[int, dict[str, tuple[str, str]]] = field(default_factory=dict)
    closed: list[int] = field(default_factory=list)


def settle(coupling: Coupling, keys: Collection[int], decided: Mapping[int, Collection[str]] | None = None) -> Settled:
    """Make the fields and open differences of these contacts anew; ``decided``: fields a person just decided about.

    Who calls this has the coupling locked.
    """
    done = Settled()
    wanted = sorted(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        _settle(coupling, wanted[start : start + _AT_ONCE], decided or {}, done)
    return done


def keep_decided(contacts: Collection[Contact]) -> None:
    """Write down what leads in these contacts and their fields, all at once."""
    leads, fields = [_json(one.leads) for one in contacts], [_json(one.fields) for one in contacts]
    with connection.cursor() as cursor:
        cursor.execute(_DECIDE, [[one.pk for one in contacts], leads, fields])


def said_by(cards: Collection[Card], decided: Collection[str] = ()) -> list[Said]:
    """What cards say, as combining takes it in; what was ``decided`` about counts as known before.

    The cards are read with ``coupled``.
    """
    return [_said(one, decided) for one in cards]


def ruling(coupling: Coupling) -> dict[str, int]:
    """Field, or "*" for any, -> number of the coupled administration that leads by rule."""
    return {name: int(value) for name, value in coupling.leads.items() if str(value).isdecimal()}


def _settle(coupling: Coupling, keys: list[int], decided: Mapping[int, Collection[str]], done: Settled) -> None:
    contacts = list(Contact.objects.filter(environment=coupling.environment_id, pk__in=keys))
    cards = _living_cards(keys)
    rules = ruling(coupling)
    made: dict[int, Combined] = {}
    known: list[Card] = []
    for one in contacts:
        said = said_by(cards.get(one.pk, []), decided.get(one.pk, ()))
        made[one.pk] = _combined(one, said, rules)
        known += _new_baselines(cards.get(one.pk, []), said, made[one.pk])
    _keep_fields(contacts, made, done)
    _keep_baselines(known)
    _keep_differences(coupling, contacts, made, done)


def _living_cards(keys: list[int]) -> dict[int, list[Card]]:
    found: dict[int, list[Card]] = {}
    cards = Card.objects.filter(contact__in=keys, left="").select_related("coupled").defer("relation")
    for one in sorted(cards, key=lambda card: card.pk):
        found.setdefault(one.contact_id or 0, []).append(one)
    return found


def _said(one: Card, decided: Collection[str]) -> Said:
    before = one.settled
    if before is not None and decided:
        before = {**before, **{name: one.fields.get(name, "") for name in decided}}
    return Said(one.pk, one.coupled_id, one.fields, one.changed_at, before, one.coupled.standing != Standing.ENDED)


def _combined(contact: Contact, said: list[Said], rules: Mapping[str, int]) -> Combined:
    if not said:
        return Combined(dict(contact.fields), {})
    if len(said) == 1 and not contact.leads:
        return Combined({name: said[0].fields[name] for name in FIELDS if said[0].fields.get(name)}, {})
    return combine(said, Rule(contact.leads, rules, contact.fields))


def _new_baselines(cards: Collection[Card], said: Collection[Said], made: Combined) -> list[Card]:
    """What every card says is known now, but for what is open still: there it is told apart what changed.

    Gives the cards of which more is known than before.
    """
    changed = []
    for card, one in zip(cards, said, strict=True):
        baseline = dict(card.fields)
        for name in made.open if one.before is not None else ():
            baseline[name] = (one.before or {}).get(name, "")
        known = {name: text for name, text in baseline.items() if text}
        if known != card.settled:
            card.settled = known
            changed.append(card)
    return changed


def _keep_fields(contacts: list[Contact], made: Mapping[int, Combined], done: Settled) -> None:
    changed = [one for one in contacts if one.fields != made[one.pk].fields]
    for one in changed:
        new = made[one.pk].fields
        names = [name for name in FIELDS if one.fields.get(name, "") != new.get(name, "")]
        done.changed[one.pk] = {name: (one.fields.get(name, ""), new.get(name, "")) for name in names}
        one.fields = new
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [clock.now(), [one.pk for one in changed], [_json(one.fields) for one in changed]])


def _keep_baselines(cards: list[Card]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [[one.pk for one in cards], [_json(one.settled) for one in cards]])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _keep_differences(coupling: Coupling, contacts: list[Contact], made: Mapping[int, Combined], done: Settled) -> None:
    there = Difference.objects.filter(contact__in=[one.pk for one in contacts], is_open=True)
    standing = {(one.contact_id, one.field): one for one in there}
    wanted = {(key, name): still for key, combined in made.items() for name, still in combined.open.items()}
    closed = [one.pk for place, one in standing.items() if place not in wanted]
    Difference.objects.filter(pk__in=closed).update(is_open=False)
    done.closed.extend(closed)
    changed = [one for place, one in standing.items() if place in wanted and _turned(one, wanted[place])]
    Difference.objects.bulk_update(changed, ["proposed", "conflict"], batch_size=_AT_ONCE)
    Difference.objects.bulk_create(
        [
            Difference(
                environment_id=coupling.environment_id,
                contact_id=key,
                field=name,
                proposed_id=still.proposed,
                conflict=still.conflict,
            )
            for (key, name), still in wanted.items()
            if (key, name) not in standing
        ],
        batch_size=_AT_ONCE,
    )


def _turned(one: Difference, still: Open) -> bool:
    """Whether the difference is another one now; it is made so."""
    if (one.proposed_id, one.conflict) == (still.proposed, still.conflict):
        return False
    one.proposed_id, one.conflict = still.proposed, still.conflict
    return True
