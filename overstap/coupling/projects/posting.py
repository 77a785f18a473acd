"""Booking one invoice at the package of its administration, with its PDF, and reading it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

from overstap.books.ledger.values import Entry, Period, VatCode
from overstap.books.relations.values import Relation
from overstap.books.sales import printing
from overstap.books.sales.values import PERCENTAGES, Paper, Vat
from overstap.connectors import connections, packing, registry
from overstap.connectors.port import Books, Connection, KeepingRelations
from overstap.connectors.values import DocumentFile, Kind, Posting, Record, Wanted
from overstap.coupling import cards
from overstap.coupling.models import Card, Contact, Coupled
from overstap.coupling.projects import entries, store
from overstap.coupling.projects.entries import Place
from overstap.coupling.projects.errors import CustomerMissing, NotCoupled, NotSet
from overstap.coupling.projects.models import ProjectInvoice
from overstap.coupling.projects.values import NEEDED_SETTINGS, VAT_SETTINGS, Difference
from overstap.coupling.values import Standing
from overstap.lib import clock
from overstap.lib.sentences import Sentence, sentence
from overstap.tenancy import audit
from overstap.tenancy.access import Actor
from overstap.tenancy.values import PackageFamily

_OPTIONAL = frozenset({Vat.EXEMPT})  # may go without a VAT code
_ANY_PERCENTAGE = frozenset({Vat.REVERSED, Vat.EXEMPT})  # packages tell other percentages of these
_SUPPLIERS = frozenset({"S", "B"})  # types of contacts
_RECEIVED = frozenset({Kind.PERIODS, Kind.VAT_CODES})


@dataclass(frozen=True, slots=True)
class End:
    """An administration at its package, and the way to it."""

    coupled: Coupled
    books: Books
    connection: Connection

    @property
    def code(self) -> str:
        """The administration's at the package."""
        return self.coupled.foreign


def post(actor: Actor, row: ProjectInvoice) -> None:
    """Book ``row`` where it was not yet, read it back, and put both outcomes into the row; the caller saves.

    Raises NotSet, CustomerMissing, NotCoupled, and as ``connectors.port.Books``.
    """
    coupled = administration_of(row)
    _require_settings(coupled, row)
    end = reach(coupled)
    contact = store.standing(row.project.contact)
    paper = store.paper(row, store.settings(end.coupled), row.project)
    relation = _customer_there(actor, end, contact)
    entry = entries.entry_of(paper, _place(end, paper, relation))
    posted = end.books.post(end.connection, end.code, Posting(entry, _reference(row), (_document(paper),)))
    back = end.books.read_back(end.connection, end.code, posted)
    row.journal, row.entry, row.foreign = posted.journal, posted.number, posted.foreign
    row.posted_at = row.posted_at or clock.now()
    row.differences = [[one.code, one.sent, one.there] for one in _compared(entry, back)]


def _compared(sent: Entry, back: Entry | None) -> Sequence[Difference]:
    if back is None:
        return [Difference("entry", sent.journal, "")]
    return entries.compared(sent, back)


def administration_of(row: ProjectInvoice) -> Coupled:
    """Its administration, where that is coupled now. Raises NotCoupled."""
    coupled = row.coupled
    if coupled is None or coupled.standing != Standing.COUPLED:
        raise NotCoupled(
            sentence("“%(name)s” is not coupled at this moment.", name=coupled.name if coupled else ""),
            remedy=sentence("Restore the coupling, then try again; the invoice keeps its number."),
        )
    return coupled


def reach(coupled: Coupled) -> End:
    """The way to it. Raises NoConnector, CannotDo."""
    books = registry.books(PackageFamily(coupled.system.package))
    return End(coupled, books, connections.connection_of(coupled.system))


def _reference(row: ProjectInvoice) -> str:
    """By what the entry is found again: the number, and what no other invoice has."""
    return f"{row.number}-{row.uid.hex[:8]}"


def _document(paper: Paper) -> DocumentFile:
    name = printing.file_name(paper)
    return DocumentFile(
        key=str(paper.uid),
        name=f"{name}.pdf",
        subject=name,
        on=paper.day,
        tag="sales",
        content=lambda: iter((printing.pdf(paper),)),
    )


def _require_settings(coupled: Coupled, row: ProjectInvoice) -> None:
    """All that is missing at once. Raises NotSet."""
    chosen = coupled.settings
    kinds = {Vat(line["vat"]) for line in row.lines} - _OPTIONAL
    wanted = [*NEEDED_SETTINGS, *(VAT_SETTINGS[kind] for kind in Vat if kind in kinds)]
    missing = [name for name in wanted if not chosen.get(name)]
    if missing:
        raise _not_set(coupled, missing)


