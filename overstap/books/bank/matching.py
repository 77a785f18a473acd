"""Payments to open items: proposed, confirmed by a person, undone. What is confirmed is booked at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from overstap.books.bank import banks, booking
from overstap.books.bank.booking import Payment
from overstap.books.bank.models import BankAccount, BankMatch, StatementLine
from overstap.books.bank.scoring import Candidates
from overstap.books.bank.values import BankLine, LineState, MatchState, Proposal, Reason, Target
from overstap.books.ledger.models import Ledger
from overstap.books.ledger.open_items import open_items
from overstap.books.ledger.results import Evidence, OpenItem
from overstap.books.relations.models import RelationBankAccount
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.money import ZERO
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

MOST_PARTS = 20
LONGEST_NOTE = 500


class LineNotFound(access.NotFound):
    """There is no such line here."""

    code = "BANK-LINE-NOT-FOUND"


class NotWaiting(Refused):
    """Something was done with the line already, or there is nothing to undo."""

    code = "BANK-LINE-DONE"


class DoesNotFit(Refused):
    """The parts do not come to the amount of the line, or an item is not open for so much (any more)."""

    code = "BANK-MATCH-DOES-NOT-FIT"


@dataclass(frozen=True, slots=True)
class Place:
    """Which line: account, statement, position."""

    account: str
    statement: int
    position: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a person confirms: this much of the line pays this item. ``amount`` is signed as the line."""

    kind: str
    relation: str
    invoice_ref: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """Why it was proposed, as the person saw it."""

    score: int = 0
    reasons: Sequence[tuple[Reason, int]] = ()


@dataclass(frozen=True, slots=True)
class _Booked:
    """The entry of a confirmation, and why it was proposed."""

    journal: str
    number: str
    seq: int
    told: Told


def candidates(administration: Administration) -> Candidates:
    """What is open, to ask about lines."""
    known: dict[str, list[str]] = defaultdict(list)
    held = RelationBankAccount.objects.filter(administration=administration).order_by("relation_code")
    for code, number in held.values_list("relation_code", "number"):
        known[banks.clean(number)].append(code)
    return Candidates([_target(one) for one in open_items(administration)], known)


def confirm(actor: Actor, code: str, place: Place, parts: Sequence[Part]) -> str:
    """Book that a line pays these items; gives the number of the entry.

    Why it was proposed is kept with it. Raises LineNotFound, NotWaiting, DoesNotFit, NotBookable, and what ``access``
    raises. Of two at the same moment one gets the line, and the other NotWaiting.
    """
    administration = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    account, line = _line(administration, place)
    _require_waiting(line)
    Ledger.objects.select_for_update().get(id=administration.ledger_id)  # nobody pays an item between look and entry
    items = open_items(administration)
    payments = _payments(line, parts, {(one.kind, one.relation, one.invoice_ref): one for one in items})
    told = _told(administration, line, parts, items)
    nr = _next(administration, place)
    number = f"{line.booked_on:%y}-{place.account[-4:]}-{place.statement}-{place.position}" + (
        f"-{nr}" if nr > 1 else ""
    )
    entry = booking.entry_of(administration, account, line, payments, number)
    booked = _Booked(account.journal_code, number, booking.book(administration, actor.person.pk, entry, payments), told)
    for count, one in enumerate(payments):
        _remember(administration, place, nr + count, one, booked, actor)
    _set(line, LineState.BOOKED)
    audit.record(actor, "bank.confirm", {"administration": code, **_facts(place), "entry": number})
    return number


def set_aside(actor: Actor, code: str, place: Place, note: str) -> None:
    """Say that a line is dealt with otherwise, and how. Raises LineNotFound, NotWaiting, DoesNotFit without a note."""
    administration = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    _account, line = _line(administration, place)
    _require_waiting(line)
    text = note.strip()[:LONGEST_NOTE]
    if not text:
        raise DoesNotFit(_("Say how it was dealt with."), code="BANK-NOTE-MISSING", remedy=_("A few words will do."))
    _match(administration, place, _next(administration, place), line.amount, actor, note=text)
    _set(line, LineState.ASIDE)
    audit.record(actor, "bank.set-aside", {"administration": code, **_facts(place)})


def undo(actor: Actor, code: str, place: Place) -> str:
    """Take back what was decided about a line: an entry that turns the booking around, and the line waits again.

    Gives the number of that entry; empty where nothing was booked. Raises LineNotFound, NotWaiting.
    """
    administration = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    _account, line = _line(administration, place)
    held = list(_matches(administration, place).filter(state=MatchState.CONFIRMED).order_by("nr"))
    if not held:
        raise NotWaiting(_("There is nothing to undo on this line."), remedy=_("Look at the line as it is now."))
    number = ""
    if held[0].entry_number:
        number = _turn_around(administration, held, actor)
    for one in held:
        one.state, one.undone_at, one.undone_by = MatchState.UNDONE, clock.now(), actor.person.name
        one.undone_by_entry = number
    BankMatch.objects.bulk_update(held, ["state", "undone_at", "undone_by", "undone_by_entry"])
    _set(line, LineState.WAITING)
    audit.record(actor, "bank.undo", {"administration": code, **_facts(place), "entry": number})
    return number


def parts_of(proposals: Sequence[Proposal]) -> list[Part]:
    """The parts of the likeliest proposal. Raises DoesNotFit where there is none."""
    if not proposals:
        raise DoesNotFit(_("No open item fits."), remedy=_("Name the invoice that it pays, or set the line aside."))
    best = proposals[0]
    return [
        Part(target.kind, target.relation, target.invoice_ref, amount)
        for target, amount in zip(best.targets, best.amounts, strict=True)
    ]


