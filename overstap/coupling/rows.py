"""Rows of tables as the values that doors show. Each function takes many at once, in a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from overstap.coupling import alike
from overstap.coupling.models import Card, Contact, Coupled, CouplingFinding, Decision, Difference, Question
from overstap.coupling.shown import DecisionRow, DifferenceRow, FieldDifference, FindingRow, QuestionRow
from overstap.coupling.values import Answer, CardRow, ContactRow, CoupledRow, Deed, Standing, Why
from overstap.lib.kept_sentences import restore
from overstap.tenancy import systems


def contact_rows(contacts: Sequence[Contact]) -> list[ContactRow]:
    """Contacts with their cards, in the order given."""
    cards: dict[int, list[CardRow]] = {}
    found = Card.objects.filter(contact__in=[one.pk for one in contacts]).select_related("coupled")
    # Sorted here: an order makes PostgreSQL walk another index while it does not know a table well yet.
    for card in sorted(found.defer("relation", "settled"), key=lambda one: (one.coupled_id, one.pk)):
        cards.setdefault(card.contact_id or 0, []).append(_card(card))
    return [_contact(one, cards.get(one.pk, [])) for one in contacts]


def question_rows(questions: Sequence[Question]) -> list[QuestionRow]:
    """Questions with both contacts in full. Read with ``one``, ``other`` and ``decision__person``."""
    wanted = {card.contact_id for each in questions for card in (each.one, each.other)}
    found = list(Contact.objects.filter(pk__in=[one for one in wanted if one]))
    shown = dict(zip((one.pk for one in found), contact_rows(found), strict=True))
    return [_question(one, shown) for one in questions]


def difference_rows(contacts: Sequence[Contact]) -> list[DifferenceRow]:
    """Contacts with their open differences, in the order given."""
    found: dict[int, list[Difference]] = {}
    for one in Difference.objects.filter(contact__in=[one.pk for one in contacts], is_open=True).order_by("pk"):
        found.setdefault(one.contact_id, []).append(one)
    rows = contact_rows(contacts)
    pairs = zip(contacts, rows, strict=True)
    return [DifferenceRow(row, [_difference(one, row) for one in found.get(each.pk, [])]) for each, row in pairs]


def decision_rows(decisions: Sequence[Decision]) -> list[DecisionRow]:
    """Lines of the log. Read with ``person`` and ``undone_by``."""
    touched = {number for one in decisions for number in _contacts_of(one)}
    found = Contact.objects.filter(pk__in=touched).values_list("pk", "number", "fields__name")
    named = {key: (number, name or "") for key, number, name in found}
    return [_decision(one, named) for one in decisions]


def finding_row(one: CouplingFinding) -> FindingRow:
    """A finding. Read with ``coupled``, ``card__contact`` and ``accepted_by``."""
    contact = one.card.contact if one.card else None
    return FindingRow(
        number=one.pk,
        severity=one.severity,
        code=one.code,
        place=one.place,
        message=restore(one.message),
        remedy=restore(one.remedy),
        administration=one.coupled_id or 0,
        administration_name=one.coupled.name if one.coupled else "",
        contact=contact.number if contact else 0,
        found_at=one.found_at,
        solved_at=one.solved_at,
        accepted_by=one.accepted_by.name if one.accepted_by else "",
    )


def coupled_row(one: Coupled, cards: int) -> CoupledRow:
    """A coupled administration. Read with ``system``."""
    return CoupledRow(
        number=one.pk,
        connection=one.system_id,
        connection_name=systems.name_of(one.system),
        foreign=one.foreign,
        name=one.name,
        code=one.code,
        standing=Standing(one.standing),
        cards=cards,
        read_at=one.read_at,
        problem=problem(one.problem),
        settings=one.settings,
    )


def problem(kept: Mapping[str, Any] | None) -> dict[str, str] | None:
    """A kept problem as texts: code, message, remedy."""
    if kept is None:
        return None
    return {"code": str(kept["code"]), "message": restore(kept["message"]), "remedy": restore(kept["remedy"])}


def whys(kept: Iterable[Sequence[Any]]) -> list[Why]:
    """Kept reasons."""
    return [Why(str(code), restore(text), float(weight)) for code, text, weight in kept]


def _card(one: Card) -> CardRow:
    return CardRow(
        number=one.pk,
        administration=one.coupled_id,
        administration_name=one.coupled.name,
        foreign=one.foreign,
        fields=one.fields,
        blocked=one.blocked,
        left=one.left,
        coupled=one.coupled.standing != Standing.ENDED,
        changed_at=one.changed_at,
    )


def _contact(one: Contact, cards: Sequence[CardRow]) -> ContactRow:
    return ContactRow(one.number, one.fields, cards, one.leads, one.changed_at, ended=one.ended_at is not None)


def _question(one: Question, contacts: Mapping[int, ContactRow]) -> QuestionRow:
    differing, agreeing = alike.compared(one.one.fields, one.other.fields)
    decision = one.decision
    return QuestionRow(
        number=one.pk,
        one=contacts[one.one.contact_id or 0],
        other=contacts[one.other.contact_id or 0],
        card_one=one.one_id,
        card_other=one.other_id,
        chance=one.chance,
        reasons=whys(one.reasons),
        differing=differing,
        agreeing=agreeing,
        answer=Answer(one.answer),
        decision=decision.pk if decision else 0,
        decided_by=decision.person.name if decision and decision.person else "",
        decided_at=decision.at if decision else None,
    )


def _difference(one: Difference, row: ContactRow) -> FieldDifference:
    values = {card.number: card.fields[one.field] for card in row.cards if not card.left and card.fields.get(one.field)}
    return FieldDifference(one.pk, one.field, values, one.proposed_id or 0, one.conflict)


def _contacts_of(one: Decision) -> set[int]:
    """Keys of the contacts that a decision is about."""
    parts = (one.before, one.after)
    moved = {key for part in parts for key in part.get("contacts", {}).values() if key}
    changed = {int(key) for part in parts for name in ("fields", "leads") for key in part.get(name, {})}
    return moved | changed | ({one.contact_id} if one.contact_id else set())


def _decision(one: Decision, named: Mapping[int, tuple[int, str]]) -> DecisionRow:
    contacts = sorted(named[key] for key in _contacts_of(one) if key in named)
    undone = getattr(one, "undone_by", None)
    return DecisionRow(
        number=one.pk,
        at=one.at,
        person=one.person.name if one.person else "",
        deed=Deed(one.deed),
        contacts=[number for number, _name in contacts],
        names=[name for _number, name in contacts],
        cards=one.cards,
        fields=_fields_of(one, named),
        reasons=whys(one.reasons),
        chance=one.chance,
        undoes=one.undoes_id or 0,
        undone_by=undone.pk if undone else 0,
    )


def _fields_of(one: Decision, named: Mapping[int, tuple[int, str]]) -> dict[int, dict[str, tuple[str, str]]]:
    before, after = one.before.get("fields", {}), one.after.get("fields", {})
    told = {}
    for key in {*before, *after}:
        if int(key) in named:
            was, became = before.get(key, {}), after.get(key, {})
            told[named[int(key)][0]] = {
                field: (was.get(field, ""), became.get(field, "")) for field in sorted({*was, *became})
            }
    return told
