"""The verbs of VAT returns: draft, type, ready, back, file, supplement, discard.

A draft follows the books. From "ready" on its figures stand; a return that was filed is never changed again, and what
the books say otherwise since then goes into a supplement (suppletie) beside it.
"""

from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.books.documents import store
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.books.tax import boxes, checks, periods, printing, queries, reckoning
from overstap.books.tax.errors import ReturnState, RightMissing, TaxRefused, refuse
from overstap.books.tax.models import VatReturn, VatRight
from overstap.books.tax.values import (
    BASE_ONLY,
    BY_HAND,
    OF_CODES,
    VAT_ONLY,
    WITH_BOTH,
    Amounts,
    Box,
    Channel,
    Figures,
    Status,
    Stretch,
)
from overstap.lib import clock
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration

MOST_AMOUNT = Decimal(10) ** 14
LONGEST_REMARK = 2_000
LONGEST_REFERENCE = 100
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Filing:
    """How a return was filed: by which way, under which reference of the tax authority."""

    channel: str
    reference: str = ""
    remark: str = ""


def draft(actor: Actor, code: str, period: str) -> None:
    """Begin the return over a span that has begun.

    Raises NotFound, NotAllowed, Frozen, NotThere (no such span), ReturnState (RETURN-EXISTS, RETURN-OVERLAPS,
    RETURN-TOO-EARLY).
    """
    one = access.administration_for_writing(actor, code)
    stretch = periods.stretch(period)
    if stretch is None:
        raise queries.no_such_return(period)
    if stretch.start > queries.today():
        raise ReturnState(_("That span has not begun."), code="RETURN-TOO-EARLY", remedy=_("Choose an earlier one."))
    _require_free(one, stretch)
    _make(one, stretch, 0)
    audit.record(actor, "tax.draft", {"administration": code, "period": period})


def supplement(actor: Actor, code: str, period: str) -> int:
    """Begin a supplement where the books say otherwise than what was filed last; gives its number.

    Raises as ``draft``; ReturnState (RETURN-STATE) where nothing was filed or nothing differs.
    """
    one = access.administration_for_writing(actor, code)
    stretch = periods.stretch(period)
    newest = _locked(one, period).order_by("-number").first() if stretch else None
    if stretch is None or newest is None:
        raise queries.no_such_return(period)
    if newest.status not in (Status.FILED, Status.CORRECTED):
        raise _state(_("The last return over this span was not filed yet."), _("File or discard that one first."))
    if boxes.same(_live(one, newest), reckoning.from_json(newest.figures)):
        raise _state(_("The books say what was filed; there is nothing to correct."), _("Nothing has to be done."))
    made = _make(one, stretch, newest.number + 1, newest.typed)
    audit.record(actor, "tax.supplement", {"administration": code, "period": period, "number": made.number})
    return made.number


def type_in(actor: Actor, code: str, period: str, number: int, box: str, amounts: Amounts) -> None:
    """By hand: what the books do not know (1d, 5d, 5e, 5f), or what is added to a box. Nothing at all takes it out.

    Raises as ``draft``, ReturnState unless it is a draft, TaxRefused.
    """
    one = access.administration_for_writing(actor, code)
    row = _one(one, period, number)
    _require(row, Status.DRAFT)
    wanted = _typed(box, amounts)
    kept = {name: value for name, value in row.typed.items() if name != box}
    row.typed = {**kept, **reckoning.as_json({Box(box): wanted})} if wanted != Amounts() else kept
    row.save(update_fields=["typed"])
    audit.record(actor, "tax.type", {"administration": code, "period": period, "number": number, "box": box})