def _not_set(coupled: Coupled, missing: Sequence[str]) -> NotSet:
    words = {
        "journal": sentence("the sales journal"),
        "revenue_account": sentence("the account of the turnover"),
        "receivable_account": sentence("the debtors' account"),
        "vat_high": sentence("the VAT code for 21%"),
        "vat_low": sentence("the VAT code for 9%"),
        "vat_zero": sentence("the VAT code for 0%"),
        "vat_reversed": sentence("the VAT code for reversed VAT"),
        "vat_exempt": sentence("the VAT code for what is exempt"),
    }
    named = reduce(_and, (words[name] for name in missing))
    return NotSet(
        sentence("“%(name)s” has no settings yet for: %(missing)s.", name=coupled.name, missing=named),
        remedy=sentence("Choose them in the settings of that administration, then try again."),
        facts={"missing": list(missing)},
    )


def _and(one: Sentence, other: Sentence) -> Sentence:
    return sentence("%(one)s, %(other)s", one=one, other=other)


def _place(end: End, paper: Paper, relation: str) -> Place:
    """Where the invoice goes, as the package knows its periods and VAT codes now. Raises NotSet."""
    chosen = end.coupled.settings
    found = list(end.books.read(end.connection, end.code, Wanted(_RECEIVED, (paper.day.year, paper.day.year + 1))))
    return Place(
        journal=chosen["journal"],
        revenue=chosen["revenue_account"],
        receivable=chosen["receivable_account"],
        relation=relation,
        period=_period(found, paper),
        vat=_vat(end, found, paper),
        payment_condition=chosen.get("payment_condition", ""),
    )


def _period(found: Sequence[Record], paper: Paper) -> Period:
    for one in found:
        if isinstance(one, Period) and one.start <= paper.day <= one.end:
            return one
    raise NotSet(
        sentence("The administration has no period for %(day)s.", day=paper.day.strftime("%d-%m-%Y")),
        code="PROJECT-PERIOD",
        remedy=sentence("Open the book year in the package, then try again."),
    )


def _vat(end: End, found: Sequence[Record], paper: Paper) -> dict[Vat, VatCode]:
    """The VAT code of each kind on the invoice. Raises NotSet where the package has it otherwise."""
    known = {one.code: one for one in found if isinstance(one, VatCode)}
    kinds = [rate.vat for rate in paper.totals.rates]
    chosen = {kind: end.coupled.settings.get(VAT_SETTINGS[kind], "") for kind in kinds}
    for kind, code in chosen.items():
        if code and (code not in known or not _fits(known[code], kind)):
            raise _wrong_vat(end, code, kind)
    return {kind: known[code] for kind, code in chosen.items() if code}


def _fits(code: VatCode, kind: Vat) -> bool:
    told = code.extra.get("percentage")
    return kind in _ANY_PERCENTAGE or told is None or PERCENTAGES[kind] == Decimal(str(told))


def _wrong_vat(end: End, code: str, kind: Vat) -> NotSet:
    words = sentence(
        "VAT code %(code)s of “%(name)s” is not there, or is not one of %(percentage)s%%.",
        code=code,
        name=end.coupled.name,
        percentage=f"{PERCENTAGES[kind]}",
    )
    remedy = sentence("Choose another code in the settings of that administration, then try again.")
    return NotSet(words, code="PROJECT-VAT-CODE", remedy=remedy)


def _customer_there(actor: Actor, end: End, contact: Contact) -> str:
    """The code of the customer in that administration; made there where it is new. Raises CustomerMissing."""
    found = Card.objects.filter(coupled=end.coupled, contact=contact, left="").order_by("blocked", "pk").first()
    if found is None:
        return _made_there(actor, end, contact)
    if found.blocked:
        raise CustomerMissing(
            sentence(
                "“%(customer)s” is blocked in “%(name)s”.",
                customer=contact.fields.get("name", ""),
                name=end.coupled.name,
            ),
            code="PROJECT-CUSTOMER-BLOCKED",
            remedy=sentence("Unblock the customer in the package, then try again."),
        )
    return found.foreign


def _made_there(actor: Actor, end: End, contact: Contact) -> str:
    facts = {"customer": contact.fields.get("name", ""), "name": end.coupled.name}
    if not isinstance(end.books, KeepingRelations):
        raise CustomerMissing(
            sentence("“%(customer)s” is not known in “%(name)s”.", **facts),
            remedy=sentence("Add the customer in the package, then try again."),
        )
    kind = "B" if contact.fields.get("type") in _SUPPLIERS else "C"
    wanted = replace(cards.with_fields(Relation("", ""), contact.fields), type=kind)
    # The reference of coupling.keeping: whoever of the two makes it there first, it is made once.
    kept = end.books.make_relation(end.connection, end.code, wanted, f"OV-{contact.uid.hex[:24]}")
    Card.objects.update_or_create(
        coupled=end.coupled,
        key=kept.key,
        defaults={
            "environment_id": end.coupled.environment_id,
            "foreign": kept.relation.code,
            "relation": packing.pack(kept.relation),
            "fields": cards.fields_of(kept.relation),
            "digest": cards.digest_of(kept.relation),
            "contact": contact,
            "to_match": False,
        },
    )
    audit.record(actor, "project-invoice.customer", {**facts, "code": kept.relation.code})
    return kept.relation.code