def plain(line: StatementLine) -> BankLine:
    """The line as a value."""
    return BankLine(
        line.booked_on, line.value_on, line.amount, line.counter_name, line.counter_account, line.reference,
        line.bank_reference, line.code, line.description,
    )  # fmt: skip


def _target(one: OpenItem) -> Target:
    return Target(one.kind, one.relation, one.relation_name, one.invoice_ref, one.open)


def _line(administration: Administration, place: Place) -> tuple[BankAccount, StatementLine]:
    """The line, locked, and its account. Raises LineNotFound."""
    line = (
        StatementLine.objects.select_for_update()
        .filter(
            administration=administration,
            account_number=place.account,
            statement_number=place.statement,
            position=place.position,
        )
        .first()
    )
    account = BankAccount.objects.filter(administration=administration, number=place.account).first()
    if line is None or account is None:
        raise LineNotFound(_("There is no such line here."), remedy=_("Go back to the list."))
    return account, line


def _require_waiting(line: StatementLine) -> None:
    if line.state != LineState.WAITING:
        raise NotWaiting(
            _("Something was done with this line already."), remedy=_("Undo that first, if it is not right.")
        )


def _payments(line: StatementLine, parts: Sequence[Part], items: dict[tuple[str, str, str], OpenItem]) -> list[Payment]:
    """The parts as they are booked. Raises DoesNotFit."""
    if not 0 < len(parts) <= MOST_PARTS or sum((one.amount for one in parts), ZERO) != line.amount:
        raise DoesNotFit(
            _("The parts do not come to the amount of the line."), remedy=_("Spread the whole amount over open items.")
        )
    if len({(one.kind, one.relation, one.invoice_ref) for one in parts}) != len(parts):
        raise DoesNotFit(_("An invoice is named twice."), remedy=_("Name each invoice once."))
    found = []
    for one in parts:
        item = items.get((one.kind, one.relation, one.invoice_ref))
        if item is None or abs(item.open) < abs(one.amount) or (item.open > 0) != (one.amount > 0) or not one.amount:
            raise DoesNotFit(
                _("%(invoice)s is not open for so much.") % {"invoice": one.invoice_ref or one.relation},
                remedy=_("Look at what is open now, and choose again."),
            )
        found.append(Payment(one.kind, one.relation, one.invoice_ref, one.amount, item.evidence is not Evidence.LEDGER))
    return found


def _told(
    administration: Administration, line: StatementLine, parts: Sequence[Part], items: Sequence[OpenItem]
) -> Told:
    """What speaks for these parts, by the same rules as the proposals."""
    chosen = {(one.kind, one.relation, one.invoice_ref) for one in parts}
    known: dict[str, list[str]] = defaultdict(list)
    held = RelationBankAccount.objects.filter(
        administration=administration, relation_code__in={one.relation for one in parts}
    )
    for code, number in held.values_list("relation_code", "number"):
        known[banks.clean(number)].append(code)
    targets = [_target(one) for one in items if (one.kind, one.relation, one.invoice_ref) in chosen]
    found = Candidates(targets, known).proposals(plain(line))
    best = next((one for one in found if len(one.targets) == len(parts)), None)
    return Told(best.score, best.reasons) if best else Told()


def _turn_around(administration: Administration, held: Sequence[BankMatch], actor: Actor) -> str:
    payments = [
        Payment(one.item_kind, one.relation_code, one.invoice_ref, one.amount, one.in_subledger) for one in held
    ]
    number = f"{held[0].entry_number}-U"
    entry = booking.turned_around(administration, int(held[0].entry_seq or 0), number)
    booking.book(administration, actor.person.pk, entry, booking.undone(payments))
    return number


def _remember(
    administration: Administration, place: Place, nr: int, one: Payment, booked: _Booked, actor: Actor
) -> None:
    _match(
        administration, place, nr, one.amount, actor,
        item_kind=one.kind, relation_code=one.relation, invoice_ref=one.invoice_ref, score=booked.told.score,
        reasons=[[str(reason), points] for reason, points in booked.told.reasons], journal_code=booked.journal,
        entry_number=booked.number, entry_seq=booked.seq, in_subledger=one.in_subledger,
    )  # fmt: skip


def _match(
    administration: Administration, place: Place, nr: int, amount: Decimal, actor: Actor, **more: object
) -> BankMatch:
    return BankMatch.objects.create(
        administration=administration,
        account_number=place.account,
        statement_number=place.statement,
        position=place.position,
        nr=nr,
        state=MatchState.CONFIRMED,
        amount=amount,
        confirmed_at=clock.now(),
        confirmed_by=actor.person.name,
        **more,
    )


def _matches(administration: Administration, place: Place) -> QuerySet[BankMatch]:
    return BankMatch.objects.filter(
        administration=administration,
        account_number=place.account,
        statement_number=place.statement,
        position=place.position,
    )


def _next(administration: Administration, place: Place) -> int:
    newest = _matches(administration, place).aggregate(nr=Max("nr"))["nr"]
    return int(newest or 0) + 1


def _set(line: StatementLine, state: LineState) -> None:
    line.state = state
    line.save(update_fields=["state"])


def _facts(place: Place) -> dict[str, object]:
    return {"account": place.account, "statement": place.statement, "line": place.position}