def ready(actor: Actor, code: str, period: str, number: int = 0) -> None:
    """Approve it: the figures stand from now on. By who has that right, after the span has ended.

    Raises as ``draft``, ReturnState (RETURN-STATE, RETURN-RUNS), RightMissing, TaxRefused (VAT-CODE-UNMAPPED).
    """
    one = access.administration_for_writing(actor, code)
    row = _one(one, period, number)
    _require_right(actor, one, "may_approve")
    _require(row, Status.DRAFT)
    if row.end >= queries.today():
        raise ReturnState(
            _("The span has not ended; its return stays a draft."), code="RETURN-RUNS",
            remedy=_("Wait until %(day)s has passed.") % {"day": row.end.strftime("%d-%m-%Y")},
        )  # fmt: skip
    found = queries.codes(one, period)
    _require_mapped(reckoning.unmapped(found))
    row.figures = reckoning.as_json(queries.figures_of(found, row))
    row.seq, row.status = reckoning.position(one), Status.READY
    row.save(update_fields=["figures", "seq", "status"])
    audit.record(actor, "tax.ready", {"administration": code, "period": period, "number": number})


def back(actor: Actor, code: str, period: str, number: int = 0) -> None:
    """A draft again, which follows the books. Raises as ``draft``, ReturnState unless it was ready."""
    one = access.administration_for_writing(actor, code)
    row = _one(one, period, number)
    _require(row, Status.READY)
    row.figures, row.seq, row.status = {}, 0, Status.DRAFT
    row.save(update_fields=["figures", "seq", "status"])
    audit.record(actor, "tax.back", {"administration": code, "period": period, "number": number})


def discard(actor: Actor, code: str, period: str, number: int = 0) -> None:
    """Throw a draft away. Raises as ``draft``, ReturnState for what is no draft."""
    one = access.administration_for_writing(actor, code)
    row = _one(one, period, number)
    _require(row, Status.DRAFT)
    row.delete()
    audit.record(actor, "tax.discard", {"administration": code, "period": period, "number": number})


def file(actor: Actor, code: str, period: str, number: int, filing: Filing) -> None:
    """Keep that it was filed: figures, who and when, and a copy as a document. Overstap sends nothing itself.

    Raises as ``draft``, RightMissing, ReturnState (also RETURN-STALE: the books changed since it was made ready),
    TaxRefused (what every return needs is missing; TAX-NO-CERTIFICATE for Digipoort without one of your own, R259).
    """
    one = access.administration_for_writing(actor, code)
    row = _one(one, period, number)
    _require_right(actor, one, "may_file")
    _require(row, Status.READY)
    figures = reckoning.from_json(row.figures)
    if not boxes.same(_live(one, row), figures):
        raise ReturnState(
            _("The books have changed since this return was made ready."), code="RETURN-STALE",
            remedy=_("Put it back to draft, look at the difference, and make it ready again."),
        )  # fmt: skip
    _require_way(one, filing)
    contact = queries.settings(one).contact
    refuse(checks.to_file(contact))
    row.filed_at, row.filed_by, row.status = clock.now(), actor.person.name, Status.FILED
    row.channel, row.reference, row.remark = filing.channel, filing.reference.strip(), filing.remark.strip()
    row.contact = asdict(contact)
    row.document = _copy(one, row, figures)
    row.save()
    VatReturn.objects.filter(administration=one, period=period, number__lt=number).update(status=Status.CORRECTED)
    audit.record(
        actor, "tax.file", {"administration": code, "period": period, "number": number, "reference": row.reference}
    )


def _copy(one: Administration, row: VatReturn, figures: Figures) -> UUID:
    pdf = printing.pdf(one, row, boxes.in_euros(figures))
    name = f"btw-aangifte {row.period}{f' suppletie {row.number}' if row.number else ''}.pdf"
    return store.keep(one, pdf, Arrival(name, _PDF, Source.MADE, Tag.OWN, sender=row.filed_by)).uid


def _live(one: Administration, row: VatReturn) -> Figures:
    return queries.figures_of(queries.codes(one, row.period), row)


def _make(one: Administration, stretch: Stretch, number: int, typed: object = None) -> VatReturn:
    try:
        with transaction.atomic():
            return VatReturn.objects.create(
                administration=one, period=stretch.key, number=number, start=stretch.start, end=stretch.end,
                status=Status.DRAFT, typed=typed or {},
            )  # fmt: skip
    except IntegrityError:
        raise _exists(stretch.key) from None


