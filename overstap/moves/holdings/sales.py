"""How sales move: products, invoices, quotations and number series are copied as they stand, so that numbers go on.

Open quotations are the exception where the profile says so (R115 to R117): see ``quotations``.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from babel.numbers import format_decimal
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from overstap.books.sales import queries
from overstap.books.sales.models import Invoice, Line, Numbering, Product, Quotation, SalesSettings
from overstap.books.sales.values import InvoiceState, NumberSeries, Series
from overstap.lib.money import ZERO
from overstap.moves.aftercare.values import Figure, Verdict
from overstap.moves.aftercare.values import Line as ReportedLine
from overstap.moves.checking import Context, Found, advice
from overstap.moves.holdings.shapes import master
from overstap.moves.holdings.values import BothSides, Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Keeps, PaymentAgreement, Quotations
from overstap.tenancy import payment
from overstap.tenancy.models import Administration

MOST_NAMED = 10
Administrations = Sequence[Administration]


def named(found: QuerySet[Quotation] | QuerySet[Invoice]) -> list[str]:
    """Quotations or invoices by number, customer and amount; the first ten, then how many more."""
    columns = list(found.order_by("created_at", "id").values_list("number", "customer__name", "gross"))
    told = [
        " ".join(filter(None, [number or _("draft"), str(name or ""), f"€ {_written(gross)}"]))
        for number, name, gross in columns
    ]
    left = len(told) - MOST_NAMED
    return [*told[:MOST_NAMED], _("and %(count)d more") % {"count": left}] if left > 0 else told


def _written(amount: Decimal) -> str:
    return format_decimal(amount, "#,##0.00", locale=get_language() or "nl")


def open_quotations(context: Context) -> Iterator[Found]:
    """R117: open quotations are better settled before the move; where they are lost (R115, R116) that is said too."""
    if context.profile.giver.keeps is Keeps.SAME:
        return
    lost = context.profile.quotations is Quotations.LOST
    for one in context.administrations:
        found = named(queries.open_quotations([one]))
        if found:
            yield Found(
                one.name, _quotations_text(lost) % {"named": ", ".join(found)}, _quotations_remedy(lost), one.code
            )


def _quotations_text(lost: bool) -> str:  # noqa: FBT001 - one of two sentences
    if lost:
        return _("Open quotations do not go along, and links to approve them stop working: %(named)s.")
    return _("Quotations are open: %(named)s. They go along, and their links keep working.")


def _quotations_remedy(lost: bool) -> str:  # noqa: FBT001
    if lost:
        return _("Have them approved or refused before the migration; send others anew afterwards.")
    return _("Settle what you can before the migration; during the switch itself nobody can answer.")


def unsent_invoices(context: Context) -> Iterator[Found]:
    """R182: invoices that were not sent yet go along; whoever holds the administration then has to send them."""
    if context.profile.giver.keeps is Keeps.SAME:
        return
    for one in context.administrations:
        found = named(queries.unsent_invoices([one]))
        if found:
            yield Found(
                one.name,
                _("Sales invoices were not sent yet: %(named)s.") % {"named": ", ".join(found)},
                _("Send them before the migration, or agree with the receiver who sends them."),
                one.code,
            )


def _plan(profile: Profile, administrations: Administrations) -> Iterator[PlanLine]:
    if profile.giver.keeps is Keeps.SAME:
        return
    places = [one.pk for one in administrations]
    yield from _plan_of_products(places)
    yield from _plan_of_invoices(places, administrations)
    yield from _plan_of_quotations(profile, administrations)
    yield from _plan_of_payment(profile, administrations)


def _plan_of_products(places: Sequence[int]) -> Iterator[PlanLine]:
    count = Product.objects.filter(administration__in=places).count()
    if count:
        text = ngettext("%(count)d sales product, with its price", "%(count)d sales products, with their prices", count)
        yield PlanLine("sales-products", Fate.MOVES, text % {"count": count})


def _plan_of_invoices(places: Sequence[int], administrations: Administrations) -> Iterator[PlanLine]:
    sent = Invoice.objects.filter(administration__in=places, state=InvoiceState.SENT).count()
    if sent:
        text = ngettext("%(count)d sales invoice that was sent", "%(count)d sales invoices that were sent", sent)
        yield PlanLine("sales-invoices", Fate.MOVES, text % {"count": sent})
    rows = Numbering.objects.filter(administration__in=places, kind=Series.INVOICE, last__gt=0)
    series = [NumberSeries(Series.INVOICE, row.prefix, row.width, row.year, row.last).number for row in rows]
    if series:
        text = _("Invoice numbers go on after: %(numbers)s") % {"numbers": ", ".join(series[:MOST_NAMED])}
        yield PlanLine("invoice-numbers", Fate.MOVES, text)
    unsent = named(queries.unsent_invoices(administrations))
    if unsent:
        yield PlanLine("unsent-sales-invoices", Fate.MOVES, _("Sales invoices that still have to be sent"), unsent)


def _plan_of_quotations(profile: Profile, administrations: Administrations) -> Iterator[PlanLine]:
    found = named(queries.open_quotations(administrations))
    if not found:
        return
    if profile.quotations is Quotations.LOST:
        yield PlanLine("quotations", Fate.STAYS, _("Open quotations are lost; their links stop working"), found)
        yield PlanLine(
            "settle-quotations", Fate.TASK, _("Settle open quotations first: have them approved, or end them")
        )
    else:
        yield PlanLine(
            "quotations", Fate.MOVES, _("Open quotations; customers can approve them by the same link"), found
        )


def _plan_of_payment(profile: Profile, administrations: Administrations) -> Iterator[PlanLine]:
    """R077, R078: who is billed, by which mandate; told with the last four of the account alone."""
    found = [told for one in administrations if (told := _who_is_billed(one))]
    if not found:
        return
    fate, text = {
        PaymentAgreement.MOVES: (Fate.MOVES, _("The payment agreement: who is billed, by which mandate")),
        PaymentAgreement.UNLESS_UNTICKED: (Fate.MOVES, _("The payment agreement, unless you leave it out")),
        PaymentAgreement.STAYS: (Fate.STAYS, _("The payment agreement stays with you")),
        PaymentAgreement.TASK: (Fate.TASK, _("The payment agreement ends; the receiver arranges a new one")),
    }[profile.payment_agreement]
    yield PlanLine("payment-agreement", fate, text, found[:MOST_NAMED])


def _who_is_billed(one: Administration) -> str:
    terms = payment.agreement(one)
    if terms is None:
        return f"{one.name}: {one.payment_agreement}" if one.payment_agreement else ""
    return f"{one.name}: {terms.payer}, {payment.masked(terms.iban)}, {terms.reference}"


def _products(code: str, both: BothSides) -> ReportedLine:
    """R162: how many products there are on each side, and what their prices come to."""
    sides = [_sums_of_products(one) for one in (both.giver, both.receiver)]
    (count_before, prices_before), (count_after, prices_after) = sides
    if not count_before and not count_after:
        return ReportedLine(code, Verdict.NOTHING, ())
    figures = (
        Figure("products", str(count_before), str(count_after)),
        Figure("prices", _amount(prices_before), _amount(prices_after)),
    )
    return ReportedLine(code, _verdict(figures, both, "product"), figures)


def _unsent(code: str, both: BothSides) -> ReportedLine:
    """R182: invoices that are drafts or stand ready, on each side, and their totals with VAT."""
    figures = []
    for state, label in ((InvoiceState.TO_SEND, "ready-to-send"), (InvoiceState.DRAFT, "drafts")):
        (count_before, sum_before), (count_after, sum_after) = (
            _sums_of_invoices(one, state) for one in (both.giver, both.receiver)
        )
        if count_before or count_after:
            figures.append(Figure(label, str(count_before), str(count_after)))
            figures.append(Figure(f"{label}-total", _amount(sum_before), _amount(sum_after)))
    if not figures:
        return ReportedLine(code, Verdict.NOTHING, ())
    return ReportedLine(code, _verdict(figures, both, "sales_invoice", "sales_line"), figures)


def _sums_of_products(one: Administration) -> tuple[int, Decimal]:
    found = Product.objects.filter(administration=one).aggregate(count=Count("id"), total=Sum("price"))
    return found["count"], found["total"] or ZERO


def _sums_of_invoices(one: Administration, state: InvoiceState) -> tuple[int, Decimal]:
    rows = Invoice.objects.filter(administration=one, state=state)
    found = rows.aggregate(count=Count("id"), total=Sum("gross"))
    return found["count"], found["total"] or ZERO


def _verdict(figures: Sequence[Figure], both: BothSides, *kinds: str) -> Verdict:
    clean = all(both.kinds[kind]["clean"] for kind in kinds)
    return Verdict.EQUAL if clean and all(one.same for one in figures) else Verdict.DIFFERENT


def _amount(value: Decimal) -> str:
    return f"{value:.2f}"


HOLDING = Holding(
    "sales",
    tables=(Product, SalesSettings, Numbering, Quotation, Invoice, Line),
    kinds=(
        master("product", "sales_product", "code"),
        master("sales_settings", "sales_salessettings"),
        master("number_series", "sales_numbering", "kind"),
        master("quotation", "sales_quotation", "uid"),
        master("sales_invoice", "sales_invoice", "uid"),
        master("sales_line", "sales_line", "paper", "position"),
    ),
    of_the_giver=(advice("quotations", open_quotations), advice("unsent-invoices", unsent_invoices)),
    plan=_plan,
    report={"sales-products": _products, "unsent-sales-invoices": _unsent},
)
