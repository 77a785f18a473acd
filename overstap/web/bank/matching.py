"""Lines that wait, with what they seem to pay: confirmed, set aside or undone, by mouse or keyboard."""

import json
from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.books.bank import banks, matching, queries
from overstap.books.bank.matching import DoesNotFit, LineNotFound, Part, Place
from overstap.books.bank.queries import LineRow
from overstap.books.bank.values import Proposal
from overstap.books.ledger import queries as ledger
from overstap.books.ledger.queries import Administration
from overstap.lib.errors import OverstapError
from overstap.lib.money import parse_amount
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.bank import words
from overstap.web.books.asked import Asked
from overstap.web.books.opening import books, show

ON_ONE_PAGE = 20
_SEPARATOR = "\x1f"
_LONGEST_CHOICE = 10_000


def _page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None, *, code: str) -> HttpResponse:
    one = books(actor, code)
    asked = Asked(request.GET)
    after = _place(asked.text("after").split(_SEPARATOR)) if asked.text("after") else None
    rows = queries.waiting(one, after=after, limit=ON_ONE_PAGE + 1)
    page = rows[:ON_ONE_PAGE]
    return show(
        request, "bank/match.html", one, "bank", asked,
        rows=[_row(row) for row in page], problem=problem, after=asked.text("after"),
        next=key(page[-1].place) if len(rows) > len(page) else "",
    )  # fmt: skip


@doors.page("bank.look")
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The lines that wait, each with up to three proposals and their reasons."""
    return _page(request, actor, code=code)


@require_POST
@doors.page("bank.confirm", again=_page)
def confirm(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Book what was chosen: a proposal, or the invoice whose number was typed."""
    one = books(actor, code)
    place = _posted(request)
    invoice = request.POST.get("invoice", "").strip()[:200]
    parts = _typed(one, invoice, request.POST.get("amount", "")) if invoice else _chosen(request)
    number = matching.confirm(actor, code, place, parts)
    return _done(request, actor, code, _("Booked as %(number)s.") % {"number": number})


@require_POST
@doors.page("bank.set-aside", again=_page)
def aside(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Say that a line is dealt with otherwise."""
    matching.set_aside(actor, code, _posted(request), request.POST.get("note", ""))
    return _done(request, actor, code, _("Set aside."))


@require_POST
@doors.page("bank.undo")
def undo(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Take back what was decided about a line."""
    place = _posted(request)
    matching.undo(actor, code, place)
    question: dict[str, str | int] = {"number": place.account, "nr": place.statement}
    where = reverse("bank-statement", kwargs={"environment": actor.environment.slug, "code": code})
    return doors.done(request, _("Undone; the line waits again."), f"{where}?{urlencode(question)}")


def _row(row: LineRow) -> dict[str, object]:
    return {
        "line": row.line,
        "place": row.place,
        "key": key(row.place),
        "account": banks.shown(row.place.account),
        "proposals": [_proposal(one) for one in row.proposals],
    }


def _proposal(one: Proposal) -> dict[str, object]:
    parts = [
        [target.kind, target.relation, target.invoice_ref, str(amount)]
        for target, amount in zip(one.targets, one.amounts, strict=True)
    ]
    return {
        "choice": json.dumps(parts),
        "targets": [
            {"target": target, "open": abs(target.open), "amount": abs(amount), "partly": amount != target.open}
            for target, amount in zip(one.targets, one.amounts, strict=True)
        ],
        "score": one.score,
        "reasons": words.reasons(one.reasons),
    }


def _chosen(request: HttpRequest) -> list[Part]:
    """The parts of the proposal that was chosen. Raises DoesNotFit for what is none."""
    try:
        found = json.loads(request.POST.get("choice", "")[:_LONGEST_CHOICE])
        return [Part(str(kind), str(relation), str(invoice), parse_amount(str(amount)))
                for kind, relation, invoice, amount in found]  # fmt: skip
    except (ValueError, TypeError, RecursionError) as error:
        raise DoesNotFit(
            _("Nothing was chosen."), remedy=_("Choose a proposal, or write the number of the invoice.")
        ) from error


def _typed(one: Administration, invoice: str, amount: str) -> Sequence[Part]:
    """The open item with this number, for the whole amount. Raises DoesNotFit where there is none, or several."""
    found = [item for item in ledger.open_items(one) if item.invoice_ref == invoice]
    if len(found) != 1:
        raise DoesNotFit(
            _("There is no open invoice with the number “%(invoice)s”, or more than one.") % {"invoice": invoice},
            remedy=_("Look under Open items how it is written."),
        )
    try:
        paid = parse_amount(amount)
    except ValueError:
        paid = Decimal(0)
    return [Part(found[0].kind, found[0].relation, found[0].invoice_ref, paid)]


def _posted(request: HttpRequest) -> Place:
    return _place(request.POST.get("line", "").split(_SEPARATOR))


def key(place: Place) -> str:
    """The line as forms name it."""
    return _SEPARATOR.join((place.account, str(place.statement), str(place.position)))


def _place(parts: Sequence[str]) -> Place:
    """Raises LineNotFound for what names no line."""
    if len(parts) != 3 or not parts[0].isprintable() or not all(one.isdecimal() and len(one) < 10 for one in parts[1:]):
        raise LineNotFound(_("There is no such line here."), remedy=_("Go back to the list."))
    return Place(parts[0], int(parts[1]), int(parts[2]))


def _done(request: HttpRequest, actor: Actor, code: str, text: str) -> HttpResponse:
    """Back to the page of lines where they were."""
    where = reverse("bank-match", kwargs={"environment": actor.environment.slug, "code": code})
    after = request.GET.get("after", "")[:200]
    return doors.done(request, text, f"{where}?{urlencode({'after': after})}" if after else where)