def _require_free(one: Administration, stretch: Stretch) -> None:
    """Spans of two lengths never cover the same days: they would be filed twice."""
    others = VatReturn.objects.filter(administration=one, start__lte=stretch.end, end__gte=stretch.start)
    other = others.values_list("period", flat=True).first()
    if other == stretch.key:
        raise _exists(stretch.key)
    if other is not None:
        raise ReturnState(
            _("The return %(other)s covers days of this span already.") % {"other": other}, code="RETURN-OVERLAPS",
            remedy=_("Discard that draft first, or choose a span of the same length."),
        )  # fmt: skip


def _typed(box: str, amounts: Amounts) -> Amounts:
    if box not in (*OF_CODES, *BY_HAND):
        raise TaxRefused(_("That box follows from the others."), code="TAX-BOX", remedy=_("Choose another box."))
    has_base, has_vat = box in (*WITH_BOTH, *BASE_ONLY), box in (*WITH_BOTH, *VAT_ONLY, *BY_HAND)
    for amount, fits in ((amounts.base, has_base), (amounts.vat, has_vat)):
        if amount is not None and (not fits or abs(amount) >= MOST_AMOUNT):
            raise TaxRefused(_("That amount does not fit this box."), code="TAX-BOX-AMOUNT", remedy=_("Correct it."))
    return amounts


def _require_way(one: Administration, filing: Filing) -> None:
    if filing.channel not in set(Channel):
        raise TaxRefused(_("There is no such way of filing."), code="TAX-CHANNEL", remedy=_("Choose another way."))
    refuse(
        [
            *checks.text("reference", filing.reference, LONGEST_REFERENCE, needed=filing.channel == Channel.DIGIPOORT),
            *checks.text("remark", filing.remark.replace("\r\n", " ").replace("\n", " "), LONGEST_REMARK, needed=False),
        ]
    )
    if filing.channel == Channel.DIGIPOORT and not queries.usable_ports(one, queries.today()):
        raise TaxRefused(
            _("There is no port to Digipoort here with a certificate that is valid today."), code="TAX-NO-CERTIFICATE",
            remedy=_("Enter your own certificate and port under VAT & tax > Settings, or file another way."),
        )  # fmt: skip


def _require_mapped(codes: list[str]) -> None:
    if codes:
        raise TaxRefused(
            _("These VAT codes have amounts and lead to no box: %(codes)s.") % {"codes": ", ".join(codes)},
            code="VAT-CODE-UNMAPPED",
            remedy=_("Say under VAT & tax > Codes and boxes where they belong, or that they belong nowhere."),
        )


def _require_right(actor: Actor, one: Administration, right: str) -> None:
    held = VatRight.objects.filter(administration=one, email__iexact=actor.person.email, **{right: True})
    if not held.exists():
        names = access.superuser_names(actor)
        raise RightMissing(
            _("You have no right to approve returns here.") if right == "may_approve"
            else _("You have no right to file returns here."),
            remedy=_("Ask a superuser to give it under VAT & tax > Settings: %(names)s.") % {"names": ", ".join(names)},
        )  # fmt: skip


def _one(one: Administration, period: str, number: int) -> VatReturn:
    row = _locked(one, period).filter(number=number).first()
    if row is None:
        raise queries.no_such_return(period)
    return row


def _locked(one: Administration, period: str) -> QuerySet[VatReturn]:
    asked = period if period.isprintable() else ""
    return VatReturn.objects.select_for_update().filter(administration=one, period=asked)


def _require(row: VatReturn, status: Status) -> None:
    if row.status != status:
        raise _state(
            _("This cannot be done with the return as it stands now."), _("Load the page again; a colleague was first.")
        )


def _state(text: str, remedy: str) -> ReturnState:
    return ReturnState(text, remedy=remedy)


def _exists(period: str) -> ReturnState:
    return ReturnState(
        _("There is a return over %(period)s already.") % {"period": period}, code="RETURN-EXISTS",
        remedy=_("Open it; after it was filed, make a supplement."),
    )  # fmt: skip
