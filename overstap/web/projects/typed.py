"""What people type about an invoice of a project, as values."""

from collections.abc import Sequence

from django.http import QueryDict

from overstap.books.sales.errors import SalesRefused
from overstap.books.sales.totals import totals
from overstap.books.sales.values import RateTotal, Totals, Vat
from overstap.coupling.projects import queries
from overstap.coupling.projects.values import Draft, InvoiceFile, ProjectRow
from overstap.tenancy.access import Actor
from overstap.web.sales.parts import Row
from overstap.web.sales.typed import SPARE, LineTyped, as_typed, day_of, plain_lines, rows, whole
from overstap.web.sales.words import VAT

_LONGEST = 6  # digits of the number of a row


def is_shown_again(sent: QueryDict) -> bool:
    """Whether the form is asked for once more: to calculate, or without one of its lines."""
    return sent.get("deed") == "calculate" or "remove" in sent


def left(sent: QueryDict) -> list[LineTyped]:
    """The lines that were filled in, without the one that somebody took out."""
    found, out = rows(sent), sent.get("remove", "")
    place = int(out) if out.isascii() and out.isdigit() and len(out) <= _LONGEST else 0
    return [row for number, row in enumerate(found, start=1) if number != place]


def draft(sent: QueryDict) -> Draft:
    """All of the form. Raises SalesRefused."""
    return Draft(
        lines=plain_lines(rows(sent)),
        subject=sent.get("subject", "").strip(),
        reference=sent.get("reference", "").strip(),
        text=sent.get("text", "").strip().replace("\r\n", "\n"),
        language=sent.get("language", "nl"),
        day=day_of(sent.get("day", "")),
        supplied_on=day_of(sent.get("supplied_on", "")),
        payment_days=whole(sent.get("payment_days", "")),
    )


def rows_of(file: InvoiceFile | None) -> list[LineTyped]:
    """The lines of a draft, as somebody might have typed them."""
    return [as_typed(line) for line in file.draft.lines] if file else []


def initial(file: InvoiceFile | None) -> dict[str, object]:
    """The rest of a draft, for its form."""
    if file is None:
        return {"language": "nl"}
    names = ("subject", "reference", "text", "language", "day", "supplied_on", "payment_days")
    return {name: getattr(file.draft, name) for name in names}


def numbered(found: Sequence[LineTyped]) -> list[Row]:
    """The rows of the form, with empty ones below them."""
    return [Row(number, row) for number, row in enumerate([*found, *[LineTyped()] * SPARE], start=1)]


def come_to(
    actor: Actor, project: ProjectRow, found: list[LineTyped]
) -> tuple[Totals, list[tuple[str, RateTotal]]] | None:
    """What the rows come to, where each can be read."""
    try:
        lines = plain_lines(found)
    except SalesRefused:
        return None
    _name, chosen = queries.seller(actor, project.administration)
    sums = totals(lines, chosen.rounding)
    return sums, [(str(VAT[Vat(rate.vat)]), rate) for rate in sums.rates]
