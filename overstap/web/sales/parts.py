"""What the pages of quotations and invoices have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from overstap.books.ledger.queries import Administration
from overstap.books.sales import queries
from overstap.books.sales.errors import SalesRefused
from overstap.books.sales.totals import totals
from overstap.books.sales.values import Paper, Rounding, SalesLine, Totals, Vat
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web.books.opening import show
from overstap.web.sales import typed
from overstap.web.sales.forms import InvoiceForm, QuotationForm
from overstap.web.sales.typed import LineTyped
from overstap.web.sales.words import VAT

TAB = "sales"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form; ``number`` counts from 1."""

    number: int
    line: LineTyped


@dataclass(frozen=True, slots=True)
class Editing:
    """A quotation or an invoice under way: which form, and what its page is called."""

    form: type[InvoiceForm] | type[QuotationForm]
    title: str
    cancel: str  # address


def form_page(
    request: HttpRequest,
    one: Administration,
    editing: Editing,
    before: tuple[Paper, Mapping[str, object]] | None,
    problem: OverstapError | None = None,
) -> HttpResponse:
    """The form, as it was typed where something was typed, else as it stands in ``before`` (with further fields)."""
    if request.method == "POST":
        rows = typed.filled(one, typed.rows(request.POST))
        form = editing.form(_with_customer(one, request), customers=queries.customers_to_choose(one))
        form.is_valid()
    else:
        rows = [typed.as_typed(line) for line in before[0].lines] if before else []
        first = _initial(*before) if before else {"language": "nl", "country": "NL"}
        form = editing.form(initial=first, customers=queries.customers_to_choose(one))
    return show(
        request,
        "sales/edit.html#totals",
        one,
        TAB,
        form=form,
        editing=editing,
        rows=[Row(number, row) for number, row in enumerate(rows + [LineTyped()] * typed.SPARE, start=1)],
        totals=_come_to(one, rows),
        vat=[(str(kind), text) for kind, text in VAT.items()],
        products=queries.products_to_choose(one),
        problem=problem,
        where=problem.facts.get("place", "") if problem else "",
    )


def paper_page(
    request: HttpRequest, one: Administration, template: str, paper: Paper, **context: object
) -> HttpResponse:
    """A quotation or an invoice as it stands."""
    actor: Actor = request.actor  # type: ignore[attr-defined] # set by doors.page
    lines = list(zip(paper.lines, paper.totals.of_lines, strict=True))
    writes = may(actor.role, Right.WRITE_BOOKS) and one.state == "active"
    return show(request, template, one, TAB, None, paper=paper, lines=lines, writes=writes, **context)


def download(name: str, media_type: str, content: bytes, *, inline: bool) -> HttpResponse:
    """A file that nothing is executed of; PDFs may be looked at in the browser."""
    response = HttpResponse(content, content_type=media_type)
    way = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def place(actor: Actor, code: str, name: str, **parts: object) -> str:
    """The address of one of these pages."""
    return reverse(name, kwargs={"environment": actor.environment.slug, "code": code, **parts})


def _with_customer(one: Administration, request: HttpRequest) -> dict[str, object]:
    """What was sent, with what the books know of the chosen customer where nothing was typed."""
    sent: dict[str, object] = dict(request.POST.items())
    known = typed.customer(one, request.POST)
    sent |= {name: getattr(known, name) for name in typed.CUSTOMER if not sent.get(name)}
    return sent


def _initial(paper: Paper, further: Mapping[str, object]) -> dict[str, object]:
    return {
        **asdict(paper.customer),
        "relation": paper.customer.code,
        "subject": paper.subject,
        "reference": paper.reference,
        "language": paper.language,
        "text": paper.text,
        **further,
    }


def _come_to(one: Administration, rows: Sequence[LineTyped]) -> tuple[Totals, list[tuple[str, object]]] | None:
    """What the rows come to, where each can be read."""
    try:
        lines: list[SalesLine] = typed.lines(one, list(rows))
    except SalesRefused:
        return None
    come_to = totals(lines, queries.settings(one).rounding if lines else Rounding.TOTAL)
    return come_to, _vat_words(come_to)


def _vat_words(come_to: Totals) -> list[tuple[str, object]]:
    return [(str(VAT[Vat(rate.vat)]), rate) for rate in come_to.rates]
