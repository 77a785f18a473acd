"""What an invoice says goes onto the card of its document, with a proposal whose it is. Nothing is decided here.

Reading invoices is not for this layer: ``exchange.ubl.taken_over`` gives the fields, ``connectors.documents`` brings
them here. On the card they stand in ``extra``: ``invoice`` holds the fields, ``proposal`` what is thought of them.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Upper

from overstap.books.documents import queries
from overstap.books.documents.models import Document
from overstap.books.documents.values import Tag
from overstap.books.relations import store as relations
from overstap.books.relations.models import Relation, RelationBankAccount
from overstap.books.relations.values import Company
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration

_BLANKS = r"[\s.\-]"


class By(StrEnum):
    """By what a relation was recognised; the first is the surest."""

    VAT_NUMBER = "vat_number"
    KVK = "kvk"
    ACCOUNT = "account"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Party:
    """Whoever stands on an invoice. Numbers are without spaces and dots; what is unknown is empty."""

    name: str = ""
    vat_number: str = ""
    kvk: str = ""
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a document seems to be: its tag, and its relation with by what it was recognised (empty: unknown)."""

    tag: Tag = Tag.NONE
    relation_code: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken over from an invoice, as ``exchange.ubl.taken_over`` gave it, and what is thought of it."""

    fields: Mapping[str, object]
    proposal: Proposal


def taken(actor: Actor, code: str, uid: UUID) -> Taken | None:
    """What the card of a document took over; None where it is no invoice in UBL. Raises as ``queries.one``."""
    queries.content(actor, code, uid)  # for whoever may see the document
    where = {"administration__environment": actor.environment, "administration__code": code, "uid": uid}
    extra = Document.objects.filter(**where).values_list("extra", flat=True).first() or {}
    if "invoice" not in extra:
        return None
    said = extra["proposal"]
    return Taken(extra["invoice"], Proposal(Tag(said["tag"]), said["relation_code"], said["by"]))


def take_over(administration: Administration, uid: UUID, fields: Mapping[str, object]) -> Proposal:
    """Put the fields of an invoice on the card of document ``uid``, with a proposal, and give that.

    The caller holds the administration for writing.
    """
    made = propose(administration, fields)
    card = Document.objects.get(administration=administration, uid=uid)
    card.extra = {**card.extra, "invoice": dict(fields), "proposal": {**asdict(made), "tag": str(made.tag)}}
    card.save(update_fields=["extra"])
    return made


def propose(administration: Administration, fields: Mapping[str, object]) -> Proposal:
    """Whose invoice it is: one that the company sent, or one that it got; and which relation the other is."""
    seller, buyer = _party(fields, "seller"), _party(fields, "buyer")
    own = relations.company(administration)
    tag, other = (Tag.SALES, buyer) if _is_own(seller, own) and not _is_own(buyer, own) else (Tag.PURCHASE, seller)
    code, by = recognise(administration, other)
    return Proposal(tag, code, by)


def recognise(administration: Administration, party: Party) -> tuple[str, str]:
    """The relation with a number, account or the name of ``party``, and by what; empty when there is not just one."""
    for by in By:
        found = list(_candidates(administration, party, by)[:2]) if _known(party, by) else []
        if len(found) == 1:
            return found[0], str(by)
    return "", ""


def _candidates(administration: Administration, party: Party, by: By) -> "QuerySet[Relation, str]":
    found = Relation.objects.filter(administration=administration)
    if by is By.VAT_NUMBER:
        with_country, without = party.vat_number, party.vat_number[2:]
        country = Q(tax_country="") | Q(tax_country__iexact=party.vat_number[:2])
        same = Q(plain=with_country) | (Q(plain=without) & country)
        found = found.annotate(plain=_plain("tax_number")).filter(same)
    elif by is By.KVK:
        found = found.annotate(plain=_plain("commerce_number")).filter(plain=party.kvk)
    elif by is By.ACCOUNT:
        accounts = RelationBankAccount.objects.filter(administration=administration).annotate(plain=_plain("number"))
        found = found.filter(code__in=accounts.filter(plain__in=party.accounts).values("relation_code"))
    else:
        found = found.filter(name__iexact=party.name)
    return found.order_by("code").values_list("code", flat=True)


def _known(party: Party, by: By) -> bool:
    known = {By.VAT_NUMBER: len(party.vat_number) > 4, By.KVK: party.kvk, By.ACCOUNT: party.accounts}
    return bool(known.get(by, party.name))


def _plain(column: str) -> Upper:
    """A column of numbers as they are compared."""
    blank = Func(F(column), Value(_BLANKS), Value(""), Value("g"), function="regexp_replace", output_field=TextField())
    return Upper(blank)


def _party(fields: Mapping[str, object], side: str) -> Party:
    found = fields.get(side)
    said = found if isinstance(found, Mapping) else {}
    accounts = fields.get("accounts") if side == "seller" else None  # those are where the money goes
    return Party(
        name=str(said.get("name") or ""),
        vat_number=str(said.get("vat_number") or ""),
        kvk=str(said.get("kvk") or ""),
        accounts=tuple(map(str, accounts)) if isinstance(accounts, list | tuple) else (),
    )


def _is_own(party: Party, own: Company) -> bool:
    vat_number, kvk = _compared(own.tax_number), _compared(own.commerce_number)
    if vat_number and party.vat_number:
        return party.vat_number in {vat_number, _compared(own.tax_country) + vat_number}
    if kvk and party.kvk:
        return kvk == party.kvk
    return bool(own.name) and own.name.casefold() == party.name.casefold()


def _compared(number: str) -> str:
    return re.sub(_BLANKS, "", number).upper()
